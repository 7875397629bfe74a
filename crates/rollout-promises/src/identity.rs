//! Promises about a pod as an object, whoever writes it.

use std::collections::BTreeSet;

use crate::{Kept, Look, Promise, ensure};
use rollout_engine::api::{Pod, Uid};
use rollout_engine::cluster::Change;
use rollout_engine::trace::Cause;

/// Never two pods have one name, and no uid is given twice.
///
/// StatefulSet docs, "Deployment and Scaling Guarantees" and "Force Delete StatefulSet Pods": at most one pod of an
/// identity runs at any time. All releases, for the objects: containers of a pod that was deleted by force may keep
/// running unseen.
#[derive(Default)]
pub(super) struct OnePodOfAName {
    uids: BTreeSet<Uid>,
}

impl Promise for OnePodOfAName {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        let mut gone = BTreeSet::new();
        for change in look.changes {
            match change {
                Change::PodCreated(set, pod) => {
                    let there = look.before.set(*set).and_then(|owned| owned.pods.get(pod.ordinal));
                    let is_free = there.is_none_or(|there| gone.contains(&there.uid));
                    ensure!(is_free, "pod {} is made while it is there", pod.ordinal);
                    ensure!(self.uids.insert(pod.uid), "uid {:?} is used twice", pod.uid);
                }
                Change::PodDeleted(_, pod) => {
                    gone.insert(pod.uid);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A pod keeps its name, uid, revision and node; a deletion is never undone; a finished pod does not run again.
///
/// Semantics section 7, I6, and the pod lifecycle docs: a pod is scheduled once, never moved, and its phase does not
/// leave Succeeded or Failed. Exceptions: the pod garbage collector sets a pod of a deleted node to Failed from any
/// phase; a person may write the revision label and the condition Ready. All releases.
#[derive(Default)]
pub(super) struct PodsOnlyMoveForward;

impl Promise for PodsOnlyMoveForward {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for change in look.changes {
            let Change::PodUpdated(set, pod) = change else { continue };
            let was = look.before.set(*set).and_then(|owned| owned.pods.get(pod.ordinal));
            let says_ready = pod.ready && look.cause != Cause::Command;
            ensure!(
                !says_ready || !pod.is_finished() || was.is_some_and(|was| was.ready),
                "pod {} has ended and becomes Ready",
                pod.ordinal
            );
            if let Some(was) = was.filter(|was| was.uid == pod.uid) {
                let is_collected = matches!(look.cause, Cause::Node(..));
                let edited = |change: &Change| matches!(change, Change::PodEdited(..));
                let is_relabelled = look.changes.iter().any(edited);
                moves_forward(was, pod, is_collected, is_relabelled)?;
            }
        }
        Ok(())
    }
}

fn moves_forward(was: &Pod, pod: &Pod, is_collected: bool, is_relabelled: bool) -> Kept {
    let ordinal = pod.ordinal;
    let revision = |pod: &Pod| (!is_relabelled).then_some(pod.revision);
    let identity =
        |pod: &Pod| (pod.ordinal, pod.uid, pod.incarnation, revision(pod), pod.created_at);
    ensure!(identity(was) == identity(pod), "pod {ordinal} changed its identity");
    ensure!(was.node.is_none() || was.node == pod.node, "pod {ordinal} moved to another node");
    ensure!(
        was.deletion_timestamp.is_none() || was.deletion_timestamp == pod.deletion_timestamp,
        "pod {ordinal}: its deletion was taken back"
    );
    ensure!(
        !was.is_finished() || was.phase == pod.phase || is_collected,
        "pod {ordinal} left phase {}",
        was.phase
    );
    ensure!(was.restarts <= pod.restarts, "pod {ordinal}: its restarts were taken back");
    Ok(())
}

/// While a kubelet is silent the pods of its node take no step: nobody can confirm that they ended, so they are not
/// removed.
///
/// StatefulSet docs, "Force Delete StatefulSet Pods": pods of an unreachable node become Terminating and are not
/// removed until the node returns, is deleted, or a person deletes them with force. All releases.
#[derive(Default)]
pub(super) struct NothingMovesOnALostNode;

impl Promise for NothingMovesOnALostNode {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        let Cause::Pod { set, ordinal, step } = look.cause else { return Ok(()) };
        let pod = look.before.set(set).and_then(|owned| owned.pods.get(ordinal));
        let node = pod.and_then(|pod| pod.node).and_then(|node| look.before.node(node));
        ensure!(
            node.is_none_or(|node| node.ready && !node.deleted),
            "pod {ordinal} took the step {step:?} on a lost node"
        );
        Ok(())
    }
}

/// Only the controller creates pods, and only at ordinals of the range. A pod is removed only after it was deleted.
///
/// StatefulSet docs, "Ordinal Index" and "Start ordinal": the ordinals are `ordinals.start` to `start + replicas -
/// 1`. All releases.
#[derive(Default)]
pub(super) struct OnlyTheControllerMakesPods;

impl Promise for OnlyTheControllerMakesPods {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        for change in look.changes {
            match change {
                Change::PodCreated(set, pod) => {
                    let wanted = look.before.set(*set).is_some_and(|owned| {
                        let spec = &owned.set.spec;
                        owned.exists
                            && pod.ordinal >= spec.start
                            && pod.ordinal - spec.start < spec.replicas
                    });
                    ensure!(
                        look.cause == Cause::Sync(*set),
                        "pod {} came from nobody",
                        pod.ordinal
                    );
                    ensure!(wanted, "pod {} is made and not wanted", pod.ordinal);
                    let is_refused = look.before.refusal().is_some();
                    ensure!(!is_refused, "pod {} is made although pods are refused", pod.ordinal);
                }
                Change::PodDeleted(_, pod) => {
                    ensure!(pod.is_terminating(), "pod {} went without being asked", pod.ordinal);
                }
                _ => {}
            }
        }
        Ok(())
    }
}
