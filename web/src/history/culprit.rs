//! Culprits: the container that keeps a pod from being Ready, and the probe that fails.

use rollout_engine::api::{ContainerState, ContainerStatus, Pod, PodTemplate, ProbeKind};

/// A container that keeps its pod from being Ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// Its index in [`PodTemplate::all_containers`].
    pub index: usize,
    /// The probe whose failure killed it, else the probe that fails while it runs.
    pub probe: Option<ProbeKind>,
    /// Whether the container is running.
    pub runs: bool,
}

impl Culprit {
    /// Returns the first container in the state that the pod has as a whole; of a Running pod, the first that runs
    /// and is not Ready. `None` for a pod that is terminating or finished.
    ///
    /// `several` has the container statuses of a pod with more than one container.
    pub fn of(pod: &Pod, several: Option<&[ContainerStatus]>) -> Option<Self> {
        if pod.is_terminating() || pod.is_finished() {
            return None;
        }
        let alone = [ContainerStatus::of(pod, pod.created_at)];
        let all = several.unwrap_or(&alone);
        let is_wrong = |status: &&ContainerStatus| match pod.container {
            ContainerState::Running => status.runs() && !status.ready,
            ContainerState::Unknown
            | ContainerState::Initializing
            | ContainerState::Creating
            | ContainerState::StatusUnknown => false,
            trouble => status.state == trouble,
        };
        let index = all.iter().position(|status| is_wrong(&status))?;
        let status = all.get(index)?;
        let fails = |&kind: &ProbeKind| status.probing.fails(kind);
        let failing = ProbeKind::ALL.into_iter().filter(|_| status.runs()).find(fails);
        let probe = status.probing.killer().or(failing);
        Some(Self { index, probe, runs: status.runs() })
    }

    /// Returns the container's name. `None` if the template has no container at this index.
    pub fn name(self, template: &PodTemplate) -> Option<&str> {
        template.all_containers().nth(self.index).map(|container| &*container.name)
    }
}
