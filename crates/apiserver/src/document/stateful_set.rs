//! A StatefulSet: the stored document with metadata and status.

use rollout_engine::api::{Finalizer, GivenUids, Recreate, StatefulSet, StatefulSetStatus};
use rollout_engine::cluster::Owned;
use serde::Serialize;

use super::wire::{Condition, Time};
use super::{identify, moment, number, text};
use crate::value::Value;

/// Returns a set with a status that may be newer than that of `set`.
pub fn set(
    owned: &Owned,
    set: &StatefulSet,
    status: &StatefulSetStatus,
    given: &GivenUids,
) -> Value {
    let mut document = crate::stored(&set.document);
    identify(&mut document, set.created_at, (set.uid, given));
    let metadata = document.entry("metadata");
    *metadata.entry("generation") = number(set.generation);
    if let Some(at) = set.deletion_timestamp {
        *metadata.entry("deletionTimestamp") = moment(at);
        *metadata.entry("deletionGracePeriodSeconds") = number(0);
    }
    if let Some(finalizer) = set.finalizer {
        let name = match finalizer {
            Finalizer::Orphan => "orphan",
            Finalizer::ForegroundDeletion => "foregroundDeletion",
        };
        *metadata.entry("finalizers") = Value::List(vec![text(name)]);
    }
    *document.entry("status") = Value::of(&status_of(owned, status));
    document.sorted()
}

/// `apps/v1 StatefulSetStatus`. Zeros are omitted except in `replicas`, `availableReplicas` and `collisionCount`.
/// `collisionCount` appears with the first sync.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    available_replicas: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    collision_count: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<Condition>,
    #[serde(skip_serializing_if = "is_zero")]
    current_replicas: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_revision: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    observed_generation: i64,
    #[serde(skip_serializing_if = "is_zero")]
    ready_replicas: i64,
    replicas: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_revision: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    updated_replicas: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(count: &i64) -> bool {
    *count == 0
}

fn status_of(owned: &Owned, status: &StatefulSetStatus) -> Status {
    let name = |hash| owned.revision_name(hash);
    let has_looked = status.observed_generation > 0;
    Status {
        available_replicas: status.available_replicas,
        collision_count: has_looked.then(|| status.collision_count.into()),
        conditions: status.recreate.map(|it| progressing(it, owned)).into_iter().collect(),
        current_replicas: status.current_replicas.into(),
        current_revision: status.current_revision.map(name),
        observed_generation: status.observed_generation.into(),
        ready_replicas: status.ready_replicas.into(),
        replicas: status.replicas,
        update_revision: status.update_revision.map(name),
        updated_replicas: status.updated_replicas.into(),
    }
}

/// Returns the condition of strategy Recreate, in the words of 1.37.1. Its transition time is that of its cause: the
/// new revision, or the last pod that became Ready.
fn progressing(recreate: Recreate, owned: &Owned) -> Condition {
    let (holds, reason, message) = match recreate {
        Recreate::DeletingOldPods => (true, "RecreateInProgress", "Deleting old revision pods"),
        Recreate::WaitingForNewPods => {
            (true, "RecreateInProgress", "Waiting for new-revision pods to be created")
        }
        Recreate::Completed => (false, "RecreateCompleted", "All pods recreated successfully"),
    };
    let since = match recreate {
        Recreate::Completed => owned.pods.iter().map(|pod| pod.ready_since).max(),
        _ => owned.revisions.last().map(|revision| revision.created_at),
    };
    let condition = Condition::new("Progressing", holds, since.unwrap_or_default());
    Condition { last_transition_time: since.map(Time), ..condition.because(reason, message) }
}
