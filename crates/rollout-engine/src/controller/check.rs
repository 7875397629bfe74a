//! One-line tests of a sync, for the tests in each step's file.
//!
//! Given: the set, then its pods, separated by `|`: `OrderedReady replicas=3 max=2 | 0 A ready | 1 B creating`. The
//! template is at revision B, the last completed rollout at A. A pod is `ready`, `fresh` (Ready since now), `running`
//! (not Ready), `creating`, `failed` or `leaving` (terminating, still Ready). A first word `refused` has the API
//! server refuse every pod. Expected: the actions, then what the sync waits for: `delete 4, delete 3 ; Acting 4 then
//! Replace 4 3`, and until when, if time alone ends the wait.

use std::rc::Rc;

use super::{Act, Action, Observed, Waiting, sync};
use crate::api::{
    Claims, ContainerState, ControllerRevision, IntOrPercent, Pod, PodManagementPolicy, PodPhase,
    PodTemplate, Pods, RevisionHash, RollingUpdate, StatefulSet, StatefulSetSpec,
    StatefulSetStatus, Uid, UpdateStrategy,
};
use crate::time::SimTime;
use crate::version::Rules;

const NOW: SimTime = SimTime::from_secs(1000);

/// Checks what the controller of 1.37 decides.
#[track_caller]
pub(super) fn check(given: &str, expected: &str) {
    check_in("1.37", given, expected);
}

/// Checks what the controller of a release decides.
#[track_caller]
pub(super) fn check_in(release: &str, given: &str, expected: &str) {
    let rules = Rules::named(release).expect("a release of the table");
    assert_eq!(decide(&rules, given), expected, "{release}: {given}");
}

fn decide(rules: &Rules, given: &str) -> String {
    let (set, pods) = given.split_once('|').unwrap_or((given, ""));
    let set = read_set(set);
    let mut observed = Pods::new(set.uid, set.spec.range(), set.spec.min_ready_seconds, NOW);
    pods.split('|')
        .filter(|pod| !pod.trim().is_empty())
        .for_each(|pod| observed.insert(read_pod(pod)));
    let revisions = [revision("A", 1), revision("B", 2)];
    let claims = Claims::of(&set.spec);
    let observed = Observed {
        set: &set,
        revisions: &revisions,
        pods: &observed,
        claims: &claims,
        admission: &given.starts_with("refused "),
        mismatches: &Default::default(),
    };
    let decided = sync(&observed, rules, NOW);
    let actions: Vec<_> = decided.actions.iter().map(print).collect();
    format!("{} ; {}", actions.join(", "), print_waiting(&decided.waiting)).trim_start().to_owned()
}

/// The set that the first part of a line describes. Its template is at revision B.
pub(super) fn read_set(text: &str) -> StatefulSet {
    let mut spec = StatefulSetSpec { template: template("B"), ..StatefulSetSpec::new(3, "B") };
    let mut rolling = RollingUpdate { partition: 0, max_unavailable: Some(IntOrPercent::Int(1)) };
    let mut status =
        StatefulSetStatus { current_revision: Some(hash("A")), ..StatefulSetStatus::default() };
    let mut strategy = None;
    for word in text.split_whitespace() {
        match word.split_once('=') {
            None if word == "Parallel" => {
                spec.pod_management_policy = PodManagementPolicy::Parallel
            }
            None if word == "refused" => {}
            None if word == "OnDelete" => strategy = Some(UpdateStrategy::OnDelete),
            None if word == "Recreate" => strategy = Some(UpdateStrategy::Recreate),
            None if word == "nil" => strategy = Some(UpdateStrategy::RollingUpdate(None)),
            None => assert_eq!(word, "OrderedReady"),
            Some(("replicas", n)) => spec.replicas = number(n),
            Some(("start", n)) => spec.start = number(n),
            Some(("minReady", n)) => spec.min_ready_seconds = number(n),
            Some(("partition", n)) => rolling.partition = number(n),
            Some(("current", n)) => status.current_replicas = n.parse().expect("a number"),
            Some(("max", n)) => rolling.max_unavailable = Some(read_max(n)),
            Some((key, _)) => panic!("{key}?"),
        }
    }
    spec.update_strategy = strategy.unwrap_or(UpdateStrategy::RollingUpdate(Some(rolling)));
    StatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        uid: Uid(0),
        finalizer: None,
        generation: 1,
        created_at: SimTime::ZERO,
        deletion_timestamp: None,
        spec: spec.into(),
        status,
        document: "".into(),
    }
}

fn read_max(text: &str) -> IntOrPercent {
    match text.strip_suffix('%') {
        Some(percent) => IntOrPercent::Percent(number(percent)),
        None => IntOrPercent::Int(number(text)),
    }
}

fn read_pod(text: &str) -> Pod {
    let words: Vec<_> = text.split_whitespace().collect();
    let [ordinal, revision, state] = words[..] else {
        panic!("ORDINAL REVISION STATE, not {text}")
    };
    let leaving = state == "leaving";
    let ready = leaving || matches!(state, "ready" | "fresh");
    Pod {
        owner: Some(Uid(0)),
        deletion_timestamp: leaving.then_some(NOW),
        grace_seconds: 30,
        phase: match state {
            "creating" => PodPhase::Pending,
            "failed" => PodPhase::Failed,
            _ => PodPhase::Running,
        },
        ready,
        ready_since: if state == "fresh" { NOW } else { SimTime::ZERO },
        container: ContainerState::Running,
        ..Pod::created(number(ordinal), Uid(1), hash(revision), SimTime::ZERO)
    }
}

fn print(action: &Action) -> String {
    match action {
        Action::CreatePod(ordinal, at) if *at == hash("A") => format!("create {ordinal} at A"),
        Action::CreatePod(ordinal, at) if *at == hash("B") => format!("create {ordinal} at B"),
        Action::FailToCreatePod(ordinal, _) => format!("FailToCreatePod({ordinal})"),
        Action::DeletePod(ordinal) => format!("delete {ordinal}"),
        other => format!("{other:?}"),
    }
}

fn print_waiting(waiting: &Waiting) -> String {
    let mut text = format!("{:?}", waiting.rule);
    let numbers = |numbers: &mut dyn Iterator<Item = u32>| {
        numbers.map(|n| format!(" {n}")).collect::<String>()
    };
    text += &numbers(&mut waiting.on.into_iter());
    if waiting.next.act != Act::Nothing {
        text += &format!(" then {:?}", waiting.next.act);
        text += &numbers(&mut waiting.next.ordinals.into_iter().flatten());
    }
    if let Some(until) = waiting.until {
        text += &format!(" until +{}s", until.since(NOW).as_secs());
    }
    text
}

/// A revision of a template, with a number.
pub(super) fn revision(template_name: &str, number: u32) -> Rc<ControllerRevision> {
    Rc::new(ControllerRevision {
        hash: hash(template_name),
        number,
        created_at: SimTime::ZERO,
        uid: Uid(0),
        owner: Some(Uid(0)),
        template: template(template_name),
        set_document: "".into(),
    })
}

fn template(name: &str) -> Rc<PodTemplate> {
    Rc::new(PodTemplate::new(name))
}

fn hash(template: &str) -> RevisionHash {
    RevisionHash::of(template, 0)
}

fn number(text: &str) -> u32 {
    text.parse().expect("a number")
}
