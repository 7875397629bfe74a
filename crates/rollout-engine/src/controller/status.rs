//! The status that a sync writes: counts of the observed pods, and whether the rollout has completed.
//!
//! A pod that this sync creates is not counted before the next one; a pod that it deletes still is. Only
//! `currentReplicas` is lowered by the pods that the update deletes. Models `updateStatus`, `completeRollingUpdate`
//! and `inconsistentStatus`.

use super::{SyncContext, recreate};
use crate::api::{StatefulSetStatus, UpdateStrategy};

/// The status after this sync. `replaced` is how many pods its update deletes.
pub(super) fn of(
    context: &SyncContext<'_>,
    collision_count: u32,
    replaced: u32,
) -> StatefulSetStatus {
    let SyncContext { set, pods, current, update, .. } = *context;
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
    let complete = is_complete(context, &status);
    status.recreate = recreate::condition(context, complete);
    if complete {
        status.current_replicas = signed(status.updated_replicas);
        status.current_revision = status.update_revision;
    }
    status
}

/// Whether the rollout has completed: every pod is updated and Ready. Available does not count, so a rollout
/// completes `minReadySeconds` early.
fn is_complete(context: &SyncContext<'_>, status: &StatefulSetStatus) -> bool {
    let counts_for = match context.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => true,
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => {
            context.rules.completes_with_every_strategy
        }
    };
    let wanted = context.set.spec.replicas;
    counts_for
        && [status.updated_replicas, status.replicas, status.ready_replicas]
            .iter()
            .all(|&n| n == wanted)
}

fn signed(pods: u32) -> i32 {
    i32::try_from(pods).unwrap_or(i32::MAX)
}
