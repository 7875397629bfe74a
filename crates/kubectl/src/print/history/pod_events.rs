//! What scheduler and kubelet report of a pod, read off two of its states that follow each other.
//!
//! Images are said to be there already, as in the recordings, unless they are to be pulled always or cannot be pulled.

use rollout_engine::api::{ContainerState, Pod, PodTemplate};
use rollout_engine::time::SimTime;

use super::super::document::{node_name, uuid};
use super::Event;
use crate::value::Value;

/// A template's containers, as far as they are reported on.
#[derive(Clone, Debug)]
pub(super) struct Containers {
    init: Vec<Container>,
    usual: Vec<Container>,
}

#[derive(Clone, Debug)]
struct Container {
    /// `spec.containers{nginx}`.
    field: String,
    name: String,
    image: String,
    always_pulled: bool,
}

impl Containers {
    pub(super) fn of(template: &PodTemplate) -> Self {
        let data = crate::server::stored(&template.data);
        let list = |list: &str| {
            let containers = data.at(&["spec", "template", "spec", list]).map(Value::items);
            let of = |container: &Value| Container::of(container, list);
            containers.unwrap_or_default().iter().map(of).collect()
        };
        Self { init: list("initContainers"), usual: list("containers") }
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
        }
    }
}

/// Which pod is told of.
pub(super) struct Of<'a> {
    /// `web-0`.
    pub(super) name: &'a str,
    pub(super) containers: &'a Containers,
    /// As the scheduler names it.
    pub(super) namespace: &'static str,
}

/// Two states of a pod, and what they tell.
struct Told<'a> {
    before: &'a Pod,
    after: &'a Pod,
    of: &'a Of<'a>,
    /// Since when the containers of the state before were being made.
    creating_since: SimTime,
    now: SimTime,
    host: String,
    events: Vec<Event>,
}

/// What is reported when a pod goes from one state to the next.
pub(super) fn told(
    (before, after): (&Pod, &Pod),
    of: &Of<'_>,
    creating_since: SimTime,
    now: SimTime,
) -> Vec<Event> {
    let host = after.node.map(node_name).unwrap_or_default();
    let events = Vec::new();
    let mut told = Told { before, after, of, creating_since, now, host, events };
    told.scheduling();
    told.killing();
    if before.container != after.container || before.restarts != after.restarts {
        told.container();
    }
    told.events
}

impl Told<'_> {
    fn say(&mut self, at: SimTime, container: &Container, reason: &'static str, message: String) {
        self.events.push(Event {
            field: container.field.clone(),
            reason,
            message,
            host: self.host.clone(),
            ..Event::at(at)
        });
    }

    fn warn(&mut self, container: &Container, reason: &'static str, message: String) {
        self.say(self.now, container, reason, message);
        if let Some(event) = self.events.last_mut() {
            event.is_warning = true;
        }
    }

    fn scheduling(&mut self) {
        if self.before.node.is_none() && self.after.node.is_some() {
            let Of { name, namespace, .. } = self.of;
            let message = format!("Successfully assigned {namespace}/{name} to {}", self.host);
            let source = "default-scheduler";
            self.events.push(Event { reason: "Scheduled", message, source, ..Event::at(self.now) });
        }
    }

    fn killing(&mut self) {
        let runs = self.after.container == ContainerState::Running;
        if !self.before.is_terminating() && self.after.is_terminating() && runs {
            for container in &self.of.containers.usual {
                let message = format!("Stopping container {}", container.name);
                self.say(self.now, container, "Killing", message);
            }
        }
    }

    fn container(&mut self) {
        match self.after.container {
            ContainerState::Running => self.start(),
            ContainerState::ErrImagePull => self.failed_pull(),
            ContainerState::ImagePullBackOff => self.pull_back_off(),
            ContainerState::CrashLoopBackOff => self.crash_back_off(),
            _ => {}
        }
    }

    /// When the pull began that has just ended.
    fn pull_began(&self) -> SimTime {
        let first = self.before.container == ContainerState::Creating;
        if first { self.creating_since } else { self.now }
    }

    fn start(&mut self) {
        let (began, containers) = (self.pull_began(), self.of.containers);
        if self.before.container == ContainerState::Creating {
            for container in &containers.init {
                self.pulled(began, container);
                self.started(began, container);
            }
        }
        containers.usual.iter().for_each(|container| self.pulled(began, container));
        containers.usual.iter().for_each(|container| self.started(self.now, container));
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

    fn started(&mut self, at: SimTime, container: &Container) {
        let name = &container.name;
        self.say(at, container, "Created", format!("Created container: {name}"));
        self.say(at, container, "Started", format!("Started container {name}"));
    }

    /// Only the first container's image can be said to be missing.
    fn failed_pull(&mut self) {
        let Some(container) = self.of.containers.usual.first() else { return };
        let image = &container.image;
        let began = self.pull_began();
        self.say(began, container, "Pulling", format!("Pulling image \"{image}\""));
        let message = format!(
            "Failed to pull image \"{image}\": failed to pull and unpack image \"{image}\": not found"
        );
        self.warn(container, "Failed", message);
        self.warn(container, "Failed", "Error: ErrImagePull".to_owned());
    }

    fn pull_back_off(&mut self) {
        let Some(container) = self.of.containers.usual.first() else { return };
        let message = format!("Back-off pulling image \"{}\"", container.image);
        self.say(self.now, container, "BackOff", message);
        self.warn(container, "Failed", "Error: ImagePullBackOff".to_owned());
    }

    /// A kubelet's words; never recorded.
    fn crash_back_off(&mut self) {
        for container in &self.of.containers.usual {
            let (of, pod, uid) = (&container.name, self.of.name, uuid(self.after.uid));
            let message =
                format!("Back-off restarting failed container {of} in pod {pod}_default({uid})");
            self.warn(container, "BackOff", message);
        }
    }
}
