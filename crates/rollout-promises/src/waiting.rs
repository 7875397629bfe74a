//! Promises about what a set waits for: the stated reason is true.

use crate::script::MOST_FRAMES;
use crate::{Kept, Look, Promise, SyncSeen, ensure};
use rollout_engine::api::{Pod, PodPhase, UpdateStrategy};
use rollout_engine::cluster::{Owned, SetId};
use rollout_engine::controller::{Act, Observed, Rule, SyncError, Waiting, sync};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, Ended, FrameIndex};
use rollout_engine::version::WakeUp;

/// Once the controller has reacted, the pod that the set waits for is in the state that the rule names, the act that
/// is held back is still to be done, and the time until which it waits is in the future.
///
/// Exception: a sync that undoes its own action is delayed, and the set counts as acting until then. Ours, not a
/// promise of Kubernetes: the answer to *why?* (ARCHITECTURE, *The sync*). All releases.
#[derive(Default)]
pub(super) struct TheReasonIsTrue;

impl Promise for TheReasonIsTrue {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        // A session that is cut off at its limit on frames ends with commands alone.
        let is_cut = look.frame.0 >= MOST_FRAMES;
        if !look.is_last_of_its_instant() || is_cut {
            return Ok(());
        }
        for set in look.woken() {
            let seen = look.as_it_stands(set);
            let waiting = look.trace.waiting(set, look.frame);
            let (Some(seen), Some(waiting)) = (seen, waiting) else {
                return Err("the controller has not looked".into());
            };
            let acts = look.sync().is_some_and(|sync| !sync.made.is_empty());
            if waiting.rule == Rule::Acting && acts {
                continue;
            }
            let pod = waiting.on.and_then(|ordinal| seen.pods.get(&ordinal));
            ensure!(is_true(&seen, &waiting, pod), "{waiting:?} of {pod:?}");
            ensure!(waiting.until.is_none_or(|until| until > look.at), "{waiting:?} is over");
        }
        Ok(())
    }
}

fn is_true(seen: &SyncSeen<'_>, waiting: &Waiting, pod: Option<&Pod>) -> bool {
    let is = |holds: &dyn Fn(&Pod) -> bool| pod.is_some_and(holds);
    let is_wanted = waiting.on.is_some_and(|ordinal| seen.is_wanted(ordinal));
    let strategy = seen.spec().update_strategy;
    match waiting.rule {
        Rule::Settled => is_settled(seen),
        Rule::Acting => false,
        Rule::NamespaceIsBeingDeleted => false,
        Rule::SetIsBeingDeleted => seen.found.set.deletion_timestamp.is_some(),
        Rule::FinishedPodIsGoing => is_wanted && is(&|pod| pod.is_finished()),
        Rule::ClaimIsStale => is_wanted && pod.is_none(),
        Rule::ReplicaIsTerminating => is_wanted && is(&|pod| pod.is_terminating()),
        Rule::ReplicaIsNotReady => is_wanted && is(&|pod| !pod.is_running_and_ready()),
        Rule::ReplicaIsNotAvailable => {
            is_wanted && is(&|pod| pod.is_running_and_ready() && !seen.is_available(pod))
        }
        Rule::CondemnedIsTerminating => !is_wanted && is(&|pod| pod.is_terminating()),
        Rule::CondemnedIsNotReady => {
            !is_wanted && is(&|pod| !seen.is_healthy(pod) || !seen.is_available(pod))
        }
        Rule::PodsAreOnTheirWay => {
            !seen.unavailable().is_empty() || seen.condemned().next().is_some()
        }
        // Recreate deletes pods only while a rollout is under way: one relabelled later waits for a person too.
        Rule::OnDelete => {
            let is_by_hand =
                matches!(strategy, UpdateStrategy::OnDelete | UpdateStrategy::Recreate);
            is_by_hand && waiting.next.act == Act::Replace
        }
        Rule::PartitionHolds => is_settled(seen) && seen.spec().partition() > 0,
        Rule::OneAtATime | Rule::BudgetIsSpent => {
            // A person may have written the condition Ready into a pod that does not run.
            let is_down = |pod: &Pod| !seen.is_healthy(pod);
            let has_down = !seen.unavailable().is_empty() || seen.pods.values().any(is_down);
            is_wanted && waiting.next.act == Act::Replace && has_down
        }
        Rule::RecreateIsDeleting => is(&|pod| pod.revision != seen.update),
        Rule::PodIsRefused => is_wanted && pod.is_none_or(|pod| pod.phase == PodPhase::Pending),
        Rule::PodIsImmutable => is_wanted && pod.is_some(),
        Rule::Failed => is_wanted && pod.is_none_or(|pod| pod.phase == PodPhase::Pending),
    }
}

/// Whether every pod of the range is available, there is no other pod, and only the partition keeps a pod from being
/// replaced.
fn is_settled(seen: &SyncSeen<'_>) -> bool {
    let is_held = |pod: &Pod| {
        pod.revision == seen.update
            || seen.is_below_the_partition(pod.ordinal)
            || seen.spec().update_strategy == UpdateStrategy::Recreate
    };
    seen.unavailable().is_empty()
        && seen.condemned().next().is_none()
        && seen.pods.values().all(is_held)
}

/// When nothing more happens by itself, a further sync would find nothing to do.
///
/// Level-triggered control (semantics 1.1 and I10): no sync was forgotten. Exception: a set that is being deleted may
/// have lost its revisions to the garbage collector, and a sync would create them again. All releases.
///
/// Exception up to 1.34 (semantics 1.1): the delaying queue keeps the earliest of a set's timers. A timer that is already due drops
/// the one that a pod's Ready sets, and `availableReplicas` may equal `replicas` while a condemned pod is left; then no sync notices
/// that the pod has become available.
///
/// Exception: the controller watches no claims. One that a person deletes under a pending pod fails the next sync, and wakes none.
#[derive(Default)]
pub(super) struct SettledMeansDone;

impl Promise for SettledMeansDone {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        if look.frame != look.trace.last() || look.trace.ended() != Ended::Settled {
            return Ok(());
        }
        let is_kept = |owned: &Owned| owned.set.deletion_timestamp.is_none();
        let is_chained = look.rules.wake_up == WakeUp::Chain;
        for (id, owned) in look.after.sets().filter(|(_, owned)| is_kept(owned)) {
            if is_chained && has_matured(look, id, owned) {
                continue;
            }
            let (revisions, pods, claims) = (&owned.revisions, &owned.pods, &owned.claims);
            let (admission, mismatches) = (&look.after.admission(id, look.at), &owned.mismatches());
            let set = &owned.set;
            let observed = Observed { set, revisions, pods, claims, admission, mismatches };
            let rules = look.after.upgraded().unwrap_or(look.rules);
            let again = sync(&observed, rules, look.at);
            let is_idle = again.actions.is_empty()
                && again.revisions.is_empty()
                && again.status.is_none()
                && again.error.as_ref().is_none_or(is_unwatched);
            ensure!(is_idle, "one more sync would do: {again:?}");
        }
        Ok(())
    }
}

/// Whether an error comes of something that the controller does not watch.
fn is_unwatched(error: &SyncError) -> bool {
    matches!(error, SyncError::ClaimIsBeingDeleted(_))
}

/// Whether some pod has become available since the set's last frame that a sync made.
fn has_matured(look: &Look<'_>, id: SetId, owned: &Owned) -> bool {
    let wait = owned.set.spec.min_ready_seconds;
    let synced = (0..=look.frame.0)
        .rev()
        .map(FrameIndex)
        .find(|&it| look.trace.cause(it) == Cause::Sync(id));
    let synced = synced.map_or(SimTime::MIN, |it| look.trace.at(it));
    owned.pods.iter().any(|pod| pod.is_available(wait, look.at) && !pod.is_available(wait, synced))
}
