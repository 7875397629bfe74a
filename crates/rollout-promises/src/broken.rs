//! Every promise can be broken: alters a healthy trace, and checks that the promise concerned notices.

use std::rc::Rc;
use std::time::Duration;

use crate::script::{Act, Image, Line, Script};
use crate::{Promise, Violation, all, judge};
use rollout_engine::api::{
    Amounts, ClaimTemplate, ContainerState, Event, EventSubject, IntOrPercent, Limit, LimitOf,
    Node, NodeId, Pod, PodManagementPolicy, PodTemplate, Policy, Quantity, Quota, Reason,
    Retention, RetentionPolicy, RevisionHash, RollingUpdate, StatefulSet, StatefulSetSpec,
    UpdateStrategy,
};
use rollout_engine::cluster::{Change, Cluster, ObjectKey, SetId, StoredObject};
use rollout_engine::controller::Waiting;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, Ended, FrameIndex, Trace};
use rollout_engine::version::Rules;

const WEB: SetId = SetId(0);

/// Alters the changes of a frame, given the cluster before it.
type Alter = fn(&Cluster, Cause, &mut Vec<Change>);

/// Three pods with a claim each, updated two at a time, then scaled down to two.
fn session() -> Script {
    let rolling = RollingUpdate { partition: 0, max_unavailable: Some(IntOrPercent::Int(2)) };
    let claim =
        ClaimTemplate { name: "data".into(), document: "".into(), ..ClaimTemplate::default() };
    let spec = StatefulSetSpec {
        update_strategy: UpdateStrategy::RollingUpdate(Some(rolling)),
        revision_history_limit: 0,
        template: Image(0).template(),
        claim_templates: [claim].into(),
        retention: RetentionPolicy {
            when_deleted: Retention::Delete,
            when_scaled: Retention::Delete,
        },
        ..StatefulSetSpec::new(3, "")
    };
    let acts = [Act::SetImage(Image(1)), Act::SetImage(Image(0)), Act::Scale(1)];
    let line = |act| Line { after: Duration::from_secs(60), act };
    Script { rules: Rules::LATEST, name: crate::SET, spec, lines: acts.map(line).into() }
}

fn parallel() -> Script {
    let mut script = session();
    script.spec.pod_management_policy = PodManagementPolicy::Parallel;
    script
}

/// The trace's first frames with altered changes. Keeps what the sets wait for, unless `say` replaces it.
fn altered(sound: &Trace, frames: u32, alter: Alter, say: Option<Waiting>) -> Trace {
    let mut trace = Trace::new(sound.at(FrameIndex(0)));
    let mut cluster = Cluster::default();
    for frame in (1..frames.min(sound.len())).map(FrameIndex) {
        let (at, cause) = (sound.at(frame), sound.cause(frame));
        let mut changes = sound.changes(frame).to_vec();
        cluster.pass_time(at);
        alter(&cluster, cause, &mut changes);
        changes.iter().for_each(|change| cluster.apply(change));
        trace.push(at, cause, changes, &cluster);
        if let Some(waiting) = sound.waiting(WEB, frame) {
            trace.note(WEB, say.unwrap_or(waiting));
        }
    }
    trace.end(Ended::Settled);
    trace
}

fn verdict(promise: &str, trace: &Trace, rules: &Rules) -> Result<(), Violation> {
    let mut only: Vec<(&'static str, Box<dyn Promise>)> = all();
    only.retain(|(name, _)| *name == promise);
    assert_eq!(only.len(), 1, "{promise} is a promise");
    judge(trace, rules, &mut only)
}

/// Checks that the promise is kept in the session and broken after the alteration.
#[track_caller]
fn breaks(promise: &str, script: &Script, alter: Alter) {
    let sound = script.run();
    assert_eq!(verdict(promise, &sound, &script.rules), Ok(()));
    let trace = altered(&sound, u32::MAX, alter, None);
    assert!(verdict(promise, &trace, &script.rules).is_err(), "{promise} was not broken");
}

/// Alters the spec, so that the controller's actions follow from another spec than the one shown.
fn with_spec(changes: &mut [Change], change: impl Fn(&mut StatefulSetSpec)) {
    with_set(changes, |set| {
        let mut spec = StatefulSetSpec::clone(&set.spec);
        change(&mut spec);
        set.spec = spec.into();
    });
}

fn with_set(changes: &mut [Change], change: impl Fn(&mut StatefulSet)) {
    for written in changes {
        if let Change::SetWritten(_, set) = written {
            change(Rc::make_mut(set));
        }
    }
}

fn with_pods(changes: &mut [Change], change: impl Fn(&mut Pod)) {
    for written in changes {
        if let Change::PodCreated(_, pod)
        | Change::PodUpdated(_, pod)
        | Change::PodDeleted(_, pod) = written
        {
            change(pod);
        }
    }
}

fn is_sync(cause: Cause) -> bool {
    matches!(cause, Cause::Sync(_))
}

#[test]
fn pods_that_break_a_promise_are_noticed() {
    breaks("OnePodOfAName", &session(), |_, _, changes| {
        let made = changes.iter().find(|change| matches!(change, Change::PodCreated(..)));
        changes.extend(made.cloned());
    });
    breaks("PodsOnlyMoveForward", &session(), |_, cause, changes| {
        if !is_sync(cause) {
            with_pods(changes, |pod| pod.revision = RevisionHash(7));
        }
    });
    breaks("NothingMovesOnALostNode", &session(), |_, cause, changes| {
        if cause == Cause::Command {
            let lost = Node { ready: false, ..Node::new(None) };
            changes.push(Change::NodeWritten(NodeId(1), lost.into()));
        }
    });
    breaks("OnlyTheControllerMakesPods", &session(), |_, _, changes| {
        with_pods(changes, |pod| pod.ordinal += 40);
    });
    breaks("ContainersGetTheirGracePeriod", &session(), |_, _, changes| {
        with_pods(changes, |pod| pod.container = ContainerState::Running);
    });
}

#[test]
fn deletions_that_break_a_promise_are_noticed() {
    breaks("DeletedForAReason", &session(), |before, cause, changes| {
        let pod = before.set(WEB).and_then(|owned| owned.pods.get(0));
        if let Some(pod) = pod.filter(|pod| is_sync(cause) && pod.ready && !pod.is_terminating()) {
            let deletion_timestamp = Some(SimTime::ZERO);
            changes.push(Change::PodUpdated(WEB, Pod { deletion_timestamp, ..*pod }));
        }
    });
    breaks("OnDeleteWaitsForAPerson", &session(), |_, _, changes| {
        with_spec(changes, |spec| spec.update_strategy = UpdateStrategy::OnDelete);
    });
    breaks("ADeletedSetIsLeftAlone", &session(), |_, _, changes| {
        with_set(changes, |set| set.deletion_timestamp = Some(SimTime::ZERO));
    });
}

#[test]
fn an_order_that_breaks_a_promise_is_noticed() {
    let in_order: Alter = |_, _, changes| {
        with_spec(changes, |spec| spec.pod_management_policy = PodManagementPolicy::OrderedReady);
    };
    breaks("MadeInOrder", &parallel(), in_order);
    breaks("ScaledDownFromTheHighest", &parallel(), in_order);
    breaks("UpdatedFromTheHighest", &session(), |before, cause, changes| {
        let pods = before.set(WEB).map(|owned| &owned.pods);
        let lowest = pods.and_then(|pods| pods.get(0)).filter(|_| is_sync(cause));
        let leaves =
            |change: &Change| matches!(change, Change::PodUpdated(_, pod) if pod.ordinal == 2);
        if let Some((lowest, place)) = lowest.zip(changes.iter().position(leaves)) {
            let deletion_timestamp = Some(SimTime::ZERO);
            changes[place] = Change::PodUpdated(WEB, Pod { deletion_timestamp, ..*lowest });
        }
    });
    breaks("UpdatedOneBatchAtATime", &session(), |_, _, changes| {
        with_spec(changes, |spec| spec.update_strategy = UpdateStrategy::RollingUpdate(None));
    });
    breaks("NothingIsUpdatedBelowThePartition", &session(), PARTITIONED);
    breaks("RecreateEmptiesTheSetFirst", &session(), |_, _, changes| {
        with_spec(changes, |spec| spec.update_strategy = UpdateStrategy::Recreate);
    });
}

/// A partition that holds every pod back.
const PARTITIONED: Alter = |_, _, changes| {
    let rolling = RollingUpdate { partition: 3, max_unavailable: None };
    with_spec(changes, |spec| spec.update_strategy = UpdateStrategy::RollingUpdate(Some(rolling)));
};

#[test]
fn claims_and_revisions_that_break_a_promise_are_noticed() {
    breaks("ClaimsAreKept", &session(), |_, _, changes| {
        with_spec(changes, |spec| spec.retention = RetentionPolicy::default());
    });
    breaks("ClaimsComeBeforeTheirPod", &session(), |_, _, changes| {
        changes.retain(|change| !matches!(change, Change::ClaimWritten(..)));
    });
    breaks("MadeAtTheRightRevision", &session(), PARTITIONED);
    breaks("EqualTemplatesShareARevision", &session(), |_, _, changes| {
        let twin = changes.iter().find_map(|change| match change {
            Change::RevisionWritten(set, revision) => {
                let mut twin = Rc::clone(revision);
                Rc::make_mut(&mut twin).hash = RevisionHash(7);
                Some(Change::RevisionWritten(*set, twin))
            }
            _ => None,
        });
        changes.extend(twin);
    });
    breaks("HistoryIsKept", &session(), |_, _, changes| {
        with_spec(changes, |spec| spec.revision_history_limit = 10);
    });
}

#[test]
fn a_status_that_breaks_a_promise_is_noticed() {
    breaks("StatusIsCounted", &session(), |_, _, changes| {
        for change in changes {
            if let Change::StatusWritten(_, status) = change {
                status.ready_replicas += 1;
            }
        }
    });
    breaks("CurrentRevisionMovesAtTheEnd", &session(), |_, _, changes| {
        for change in changes {
            if let Change::StatusWritten(_, status) = change {
                status.current_revision = status.update_revision;
            }
        }
    });
    breaks("NothingIsWrittenTwice", &session(), |before, cause, changes| {
        let revision = before.set(WEB).and_then(|owned| owned.revisions.last());
        if let Some(revision) = revision.filter(|_| is_sync(cause)) {
            changes.push(Change::RevisionWritten(WEB, Rc::clone(revision)));
        }
    });
}

#[test]
fn a_reason_that_is_not_true_is_noticed() {
    let script = session();
    let untrue = altered(&script.run(), u32::MAX, |_, _, _| {}, Some(Waiting::SETTLED));
    assert!(verdict("TheReasonIsTrue", &untrue, &script.rules).is_err());
    let cut_off = altered(&script.run(), 3, |_, _, _| {}, None);
    assert!(verdict("SettledMeansDone", &cut_off, &script.rules).is_err());
}

/// Writes an object into the cluster before anything else is done.
fn with_policy(before: &Cluster, kind: &str, policy: Policy, changes: &mut Vec<Change>) {
    if before.objects().next().is_none() && before.set(WEB).is_none() {
        let key = ObjectKey { kind: kind.into(), namespace: "default".into(), name: "p".into() };
        let (created_at, document) = (SimTime::ZERO, "{}".into());
        let policy = Some(policy);
        let object = StoredObject { key, created_at, uid: None, document, policy };
        changes.insert(0, Change::ObjectWritten(Rc::new(object)));
    }
}

#[test]
fn pods_and_claims_that_the_api_server_had_to_refuse_are_noticed() {
    fn two_of(before: &Cluster, resource: &str, changes: &mut Vec<Change>) {
        let hard = Amounts::from([(resource.into(), Quantity::count(2))]);
        let quota = Quota { hard, ..Quota::default() };
        with_policy(before, "ResourceQuota", Policy::Quota(quota.into()), changes);
    }
    breaks("QuotasAreKept", &session(), |before, _, changes| two_of(before, "pods", changes));
    breaks("QuotasAreKept", &session(), |before, _, changes| {
        two_of(before, "persistentvolumeclaims", changes);
    });
    breaks("LimitsAreKept", &session(), |before, _, changes| {
        let limit = Limit {
            of: LimitOf::Container,
            min: Amounts::new(),
            max: Amounts::from([("cpu".into(), Quantity::ONE)]),
            default: Amounts::new(),
            default_request: Amounts::new(),
            ratio: Amounts::new(),
        };
        with_policy(before, "LimitRange", Policy::Limits([limit].into()), changes);
    });
    breaks("PrioritiesExist", &session(), |_, _, changes| {
        for change in changes {
            if let Change::RevisionWritten(_, revision) = change {
                let mut template = PodTemplate::clone(&revision.template);
                Rc::make_mut(&mut template.placement).priority_class = Some("gold".into());
                Rc::make_mut(revision).template = template.into();
            }
        }
    });
    breaks("RefusalsHaveAReason", &session(), |before, cause, changes| {
        let has_pods = before.set(WEB).is_some_and(|owned| owned.pods.len() == 3);
        if has_pods && is_sync(cause) {
            let (subject, reason) = (EventSubject::Set, Reason::RefusedCreate);
            let event = Event { at: SimTime::ZERO, subject, reason, ordinal: 3 };
            changes.push(Change::EventRecorded(WEB, event));
        }
    });
}

#[test]
fn every_promise_is_broken_here() {
    let tried = include_str!("broken.rs");
    let untried: Vec<_> = all().into_iter().map(|(name, _)| name).collect();
    let untried = untried.into_iter().filter(|name| !tried.contains(&format!("(\"{name}\",")));
    assert_eq!(untried.collect::<Vec<_>>(), Vec::<&str>::new());
}
