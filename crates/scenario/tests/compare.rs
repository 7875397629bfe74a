//! Comparisons: equal rollouts have no difference, exchanged sides are mirrored, and what is told of a difference is
//! so in the traces.
//!
//! Pairs are random sessions, each against itself by another release or another policy, and against its neighbour.
//! `COMPARED=20000` compares so many, `COMPARED=12000..20000` those of these seeds.

#[path = "../../rollout-promises/tests/promises/told.rs"]
mod told;

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::api::{ControllerRevision, Pod, RevisionHash};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex};
use rollout_promises::scenario_of;
use scenario::{Comparison, Scenario, Side, Step, Trace, simulate};

const PAIRS: u64 = 60;

fn run(text: &str) -> Trace {
    simulate(&Scenario::parse(text).expect("a scenario"))
}

/// A side from the figure's first frame on, about the first set that the trace has.
fn side(trace: &Trace) -> Side<'_> {
    let rollout = &trace.rollout;
    Side { trace: rollout, set: SetId(0), zero: rollout.at(trace.begins) }
}

/// A side from its last line on.
fn from_the_change(trace: &Trace) -> Side<'_> {
    let ran = trace.ran.last().copied().flatten().expect("the last line runs");
    Side { zero: ran.at, ..side(trace) }
}

fn compared(left: &Trace, right: &Trace) -> Comparison {
    Comparison::of(side(left), side(right))
}

fn scenario(release: &str, policy: &str, partition: u32) -> String {
    format!(
        ": release {release}\n: timing start=2s ready=1s stop=1s\n: file web.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: web}}
spec:
  replicas: 3
  podManagementPolicy: {policy}
  selector: {{matchLabels: {{app: web}}}}
  updateStrategy: {{rollingUpdate: {{partition: {partition}}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: 'nginx:1'}}]}}
: end
$ kubectl apply -f web.yaml
: settle
: start after 5s
: at 1s
$ kubectl set image sts/web web=nginx:2\n"
    )
}

#[test]
fn a_rollout_does_not_differ_from_itself() {
    let trace = run(&scenario("1.37", "OrderedReady", 0));
    let same = compared(&trace, &trace);
    assert_eq!((same.differences.len(), same.agree_until(), same.sooner()), (0, None, None));
    assert!(same.ends[0].is_done() && same.ends[0] == same.ends[1]);
    assert_eq!(same.ends[0].lowest_ready, 2);
}

#[test]
fn a_release_that_only_stores_other_defaults_makes_no_difference() {
    let [old, new] = ["1.33", "1.34"].map(|release| run(&scenario(release, "OrderedReady", 0)));
    let hashes = |trace: &Trace| {
        let last = trace.rollout.seek(trace.rollout.last());
        let pods = last.cluster.set(SetId(0)).into_iter().flat_map(|owned| owned.pods.iter());
        pods.map(|pod| pod.revision).collect::<Vec<_>>()
    };
    assert_ne!(hashes(&old), hashes(&new), "the revisions have other names");
    assert_eq!(compared(&old, &new).differences, []);
}

#[test]
fn the_first_difference_of_a_partition_is_the_first_pod_that_stays() {
    let (all, held) =
        (run(&scenario("1.37", "OrderedReady", 0)), run(&scenario("1.37", "OrderedReady", 2)));
    let found = Comparison::of(from_the_change(&all), from_the_change(&held));
    let first = &found.differences[0];
    assert_eq!((first.pod.ordinal, first.pod.incarnation), (1, 1));
    assert_eq!(first.moments.map(|it| it.map(|it| it.step)), [Some(Step::Stopping), None]);
    assert_eq!(found.agree_until(), Some(first.at));
    let (sooner, by) = found.sooner().expect("both end");
    assert_eq!(sooner, 1);
    assert_eq!(by, found.ends[0].at.since(found.ends[1].at));
    let next = found.next_after(first.at).expect("the pod that takes its place");
    assert!(next.at > first.at && next.pod.incarnation == 2, "{next:?}");
}

#[test]
fn two_policies_differ_only_while_the_set_is_made() {
    let policies = ["OrderedReady", "Parallel"].map(|policy| run(&scenario("1.37", policy, 0)));
    let [ordered, parallel] = &policies;
    let changed = Comparison::of(from_the_change(ordered), from_the_change(parallel));
    assert_eq!(changed.differences, [], "an update is the same");
    // Before the first frame: at its own instant the first pods are there already.
    let made = policies.each_ref().map(|trace| {
        let begins = trace.rollout.at(FrameIndex(0)).as_millis();
        Side { zero: SimTime::from_millis(begins - 1), ..side(trace) }
    });
    let found = Comparison::of(made[0], made[1]);
    let first = &found.differences[0];
    assert_eq!((first.pod.ordinal, first.moments[1].map(|it| it.step)), (1, Some(Step::Created)));
}

#[test]
fn pods_that_were_replaced_before_zero_are_no_difference() {
    let text = scenario("1.37", "OrderedReady", 0);
    let before =
        text.replace(": start after 5s", "$ kubectl delete pod web-1\n: settle\n: start after 5s");
    assert_ne!(text, before);
    let (plain, replaced) = (run(&text), run(&before));
    let found = Comparison::of(from_the_change(&plain), from_the_change(&replaced));
    assert_eq!(found.differences, []);
}

#[test]
fn random_pairs_are_mirrored_and_what_is_told_of_them_is_so() {
    let pairs = seeds();
    let mut differing = 0;
    for seed in pairs.clone() {
        let text = told::told(&scenario_of(seed));
        let other = match seed % 3 {
            0 => told::told(&scenario_of(seed + 1)),
            1 => text.replace("OrderedReady", "Parallel"),
            _ => text.replacen(text.lines().next().expect("a release"), ": release 1.36", 1),
        };
        let (left, right) = (run(&text), run(&other));
        let found = compared(&left, &right);
        assert_eq!(compared(&left, &left).differences, [], "seed {seed}");
        assert_eq!(compared(&right, &left), found.clone().swapped(), "seed {seed}");
        differing += usize::from(!found.differences.is_empty());
        let until = found.agree_until();
        let names = names_of(&left, &right);
        let moved = (moves(&left, until, &names[0]), moves(&right, until, &names[1]));
        assert_eq!(moved.0, moved.1, "seed {seed}: until {until:?}");
        if let Some(until) = until {
            let after = Some(SimTime::from_millis(until.as_millis() + 1));
            let moved = (moves(&left, after, &names[0]), moves(&right, after, &names[1]));
            assert_ne!(moved.0, moved.1, "seed {seed}: at {until}");
        }
        for (end, trace) in found.ends.iter().zip([&left, &right]) {
            assert_eq!(end.lowest_ready, lowest_ready(trace), "seed {seed}");
            assert_eq!(end.ended == Ended::Settled, trace.rollout.ended() == Ended::Settled);
        }
    }
    let all = usize::try_from(pairs.end - pairs.start).unwrap_or(0);
    assert!(differing * 3 > all, "{differing} of {all} pairs differ");
}

/// The seeds of the pairs: the first ones, or those that `COMPARED` says.
fn seeds() -> std::ops::Range<u64> {
    let said = std::env::var("COMPARED").unwrap_or_default();
    let number = |text: &str| text.parse::<u64>().ok();
    match said.split_once("..") {
        Some((from, to)) => number(from).unwrap_or(0)..number(to).unwrap_or(PAIRS),
        None => 0..number(&said).unwrap_or(PAIRS),
    }
}

/// Names of each side's revisions, as a person tells them apart: the hash where both sides have it. A release may store
/// a template with other defaults, so the others are named by what they run, and numbered where several run the same.
fn names_of(left: &Trace, right: &Trace) -> [BTreeMap<RevisionHash, String>; 2] {
    let sides = [left, right].map(revisions);
    [0, 1].map(|side| {
        let mut named: BTreeMap<RevisionHash, String> = BTreeMap::new();
        for revision in &sides[side] {
            let is_shared = sides[1 - side].iter().any(|it| it.hash == revision.hash);
            let runs = (
                &revision.template.containers,
                &revision.template.init_containers,
                revision.template.grace_period,
            );
            let name = if is_shared { format!("{:?}", revision.hash) } else { format!("{runs:?}") };
            let before = named.values().filter(|it| it.starts_with(&name)).count();
            named.insert(revision.hash, format!("{name} {before}"));
        }
        named
    })
}

/// The revisions of the set in order of creation.
fn revisions(trace: &Trace) -> Vec<Rc<ControllerRevision>> {
    let mut met: Vec<Rc<ControllerRevision>> = Vec::new();
    for frame in (0..trace.rollout.len()).map(FrameIndex) {
        for change in trace.rollout.changes(frame) {
            if let Change::RevisionWritten(SetId(0), revision) = change
                && met.iter().all(|known| known.hash != revision.hash)
            {
                met.push(Rc::clone(revision));
            }
        }
    }
    met
}

/// What becomes of pods before a time, counted from the first frame of the figure.
fn moves(
    trace: &Trace,
    until: Option<SimTime>,
    names: &BTreeMap<RevisionHash, String>,
) -> Vec<String> {
    let (rollout, zero) = (&trace.rollout, trace.rollout.at(trace.begins).as_millis());
    let name = |hash: RevisionHash| names.get(&hash).cloned().unwrap_or_default();
    let mut moves = Vec::new();
    let first = rollout.frame_at(rollout.at(trace.begins));
    for frame in (first.0 + 1..rollout.len()).map(FrameIndex) {
        let at = rollout.at(frame).as_millis() - zero;
        if until.is_some_and(|until| at >= until.as_millis()) {
            break;
        }
        moves.extend(rollout.changes(frame).iter().filter_map(|change| match change {
            Change::PodCreated(SetId(0), pod) => {
                Some(format!("{at} + {} {:?}", pod.ordinal, name(pod.revision)))
            }
            Change::PodDeleted(SetId(0), pod) => {
                Some(format!("{at} - {} {:?}", pod.ordinal, name(pod.revision)))
            }
            Change::PodUpdated(SetId(0), pod) => {
                let of = (pod.is_terminating(), pod.is_running_and_ready());
                Some(format!("{at} {} {of:?}", pod.ordinal))
            }
            _ => None,
        }));
    }
    // A write that changes none of this is no move.
    let begun = rollout.seek(first).cluster;
    let pods = begun.set(SetId(0)).into_iter().flat_map(|owned| owned.pods.iter());
    let state = |pod: &Pod| format!("({}, {})", pod.is_terminating(), pod.is_running_and_ready());
    let mut last: BTreeMap<String, String> =
        pods.map(|pod| (pod.ordinal.to_string(), state(pod))).collect();
    let pods = begun.set(SetId(0)).into_iter().flat_map(|owned| owned.pods.iter());
    let begun: Vec<String> = pods
        .map(|pod| format!("0 {} {:?} {}", pod.ordinal, name(pod.revision), state(pod)))
        .collect();
    moves.retain(|it| {
        let mut words = it.splitn(3, ' ').skip(1);
        let (name, state) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        ["+", "-"].contains(&name)
            || last.insert(name.to_owned(), state.to_owned()).as_deref().unwrap_or("(false, false)")
                != state
    });
    if until.is_none_or(|until| until > SimTime::ZERO) {
        moves.extend(begun);
    }
    moves.sort();
    moves
}

/// The lowest number of Ready pods from the figure's first frame on, by the cluster itself.
fn lowest_ready(trace: &Trace) -> u32 {
    let rollout = &trace.rollout;
    let mut frame = rollout.seek(rollout.frame_at(rollout.at(trace.begins)));
    let mut lowest = u32::MAX;
    loop {
        let is_last = frame.index == rollout.last();
        if is_last || rollout.at(FrameIndex(frame.index.0 + 1)) > frame.at {
            let pods = frame.cluster.set(SetId(0)).map_or(0, |owned| {
                owned.pods.iter().filter(|pod| pod.is_running_and_ready()).count()
            });
            lowest = lowest.min(u32::try_from(pods).unwrap_or(u32::MAX));
        }
        if is_last {
            return lowest;
        }
        let next = FrameIndex(frame.index.0 + 1);
        rollout.move_to(&mut frame, next);
    }
}
