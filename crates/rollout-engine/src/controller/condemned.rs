//! Scaling down: deletes pods outside of the range, the highest ordinal first.
//!
//! OrderedReady deletes one pod and waits until it is removed before it deletes the next; by then `replicas` has seen
//! to it that every pod of the range is available. Parallel deletes all at once. Models `processCondemned`.

use std::ops::ControlFlow::{Break, Continue};

use super::{Action, Progress, Rule, Stop, SyncContext, Waiting, claims};
use crate::api::Pod;
use crate::version::Broken;

/// Deletes condemned pods. Under OrderedReady the sync stops while there is one.
pub(super) fn advance(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    if !context.set.spec.claim_templates.is_empty() {
        let condemned = context.pods.condemned();
        for pod in condemned.filter(|pod| context.claims.may_differ_condemned(pod.ordinal)) {
            claims::own(context, pod, actions);
        }
    }
    if context.is_ordered() {
        return match context.pods.condemned().next() {
            Some(highest) => Break(Stop::because(advance_one(context, highest, actions))),
            None => Continue(()),
        };
    }
    let live = context.pods.condemned().filter(|pod| !pod.is_terminating());
    actions.extend(live.map(|pod| Action::DeletePod(pod.ordinal)));
    Continue(())
}

/// Deletes the highest condemned pod. A broken one is deleted only if it is the lowest broken pod, so with two broken
/// condemned pods the set is stuck. Up to 1.33 a pod that is Ready and not available yet is not deleted either.
fn advance_one(context: &SyncContext<'_>, pod: &Pod, actions: &mut Vec<Action>) -> Waiting {
    if pod.is_terminating() {
        return context.wait(Rule::CondemnedIsTerminating, pod.ordinal);
    }
    let sound = pod.is_running_and_ready()
        && pod.is_available(context.set.spec.min_ready_seconds, context.now);
    if !sound && first_broken(context) != Some(pod.ordinal) {
        let until =
            pod.available_at(context.set.spec.min_ready_seconds).filter(|&at| at > context.now);
        return Waiting { until, ..context.wait(Rule::CondemnedIsNotReady, pod.ordinal) };
    }
    actions.push(Action::DeletePod(pod.ordinal));
    context.wait(Rule::Acting, pod.ordinal)
}

/// The lowest broken pod. The range has none at this step, so only condemned pods are searched.
fn first_broken(context: &SyncContext<'_>) -> Option<u32> {
    match context.rules.broken {
        Broken::NotReady => context.pods.lowest_not_ready_condemned(),
        Broken::NotAvailable => context.pods.lowest_unavailable_condemned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, check_in};

    #[test]
    fn ordered_ready_deletes_the_highest_first_and_one_at_a_time() {
        check(
            "replicas=1 | 0 B ready | 1 B ready | 2 B ready",
            "delete 2 ; Acting 2 then ScaleDown 1",
        );
        check(
            "replicas=1 | 0 B ready | 1 B ready | 2 B leaving",
            "; CondemnedIsTerminating 2 then ScaleDown 1",
        );
    }

    #[test]
    fn a_broken_pod_in_the_range_blocks_scaling_down() {
        check("replicas=1 | 0 B running | 1 B ready", "; ReplicaIsNotReady 0 then ScaleDown 1");
    }

    #[test]
    fn one_broken_condemned_pod_is_deleted_and_two_are_stuck() {
        check(
            "replicas=1 | 0 B ready | 1 B ready | 2 B running",
            "delete 2 ; Acting 2 then ScaleDown 1",
        );
        let two = "replicas=1 | 0 B ready | 1 B running | 2 B running";
        check(two, "; CondemnedIsNotReady 2 then ScaleDown 1");
    }

    #[test]
    fn min_ready_seconds_block_scaling_down_up_to_1_33() {
        let given = "replicas=1 minReady=10 | 0 B ready | 1 B fresh";
        check(given, "delete 1 ; Acting 1");
        check_in("1.33", given, "; CondemnedIsNotReady 1 until +10s");
    }

    #[test]
    fn parallel_deletes_all_condemned_pods_at_once() {
        check(
            "Parallel replicas=1 | 0 B running | 1 B ready | 2 B creating",
            "delete 2, delete 1 ; PodsAreOnTheirWay 0",
        );
    }

    #[test]
    fn a_higher_start_condemns_the_pods_below() {
        check("start=1 replicas=1 | 0 B ready | 1 B ready", "delete 0 ; Acting 0");
    }
}
