//! Promises about deletion: which pods are deleted, and how.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::{Kept, Look, Promise, SyncSeen, ensure};
use rollout_engine::api::{ContainerState, NodeId, Pod, Uid, UpdateStrategy};
use rollout_engine::cluster::Change;
use rollout_engine::kubelet::PodStep;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Cause;

/// The controller deletes a pod only if it is finished, condemned, or outdated under a strategy that replaces it. It
/// never deletes a healthy pod that is as the spec wants it.
///
/// StatefulSet docs, "Update strategies" and "Deployment and Scaling Guarantees". All releases.
#[derive(Default)]
pub(super) struct DeletedForAReason;

impl Promise for DeletedForAReason {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        for pod in &seen.deleted {
            ensure!(seen.why(pod).is_some(), "pod {} is deleted for no reason", pod.ordinal);
        }
        Ok(())
    }
}

/// Under OnDelete the controller deletes no pod because of its revision: a person does.
///
/// StatefulSet docs, "OnDelete": the controller does not automatically update the pods. All releases.
#[derive(Default)]
pub(super) struct OnDeleteWaitsForAPerson;

impl Promise for OnDeleteWaitsForAPerson {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        if seen.spec().update_strategy != UpdateStrategy::OnDelete {
            return Ok(());
        }
        for pod in &seen.deleted {
            let is_due = pod.is_finished() || !seen.is_wanted(pod.ordinal);
            ensure!(is_due, "pod {} is replaced under OnDelete", pod.ordinal);
        }
        Ok(())
    }
}

/// The controller writes no pod of a set that is being deleted: the garbage collector does.
///
/// StatefulSet docs, "Limitations": no guarantee on the termination of pods when a set is deleted. Semantics 1.6,
/// step 3. All releases.
#[derive(Default)]
pub(super) struct ADeletedSetIsLeftAlone;

impl Promise for ADeletedSetIsLeftAlone {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let is_left_alone = seen.made.is_empty() && seen.deleted.is_empty();
        let is_deleted = seen.found.set.deletion_timestamp.is_some();
        ensure!(!is_deleted || is_left_alone, "pods of a deleted set are made or deleted");
        Ok(())
    }
}

/// Running containers end within the grace period of the deletion, and the object is removed only after they have
/// ended.
///
/// Pod lifecycle docs, "Termination of Pods". Exceptions: a grace period of 0 removes the object at once; a later
/// deletion with a shorter grace period counts from then; on a lost node containers end when it returns, or are
/// collected when it is deleted. A node that returns unnoticed leaves nothing in a trace, so [`UNNOTICED`] is added.
/// All releases.
#[derive(Default)]
pub(super) struct ContainersGetTheirGracePeriod {
    /// The last deletion of each pod that set a grace period.
    asked: BTreeMap<Uid, SimTime>,
    /// Nodes that have ever been NotReady.
    lost: BTreeSet<NodeId>,
}

/// Longest silence of a kubelet before its node becomes NotReady (`node-loss.md`).
const UNNOTICED: Duration = Duration::from_secs(54);

impl Promise for ContainersGetTheirGracePeriod {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for change in look.changes {
            match change {
                Change::NodeWritten(node, _) => {
                    self.lost.insert(*node);
                }
                Change::PodUpdated(set, pod) if pod.is_terminating() => {
                    let was = look.before.set(*set).and_then(|owned| owned.pods.get(pod.ordinal));
                    let grace = |pod: &Pod| (pod.uid, pod.is_terminating(), pod.grace_seconds);
                    if was.map(grace) != Some(grace(pod)) {
                        self.asked.insert(pod.uid, look.at);
                    }
                }
                Change::PodDeleted(_, pod) => has_ended(pod, look.cause)?,
                _ => {}
            }
        }
        self.ends_in_time(look)
    }
}

fn has_ended(pod: &Pod, cause: Cause) -> Kept {
    let runs = pod.container == ContainerState::Running;
    let may_run = pod.grace_seconds == 0 || matches!(cause, Cause::Node(..));
    ensure!(!runs || may_run, "pod {} is gone while its containers run", pod.ordinal);
    Ok(())
}

impl ContainersGetTheirGracePeriod {
    fn ends_in_time(&self, look: &Look<'_>) -> Kept {
        let Cause::Pod { set, ordinal, step: PodStep::Stopped } = look.cause else { return Ok(()) };
        let pod = look.before.set(set).and_then(|owned| owned.pods.get(ordinal));
        let asked = pod.and_then(|pod| Some((pod, *self.asked.get(&pod.uid)?)));
        let Some((pod, asked)) = asked else { return Err(format!("pod {ordinal} was not asked")) };
        let grace = Duration::from_secs(pod.grace_seconds.into());
        let was_lost = pod.node.is_some_and(|node| self.lost.contains(&node));
        ensure!(
            was_lost || look.at <= asked + grace + UNNOTICED,
            "pod {ordinal}, asked at {asked:?}, ran on past its {grace:?}"
        );
        Ok(())
    }
}
