//! What scheduler and kubelet report of a pod and its containers, read off two states that follow each other.
//!
//! Images are said to be there already, as in the recordings, unless they are to be pulled always or cannot be pulled.

use rollout_engine::api::{ContainerState, ContainerStatus, Pod, PodTemplate, ProbeKind};
use rollout_engine::time::SimTime;

use super::super::document::{address, node_name, uuid};
use super::Event;
use super::probes::{self, Probes, Series};
use crate::value::Value;

/// A template's containers, as far as they are reported on: the main ones first.
#[derive(Clone, Debug)]
pub(super) struct Containers(Vec<Container>);

#[derive(Clone, Debug)]
struct Container {
    /// `spec.containers{nginx}`.
    field: String,
    name: String,
    image: String,
    always_pulled: bool,
    is_init: bool,
    probes: Probes,
}

impl Containers {
    pub(super) fn of(template: &PodTemplate) -> Self {
        let data = crate::server::stored(&template.data);
        let list = |list: &'static str| {
            let containers = data.at(&["spec", "template", "spec", list]).map(Value::items);
            let containers = containers.unwrap_or_default().to_vec();
            containers.into_iter().map(move |container| Container::of(&container, list))
        };
        Self(list("containers").chain(list("initContainers")).collect())
    }

    pub(super) fn are_several(&self) -> bool {
        self.0.len() > 1
    }
}

impl Container {
    fn of(container: &Value, list: &str) -> Self {
        let name = container.text_at(&["name"]);
        Self {
            field: format!("spec.{list}{{{name}}}"),
            name: name.to_owned(),
            image: container.text_at(&["image"]).to_owned(),
            always_pulled: container.text_at(&["imagePullPolicy"]) == "Always",
            is_init: list == "initContainers",
            probes: Probes::of(container),
        }
    }
}

/// Which pod is told of.
pub(super) struct Of<'a> {
    /// `web-0`.
    pub(super) name: &'a str,
    pub(super) containers: &'a Containers,
    /// As the scheduler names it.
    pub(super) namespace: &'a str,
}

/// A container's index, its probe, and the failures that follow each other from now on; `None` where it fails no longer.
type Failing = (usize, ProbeKind, Option<(Series, Event)>);

/// What is told.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) events: Vec<Event>,
    /// Probes of the container of this index that begin to fail, or fail no longer.
    pub(super) failures: Vec<Failing>,
    /// Probes because of which a container is killed from now on: they are asked no more.
    pub(super) killed: Vec<(usize, ProbeKind)>,
}

/// Two states of a pod, and what they tell.
struct Teller<'a> {
    before: &'a Pod,
    after: &'a Pod,
    of: &'a Of<'a>,
    now: SimTime,
    host: String,
    told: Told,
}

/// What is reported when a pod and its containers go from one state to the next.
pub(super) fn told(
    (before, after): (&Pod, &Pod),
    (were, are): (&[ContainerStatus], &[ContainerStatus]),
    of: &Of<'_>,
    now: SimTime,
) -> Told {
    let host = after.node.map(node_name).unwrap_or_default();
    let mut teller = Teller { before, after, of, now, host, told: Told::default() };
    teller.scheduling();
    teller.killing(are);
    let containers = || of.containers.0.iter().zip(were).zip(are).enumerate();
    for (_, ((container, was), is)) in containers() {
        teller.pull(container, was, is);
    }
    for (index, ((container, was), is)) in containers() {
        teller.start(container, was, is);
        teller.back_off(container, was, is);
        teller.probing((index, container), was, is);
    }
    teller.told
}

/// Whether a run has begun between two states.
fn begins(was: &ContainerStatus, is: &ContainerStatus) -> bool {
    is.started_at.is_some() && was.started_at != is.started_at
}

impl Teller<'_> {
    fn say(&mut self, at: SimTime, container: &Container, reason: &'static str, message: String) {
        self.told.events.push(Event {
            field: container.field.clone(),
            reason,
            message,
            host: self.host.clone(),
            ..Event::at(at)
        });
    }

    fn warn(&mut self, container: &Container, reason: &'static str, message: String) {
        self.say(self.now, container, reason, message);
        if let Some(event) = self.told.events.last_mut() {
            event.is_warning = true;
        }
    }

    fn scheduling(&mut self) {
        if self.before.node.is_none() && self.after.node.is_some() {
            let Of { name, namespace, .. } = self.of;
            let message = format!("Successfully assigned {namespace}/{name} to {}", self.host);
            let source = "default-scheduler";
            self.told.events.push(Event {
                reason: "Scheduled",
                message,
                source,
                ..Event::at(self.now)
            });
        }
    }

    fn killing(&mut self, are: &[ContainerStatus]) {
        if self.before.is_terminating() || !self.after.is_terminating() {
            return;
        }
        let all = self.of.containers.0.iter().zip(are);
        for (container, _) in all.filter(|(_, is)| is.runs()) {
            let message = format!("Stopping container {}", container.name);
            self.say(self.now, container, "Killing", message);
        }
        // Upstream `StopLivenessAndStartup`: only readiness is asked of a pod that leaves.
        for index in 0..are.len() {
            for kind in [ProbeKind::Startup, ProbeKind::Liveness] {
                self.told.failures.push((index, kind, None));
            }
        }
    }

    /// An image that is there when a run begins, or that does not come.
    fn pull(&mut self, container: &Container, was: &ContainerStatus, is: &ContainerStatus) {
        let first = matches!(was.state, ContainerState::Creating | ContainerState::Initializing);
        let began = if first { was.since } else { self.now };
        if begins(was, is) {
            self.pulled(began, container);
        } else if was.state != is.state && is.state == ContainerState::ErrImagePull {
            self.failed_pull(began, container);
        }
    }

    fn pulled(&mut self, at: SimTime, container: &Container) {
        let image = &container.image;
        let message = if container.always_pulled {
            self.say(at, container, "Pulling", format!("Pulling image \"{image}\""));
            format!(
                "Successfully pulled image \"{image}\" in 100ms (100ms including waiting). Image size: 1000 bytes."
            )
        } else {
            format!("Container image \"{image}\" already present on machine")
        };
        self.say(at, container, "Pulled", message);
    }

    fn failed_pull(&mut self, began: SimTime, container: &Container) {
        let image = &container.image;
        self.say(began, container, "Pulling", format!("Pulling image \"{image}\""));
        let message = format!(
            "Failed to pull image \"{image}\": failed to pull and unpack image \"{image}\": not found"
        );
        self.warn(container, "Failed", message);
        self.warn(container, "Failed", "Error: ErrImagePull".to_owned());
    }

    fn start(&mut self, container: &Container, was: &ContainerStatus, is: &ContainerStatus) {
        if begins(was, is) {
            let name = &container.name;
            self.say(self.now, container, "Created", format!("Created container: {name}"));
            self.say(self.now, container, "Started", format!("Started container {name}"));
        }
    }

    /// A kubelet's words; those of a crash were never recorded.
    fn back_off(&mut self, container: &Container, was: &ContainerStatus, is: &ContainerStatus) {
        if was.state == is.state {
            return;
        }
        match is.state {
            ContainerState::ImagePullBackOff => {
                let message = format!("Back-off pulling image \"{}\"", container.image);
                self.say(self.now, container, "BackOff", message);
                self.warn(container, "Failed", "Error: ImagePullBackOff".to_owned());
            }
            ContainerState::CrashLoopBackOff => {
                let (of, pod, uid) = (&container.name, self.of.name, uuid(self.after.uid));
                let message = format!(
                    "Back-off restarting failed container {of} in pod {pod}_default({uid})"
                );
                self.warn(container, "BackOff", message);
            }
            _ => {}
        }
    }

    /// Upstream `prober.go` and `kuberuntime_manager.go`: a sidecar is an init container there.
    fn probing(
        &mut self,
        (index, container): (usize, &Container),
        was: &ContainerStatus,
        is: &ContainerStatus,
    ) {
        for kind in ProbeKind::ALL {
            let fails = is.runs() && is.probing.fails(kind);
            let failed = was.runs() && !begins(was, is) && was.probing.fails(kind);
            if fails && !failed {
                let place = (&*address(self.after), self.now);
                let series = container.probes.series(kind, was, is, place);
                self.say(self.now, container, "Unhealthy", String::new());
                let event = self.told.events.pop();
                let event = event.map(|event| Event { is_warning: true, ..event });
                self.told.failures.push((index, kind, series.zip(event)));
            } else if failed && !fails {
                self.told.failures.push((index, kind, None));
            }
        }
        let Some(killer) = is.probing.killer().filter(|_| is.runs()) else { return };
        if was.probing.killer().is_none() || begins(was, is) {
            self.told.killed.push((index, killer));
            let (name, probe) = (&container.name, probes::name(killer).to_lowercase());
            let message = if container.is_init {
                format!("Init container {name} failed {probe} probe")
            } else {
                format!("Container {name} failed {probe} probe, will be restarted")
            };
            self.say(self.now, container, "Killing", message);
        }
    }
}
