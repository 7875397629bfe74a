//! What is said about why nothing more happens: it has to be true.

use super::{Kept, Look, Promise, SyncSeen, ensure};
use crate::api::{Pod, PodPhase, UpdateStrategy};
use crate::cluster::Owned;
use crate::controller::{Act, Observed, Rule, Waiting, sync};
use crate::trace::Ended;

/// Once the controller has reacted, the pod that it waits for is in the state that the reason names, what it
/// holds back is held back, and a time is in the future.
///
/// A sync that undoes what it does is looked at again a little later, and until then is acting.
///
/// Ours, and no promise of Kubernetes: the product's "why" (ARCHITECTURE, "The sync"). All releases.
#[derive(Default)]
pub(super) struct TheReasonIsTrue;

impl Promise for TheReasonIsTrue {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        if !look.is_last_of_its_instant() {
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
        Rule::OnDelete => strategy == UpdateStrategy::OnDelete && waiting.next.act == Act::Replace,
        Rule::PartitionHolds => is_settled(seen) && seen.spec().partition() > 0,
        Rule::OneAtATime | Rule::BudgetIsSpent => {
            is_wanted && waiting.next.act == Act::Replace && !seen.unavailable().is_empty()
        }
        Rule::RecreateIsDeleting => is(&|pod| pod.revision != seen.update),
        Rule::PodIsRefused => is_wanted && pod.is_none(),
        Rule::Failed => is_wanted && pod.is_none_or(|pod| pod.phase == PodPhase::Pending),
    }
}

/// Every wanted pod is there and available, no other is, and the partition alone keeps any from being replaced.
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

/// When nothing more would happen by itself, a further look of the controller would find nothing to do.
///
/// Level-triggered control (semantics 1.1 and I10): no wake-up was forgotten. Exception: a set that is being deleted
/// may have lost its revisions to the garbage collector, and would make them again. All releases.
#[derive(Default)]
pub(super) struct SettledMeansDone;

impl Promise for SettledMeansDone {
    fn in_frame(&mut self, look: &Look<'_>) -> Kept {
        if look.frame != look.trace.last() || look.trace.ended() != Ended::Settled {
            return Ok(());
        }
        let is_kept = |owned: &&Owned| owned.set.deletion_timestamp.is_none();
        for owned in look.after.sets().map(|(_, owned)| owned).filter(is_kept) {
            let (revisions, pods, claims) = (&owned.revisions, &owned.pods, &owned.claims);
            let refuses_pods = look.after.refusal().is_some();
            let observed = Observed { set: &owned.set, revisions, pods, claims, refuses_pods };
            let rules = look.after.upgraded().unwrap_or(look.rules);
            let again = sync(&observed, rules, look.at);
            let is_idle = again.actions.is_empty()
                && again.revisions.is_empty()
                && again.status.is_none()
                && again.error.is_none();
            ensure!(is_idle, "one more sync would do: {again:?}");
        }
        Ok(())
    }
}
