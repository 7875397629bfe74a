//! The ordinals that should exist: making, repairing and awaiting their pods.
//!
//! OrderedReady walks upwards and stops at the first pod that is not as it should be; Parallel looks at all of
//! them and goes on. Scaling down is `condemned`, replacing by revision is `update`. Models `processReplica`.

use std::collections::BTreeSet;
use std::ops::ControlFlow::{Break, Continue};

use super::{Action, Progress, Rule, Stop, SyncError, View, Waiting, claims};
use crate::api::Pod;

/// Makes what is missing. Under OrderedReady it stops at the first pod that is made or waited for.
pub(super) fn advance(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    if view.is_ordered() { advance_in_order(view, actions) } else { advance_all(view, actions) }
}

fn advance_in_order(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    let stops_at = first_unsettled(view);
    let below = |&ordinal: &u32| stops_at.is_none_or(|stop| ordinal < stop);
    for ordinal in view.claims.unsettled().take_while(below) {
        claims::repair(view, ordinal, actions);
    }
    match stops_at {
        Some(ordinal) => advance_one(view, ordinal, actions),
        None => Continue(()),
    }
}

/// The lowest ordinal whose pod is missing, ended, terminating, not Ready or not available.
fn first_unsettled(view: &View<'_>) -> Option<u32> {
    let finished = view.pods.finished().next().map(|pod| pod.ordinal);
    let unready = view.pods.lowest_not_ready();
    [finished, unready, view.pods.lowest_unavailable()].into_iter().flatten().min()
}

fn advance_one(view: &View<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Progress {
    let Some(pod) = view.pods.own(ordinal) else {
        create(view, ordinal, actions)?;
        return Break(Stop::because(view.wait(Rule::Acting, ordinal)));
    };
    if pod.is_finished() {
        delete_finished(pod, actions);
        return Break(Stop::because(view.wait(Rule::FinishedPodIsGoing, ordinal)));
    }
    if let Err(error) = claims::heal_pending(view, pod, actions) {
        return Break(Stop::failed(error));
    }
    let rule = if pod.is_terminating() {
        Rule::ReplicaIsTerminating
    } else if !pod.is_running_and_ready() {
        Rule::ReplicaIsNotReady
    } else {
        Rule::ReplicaIsNotAvailable
    };
    let until = pod.available_at(view.set.spec.min_ready_seconds).filter(|&at| at > view.now);
    Break(Stop::because(Waiting { until, ..view.wait(rule, ordinal) }))
}

/// A Failed or Succeeded pod is deleted; it is made again once the object is gone.
fn delete_finished(pod: &Pod, actions: &mut Vec<Action>) {
    if !pod.is_terminating() {
        actions.push(Action::DeletePod(pod.ordinal));
    }
}

fn create(view: &View<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Progress {
    if claims::is_stale(view, ordinal) {
        return Break(Stop::because(view.wait(Rule::ClaimIsStale, ordinal)));
    }
    if let Err(error) = claims::create_missing(view, ordinal, actions) {
        return Break(Stop::failed(error));
    }
    if view.refuses_pods {
        claims::own_created(view, ordinal, actions);
        actions.push(Action::FailToCreatePod(ordinal));
        return Break(Stop::failed(SyncError::PodIsRefused(ordinal)));
    }
    if view.pods.get(ordinal).is_some() {
        return Break(Stop::failed(SyncError::PodExists(ordinal)));
    }
    actions.push(Action::CreatePod(ordinal, view.revision_for(ordinal)));
    claims::own_created(view, ordinal, actions);
    Continue(())
}

/// All ordinals at once, in batches of 1, 2, 4, … 500 of which the first that fails is the last
/// (upstream `slowStartBatch`).
fn advance_all(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    let range = view.set.spec.range().ordinals();
    let mut ordinals = unsettled(view).into_iter().peekable();
    let (mut from, mut size) = (range.start, 1);
    while ordinals.peek().is_some() {
        let to = range.end.min(from.saturating_add(size));
        let batch = std::iter::from_fn(|| ordinals.next_if(|&ordinal| ordinal < to));
        let errors: Vec<_> =
            batch.filter_map(|ordinal| advance_parallel(view, ordinal, actions)).collect();
        if let Some(error) = errors.into_iter().next() {
            return Break(Stop::failed(error));
        }
        (from, size) = (to, (size * 2).min(500));
    }
    Continue(())
}

/// The ordinals at which Parallel has anything to do: the others' pods are there, go on, and have the claims that they should.
fn unsettled(view: &View<'_>) -> BTreeSet<u32> {
    let finished = view.pods.finished().filter(|pod| !pod.is_terminating());
    let finished = finished.map(|pod| pod.ordinal);
    view.pods.missing().chain(finished).chain(view.claims.unsettled()).collect()
}

fn advance_parallel(view: &View<'_>, ordinal: u32, actions: &mut Vec<Action>) -> Option<SyncError> {
    match view.pods.own(ordinal) {
        None => match create(view, ordinal, actions) {
            Break(stop) => stop.error,
            Continue(()) => None,
        },
        Some(pod) if pod.is_finished() => {
            delete_finished(pod, actions);
            None
        }
        Some(pod) => match claims::heal_pending(view, pod, actions) {
            Ok(true) => None,
            Ok(false) => {
                claims::repair(view, ordinal, actions);
                None
            }
            Err(error) => Some(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, check_in};

    #[test]
    fn ordered_ready_makes_the_lowest_missing_pod_and_no_other() {
        check("OrderedReady", "create 0 at B ; Acting 0 then Create 1 2");
        check("OrderedReady | 0 B ready", "create 1 at B ; Acting 1 then Create 2");
    }

    #[test]
    fn ordered_ready_waits_for_the_lowest_pod_that_is_not_ready() {
        check("OrderedReady | 0 B ready | 1 B creating", "; ReplicaIsNotReady 1 then Create 2");
        check("OrderedReady | 0 B running | 1 B creating", "; ReplicaIsNotReady 0 then Create 2");
    }

    #[test]
    fn a_terminating_pod_must_be_gone_before_anything_else_is_done() {
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
    fn a_failed_pod_is_deleted_before_it_is_made_again() {
        check(
            "OrderedReady | 0 B failed | 1 B ready | 2 B ready",
            "delete 0 ; FinishedPodIsGoing 0",
        );
        check("OrderedReady | 0 B creating | 1 B failed", "; ReplicaIsNotReady 0 then Create 2");
    }

    #[test]
    fn parallel_makes_all_missing_pods_at_once() {
        check("Parallel | 1 B ready", "create 0 at B, create 2 at B ; PodsAreOnTheirWay 0");
    }

    #[test]
    fn below_the_partition_pods_come_back_at_the_current_revision() {
        check("OrderedReady partition=1", "create 0 at A ; Acting 0 then Create 1 2");
        check("OrderedReady partition=1 | 0 A ready", "create 1 at B ; Acting 1 then Create 2");
        check("OrderedReady start=5 partition=1", "create 5 at A ; Acting 5 then Create 6 7");
    }

    #[test]
    fn without_a_rolling_update_stanza_they_do_below_current_replicas() {
        check("OrderedReady nil current=1", "create 0 at A ; Acting 0 then Create 1 2");
        check("OrderedReady nil current=0", "create 0 at B ; Acting 0 then Create 1 2");
    }

    #[test]
    fn a_pod_that_is_refused_keeps_condemned_ones_alive_up_to_1_37_under_parallel() {
        let given = "refused Parallel replicas=2 | 0 B ready | 2 B ready | 3 B ready";
        check(given, "FailToCreatePod(1) ; PodIsRefused 1");
        check_in("1.38", given, "delete 3, delete 2, FailToCreatePod(1) ; PodIsRefused 1");
        let ordered = "refused OrderedReady replicas=2 | 0 B ready | 2 B ready | 3 B ready";
        check_in("1.38", ordered, "FailToCreatePod(1) ; PodIsRefused 1");
    }

    #[test]
    fn parallel_asks_for_no_pod_beyond_the_batch_in_which_one_is_refused() {
        check("refused Parallel replicas=9", "FailToCreatePod(0) ; PodIsRefused 0");
        let given = "refused Parallel replicas=9 | 0 B ready | 1 B ready";
        check(given, "FailToCreatePod(2) ; PodIsRefused 2");
    }

    #[test]
    fn a_pod_made_outdated_under_parallel_goes_in_the_same_sync() {
        let given = "Parallel nil current=1 | 1 B ready | 2 B ready";
        check(given, "create 0 at A, delete 0 ; Acting 0 then Replace 0");
        check_in(
            "1.36 MaxUnavailableStatefulSet=true",
            given,
            "create 0 at A ; BudgetIsSpent 0 then Replace 0",
        );
    }
}
