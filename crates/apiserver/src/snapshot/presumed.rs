//! Pods of a set that was printed without them: as many as its status counts, Ready and updated as it says.
//!
//! Which pods are not Ready is presumed from the order in which the controller works: of an update the lowest pod that has it, else the
//! highest pods. Not here: pods that were printed ([`super::pods`]).

use std::time::Duration;

use rollout_engine::api::{
    ContainerState, ContainerStatus, NodeId, Pod, PodPhase, Probing, StatefulSet, Uid,
};
use rollout_engine::snapshot::PodSnapshot;
use rollout_engine::time::SimTime;

/// How old the pods are at least: none is in the middle of its start.
const AGE: Duration = Duration::from_secs(3600);

/// Limit on the pods.
const PODS_MAX: u32 = 1000;

/// The pods that the status counts.
pub(super) fn pods(set: &StatefulSet, now: SimTime) -> Vec<PodSnapshot> {
    let (status, start) = (&set.status, set.spec.start);
    let Some(update) = status.update_revision.or(status.current_revision) else {
        return Vec::new();
    };
    let current = status.current_revision.unwrap_or(update);
    let count = status.replicas.min(PODS_MAX);
    let updated = if current == update { count } else { status.updated_replicas.min(count) };
    let first_updated = count - updated;
    let unready = count.saturating_sub(status.ready_replicas);
    let is_unready = |index: u32| match index.checked_sub(first_updated) {
        _ if current == update => index >= count - unready,
        Some(place) => place < unready,
        None => index >= first_updated.saturating_sub(unready.saturating_sub(updated)),
    };
    let born = set.created_at.min(now - AGE);
    let pod = |index: u32| {
        let revision = if index < first_updated { current } else { update };
        presumed(set, start.saturating_add(index), revision, (born, !is_unready(index)))
    };
    (0..count).map(pod).collect()
}

fn presumed(
    set: &StatefulSet,
    ordinal: u32,
    revision: rollout_engine::api::RevisionHash,
    (born, ready): (SimTime, bool),
) -> PodSnapshot {
    let probing = Probing::default().started().answered();
    let template = &set.spec.template;
    let mut statuses: Vec<ContainerStatus> = template
        .all_containers()
        .map(|_| ContainerStatus {
            ready,
            started_at: Some(born),
            probing,
            ..ContainerStatus::waiting(ContainerState::Running, born)
        })
        .collect();
    for init in statuses.iter_mut().skip(template.containers.len()) {
        init.state = ContainerState::Completed;
    }
    let pod = Pod {
        phase: PodPhase::Running,
        container: ContainerState::Running,
        started_at: Some(born),
        ready,
        ready_since: born,
        containers_ready: ready,
        has_address: true,
        probing,
        node: Some(NodeId(u8::try_from(ordinal % 3).unwrap_or_default())),
        ..Pod::created(ordinal, Uid(0), revision, born)
    };
    let containers = template.has_several().then_some(statuses);
    PodSnapshot { pod, is_owned: true, containers, since: born }
}
