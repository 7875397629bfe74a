//! Every promise can be broken: a sound trace, altered, and the one promise that has to notice.

use std::rc::Rc;
use std::time::Duration;

use super::script::{Act, Image, Line, Script};
use super::{Promise, Violation, all, judge};
use crate::api::{
    ClaimTemplate, ContainerState, IntOrPercent, Node, NodeId, Pod, PodManagementPolicy, Retention,
    RetentionPolicy, RevisionHash, RollingUpdate, StatefulSet, StatefulSetSpec, UpdateStrategy,
};
use crate::cluster::{Change, Cluster, SetId};
use crate::controller::Waiting;
use crate::time::SimTime;
use crate::trace::{Cause, Ended, FrameIndex, Trace};
use crate::version::Rules;

const WEB: SetId = SetId(0);

/// What becomes of one frame's changes, given the cluster before it.
type Alter = fn(&Cluster, Cause, &mut Vec<Change>);

/// Three pods, updated two at a time; then two of them; with a claim each.
fn session() -> Script {
    let rolling = RollingUpdate { partition: 0, max_unavailable: Some(IntOrPercent::Int(2)) };
    let claim = ClaimTemplate { name: "data".into(), document: "".into() };
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
    Script { rules: Rules::LATEST, spec, lines: acts.map(line).into() }
}

fn parallel() -> Script {
    let mut script = session();
    script.spec.pod_management_policy = PodManagementPolicy::Parallel;
    script
}

/// The same frames with other changes. The controller's reasons are kept; `say` takes the place of each.
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

/// The promise is kept in the session and broken once it is altered.
#[track_caller]
fn breaks(promise: &str, script: &Script, alter: Alter) {
    let sound = script.run();
    assert_eq!(verdict(promise, &sound, &script.rules), Ok(()));
    let trace = altered(&sound, u32::MAX, alter, None);
    assert!(verdict(promise, &trace, &script.rules).is_err(), "{promise} was not broken");
}

/// The same where what was asked for is altered: the controller did what the old spec wanted.
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
            let lost = Node { ready: false, deleted: false };
            changes.push(Change::NodeWritten(NodeId(1), lost));
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

/// As if nothing had been allowed to be updated.
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
