//! Sweeps: a sample says what a walk over the whole trace of its run says, and the samples are the same in any order, on
//! one worker or four, even if one is lost.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::UpdateStrategy;
use rollout_engine::cluster::Owned;
use rollout_engine::controller::Rule;
use rollout_engine::jitter::mix;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex};
use scenario::protocol::{Reply, Request, RunId, from_bytes, to_bytes};
use scenario::{Ending, GALLERY, Sample, Scenario, Service, Sweep, Trace, Variant, When, simulate};

/// Twelve pods, made at once and then replaced, `line` being the one that begins it; ten seconds after the last pod is made.
fn twelve(policy: &str, at_a_time: &str, jitter: &str, line: &str) -> Variant {
    let text = format!(
        ": release 1.37\n: timing start=8s ready=2s stop=3s\n{jitter}: image redis:bad cannot be pulled\n: file db.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  replicas: 12
  podManagementPolicy: {policy}
  serviceName: db
  selector: {{matchLabels: {{app: db}}}}
  updateStrategy: {{rollingUpdate: {{maxUnavailable: {at_a_time}}}}}
  template:
    metadata: {{labels: {{app: db}}}}
    spec:
      containers:
      - name: db
        image: redis:7.2
: end
$ kubectl apply -f db.yaml
: settle
: start after 10s
: at 1s
$ {line}\n"
    );
    let scenario = Scenario::parse(&text).expect("it is a scenario");
    let since = scenario.lines.iter().position(|it| *it.text == *line).expect("it has the line");
    Variant { scenario, since, namespace: "default".into(), name: "db".into() }
}

const UPDATE: &str = "kubectl set image sts/db db=redis:7.4";
const SEED: u32 = 7;
/// Two requests of each variant.
const RUNS: u32 = 21;
const JITTER: &str = ": jitter 40%\n";

/// Runs a sweep on so many services, which take turns by chance; a worker of this number is lost in the middle.
fn swept(
    variants: &[Variant],
    runs: u32,
    workers: usize,
    chance: u64,
    lost: Option<usize>,
) -> Sweep {
    let mut sweep = Sweep::new(variants.to_vec(), runs);
    let mut services: BTreeMap<usize, Service> =
        (0..workers).map(|it| (it, Service::new())).collect();
    let mut draw = chance;
    while !sweep.is_whole() {
        draw = mix(draw.wrapping_add(1));
        let worker = usize::try_from(draw % workers as u64).expect("few");
        let Some(service) = services.get_mut(&worker) else { continue };
        for request in sweep.requests_for(worker) {
            let request: Request = from_bytes(&to_bytes(&request)).expect("it survives the wire");
            assert_eq!(service.handle(request), None);
        }
        let turns = std::cell::Cell::new(draw % 200);
        let has_time = || turns.replace(turns.get().saturating_sub(1)) > 0;
        for reply in service.go_on(has_time) {
            let reply: Reply = from_bytes(&to_bytes(&reply)).expect("it survives the wire");
            sweep.take(&reply);
        }
        if lost == Some(worker) && sweep.progress().0 > 5 {
            services.remove(&worker);
            sweep.lose(worker);
        }
    }
    assert!(!sweep.has_failed());
    sweep
}

fn samples(sweep: &Sweep, variants: usize) -> Vec<Vec<Sample>> {
    (0..variants).map(|variant| sweep.samples(variant).copied().collect()).collect()
}

#[test]
fn the_same_samples_come_in_any_order_on_one_worker_or_four() {
    let variants =
        [twelve("Parallel", "3", JITTER, UPDATE), twelve("OrderedReady", "2", JITTER, UPDATE)];
    let alone = samples(&swept(&variants, RUNS, 1, 0, None), 2);
    assert_eq!(alone.iter().map(Vec::len).collect::<Vec<_>>(), [RUNS as usize; 2]);
    for (workers, chance, lost) in [(1, 1, None), (4, 3, None), (4, 4, Some(2))] {
        let shared = samples(&swept(&variants, RUNS, workers, chance, lost), 2);
        assert_eq!(shared, alone, "{workers} workers, {chance}, {lost:?} lost");
    }
    let took = |sample: &Sample| matches!(sample.ending, Ending::Complete { took } if took > Duration::ZERO);
    assert!(alone.iter().flatten().all(took));
    let differ: std::collections::BTreeSet<String> =
        alone[0].iter().map(|sample| format!("{:?}", sample.ending)).collect();
    assert!(differ.len() > 15, "seeds differ: {differ:?}");
}

#[test]
fn a_run_that_no_worker_survives_is_given_up() {
    let mut sweep = Sweep::new(vec![twelve("Parallel", "3", "", UPDATE)], 1);
    for worker in 0..2 {
        assert!(!sweep.has_failed());
        assert_eq!(sweep.requests_for(worker).len(), 1);
        sweep.lose(worker);
    }
    assert!(sweep.has_failed());
    assert_eq!(sweep.progress(), (0, 1));
}

#[test]
fn a_late_reply_of_a_lost_worker_changes_nothing() {
    let variant = twelve("Parallel", "3", JITTER, UPDATE);
    let mut sweep = Sweep::new(vec![variant], 1);
    let mut service = Service::new();
    sweep.requests_for(0).into_iter().for_each(|request| drop(service.handle(request)));
    sweep.lose(0);
    let again = sweep.requests_for(1);
    let late = service.go_on(|| true);
    late.iter().for_each(|reply| sweep.take(reply));
    assert_eq!((late.len(), sweep.progress()), (1, (0, 1)));
    again.into_iter().for_each(|request| drop(service.handle(request)));
    service.go_on(|| true).iter().for_each(|reply| sweep.take(reply));
    assert_eq!((sweep.progress(), sweep.is_whole()), ((1, 1), true));
}

#[test]
fn a_run_that_somebody_waits_for_goes_before_and_a_sweep_can_be_stopped() {
    let variant = twelve("Parallel", "3", JITTER, UPDATE);
    let mut service = Service::new();
    let mut sweep = Sweep::new(vec![variant.clone()], 40);
    sweep.requests_for(0).into_iter().for_each(|request| drop(service.handle(request)));
    let scenario = Box::new(variant.scenario);
    let (run, until) = (RunId(1), SimTime::MAX);
    service.handle(Request::Open { run, scenario, set: Vec::new(), until, has: 0, like: None });
    let first = service.go_on(|| true);
    assert!(matches!(first.last(), Some(Reply::Grew { whole: true, .. })), "{first:?}");
    assert!(service.has_work());
    service.handle(Request::StopMeasuring);
    assert!(!service.has_work());
    assert_eq!(service.go_on(|| true), []);
}

#[test]
fn what_stands_still_is_said_with_its_pod() {
    let bad = "kubectl set image sts/db db=redis:bad";
    let one = |variant: Variant| *swept(&[variant], 1, 1, 0, None).samples(0).next().expect("one");
    let stuck = one(twelve("OrderedReady", "1", "", bad));
    let rule = Some(Rule::ReplicaIsNotReady);
    let ending = Ending::StandsStill { rule, at: Some(11), outdated: 11 };
    assert_eq!((stuck.ending, stuck.lowest_ready, stuck.lowest_available), (ending, 11, 11));
    let refused = one(twelve("Parallel", "1", "", "kubectl set image sts/db nobody=redis:7.4"));
    assert!(matches!(refused.ending, Ending::LineFailed(_)), "{refused:?}");
    let other = Variant { name: "nobody".into(), ..twelve("Parallel", "1", "", UPDATE) };
    assert_eq!(one(other).ending, Ending::NeverBegan);
    let whole = one(twelve("Parallel", "12", "", UPDATE));
    assert_eq!((whole.lowest_ready, whole.lowest_available), (0, 0));
}

#[test]
fn a_sample_is_what_its_trace_shows() {
    let mut compared = 0;
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let trace = simulate(&scenario.with_seed(SEED));
        for (since, namespace, set) in rollouts_of(&trace) {
            let variant = Variant { scenario: scenario.clone(), since, namespace, name: set };
            let shown = shown_by(&trace, &variant, SEED);
            let mut service = Service::new();
            let variant = Box::new(variant);
            service.handle(Request::Measure { number: 0, variant, first: SEED, runs: 1 });
            let replies = service.go_on(|| true);
            let measured = Reply::Measured { number: 0, samples: vec![shown] };
            assert_eq!(replies, [measured], "{name}, line {since}");
            compared += 1;
        }
    }
    assert!(compared > GALLERY.len(), "{compared}");
}

/// What stands above the line with the seed runs once for many runs. They are as if each had run it.
#[test]
fn runs_that_begin_alike_give_what_each_gives_alone() {
    let mut variant = twelve("Parallel", "3", "", UPDATE);
    let mut jitter = variant.scenario.lines[variant.since].clone();
    jitter.text = ": jitter 40%".into();
    variant.scenario.lines[variant.since].when = When::Then;
    variant.scenario.lines.insert(variant.since, jitter);
    variant.since += 1;
    let together: Vec<Sample> =
        swept(&[variant.clone()], RUNS, 1, 0, None).samples(0).copied().collect();
    for sample in together {
        let trace = simulate(&variant.scenario.with_seed(sample.seed));
        assert_eq!(sample, shown_by(&trace, &variant, sample.seed));
    }
}

/// The first and the last line that ran and writes, each with every set that there was.
fn rollouts_of(trace: &Trace) -> Vec<(usize, Rc<str>, Rc<str>)> {
    let end = trace.rollout.seek(trace.rollout.last());
    let sets: Vec<_> = end
        .cluster
        .names()
        .map(|(_, it)| (it.set.namespace.clone(), it.set.name.clone()))
        .collect();
    let lines: Vec<usize> = (0..trace.ran.len())
        .filter(|&line| trace.ran[line].is_some() && trace.writes(line))
        .collect();
    let chosen: std::collections::BTreeSet<usize> =
        lines.first().into_iter().chain(lines.last()).copied().collect();
    chosen
        .into_iter()
        .flat_map(|line| sets.iter().map(move |(of, name)| (line, of.clone(), name.clone())))
        .collect()
}

/// The sample of a run, by looking at every instant of its trace.
fn shown_by(trace: &Trace, variant: &Variant, seed: u32) -> Sample {
    let rollout = &trace.rollout;
    let begun = trace.ran[variant.since].expect("it ran");
    let mut instants: Vec<SimTime> = (0..rollout.len())
        .map(|it| rollout.at(FrameIndex(it)))
        .filter(|&at| at > begun.at)
        .collect();
    instants.insert(0, begun.at);
    instants.dedup();
    let (mut ready, mut available, mut complete) = (None, None, None);
    let mut frame = rollout.seek(FrameIndex(0));
    for at in instants {
        rollout.move_to(&mut frame, rollout.frame_at(at));
        let Some((_, owned)) = frame.cluster.find_set(&variant.namespace, &variant.name) else {
            continue;
        };
        let now = (owned.pods.ready_count(), owned.pods.available_count());
        ready = Some(ready.unwrap_or(now.0).min(now.0));
        available = Some(available.unwrap_or(now.1).min(now.1));
        complete = is_complete(owned).then(|| complete.unwrap_or(at));
    }
    let failed = (variant.since..trace.ran.len())
        .find(|&line| trace.writes(line) && trace.exit(line).is_some_and(|status| status != 0));
    let last = rollout.seek(rollout.last());
    let ending = match (failed, complete, rollout.ended()) {
        _ if ready.is_none() => Ending::NeverBegan,
        (Some(line), ..) => Ending::LineFailed(line),
        (_, Some(at), _) => Ending::Complete { took: at.since(begun.at) },
        (_, _, Ended::Settled | Ended::Looping) => {
            let (id, owned) =
                last.cluster.find_set(&variant.namespace, &variant.name).expect("it was seen");
            let waiting = rollout.waiting(id, rollout.last());
            let at = waiting.and_then(|it| it.on).or(owned.pods.lowest_unavailable());
            let outdated = outdated(owned);
            Ending::StandsStill { rule: waiting.map(|it| it.rule), at, outdated }
        }
        _ => Ending::CutOff,
    };
    let lowest = |of: Option<u32>| of.unwrap_or(0);
    Sample { seed, ending, lowest_ready: lowest(ready), lowest_available: lowest(available) }
}

/// Pods from the partition on that have another revision than the newest, by a plain count.
fn outdated(owned: &Owned) -> u32 {
    let from = owned.set.spec.start + owned.set.spec.partition();
    let update = owned.set.status.update_revision;
    let is_old = |ordinal: &u32| {
        owned.pods.own(*ordinal).is_some_and(|pod| Some(pod.revision) != update) && *ordinal >= from
    };
    u32::try_from(owned.pods.range().ordinals().filter(is_old).count()).expect("few")
}

/// By a plain count over the pods.
fn is_complete(owned: &Owned) -> bool {
    let spec = &owned.set.spec;
    let partition = match &spec.update_strategy {
        UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.partition,
        _ => 0,
    };
    let range = owned.pods.range();
    let is_fine = |ordinal: u32| {
        let Some(pod) = owned.pods.own(ordinal) else { return false };
        let is_new = owned.set.status.update_revision.is_none_or(|update| pod.revision == update);
        let is_kept = ordinal < range.start.saturating_add(partition);
        let is_up = pod.is_running_and_ready() && !pod.is_terminating();
        is_up && (is_new || is_kept)
    };
    let is_seen = owned.set.status.observed_generation == owned.set.generation;
    let all = range.ordinals().all(is_fine);
    let in_time = owned.pods.available_count() == spec.replicas;
    if owned.exists {
        is_seen && all && in_time && owned.pods.len() == spec.replicas as usize
    } else {
        owned.pods.is_empty()
    }
}
