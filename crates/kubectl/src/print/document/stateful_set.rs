//! A StatefulSet: the stored document with its status.

use rollout_engine::api::{Finalizer, Recreate, StatefulSet, StatefulSetStatus};
use rollout_engine::cluster::Owned;

use super::{identify, moment, number, object, text};
use crate::value::Value;

/// A set with a status that may be newer than its own.
pub(crate) fn set(owned: &Owned, set: &StatefulSet, status: &StatefulSetStatus) -> Value {
    let mut document = crate::server::stored(&set.document);
    identify(&mut document, set.created_at, set.uid);
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
    *document.entry("status") = status_of(owned, status);
    document.sorted()
}

/// Zero is left out but for `replicas`, `availableReplicas` and `collisionCount`, of which the last is there once the
/// controller has looked.
fn status_of(owned: &Owned, status: &StatefulSetStatus) -> Value {
    let mut fields = vec![
        ("availableReplicas", number(status.available_replicas)),
        ("replicas", number(status.replicas)),
    ];
    if status.observed_generation > 0 {
        fields.push(("collisionCount", number(status.collision_count)));
    }
    let counts = [
        ("currentReplicas", i64::from(status.current_replicas)),
        ("observedGeneration", status.observed_generation.into()),
        ("readyReplicas", status.ready_replicas.into()),
        ("updatedReplicas", status.updated_replicas.into()),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count != 0);
    fields.extend(counts.map(|(name, count)| (name, number(count))));
    let revisions =
        [("currentRevision", status.current_revision), ("updateRevision", status.update_revision)];
    let named = |(name, hash)| Some((name, text(owned.revision_name(hash?))));
    fields.extend(revisions.into_iter().filter_map(named));
    if let Some(recreate) = status.recreate {
        fields.push(("conditions", Value::List(vec![progressing(recreate, owned)])));
    }
    object(fields)
}

/// The condition of strategy Recreate, in the words of 1.37.1. When it last changed is read off what made it change: the
/// new revision, or the last pod that became Ready.
fn progressing(recreate: Recreate, owned: &Owned) -> Value {
    let (status, reason, message) = match recreate {
        Recreate::DeletingOldPods => ("True", "RecreateInProgress", "Deleting old revision pods"),
        Recreate::WaitingForNewPods => {
            ("True", "RecreateInProgress", "Waiting for new-revision pods to be created")
        }
        Recreate::Completed => ("False", "RecreateCompleted", "All pods recreated successfully"),
    };
    let since = match recreate {
        Recreate::Completed => owned.pods.iter().map(|pod| pod.ready_since).max(),
        _ => owned.revisions.last().map(|revision| revision.created_at),
    };
    object(vec![
        ("lastTransitionTime", since.map_or(Value::Null, moment)),
        ("message", text(message)),
        ("reason", text(reason)),
        ("status", text(status)),
        ("type", text("Progressing")),
    ])
}
