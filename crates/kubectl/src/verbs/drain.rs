//! `kubectl drain`: cordons nodes, evicts the pods on them, and waits until they are gone.
//!
//! An eviction that a budget rejects is retried every five seconds by the pod's name, so the retry may evict a pod
//! that was recreated in between. Every pod here belongs to a StatefulSet or is an orphan. Models
//! `kubectl/pkg/drain`. Whether a budget allows an eviction is decided in [`apiserver::eviction`].

use std::time::Duration;

use rollout_engine::api::{NodeId, Pod, Uid};
use rollout_engine::cluster::{Owned, SetId};
use rollout_engine::command::Command;
use rollout_engine::time::SimTime;

use super::flags::{DRY_RUN, Invocation, SELECTOR, Takes, duration, flag};
use super::node::{mark, nodes};
use super::objects::Selection;
use super::{Started, Verb, Waiting, report};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::document;
use apiserver::eviction::eviction;
use apiserver::selector::Selector;
use apiserver::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "drain",
    writes: true,
    about: "Drain node in preparation for maintenance",
    flags: &[
        flag("chunk-size", Takes::Number),
        flag("delete-emptydir-data", Takes::Switch),
        flag("disable-eviction", Takes::Switch),
        DRY_RUN,
        flag("force", Takes::Switch),
        flag("grace-period", Takes::Number),
        flag("ignore-daemonsets", Takes::Switch),
        flag("pod-selector", Takes::Text),
        SELECTOR,
        flag("skip-wait-for-delete-timeout", Takes::Number),
        flag("timeout", Takes::Duration),
    ],
    run,
};

/// Delay after a rejected eviction.
const RETRIED_AFTER: Duration = Duration::from_secs(5);

/// Options of a drain.
#[derive(Clone, Debug)]
struct DrainOptions {
    grace_period: Option<Duration>,
    evicts: bool,
    force: bool,
    deletes_local_data: bool,
    pods: Selector,
    timeout: Option<Duration>,
}

/// A running drain of nodes, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Drain {
    /// Nodes left, in reverse order.
    nodes: Vec<NodeId>,
    options: DrainOptions,
    /// The current node, and its pods.
    now: Option<(NodeId, Vec<Leaving>)>,
    until: Option<SimTime>,
    failures: Vec<Failure>,
}

/// A pod to evict.
#[derive(Clone, Debug)]
struct Leaving {
    namespace: String,
    name: String,
    uid: Uid,
    set: SetId,
    ordinal: u32,
    eviction: EvictionState,
}

/// Progress of a pod's eviction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EvictionState {
    /// Not tried yet.
    Not,
    /// Rejected; the time of the retry.
    Again(SimTime),
    /// Evicted, or deleted.
    Yes,
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let options = options(invocation)?;
    let Selection { objects, mut failures, .. } = nodes(invocation, world)?;
    for object in &objects {
        failures.extend(mark(invocation, object, true, world, step).err());
    }
    let mut nodes: Vec<NodeId> =
        objects.iter().filter_map(|object| NodeId::named(&object.name)).collect();
    nodes.reverse();
    let mut drain = Drain { nodes, options, now: None, until: None, failures };
    if let Some(dry_run) = invocation.dry_run() {
        return Ok(Started::Exited(drain.try_out(dry_run, world, step)));
    }
    Ok(match drain.step(world, step) {
        Some(status) => Started::Exited(status),
        None => Waiting::Drain(Box::new(drain)).into(),
    })
}

fn options(invocation: &Invocation) -> Result<DrainOptions, Failure> {
    let grace = invocation.number("grace-period").and_then(|seconds| u64::try_from(seconds).ok());
    let pods = Selector::parse(invocation.value("pod-selector").unwrap_or_default());
    Ok(DrainOptions {
        grace_period: grace.map(Duration::from_secs),
        evicts: !invocation.is_on("disable-eviction"),
        force: invocation.is_on("force"),
        deletes_local_data: invocation.is_on("delete-emptydir-data"),
        pods: pods.map_err(Failure::Plain)?,
        timeout: invocation.value("timeout").and_then(duration).filter(|time| !time.is_zero()),
    })
}

impl Drain {
    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        let pods = self.now.iter().flat_map(|(_, pods)| pods);
        let again = pods.filter_map(|pod| match pod.eviction {
            EvictionState::Again(at) => Some(at),
            EvictionState::Not | EvictionState::Yes => None,
        });
        again.chain(self.until).min()
    }

    /// Processes one frame. Returns the exit status once all nodes are drained.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        loop {
            if self.now.is_none() {
                let Some(node) = self.nodes.pop() else {
                    return Some(self.finish(step));
                };
                self.begin(node, world, step);
                continue;
            }
            self.report_removed(world, step);
            if self.has_timed_out(world, step) {
                continue;
            }
            self.ask(world, step);
            if self.now.as_ref().is_some_and(|(_, pods)| !pods.is_empty()) {
                return None;
            }
            if let Some((node, _)) = self.now.take() {
                step.out(format!("node/{node} drained\n"));
            }
        }
    }

    /// Prints what a drain would do, for `--dry-run`.
    fn try_out(&mut self, dry_run: &str, world: &World<'_>, step: &mut Step) -> i32 {
        while let Some(node) = self.nodes.pop() {
            match self.pods_of(node, world, step) {
                Ok(pods) => {
                    for Leaving { namespace, name, .. } in &pods {
                        step.out(format!("evicting pod {namespace}/{name}{dry_run}\n"));
                    }
                    step.out(format!("node/{node} drained{dry_run}\n"));
                }
                Err(message) => self.fail(node, message, step),
            }
        }
        self.finish(step)
    }

    fn begin(&mut self, node: NodeId, world: &World<'_>, step: &mut Step) {
        self.until = self.options.timeout.map(|timeout| world.at + timeout);
        match self.pods_of(node, world, step) {
            Ok(pods) => self.now = Some((node, pods)),
            Err(message) => self.fail(node, message, step),
        }
    }

    /// Returns the pods of a node to evict. Pods without a controller, and pods with local data, are an error unless
    /// flags allow them.
    fn pods_of(
        &self,
        node: NodeId,
        world: &World<'_>,
        step: &mut Step,
    ) -> Result<Vec<Leaving>, String> {
        let mut leaving = Vec::new();
        let (mut unmanaged, mut local): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (set, owned) in world.cluster.names() {
            for pod in owned.pods.iter().filter(|pod| pod.node == Some(node)) {
                let document =
                    document::pod(pod, owned, world.release(), world.cluster.given_uids());
                let labels = document.at(&["metadata", "labels"]);
                if !self.options.pods.matches(|key| labels?.get(key)?.as_str()) {
                    continue;
                }
                let full = format!("{}/{}", owned.set.namespace, owned.pod_name(pod.ordinal));
                if pod.owner.is_none() && !pod.is_finished() {
                    unmanaged.push(full.clone());
                }
                if has_local_data(&document) && !pod.is_finished() {
                    local.push(full);
                }
                leaving.push(pod_of(set, owned, pod));
            }
        }
        leaving.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
        let mut problems = Vec::new();
        if !unmanaged.is_empty() && !self.options.force {
            let (what, all) =
                ("cannot delete Pods that declare no controller", unmanaged.join(", "));
            problems.push(format!("{what} (use --force to override): {all}"));
        }
        if !local.is_empty() && !self.options.deletes_local_data {
            let (what, all) = ("cannot delete Pods with local storage", local.join(", "));
            problems.push(format!("{what} (use --delete-emptydir-data to override): {all}"));
        }
        match problems.as_slice() {
            [] => {
                if !unmanaged.is_empty() {
                    let all = unmanaged.join(", ");
                    step.err(format!("Warning: deleting Pods that declare no controller: {all}\n"));
                }
                Ok(leaving)
            }
            [only] => Err(only.clone()),
            all => Err(format!("[{}]", all.join(", "))),
        }
    }

    fn report_removed(&mut self, world: &World<'_>, step: &mut Step) {
        let verb = if self.options.evicts { "evicted" } else { "deleted" };
        let Some((_, pods)) = &mut self.now else { return };
        pods.retain(|pod| {
            let of = world.cluster.set(pod.set).and_then(|owned| owned.pods.get(pod.ordinal));
            let is_there = of.is_some_and(|found| found.uid == pod.uid);
            let waits = pod.eviction != EvictionState::Yes;
            if !is_there && !waits {
                step.out(format!("pod/{} {verb}\n", pod.name));
            }
            is_there || waits
        });
    }

    /// Evicts the pods that were not evicted yet or are due for a retry.
    fn ask(&mut self, world: &World<'_>, step: &mut Step) {
        let options = self.options.clone();
        let Some((_, pods)) = &mut self.now else { return };
        for pod in pods.iter_mut() {
            let is_due = match pod.eviction {
                EvictionState::Not => true,
                EvictionState::Again(at) => at <= world.at,
                EvictionState::Yes => false,
            };
            if !is_due {
                continue;
            }
            if options.evicts {
                step.out(format!("evicting pod {}/{}\n", pod.namespace, pod.name));
            }
            match ask(pod, &options, world) {
                Ok(command) => {
                    step.commands.extend(command);
                    pod.eviction = EvictionState::Yes;
                }
                Err(failure) => {
                    let (name, namespace) = (quoted(&pod.name), quoted(&pod.namespace));
                    let why = failure.message();
                    step.err(format!(
                        "error when evicting pods/{name} -n {namespace} (will retry after 5s): {why}\n"
                    ));
                    pod.eviction = EvictionState::Again(world.at + RETRIED_AFTER);
                }
            }
        }
        // A pod that disappeared before its retry counts as evicted.
        if step.commands.is_empty() {
            self.report_removed(world, step);
        }
    }

    fn has_timed_out(&mut self, world: &World<'_>, step: &mut Step) -> bool {
        if self.until.is_none_or(|until| until > world.at) {
            return false;
        }
        let Some((node, pods)) = self.now.take() else { return false };
        let Some(first) = pods.first() else {
            self.now = Some((node, pods));
            return false;
        };
        let timeout = self.options.timeout.unwrap_or_default();
        let (name, namespace) = (quoted(&first.name), quoted(&first.namespace));
        let message = match first.eviction {
            EvictionState::Yes => format!(
                "error when waiting for pod {name} in namespace {namespace} to terminate: context deadline exceeded"
            ),
            EvictionState::Not | EvictionState::Again(_) => format!(
                "error when evicting pods/{name} -n {namespace}: global timeout reached: {}s",
                timeout.as_secs()
            ),
        };
        step.err(format!(
            "There are pending pods in node {} when an error occurred: {message}\n",
            quoted(&node.to_string())
        ));
        pods.iter().for_each(|pod| step.err(format!("pod/{}\n", pod.name)));
        self.fail(node, message, step);
        true
    }

    fn fail(&mut self, node: NodeId, message: String, step: &mut Step) {
        step.err(format!(
            "error: unable to drain node {} due to error: {message}, continuing command...\n",
            quoted(&node.to_string())
        ));
        step.err(format!("There are pending nodes to be drained:\n {node}\n"));
        self.failures.push(Failure::Bare(message));
    }

    fn finish(&mut self, step: &mut Step) -> i32 {
        report(&self.failures, step)
    }
}

fn pod_of(set: SetId, owned: &Owned, pod: &Pod) -> Leaving {
    Leaving {
        namespace: owned.set.namespace.to_string(),
        name: owned.pod_name(pod.ordinal),
        uid: pod.uid,
        set,
        ordinal: pod.ordinal,
        eviction: EvictionState::Not,
    }
}

/// Returns the command that evicts or deletes the pod; `None` if it does not exist.
fn ask(
    leaving: &Leaving,
    options: &DrainOptions,
    world: &World<'_>,
) -> Result<Option<Command>, Failure> {
    let Some(owned) = world.cluster.set(leaving.set) else { return Ok(None) };
    let Some(pod) = owned.pods.get(leaving.ordinal) else { return Ok(None) };
    let grace_period = options.grace_period;
    if !options.evicts {
        let (set, ordinal, uid) = (leaving.set, pod.ordinal, pod.uid);
        return Ok(Some(Command::DeletePod { set, ordinal, uid, grace_period }));
    }
    let of = (leaving.set, owned, pod);
    eviction(world.cluster, of, grace_period, world.release()).map(Some)
}

fn has_local_data(pod: &Value) -> bool {
    let volumes = pod.at(&["spec", "volumes"]).map(Value::items).unwrap_or_default();
    volumes.iter().any(|volume| volume.get("emptyDir").is_some())
}
