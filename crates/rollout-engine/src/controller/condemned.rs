//! Scaling down: pods outside of the range go, the highest ordinal first.
//!
//! OrderedReady deletes one per sync, each fully gone before the next; Parallel deletes all. That every pod in
//! the range is in order by now was `replicas`' part. Models `processCondemned`.

use std::ops::ControlFlow::{Break, Continue};

use super::{Action, Progress, Rule, Stop, View, Waiting, claims};
use crate::api::Pod;
use crate::version::Broken;

/// Deletes condemned pods. Under OrderedReady it stops while there is any.
pub(super) fn advance(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    if !view.set.spec.claim_templates.is_empty() {
        let condemned = view.pods.condemned();
        for pod in condemned.filter(|pod| view.claims.may_differ_condemned(pod.ordinal)) {
            claims::own(view, pod, actions);
        }
    }
    if view.is_ordered() {
        return match view.pods.condemned().next() {
            Some(highest) => Break(Stop::because(advance_one(view, highest, actions))),
            None => Continue(()),
        };
    }
    let live = view.pods.condemned().filter(|pod| !pod.is_terminating());
    actions.extend(live.map(|pod| Action::DeletePod(pod.ordinal)));
    Continue(())
}

/// A broken pod may only go if it is the lowest broken one: with two broken condemned pods nothing moves.
fn advance_one(view: &View<'_>, pod: &Pod, actions: &mut Vec<Action>) -> Waiting {
    if pod.is_terminating() {
        return view.wait(Rule::CondemnedIsTerminating, pod.ordinal);
    }
    let sound =
        pod.is_running_and_ready() && pod.is_available(view.set.spec.min_ready_seconds, view.now);
    if !sound && first_broken(view) != Some(pod.ordinal) {
        let until = pod.available_at(view.set.spec.min_ready_seconds).filter(|&at| at > view.now);
        return Waiting { until, ..view.wait(Rule::CondemnedIsNotReady, pod.ordinal) };
    }
    actions.push(Action::DeletePod(pod.ordinal));
    view.wait(Rule::Acting, pod.ordinal)
}

/// The lowest broken pod of all; in the range there is none by now, so it is a condemned one.
fn first_broken(view: &View<'_>) -> Option<u32> {
    match view.rules.broken {
        Broken::NotReady => view.pods.lowest_not_ready_condemned(),
        Broken::NotAvailable => view.pods.lowest_unavailable_condemned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, check_in};

    #[test]
    fn ordered_ready_removes_the_highest_first_and_one_at_a_time() {
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
    fn one_broken_condemned_pod_goes_and_two_are_stuck() {
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
    fn parallel_removes_all_at_once() {
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
