//! Strategy Recreate (alpha in 1.37): every pod of another revision goes before the first new one comes.
//!
//! It runs before all other steps while a rollout is under way, that is while the current revision is not the
//! update revision; switching to it starts nothing. Making the new pods is `replicas`' part, by
//! podManagementPolicy. How far it is stands in the set's condition Progressing.

use std::ops::ControlFlow::{Break, Continue};

use super::{Act, Action, Next, Progress, Rule, Stop, View, Waiting};
use crate::api::{Recreate, UpdateStrategy};

/// Deletes every outdated pod, condemned ones included, and stops while there is any.
pub(super) fn advance(view: &View<'_>, actions: &mut Vec<Action>) -> Progress {
    if !is_under_way(view) || outdated(view).next().is_none() {
        return Continue(());
    }
    let live = outdated(view).filter(|&ordinal| is_live(view, ordinal));
    actions.extend(live.map(Action::DeletePod));
    let last = outdated(view).last();
    let next = Next::of(Act::Create, view.set.spec.range().ordinals());
    Break(Stop::because(Waiting {
        on: last,
        next,
        ..Waiting::on_nothing(Rule::RecreateIsDeleting)
    }))
}

/// The condition Progressing as this sync finds it.
pub(super) fn condition(view: &View<'_>, complete: bool) -> Option<Recreate> {
    let stored = view.set.status.recreate;
    if view.set.spec.update_strategy != UpdateStrategy::Recreate {
        return stored;
    }
    let looks = is_under_way(view) && view.set.deletion_timestamp.is_none();
    let present = match outdated(view).next() {
        _ if !looks => stored,
        Some(_) => Some(Recreate::DeletingOldPods),
        None if view.current == view.update => stored,
        None => Some(Recreate::WaitingForNewPods),
    };
    if complete { present.map(|_| Recreate::Completed) } else { present }
}

/// Going back to the current revision half-way does not end it: then the stored condition says so.
fn is_under_way(view: &View<'_>) -> bool {
    let in_progress = matches!(
        view.set.status.recreate,
        Some(Recreate::DeletingOldPods | Recreate::WaitingForNewPods)
    );
    view.set.spec.update_strategy == UpdateStrategy::Recreate
        && (view.current != view.update || in_progress)
}

/// Every pod of another revision, terminating ones included.
fn outdated(view: &View<'_>) -> impl Iterator<Item = u32> {
    view.pods.of_other_revisions(view.update)
}

fn is_live(view: &View<'_>, ordinal: u32) -> bool {
    view.pods.get(ordinal).is_some_and(|pod| !pod.is_terminating())
}

#[cfg(test)]
mod tests {
    use super::super::check::check_in;

    const ON: &str = "1.37 StatefulSetRecreateStrategy=true";

    #[test]
    fn all_outdated_pods_go_at_once_even_in_order() {
        let given = "Recreate | 0 A ready | 1 A ready | 2 A creating";
        check_in(ON, given, "delete 0, delete 1, delete 2 ; RecreateIsDeleting 2 then Create 0 1");
    }

    #[test]
    fn nothing_is_made_before_the_last_is_gone() {
        check_in(ON, "Recreate | 2 A leaving", "; RecreateIsDeleting 2 then Create 0 1");
        check_in(ON, "Recreate", "create 0 at B ; Acting 0 then Create 1 2");
    }
}
