//! Which container keeps a pod from being Ready, and which probe says so.

use rollout_engine::api::{ContainerState, ContainerStatus, Pod, PodTemplate, ProbeKind};

/// A container that keeps its pod from being Ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Culprit {
    /// Its index among the containers of the pod's template, the main ones first.
    pub index: usize,
    /// The probe because of which it was killed, or that fails while it runs.
    pub probe: Option<ProbeKind>,
    /// Whether it runs.
    pub runs: bool,
}

impl Culprit {
    /// The first container that is in the state which the pod has as a whole, or that runs and is not Ready. `several` is
    /// what the containers of a pod with more than one do.
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

    /// Its name.
    pub fn name(self, template: &PodTemplate) -> Option<&str> {
        template.all_containers().nth(self.index).map(|container| &*container.name)
    }
}
