//! Promises about the status that the controller writes.

use crate::{Kept, Promise, SyncSeen, Why, ensure};
use rollout_engine::api::{Pod, RevisionHash};
use rollout_engine::cluster::Change;

/// The numbers of a status are those of the pods as the sync found them.
///
/// StatefulSet API reference, `StatefulSetStatus`; semantics 1.9. Terminating and condemned pods count in `replicas`,
/// `readyReplicas` and `availableReplicas`, and not in the other two. An update's deletions lower `currentReplicas`
/// at once, under Parallel also that of a finished pod which the sync deletes twice. A completed rollout has
/// `updatedReplicas` as `currentReplicas`. The API server refuses a status with a count below zero, so none is ever
/// seen. All releases.
#[derive(Default)]
pub(super) struct StatusIsCounted;

impl Promise for StatusIsCounted {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let Some(status) = seen.reported() else { return Ok(()) };
        let count = |counts: &dyn Fn(&Pod) -> bool| {
            u32::try_from(seen.pods.values().filter(|pod| counts(pod)).count()).unwrap_or(0)
        };
        let is_ready = |pod: &Pod| pod.is_running_and_ready();
        let since = |pod: &Pod| Pod { deletion_timestamp: None, ..*pod };
        let is_available = |pod: &Pod| is_ready(pod) && seen.is_available(&since(pod));
        let live = |revision: RevisionHash| {
            count(&|pod| !pod.is_terminating() && pod.revision == revision)
        };
        let deleted = |why| i64::try_from(seen.deleted_as(why).count()).unwrap_or(0);
        let counted = [count(&|_| true), count(&is_ready), count(&is_available)];
        let reported = [status.replicas, status.ready_replicas, status.available_replicas];
        ensure!(reported == counted, "replicas, ready, available: {reported:?}, not {counted:?}");
        let updated = live(seen.update);
        ensure!(status.updated_replicas == updated, "updatedReplicas is not {updated}");
        let completes = status.current_revision != Some(seen.current)
            || i64::from(status.current_replicas) == i64::from(updated);
        let most = i64::from(live(seen.current)) - deleted(Why::Updated);
        let current = i64::from(status.current_replicas);
        ensure!(current >= 0, "currentReplicas is {current}");
        ensure!(
            completes || (most - deleted(Why::Finished)..=most).contains(&current),
            "currentReplicas is {current} and not {most}"
        );
        ensure!(status.update_revision == Some(seen.update), "the update revision is another");
        let generation = seen.found.set.generation;
        ensure!(status.observed_generation == generation, "generation {generation} is not seen");
        Ok(())
    }
}

/// The current revision changes only when a rollout completes: every pod of the range is Ready and of the update
/// revision, and there is no other pod.
///
/// Semantics 1.9, I7: Ready and not available, so a rollout completes `minReadySeconds` early (#136831); without
/// replicas it completes at once (#121534). Up to 1.36 no rollout completes under a strategy other than
/// RollingUpdate. The current revision also changes when its object was deleted.
#[derive(Default)]
pub(super) struct CurrentRevisionMovesAtTheEnd;

impl Promise for CurrentRevisionMovesAtTheEnd {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let Some(status) = seen.reported() else { return Ok(()) };
        let may_complete = seen.is_rolling() || seen.rules.completes_with_every_strategy;
        let is_done = |pod: &Pod| {
            pod.is_running_and_ready() && !pod.is_terminating() && pod.revision == seen.update
        };
        let wanted = seen.spec().replicas as usize;
        let is_complete =
            seen.pods.len() == wanted && seen.pods.values().all(is_done) && may_complete;
        let right = if is_complete { seen.update } else { seen.current };
        ensure!(
            status.current_revision == Some(right),
            "the current revision is {:?} and not {right}; complete: {is_complete}",
            status.current_revision
        );
        Ok(())
    }
}

/// A sync writes nothing that is stored already.
///
/// Semantics 1.9 ("write only if it differs") and I10. Exception: a pod whose claims get other owners is written too,
/// although nothing of it changes (1.8). All releases.
#[derive(Default)]
pub(super) struct NothingIsWrittenTwice;

impl Promise for NothingIsWrittenTwice {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let is_known = |change: &Change| match change {
            Change::StatusWritten(_, status) => *status == seen.found.set.status,
            Change::RevisionWritten(_, written) => {
                seen.found.revision(written.hash) == Some(&**written)
            }
            Change::ClaimWritten(_, claim) => seen.found.claims.get(&claim.name) == Some(&**claim),
            Change::PodUpdated(_, pod) => {
                let differs = |change: &Change| match change {
                    Change::ClaimWritten(_, claim) => claim.name.ordinal == pod.ordinal,
                    Change::PodEdited(_, edit) => edit.ordinal == pod.ordinal,
                    _ => false,
                };
                seen.found.pods.get(pod.ordinal) == Some(pod) && !seen.changes.iter().any(differs)
            }
            _ => false,
        };
        let again = seen.changes.iter().find(|change| is_known(change));
        ensure!(again.is_none(), "written as it was: {again:?}");
        Ok(())
    }
}
