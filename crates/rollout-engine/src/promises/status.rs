//! What the controller reports.

use super::{Kept, Promise, SyncSeen, Why, ensure};
use crate::api::{Pod, RevisionHash};
use crate::cluster::Change;

/// The numbers of a status are those of the pods as the sync found them.
///
/// StatefulSet API reference, `StatefulSetStatus`; semantics 1.9. Terminating and condemned pods are in `replicas`,
/// `readyReplicas` and `availableReplicas`, and not in the other two. An update's deletions lower
/// `currentReplicas` at once; a pod that has ended besides may be deleted twice in a sync and is then one of them
/// (Parallel). A completed rollout reports `updatedReplicas` as `currentReplicas`. All releases. The API server refuses
/// a status in which this leaves fewer than none, so none is ever seen.
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

/// The current revision moves only when a rollout is complete: every wanted pod is there, Ready and of the
/// update revision, and no other is.
///
/// Semantics 1.9, I7: Ready and not available, so a rollout completes `minReadySeconds` early (#136831); with no
/// replicas it completes at once (#121534). Up to 1.36 and under a strategy other than RollingUpdate it never
/// does. It moves as well when its revision is no longer kept.
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

/// A sync writes nothing that stands already: the same input a second time leads to no write.
///
/// Semantics 1.9 ("write only if it differs") and I10. Exception: a pod whose claims got other owners is written
/// as well, though nothing of it changes (1.8). All releases.
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
                let claims = |change: &Change| matches!(change, Change::ClaimWritten(_, c) if c.name.ordinal == pod.ordinal);
                seen.found.pods.get(pod.ordinal) == Some(pod) && !seen.changes.iter().any(claims)
            }
            _ => false,
        };
        let again = seen.changes.iter().find(|change| is_known(change));
        ensure!(again.is_none(), "written as it was: {again:?}");
        Ok(())
    }
}
