//! Strategy Recreate (alpha in 1.37, on by default since 1.38): deletes every pod of another revision before the
//! first new one is created.
//!
//! Runs before every other step while a rollout is under way: while the current revision is not the update revision,
//! or the condition Progressing says so. Switching to this strategy starts no rollout. Creating the new pods is
//! `replicas`' part.

use std::ops::ControlFlow::{Break, Continue};

use super::{Act, Action, Next, Progress, Rule, Stop, SyncContext, Waiting};
use crate::api::{Recreate, UpdateStrategy};

/// Deletes every outdated pod, condemned ones included. The sync stops while there is one.
pub(super) fn advance(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> Progress {
    if !is_under_way(context) || outdated(context).next().is_none() {
        return Continue(());
    }
    let live = outdated(context).filter(|&ordinal| is_live(context, ordinal));
    actions.extend(live.map(Action::DeletePod));
    let last = outdated(context).last();
    let next = Next::of(Act::Create, context.set.spec.range().ordinals());
    Break(Stop::because(Waiting {
        on: last,
        next,
        ..Waiting::on_nothing(Rule::RecreateIsDeleting)
    }))
}

/// The condition Progressing after this sync. `complete` is whether the rollout has completed.
pub(super) fn condition(context: &SyncContext<'_>, complete: bool) -> Option<Recreate> {
    let stored = context.set.status.recreate;
    if context.set.spec.update_strategy != UpdateStrategy::Recreate {
        return stored;
    }
    let acts = is_under_way(context) && context.set.deletion_timestamp.is_none();
    let present = match outdated(context).next() {
        _ if !acts => stored,
        Some(_) => Some(Recreate::DeletingOldPods),
        None if context.current == context.update => stored,
        None => Some(Recreate::WaitingForNewPods),
    };
    if complete { present.map(|_| Recreate::Completed) } else { present }
}

/// Whether a Recreate rollout is under way. Going back to the current revision half-way does not end it: the stored
/// condition still says that it is in progress.
fn is_under_way(context: &SyncContext<'_>) -> bool {
    let in_progress = matches!(
        context.set.status.recreate,
        Some(Recreate::DeletingOldPods | Recreate::WaitingForNewPods)
    );
    context.set.spec.update_strategy == UpdateStrategy::Recreate
        && (context.current != context.update || in_progress)
}

/// Ordinals of the pods that are not at the update revision, terminating ones included.
fn outdated(context: &SyncContext<'_>) -> impl Iterator<Item = u32> {
    context.pods.of_other_revisions(context.update)
}

fn is_live(context: &SyncContext<'_>, ordinal: u32) -> bool {
    context.pods.get(ordinal).is_some_and(|pod| !pod.is_terminating())
}

#[cfg(test)]
mod tests {
    use super::super::check::check_in;

    const ON: &str = "1.37 StatefulSetRecreateStrategy=true";

    #[test]
    fn recreate_deletes_all_outdated_pods_at_once_even_under_ordered_ready() {
        let given = "Recreate | 0 A ready | 1 A ready | 2 A creating";
        check_in(ON, given, "delete 0, delete 1, delete 2 ; RecreateIsDeleting 2 then Create 0 1");
    }

    #[test]
    fn recreate_creates_no_pod_before_the_last_old_one_is_removed() {
        check_in(ON, "Recreate | 2 A leaving", "; RecreateIsDeleting 2 then Create 0 1");
        check_in(ON, "Recreate", "create 0 at B ; Acting 0 then Create 1 2");
    }
}
