//! The status that a sync reports: counted from the pods as they were given, then lowered by the update.
//!
//! A pod made in this sync has no phase yet and is not counted before the next one; a pod deleted in it still
//! is. Models `updateStatus`, `completeRollingUpdate` and `inconsistentStatus`.

use super::{View, recreate};
use crate::api::{StatefulSetStatus, UpdateStrategy};

/// The status after this sync, in which the update replaces so many pods.
pub(super) fn of(view: &View<'_>, collision_count: u32, replaced: u32) -> StatefulSetStatus {
    let View { set, pods, current, update, .. } = *view;
    let mut status = StatefulSetStatus {
        observed_generation: set.generation,
        replicas: pods.own_count(),
        ready_replicas: pods.ready_count(),
        available_replicas: pods.available_count(),
        current_replicas: signed(pods.live_count(current)) - signed(replaced),
        updated_replicas: pods.live_count(update),
        current_revision: Some(current),
        update_revision: Some(update),
        collision_count,
        recreate: None,
    };
    let complete = is_complete(view, &status);
    status.recreate = recreate::condition(view, complete);
    if complete {
        status.current_replicas = signed(status.updated_replicas);
        status.current_revision = status.update_revision;
    }
    status
}

/// Whether the rollout is done. Ready counts, not available: a rollout completes `minReadySeconds` early.
fn is_complete(view: &View<'_>, status: &StatefulSetStatus) -> bool {
    let counts_for = match view.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => true,
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => {
            view.rules.completes_with_every_strategy
        }
    };
    let wanted = view.set.spec.replicas;
    counts_for
        && [status.updated_replicas, status.replicas, status.ready_replicas]
            .iter()
            .all(|&n| n == wanted)
}

fn signed(pods: u32) -> i32 {
    i32::try_from(pods).unwrap_or(i32::MAX)
}
