//! A rollout under test: commands in, what happened to its pods out.
#![allow(dead_code, reason = "each test program uses the part that it needs")]

use std::time::Duration;

use rollout_engine::api::{
    IntOrPercent, PodTemplate, RollingUpdate, StatefulSetSpec, StatefulSetStatus, UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Subject};
use rollout_engine::cluster::{Change, Owned, SetId};
use rollout_engine::command::Command;
use rollout_engine::controller::Waiting;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex, Trace};
use rollout_engine::version::Rules;

/// A simulation with a set named web.
pub(crate) struct Rollout {
    pub(crate) simulation: Simulation,
    pub(crate) spec: StatefulSetSpec,
    /// The last frame before the last command, from which [`Rollout::story`] counts.
    pub(crate) since: FrameIndex,
}

impl Rollout {
    pub(crate) fn of(spec: StatefulSetSpec) -> Self {
        Self::in_release("1.37", spec)
    }

    pub(crate) fn in_release(release: &str, spec: StatefulSetSpec) -> Self {
        let rules = Rules::named(release).expect("a release of the table");
        let mut simulation = Simulation::new(rules, SimTime::ZERO);
        let command = Command::CreateStatefulSet {
            namespace: "default".into(),
            name: "web".into(),
            spec: spec.clone().into(),
            document: "".into(),
        };
        simulation.apply(SimTime::ZERO, command);
        let mut rollout = Self { simulation, spec, since: FrameIndex(0) };
        rollout.settle();
        rollout
    }

    /// Simulates until nothing new happens by itself.
    pub(crate) fn settle(&mut self) {
        while self.simulation.next_event_at().is_some() && !self.simulation.only_repeats() {
            self.simulation.step();
        }
    }

    /// Changes the set's spec and settles.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut StatefulSetSpec)) {
        change(&mut self.spec);
        let (set, _) = self.simulation.cluster().find_set("default", "web").expect("web exists");
        let spec = self.spec.clone().into();
        let command =
            Command::UpdateStatefulSet { set, spec, document: "".into(), spec_changed: true };
        self.apply(command);
        self.settle();
    }

    /// Settles, then carries out a command 10 s after the last frame.
    pub(crate) fn apply(&mut self, command: Command) {
        self.settle();
        self.since = self.simulation.trace().last();
        let last = self.simulation.trace().at(self.simulation.trace().last());
        self.simulation.apply(last + Duration::from_secs(10), command);
    }

    /// What happened to pods since the last command: `-4` deleted, `x4` removed, `+4` created, `4` Ready.
    pub(crate) fn story(&self) -> String {
        let trace = self.simulation.trace();
        let frames = (0..trace.len()).map(FrameIndex);
        let mut words = Vec::new();
        for frame in frames.filter(|&frame| frame > self.since) {
            let before = trace.seek(FrameIndex(frame.0.saturating_sub(1)));
            for change in trace.changes(frame) {
                let was = |set, ordinal| {
                    before.cluster.set(set).and_then(|owned| owned.pods.get(ordinal).copied())
                };
                match change {
                    Change::PodCreated(_, pod) => words.push(format!("+{}", pod.ordinal)),
                    Change::PodDeleted(_, pod) => words.push(format!("x{}", pod.ordinal)),
                    Change::PodUpdated(set, pod) => {
                        let was = was(*set, pod.ordinal);
                        if pod.is_terminating() && !was.is_some_and(|was| was.is_terminating()) {
                            words.push(format!("-{}", pod.ordinal));
                        } else if pod.ready && !was.is_some_and(|was| was.ready) {
                            words.push(pod.ordinal.to_string());
                        }
                    }
                    _ => {}
                }
            }
        }
        words.join(" ")
    }

    pub(crate) fn trace(self) -> Trace {
        self.simulation.finish(Ended::Settled)
    }
}

pub(crate) fn blog() -> StatefulSetSpec {
    StatefulSetSpec { update_strategy: rolling(0, Some(2)), ..StatefulSetSpec::new(5, "nginx:0.8") }
}

pub(crate) fn rolling(partition: u32, max_unavailable: Option<u32>) -> UpdateStrategy {
    let max_unavailable = max_unavailable.map(IntOrPercent::Int);
    UpdateStrategy::RollingUpdate(Some(RollingUpdate { partition, max_unavailable }))
}

pub(crate) fn image(name: &str) -> impl FnOnce(&mut StatefulSetSpec) {
    let template = PodTemplate::new(name);
    |spec| spec.template = template.into()
}

/// Questions of the situations.
impl Rollout {
    pub(crate) fn owned(&self) -> (SetId, &Owned) {
        self.simulation.cluster().find_set("default", "web").expect("web exists")
    }

    pub(crate) fn status(&self) -> StatefulSetStatus {
        self.owned().1.set.status
    }

    /// What the set waits for now.
    pub(crate) fn waiting(&self) -> Waiting {
        let trace = self.simulation.trace();
        trace.waiting(self.owned().0, trace.last()).expect("the controller has synced")
    }

    /// Deletes a pod by hand, and settles.
    pub(crate) fn delete(&mut self, ordinal: u32) {
        self.settle();
        let (set, owned) = self.owned();
        let uid = owned.pods.get(ordinal).expect("the pod is there").uid;
        self.apply(Command::DeletePod { set, ordinal, uid, grace_period: None });
        self.settle();
    }

    /// The image of each pod, by ordinal, with a `!` if the pod is not Ready.
    pub(crate) fn images(&self) -> String {
        let (_, owned) = self.owned();
        let image = |revision| {
            owned.revision(revision).map(|r| r.template.data.to_string()).unwrap_or_default()
        };
        let pods =
            owned.pods.iter().map(|pod| image(pod.revision) + if pod.ready { "" } else { "!" });
        pods.collect::<Vec<_>>().join(" ")
    }
}

/// The rollout after a fault of an image was stated.
pub(crate) fn with_fault(mut rollout: Rollout, image: &str, fault: ImageFault) -> Rollout {
    rollout.apply(Command::SetFault { of: Subject::Image(image.into()), fault });
    rollout
}
