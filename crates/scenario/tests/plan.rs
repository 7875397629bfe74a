//! Plans: every way that can be had does what its name says, and its numbers are right.
//!
//! Without a spread a way takes as long as the scenario itself; with one the mean is the spread's; twice the times are twice
//! the durations; a bolder number is never slower under Parallel. PLANNED=10000 draws more runs.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{PodManagementPolicy, UpdateStrategy};
use rollout_engine::time::SimTime;
use scenario::protocol::{Reply, Request, from_bytes, to_bytes};
use scenario::{
    ChangeSource, Distribution, Ending, GALLERY, NoPlan, NotHad, Plan, PlanAsked, Sample, Scenario,
    Service, Sweep, TimesSource, Variant, Way, WayKind, simulate,
};

/// A set of so many pods; at 1 s after the last is Ready the image changes.
fn scenario(replicas: u32, policy: &str, strategy: &str, timing: &str, release: &str) -> Scenario {
    let text = format!(
        ": release {release}\n{timing}: file db.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  replicas: {replicas}
  podManagementPolicy: {policy}
  serviceName: db
  selector: {{matchLabels: {{app: db}}}}
  updateStrategy: {strategy}
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
$ kubectl set image sts/db db=redis:7.4\n"
    );
    Scenario::parse(&text).expect("it is a scenario")
}

fn asked(scenario: &Scenario) -> PlanAsked {
    let at = SimTime::ZERO + Duration::from_secs(600);
    PlanAsked { scenario: scenario.clone(), at, set: None, change: None, fails_one_in: None }
}

/// Asks the service, over the wire.
fn answered(asked: PlanAsked) -> Result<Plan, NoPlan> {
    let request = Request::Plan { number: 7, asked: Box::new(asked) };
    let request: Request = from_bytes(&to_bytes(&request)).expect("it survives the wire");
    let reply = Service::new().handle(request).expect("it is answered at once");
    match from_bytes(&to_bytes(&reply)) {
        Some(Reply::Planned { number: 7, plan }) => *plan,
        other => panic!("{other:?}"),
    }
}

fn plan(scenario: &Scenario) -> Plan {
    answered(asked(scenario)).expect("there is a plan")
}

fn way(plan: &Plan, kind: WayKind) -> &Way {
    let found = plan.ways.iter().find(|way| way.kind == kind);
    found.unwrap_or_else(|| {
        panic!("no {kind:?} in {:?}", plan.ways.iter().map(|it| it.kind).collect::<Vec<_>>())
    })
}

fn rolling(parallel: bool, at_a_time: u32) -> WayKind {
    WayKind::Rolling { parallel, at_a_time, canary: false }
}

/// Measures so many runs.
fn samples(variant: &Variant, runs: u32) -> Vec<Sample> {
    let mut sweep = Sweep::new(vec![variant.clone()], runs);
    let mut service = Service::new();
    while !sweep.is_whole() {
        sweep.requests_for(0).into_iter().for_each(|request| drop(service.handle(request)));
        service.go_on(|| true).iter().for_each(|reply| sweep.take(reply));
    }
    sweep.samples(0).copied().collect()
}

fn distribution(way: &Way, runs: u32) -> Distribution {
    let variant = way.run.as_ref().unwrap_or_else(|refused| panic!("{:?}: {refused:?}", way.kind));
    Distribution::of(samples(variant, runs).iter())
}

/// Duration of the one run of a way without a spread.
fn took(way: &Way) -> Duration {
    let given = distribution(way, 1);
    given.took.unwrap_or_else(|| panic!("{:?}: {given:?}", way.kind)).median.0
}

const TIMING: &str = ": timing start=8s stop=3s\n";

#[test]
fn every_way_can_be_had_and_rolls_out_every_pod() {
    for policy in ["OrderedReady", "Parallel"] {
        for strategy in [
            "{type: RollingUpdate}",
            "{rollingUpdate: {maxUnavailable: 2}}",
            "{rollingUpdate: {maxUnavailable: 40%, partition: 3}}",
            "{type: OnDelete}",
            "{type: Recreate}",
        ] {
            let plan = plan(&scenario(5, policy, strategy, TIMING, "1.38"));
            assert_eq!((plan.replicas, plan.ready, plan.has_spread), (5, 5, false));
            for way in &plan.ways {
                let given = distribution(way, 1);
                assert!(given.took.is_some(), "{policy} {strategy} {:?}: {given:?}", way.kind);
                all_pods_are_new_and_it_was_set_up_so(way, policy, strategy);
            }
        }
    }
}

/// The opened run of a way ends with every pod at the new image, under the policy and strategy that the way names.
fn all_pods_are_new_and_it_was_set_up_so(way: &Way, policy: &str, strategy: &str) {
    let variant = way.run.as_ref().expect("it can be had");
    let trace = simulate(&variant.scenario);
    let last = trace.rollout.seek(trace.rollout.last());
    let (_, owned) = last.cluster.find_set("default", "db").expect("there is the set");
    let (kind, spec) = (way.kind, &owned.set.spec);
    let update = owned.set.status.update_revision.expect("it has one");
    assert_eq!(owned.pods.outdated(0, update).count(), 0, "{policy} {strategy} {kind:?}");
    let is_parallel = spec.pod_management_policy == PodManagementPolicy::Parallel;
    match kind {
        WayKind::Rolling { parallel, .. } => assert_eq!(is_parallel, parallel, "{kind:?}"),
        WayKind::OnDelete => assert_eq!(spec.update_strategy, UpdateStrategy::OnDelete),
        WayKind::Recreate => assert_eq!(spec.update_strategy, UpdateStrategy::Recreate),
    }
    assert_eq!(way.needs_policy, is_parallel != (policy == "Parallel"), "{kind:?}");
}

#[test]
fn without_a_spread_the_sets_own_way_takes_what_the_scenario_takes() {
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text).expect(name);
        let Ok(plan) = answered(asked(&scenario)) else { continue };
        let Some(own) = plan.ways.iter().find(|way| way.is_own) else { continue };
        let (Ok(variant), ChangeSource::Scenario, false) = (&own.run, plan.source, plan.has_spread)
        else {
            continue;
        };
        if own.kind == WayKind::OnDelete || scenario.lines.len() != variant.scenario.lines.len() {
            continue; // The scenario goes on after its change, or a person deletes the pods.
        }
        assert_eq!(variant.scenario, scenario, "{name}");
    }
    let scenario = scenario(5, "Parallel", "{rollingUpdate: {maxUnavailable: 2}}", TIMING, "1.37");
    let plan = plan(&scenario);
    let own = plan.ways.first().expect("there are ways");
    assert!(own.is_own && own.kind == rolling(true, 2));
    assert_eq!(own.run.as_ref().map(|variant| &variant.scenario), Ok(&scenario));
    let trace = simulate(&scenario);
    let change = trace.ran[plan_change(&scenario)].expect("it ran").at;
    let last_ready =
        (0..trace.rollout.len()).map(rollout_engine::trace::FrameIndex).rev().find(|&frame| {
            let here = trace.rollout.seek(frame);
            here.cluster
                .find_set("default", "db")
                .is_some_and(|(_, owned)| owned.pods.ready_count() < 5)
        });
    let whole = rollout_engine::trace::FrameIndex(last_ready.expect("pods are replaced").0 + 1);
    assert_eq!(took(own), trace.rollout.at(whole).since(change));
}

fn plan_change(scenario: &Scenario) -> usize {
    scenario.lines.iter().position(|line| line.text.contains("set image")).expect("it changes")
}

/// Number of runs: 1,000, or PLANNED.
fn many() -> u32 {
    std::env::var("PLANNED").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000)
}

#[test]
fn the_mean_of_many_runs_of_one_pod_is_the_spreads_own() {
    let timing = ": timing start=18s..20s..40s stop=1s\n";
    let plan = plan(&scenario(1, "OrderedReady", "{type: RollingUpdate}", timing, "1.37"));
    assert!(plan.has_spread);
    let own = plan.ways.first().and_then(|way| way.run.as_ref().ok()).expect("it can be had");
    let exact =
        scenario(1, "OrderedReady", "{type: RollingUpdate}", ": timing start=0s stop=1s\n", "1.37");
    let rest = took(self::plan(&exact).ways.first().expect("there are ways"));
    let times: Vec<Duration> = samples(own, many())
        .iter()
        .map(|sample| match sample.ending {
            Ending::Complete { took } => took - rest,
            other => panic!("{other:?}"),
        })
        .collect();
    let mean = times.iter().sum::<Duration>() / many();
    let meant = Duration::from_millis((18_000 + 2 * 20_000 + 40_000) / 4);
    assert!(mean.abs_diff(meant) < Duration::from_millis(600), "{mean:?}, not {meant:?}");
}

/// Every step of a pod's life stated, `times` as long.
fn all_times(times: u64) -> String {
    let steps = [
        ("schedule", 100),
        ("status", 300),
        ("sandbox", 150),
        ("start", 8_000),
        ("stop", 3_000),
        ("remove", 300),
    ];
    let steps: Vec<String> =
        steps.iter().map(|(step, ms)| format!("{step}={}ms", ms * times)).collect();
    format!(": timing {}\n", steps.join(" "))
}

#[test]
fn twice_the_times_are_twice_the_durations() {
    let once = plan(&scenario(5, "Parallel", "{}", &all_times(1), "1.37"));
    let twice = plan(&scenario(5, "Parallel", "{}", &all_times(2), "1.37"));
    for (once, twice) in once.ways.iter().zip(&twice.ways).filter(|(way, _)| way.run.is_ok()) {
        if matches!(once.kind, WayKind::OnDelete) {
            continue; // A person's second of waiting stays a second.
        }
        let (once, twice, kind) = (took(once), took(twice), once.kind);
        // The kubelet's own milliseconds are not stated by anybody.
        assert!(
            twice.abs_diff(once * 2) < Duration::from_millis(50),
            "{kind:?}: {once:?}, {twice:?}"
        );
    }
}

#[test]
fn a_bolder_number_is_never_slower_under_parallel() {
    let timing = ": timing start=8s..40s stop=1s..9s\n";
    for replicas in [2, 5, 9] {
        let plan = plan(&scenario(replicas, "Parallel", "{}", timing, "1.37"));
        let mut before = Duration::MAX;
        for number in 1..=replicas {
            let took = distribution(way(&plan, rolling(true, number)), 25).took.expect("it ends");
            assert!(took.median.0 <= before, "{number} of {replicas}: {took:?}, before {before:?}");
            before = took.median.0;
        }
    }
}

#[test]
fn no_way_falls_below_what_it_says() {
    let timing = ": timing start=8s..40s stop=1s..9s\n";
    let plan = plan(&scenario(12, "OrderedReady", "{}", timing, "1.37"));
    for way in plan.ways.iter().filter(|way| way.run.is_ok()) {
        let WayKind::Rolling { at_a_time, .. } = way.kind else { continue };
        let lowest = distribution(way, 8).lowest_ready;
        assert!(lowest + at_a_time >= 12, "{:?}: {lowest}", way.kind);
    }
}

/// The plan of the gallery's twelve databases, each way with so many runs.
fn twelve(runs: u32, kinds: &[WayKind], fails_one_in: Option<u32>) -> Vec<Distribution> {
    let (_, text) = GALLERY.iter().find(|(name, _)| *name == "twelve").expect("it is there");
    let scenario = Scenario::parse(text).expect("it is a scenario");
    let plan = answered(PlanAsked { fails_one_in, ..asked(&scenario) }).expect("there is a plan");
    kinds.iter().map(|&kind| distribution(way(&plan, kind), runs)).collect()
}

/// How fast can twelve be, if nine must stay?
#[test]
fn claim_of_the_gallery_nine_of_twelve_stay_with_three_at_a_time() {
    let given = twelve(
        10,
        &[rolling(true, 2), rolling(true, 3), rolling(true, 4), rolling(false, 3)],
        None,
    );
    let lowest: Vec<u32> = given.iter().map(|it| it.lowest_ready).collect();
    assert_eq!(lowest, [10, 9, 8, 9]);
    let median: Vec<Duration> = given.iter().filter_map(|it| Some(it.took?.median.0)).collect();
    assert!(median[1] < median[0] && median[1] < median[3], "{median:?}");
}

/// Does a canary cost more than it saves?
#[test]
fn claim_of_the_gallery_a_canary_costs_one_start_and_does_not_save_a_window() {
    let canary = WayKind::Rolling { parallel: true, at_a_time: 3, canary: true };
    let [with, without] = &twelve(10, &[canary, rolling(true, 3)], None)[..] else { panic!("two") };
    let (with, without) =
        (with.took.expect("it ends").median.0, without.took.expect("it ends").median.0);
    let more = with.saturating_sub(without);
    assert!((10..40).contains(&more.as_secs()), "{more:?}");
}

/// Why does Parallel 3 beat OrderedReady 4?
#[test]
fn claim_of_the_gallery_a_window_of_three_beats_batches_of_four() {
    let given = twelve(10, &[rolling(true, 3), rolling(false, 4)], None);
    let [window, batches] = [0, 1].map(|index: usize| given[index].took.expect("it ends").median.0);
    assert!(window < batches, "{window:?}, {batches:?}");
}

#[test]
fn what_a_release_refuses_is_there_with_the_reason() {
    let plan =
        plan(&scenario(5, "Parallel", "{rollingUpdate: {maxUnavailable: 3}}", TIMING, "1.36"));
    let off = |way: &Way| way.run.as_ref().err().cloned();
    let release: Rc<str> = "1.36".into();
    let max = NotHad::MaxUnavailableOff { release: Rc::clone(&release) };
    assert_eq!(off(way(&plan, rolling(true, 3))), Some(max));
    assert_eq!(off(way(&plan, WayKind::Recreate)), Some(NotHad::RecreateOff { release }));
    let own = plan.ways.first().expect("there are ways");
    assert_eq!((own.is_own, own.kind), (true, rolling(true, 1)), "1.36 drops maxUnavailable");
}

#[test]
fn lines_to_type_name_what_a_cluster_needs() {
    let plan = plan(&scenario(3, "OrderedReady", "{}", TIMING, "1.37"));
    let lines =
        |kind| way(&plan, kind).lines.iter().map(|line| line.to_string()).collect::<Vec<_>>();
    let change = "kubectl set image sts/db db=redis:7.4";
    assert_eq!(lines(rolling(false, 1)), [change]);
    let two = r#"kubectl patch sts db -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}}}}'"#;
    assert_eq!(lines(rolling(false, 2)), [two, change]);
    let parallel = lines(rolling(true, 2));
    assert_eq!(
        parallel[1..],
        ["kubectl delete sts db --cascade=orphan", "kubectl apply -f db.yaml", two, change]
    );
    let canary = lines(WayKind::Rolling { parallel: false, at_a_time: 1, canary: true });
    assert!(
        canary[0].contains(r#""partition":2"#) && canary[2].contains(r#""partition":0"#),
        "{canary:?}"
    );
}

#[test]
fn the_new_image_starts_as_the_old_one_unless_somebody_says_otherwise() {
    let timing =
        "# Measured from 12 pods: started in 18 to 40 s.\n: timing redis:7.2 start=18s..25s..40s\n";
    let like = plan(&scenario(3, "Parallel", "{}", timing, "1.37"));
    assert_eq!(like.times[0].source, TimesSource::Like("redis:7.2".into()));
    assert_eq!(&*like.times[0].of, "redis:7.4");
    assert_eq!(like.images, [("db".into(), "redis:7.2".into(), "redis:7.4".into())]);
    let three = distribution(way(&like, rolling(true, 3)), 20).took.expect("it ends");
    assert!(three.best.0 > Duration::from_secs(18), "{three:?}");
    let restart = PlanAsked {
        change: Some("kubectl rollout restart sts/db".into()),
        at: SimTime::ZERO,
        ..asked(&scenario(3, "Parallel", "{}", timing, "1.37"))
    };
    let restart = answered(restart).expect("there is a plan");
    assert_eq!(restart.times[0].source, TimesSource::Measured(12));
    assert_eq!((restart.source, restart.images.len()), (ChangeSource::Given, 0));
    let own = format!("{timing}: timing redis:7.4 start=2s\n");
    assert_eq!(
        plan(&scenario(3, "Parallel", "{}", &own, "1.37")).times[0].source,
        TimesSource::Stated
    );
    assert_eq!(
        plan(&scenario(3, "Parallel", "{}", "", "1.37")).times[0].source,
        TimesSource::Assumed
    );
}

#[test]
fn a_pod_in_twenty_that_fails_holds_some_runs_up() {
    let asked = PlanAsked {
        fails_one_in: Some(20),
        ..asked(&scenario(12, "Parallel", "{}", TIMING, "1.37"))
    };
    let plan = answered(asked).expect("there is a plan");
    assert_eq!((plan.has_spread, plan.fails_one_in), (true, Some(20)));
    let one = distribution(way(&plan, rolling(true, 1)), 60);
    // Of 60 runs 32 have none that fails: 0.95 to the power of 12.
    assert!((18..38).contains(&one.not_completed()), "{one:?}");
    assert_eq!(one.still.at.values().sum::<u32>(), one.not_completed());
    let all = distribution(way(&plan, rolling(true, 12)), 30);
    assert_eq!(
        (all.still.stuck, all.still.behind),
        (0, all.not_completed()),
        "all are replaced at once"
    );
}

#[test]
fn without_a_change_it_is_a_restart_and_nothing_gives_no_plan() {
    let mut still = scenario(3, "Parallel", "{}", TIMING, "1.37");
    still.lines.pop();
    let plan = plan(&still);
    assert_eq!(
        (&*plan.change, plan.source),
        ("kubectl rollout restart sts/db", ChangeSource::Restart)
    );
    assert!(took(&plan.ways[0]) > Duration::from_secs(8));
    let wrong = |change: &str| answered(PlanAsked { change: Some(change.into()), ..asked(&still) });
    let Err(NoPlan::NoChange { printed, .. }) = wrong("kubectl set image sts/nothing a=b") else {
        panic!()
    };
    assert!(printed.contains("not found"), "{printed}");
    let same = wrong("kubectl set image sts/db db=redis:7.2");
    assert!(matches!(same, Err(NoPlan::NoChange { .. })), "{same:?}");
    assert_eq!(answered(asked(&Scenario::default())), Err(NoPlan::NoSet));
    let none = scenario(0, "Parallel", "{}", TIMING, "1.37");
    assert_eq!(answered(asked(&none)), Err(NoPlan::NoPods));
}
