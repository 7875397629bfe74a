//! Events that the scheduler and kubelet report for a write of a pod, from the states before and after it.
//!
//! As in the recordings, images are already present, unless the pull policy is Always or the pull fails. Failures of
//! probes are in [`super::probes`].

use rollout_engine::api::{
    ContainerState, ContainerStatus, GivenUids, Pod, PodTemplate, ProbeKind,
};
use rollout_engine::time::SimTime;

use super::Event;
use super::probes::{self, Probes, Series};
use crate::document::{address, uid_text};
use crate::value::Value;

/// Containers of a template, main containers first.
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
    /// First ConfigMap or Secret that its environment refers to: `configmap "settings"`.
    refers_to: Option<String>,
    probes: Probes,
}

impl Containers {
    pub(super) fn of(template: &PodTemplate) -> Self {
        let data = crate::stored(&template.data);
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
    fn missing(&self) -> String {
        missing(self.refers_to.as_deref(), &self.name)
    }

    fn of(container: &Value, list: &str) -> Self {
        let name = container.text_at(&["name"]);
        Self {
            field: format!("spec.{list}{{{name}}}"),
            name: name.to_owned(),
            image: container.text_at(&["image"]).to_owned(),
            always_pulled: container.text_at(&["imagePullPolicy"]) == "Always",
            is_init: list == "initContainers",
            refers_to: refers_to(container),
            probes: Probes::of(container),
        }
    }
}

/// Returns the kubelet's message for a container that cannot be created: the missing object that its environment refers
/// to, or a ConfigMap of the container's name if it refers to nothing.
pub(crate) fn missing(refers_to: Option<&str>, container: &str) -> String {
    let made_up = || format!("configmap {container:?}");
    format!("{} not found", refers_to.map_or_else(made_up, str::to_owned))
}

/// Returns the first ConfigMap or Secret that a container's environment refers to.
pub(crate) fn refers_to(container: &Value) -> Option<String> {
    let items = |list: &str| container.get(list).map(Value::items).unwrap_or_default().iter();
    let named = |kind: &str, name: &str| (!name.is_empty()).then(|| format!("{kind} {name:?}"));
    let of = |one: &Value, paths: [&[&str]; 2]| {
        let [config_map, secret] = paths.map(|path| one.text_at(path).to_owned());
        named("configmap", &config_map).or_else(|| named("secret", &secret))
    };
    let whole = items("envFrom")
        .find_map(|one| of(one, [&["configMapRef", "name"], &["secretRef", "name"]]));
    whole.or_else(|| {
        items("env").find_map(|one| {
            let keys = [
                &["valueFrom", "configMapKeyRef", "name"][..],
                &["valueFrom", "secretKeyRef", "name"][..],
            ];
            of(one, keys)
        })
    })
}

/// The pod that is reported on.
pub(super) struct Of<'a> {
    /// `web-0`.
    pub(super) name: &'a str,
    pub(super) containers: &'a Containers,
    /// Namespace, as the scheduler names it.
    pub(super) namespace: &'a str,
    /// Uids that restored objects came with.
    pub(super) given: &'a GivenUids,
}

/// Index of a container, kind of a probe, and its series of failures; `None` if it no longer fails.
type FailingProbe = (usize, ProbeKind, Option<(Series, Event)>);

/// Result: events, and changes of failing probes.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) events: Vec<Event>,
    /// Probes that start to fail, or no longer fail, with the index of their container.
    pub(super) failures: Vec<FailingProbe>,
    /// Probes that cause a container to be killed from now on. They run no more.
    pub(super) killed: Vec<(usize, ProbeKind)>,
}

/// Compares two states of a pod and collects events.
struct Teller<'a> {
    before: &'a Pod,
    after: &'a Pod,
    of: &'a Of<'a>,
    now: SimTime,
    host: String,
    told: Told,
}

/// Returns the events for a write of a pod and its containers.
pub(super) fn told(
    (before, after): (&Pod, &Pod),
    (were, are): (&[ContainerStatus], &[ContainerStatus]),
    of: &Of<'_>,
    now: SimTime,
) -> Told {
    let host = after.node.map(|node| node.to_string()).unwrap_or_default();
    let mut teller = Teller { before, after, of, now, host, told: Told::default() };
    teller.scheduling();
    teller.stopping(are);
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

/// Returns the events of a kubelet that stops the running containers. They are not part of [`told`], because the
/// kubelet of a lost node reports nothing.
pub(super) fn killing(
    pod: &Pod,
    are: &[ContainerStatus],
    containers: &Containers,
    now: SimTime,
) -> Vec<Event> {
    let host = pod.node.map(|node| node.to_string()).unwrap_or_default();
    let running = containers.0.iter().zip(are).filter(|(_, is)| is.runs());
    let event = |(container, _): (&Container, &ContainerStatus)| Event {
        field: container.field.clone(),
        reason: "Killing",
        message: format!("Stopping container {}", container.name),
        host: host.clone(),
        ..Event::at(now)
    };
    running.map(event).collect()
}

/// Whether a container was started between two states.
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

    /// Upstream: `StopLivenessAndStartup`. A terminating pod has only readiness probes.
    fn stopping(&mut self, are: &[ContainerStatus]) {
        if self.before.is_terminating() || !self.after.is_terminating() {
            return;
        }
        for index in 0..are.len() {
            for kind in [ProbeKind::Startup, ProbeKind::Liveness] {
                self.told.failures.push((index, kind, None));
            }
        }
    }

    /// Reports that an image is present at the start of a container, or cannot be pulled.
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

    /// Reports back-offs in a kubelet's words. The message for a crash was never recorded.
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
            ContainerState::ConfigError => {
                let missing = format!("Error: {}", container.missing());
                self.warn(container, "Failed", missing);
            }
            ContainerState::CrashLoopBackOff => {
                let Of { name: pod, namespace, given, .. } = self.of;
                let (of, uid) = (&container.name, uid_text(self.after.uid, given));
                let message = format!(
                    "Back-off restarting failed container {of} in pod {pod}_{namespace}({uid})"
                );
                self.warn(container, "BackOff", message);
            }
            _ => {}
        }
    }

    /// Reports probes. Upstream: `prober.go` and `kuberuntime_manager.go`, where a sidecar is an init container.
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
