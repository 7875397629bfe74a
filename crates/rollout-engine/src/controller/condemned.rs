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
        for pod in view.pods.condemned() {
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
