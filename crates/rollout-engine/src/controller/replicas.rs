//! The pods of the range: creates missing ones, repairs others, and waits for those that are not available.
//!
//! OrderedReady goes up the ordinals and stops at the first pod that is missing or not available; Parallel treats all
//! ordinals in one sync. Scaling down is in `condemned`, replacing outdated pods in `update`. Models
//! `processReplica`.

use std::collections::BTreeSet;
use std::ops::ControlFlow::{Break, Continue};

use super::{Action, Progress, Rule, Stop, SyncContext, SyncError, Waiting, claims};
use crate::api::Pod;

/// Creates and repairs pods. Under OrderedReady the sync stops at the first pod that it creates or waits for.
pub(super) fn advance(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    if context.is_ordered() {
        advance_in_order(context, actions)
    } else {
        advance_all(context, actions)
    }
}

fn advance_in_order(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    let stops_at = first_unsettled(context);
    let below = |&ordinal: &u32| stops_at.is_none_or(|stop| ordinal < stop);
    let differ = context.mismatches.keys().copied();
    let ordinals: BTreeSet<u32> = context.claims.unsettled().chain(differ).filter(below).collect();
    for ordinal in ordinals {
        repair(context, ordinal, actions)?;
    }
    match stops_at {
        Some(ordinal) => advance_one(context, ordinal, actions),
        None => Continue(()),
    }
}

/// The lowest ordinal whose pod is missing, finished, terminating, not Ready or not available.
fn first_unsettled(context: &SyncContext<'_>) -> Option<u32> {
    let finished = context.pods.finished().next().map(|pod| pod.ordinal);
    let unready = context.pods.lowest_not_ready();
    [finished, unready, context.pods.lowest_unavailable()].into_iter().flatten().min()
}

/// Creates the pod of an ordinal, or waits for it. Always stops the sync.
fn advance_one(context: &SyncContext<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Progress {
    let Some(pod) = context.pods.own(ordinal) else {
        create(context, ordinal, actions)?;
        return Break(Stop::because(context.wait(Rule::Acting, ordinal)));
    };
    if pod.is_finished() {
        delete_finished(pod, actions);
        return Break(Stop::because(context.wait(Rule::FinishedPodIsGoing, ordinal)));
    }
    if let Err(error) = claims::heal_pending(context, pod, actions) {
        return Break(Stop::failed(error));
    }
    let rule = if pod.is_terminating() {
        Rule::ReplicaIsTerminating
    } else if !pod.is_running_and_ready() {
        Rule::ReplicaIsNotReady
    } else {
        Rule::ReplicaIsNotAvailable
    };
    let until = pod.available_at(context.set.spec.min_ready_seconds).filter(|&at| at > context.now);
    Break(Stop::because(Waiting { until, ..context.wait(rule, ordinal) }))
}

/// Deletes a Failed or Succeeded pod. A later sync creates it again, once the object is removed.
fn delete_finished(pod: &Pod, actions: &mut Vec<Action>) {
    if !pod.is_terminating() {
        actions.push(Action::DeletePod(pod.ordinal));
    }
}

/// Creates the pod of an ordinal, its claims first. Stops if it cannot.
fn create(context: &SyncContext<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Progress {
    if claims::is_stale(context, ordinal) {
        return Break(Stop::because(context.wait(Rule::ClaimIsStale, ordinal)));
    }
    let revision = context.revision_for(ordinal);
    if let Err(error) = claims::create_missing(context, ordinal, actions) {
        if matches!(error, SyncError::ClaimIsRefused(_)) {
            actions.push(Action::FailToCreatePod(ordinal, revision));
        }
        return Break(Stop::failed(error));
    }
    if context.admission.refuses_pod(ordinal, revision, actions) {
        claims::own_created(context, ordinal, actions);
        actions.push(Action::FailToCreatePod(ordinal, revision));
        return Break(Stop::failed(SyncError::PodIsRefused(ordinal)));
    }
    if context.pods.get(ordinal).is_some() {
        return Break(Stop::failed(SyncError::PodExists(ordinal)));
    }
    actions.push(Action::CreatePod(ordinal, revision));
    claims::own_created(context, ordinal, actions);
    Continue(())
}

/// Repairs a pod's labels and the owners of its claims. A pod that lacks a volume cannot be repaired: its claims are
/// created, and the API server refuses the pod. Upstream: `UpdateStatefulPod`.
fn repair(context: &SyncContext<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Progress {
    let mismatch = context.mismatches.get(&ordinal).copied().unwrap_or_default();
    if mismatch.storage {
        if let Err(error) = claims::create_missing(context, ordinal, actions) {
            return Break(Stop::failed(error));
        }
        claims::own_created(context, ordinal, actions);
        actions.push(Action::FailToUpdatePod(ordinal));
        return Break(Stop::failed(SyncError::PodIsImmutable(ordinal)));
    }
    let is_repaired = claims::repair(context, ordinal, actions);
    if mismatch.identity && !is_repaired {
        actions.push(Action::UpdatePod(ordinal));
    }
    Continue(())
}

/// Treats every ordinal, in batches of 1, 2, 4, … up to 500. The first batch with an error is the last. Upstream:
/// `slowStartBatch`.
fn advance_all(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    let range = context.set.spec.range().ordinals();
    let mut ordinals = unsettled(context).into_iter().peekable();
    let (mut from, mut size) = (range.start, 1);
    while ordinals.peek().is_some() {
        let to = range.end.min(from.saturating_add(size));
        let batch = std::iter::from_fn(|| ordinals.next_if(|&ordinal| ordinal < to));
        let errors: Vec<_> =
            batch.filter_map(|ordinal| advance_parallel(context, ordinal, actions)).collect();
        if let Some(error) = errors.into_iter().next() {
            return Break(Stop::failed(error));
        }
        (from, size) = (to, (size * 2).min(500));
    }
    Continue(())
}

/// Ordinals that need work under Parallel. Every other ordinal has a pod that is not finished, without mismatch, with
/// the right claims.
fn unsettled(context: &SyncContext<'_>) -> BTreeSet<u32> {
    let finished = context.pods.finished().filter(|pod| !pod.is_terminating());
    let finished = finished.map(|pod| pod.ordinal);
    let differ = context.mismatches.keys().copied();
    context.pods.missing().chain(finished).chain(context.claims.unsettled()).chain(differ).collect()
}

/// Creates, deletes or repairs the pod of an ordinal. Returns what failed.
fn advance_parallel(
    context: &SyncContext<'_>,
    ordinal: u32,
    actions: &mut Vec<Action>,
) -> Option<SyncError> {
    match context.pods.own(ordinal) {
        None => match create(context, ordinal, actions) {
            Break(stop) => stop.error,
            Continue(()) => None,
        },
        Some(pod) if pod.is_finished() => {
            delete_finished(pod, actions);
            None
        }
        Some(pod) => match claims::heal_pending(context, pod, actions) {
            Ok(true) => None,
            Ok(false) => match repair(context, ordinal, actions) {
                Break(stop) => stop.error,
                Continue(()) => None,
            },
            Err(error) => Some(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, check_in};

    #[test]
    fn ordered_ready_creates_only_the_lowest_missing_pod() {
        check("OrderedReady", "create 0 at B ; Acting 0 then Create 1 2");
        check("OrderedReady | 0 B ready", "create 1 at B ; Acting 1 then Create 2");
    }

    #[test]
    fn ordered_ready_waits_for_the_lowest_pod_that_is_not_ready() {
        check("OrderedReady | 0 B ready | 1 B creating", "; ReplicaIsNotReady 1 then Create 2");
        check("OrderedReady | 0 B running | 1 B creating", "; ReplicaIsNotReady 0 then Create 2");
    }

    #[test]
    fn ordered_ready_waits_until_a_terminating_pod_is_removed() {
        check(
            "OrderedReady | 0 B ready | 1 A leaving | 2 A ready",
            "; ReplicaIsTerminating 1 then Replace 2",
        );
    }

    #[test]
    fn min_ready_seconds_spaces_creations() {
        check(
            "OrderedReady minReady=10 | 0 B fresh",
            "; ReplicaIsNotAvailable 0 then Create 1 2 until +10s",
        );
    }

    #[test]
    fn a_failed_pod_is_deleted_before_it_is_created_again() {
        check(
            "OrderedReady | 0 B failed | 1 B ready | 2 B ready",
            "delete 0 ; FinishedPodIsGoing 0",
        );
        check("OrderedReady | 0 B creating | 1 B failed", "; ReplicaIsNotReady 0 then Create 2");
    }

    #[test]
    fn parallel_creates_all_missing_pods_at_once() {
        check("Parallel | 1 B ready", "create 0 at B, create 2 at B ; PodsAreOnTheirWay 0");
    }

    #[test]
    fn below_the_partition_pods_come_back_at_the_current_revision() {
        check("OrderedReady partition=1", "create 0 at A ; Acting 0 then Create 1 2");
        check("OrderedReady partition=1 | 0 A ready", "create 1 at B ; Acting 1 then Create 2");
        check("OrderedReady start=5 partition=1", "create 5 at A ; Acting 5 then Create 6 7");
    }

    #[test]
    fn without_a_rolling_update_stanza_pods_below_current_replicas_come_back_at_the_current_revision()
     {
        check("OrderedReady nil current=1", "create 0 at A ; Acting 0 then Create 1 2");
        check("OrderedReady nil current=0", "create 0 at B ; Acting 0 then Create 1 2");
    }

    #[test]
    fn up_to_1_37_parallel_keeps_condemned_pods_while_a_pod_is_refused() {
        let given = "refused Parallel replicas=2 | 0 B ready | 2 B ready | 3 B ready";
        check(given, "FailToCreatePod(1) ; PodIsRefused 1");
        check_in("1.38", given, "delete 3, delete 2, FailToCreatePod(1) ; PodIsRefused 1");
        let ordered = "refused OrderedReady replicas=2 | 0 B ready | 2 B ready | 3 B ready";
        check_in("1.38", ordered, "FailToCreatePod(1) ; PodIsRefused 1");
    }

    #[test]
    fn parallel_creates_no_pod_after_the_batch_in_which_one_is_refused() {
        check("refused Parallel replicas=9", "FailToCreatePod(0) ; PodIsRefused 0");
        let given = "refused Parallel replicas=9 | 0 B ready | 1 B ready";
        check(given, "FailToCreatePod(2) ; PodIsRefused 2");
    }

    #[test]
    fn parallel_deletes_a_pod_that_it_creates_outdated_in_the_same_sync() {
        let given = "Parallel nil current=1 | 1 B ready | 2 B ready";
        check(given, "create 0 at A, delete 0 ; Acting 0 then Replace 0");
        check_in(
            "1.36 MaxUnavailableStatefulSet=true",
            given,
            "create 0 at A ; BudgetIsSpent 0 then Replace 0",
        );
    }
}
