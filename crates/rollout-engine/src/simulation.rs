//! The loop: pop the next event, change the cluster, wake what watches it.
//!
//! Three things happen by themselves: a pod takes the next step of its life, the controller looks at a set
//! because something of it was written, and a Ready pod becomes available. Everything that one of them writes
//! is one frame of the trace. Events of one instant happen in the order in which they were caused, but for the
//! controller, which goes first: several pods that step at one instant do so one after the other, as if a moment
//! lay between them, and the controller looks after each.

mod namespaces;
mod nodes;
mod ownership;
mod queue;
mod requests;
mod rounds;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::api::{ContainerState, NodeId, Pod, Uid};
use crate::behavior::Behavior;
use crate::cluster::{Change, Cluster, SetId};
use crate::command::Command;
use crate::controller::{self, Action, Observed, Rule, Waiting};
use crate::kubelet::{self, Circumstances, PodStep};
use crate::time::SimTime;
use crate::trace::{Cause, Ended, FrameIndex, Trace};
use crate::version::{Rules, WakeUp};

pub use nodes::NodeStep;
use queue::{Event, Queue};
pub use rounds::Outlook;
use rounds::Rounds;

/// A cluster that lives.
#[derive(Clone, Debug)]
pub struct Simulation {
    rules: Rules,
    behavior: Behavior,
    cluster: Cluster,
    queue: Queue,
    trace: Trace,
    /// The writes of the frame being made.
    changes: Vec<Change>,
    rounds: Rounds,
    /// Nodes whose kubelet is not heard: what happens there is not seen.
    silent: BTreeSet<NodeId>,
    /// What their pods were about to do, and when.
    unseen: BTreeMap<Uid, (SimTime, PodStep)>,
    /// Looks that wrote something, since anything else happened.
    looks_in_a_row: u32,
    now: SimTime,
}

/// More looks in a row that write something than any sound set needs.
const LOOKS_AT_ONCE: u32 = 50;
/// From a look's write to the next look, once there were so many of them. In 1.34 and later a Parallel set without a
/// `rollingUpdate` stanza may make a pod and delete it in the same sync, again and again; each round costs a real
/// cluster a few requests. Not measured; it only has to keep time going.
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(100);

impl Simulation {
    /// An empty cluster of this release.
    pub fn new(rules: Rules, at: SimTime) -> Self {
        let mut simulation = Self {
            rules,
            behavior: Behavior::default(),
            cluster: Cluster::default(),
            queue: Queue::default(),
            trace: Trace::new(at),
            changes: Vec::new(),
            rounds: Rounds::default(),
            silent: BTreeSet::new(),
            unseen: BTreeMap::new(),
            looks_in_a_row: 0,
            now: at,
        };
        simulation.leave_nodes();
        simulation.close_frame(Cause::Start);
        simulation
    }

    /// The release.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Every object now.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// All that happened so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// When something would next happen by itself; `None` when settled.
    pub fn next_event_at(&self) -> Option<SimTime> {
        self.queue.next_at()
    }

    /// What would still happen by itself.
    pub fn outlook(&self) -> Outlook {
        if self.queue.next_at().is_none() {
            Outlook::Settled
        } else if self.queue.iter().all(|event| self.is_round(event)) {
            self.rounds.outlook()
        } else {
            Outlook::Moving
        }
    }

    /// Whether all that would still happen only repeats, such as pulls that fail.
    pub fn only_repeats(&self) -> bool {
        self.outlook() != Outlook::Moving
    }

    fn is_round(&self, event: &Event) -> bool {
        if let &Event::Sync(set) = event {
            let is_later = self.queue.next_at().is_some_and(|at| at > self.now);
            return is_later && self.rounds.is_retried(set);
        }
        let &Event::Pod(set, ordinal, step) = event else { return false };
        let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(ordinal));
        // A pull that fails again changes nothing that anybody waits for, so one back-off shows them all.
        pod.is_some_and(|pod| {
            let pulls =
                step == PodStep::PullFailed && pod.container == ContainerState::ImagePullBackOff;
            (pulls || self.rounds.is_round(set, ordinal, step, pod.crashes))
                && self.only_repeats_in(set, pod)
        })
    }

    /// Whether none of a pod's containers, if it has several, still does something new.
    fn only_repeats_in(&self, set: SetId, pod: &Pod) -> bool {
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let Some(several) = several.filter(|_| !pod.is_terminating()) else { return true };
        let ask = |world: &Circumstances<'_>| kubelet::only_repeats(pod, several, world, self.now);
        self.circumstances(set, pod, ask).unwrap_or(true)
    }

    /// Lets the next event happen; the frame that it made, if it changed anything.
    pub fn step(&mut self) -> Option<FrameIndex> {
        let (at, event) = self.queue.pop()?;
        self.pass_time(at.max(self.now));
        let looks = if matches!(event, Event::Sync(_)) { self.looks_in_a_row } else { 0 };
        self.looks_in_a_row = looks;
        let frame = match event {
            Event::Pod(set, ordinal, step) => self.advance_pod(set, ordinal, step),
            Event::Node(node, step) => self.advance_node(node, step),
            Event::Sync(set) => self.sync(set),
            Event::Collect(set) => self.collect(set),
            Event::Namespace(namespace) => self.purge(namespace),
            Event::Release(set, ordinal) => self.release_claims(set, ordinal),
        };
        self.looks_in_a_row = if frame.is_some() { looks.saturating_add(1) } else { 0 };
        frame
    }

    /// A person does something at `at`: the frame that it made. Everything due before must have happened
    /// ([`Simulation::step`] until [`Simulation::next_event_at`] is not earlier); an earlier `at` counts as now.
    pub fn apply(&mut self, at: SimTime, command: Command) -> FrameIndex {
        self.pass_time(at.max(self.now));
        self.rounds.interrupt();
        self.looks_in_a_row = 0;
        self.execute(command);
        self.close_frame(Cause::Command).unwrap_or(self.trace.last())
    }

    /// Ends the simulation.
    pub fn finish(mut self, ended: Ended) -> Trace {
        self.trace.end(ended);
        self.trace
    }

    fn pass_time(&mut self, now: SimTime) {
        self.now = now;
        self.cluster.pass_time(now);
    }

    /// One step of a pod's life.
    fn advance_pod(&mut self, set: SetId, ordinal: u32, step: PodStep) -> Option<FrameIndex> {
        let owned = self.cluster.set(set)?;
        let pod = *owned.pods.get(ordinal)?;
        let several = owned.containers(&pod);
        let (after, containers) = self.circumstances(set, &pod, |world| {
            kubelet::take(&pod, several, step, world, self.now)
        })?;
        self.rounds.stepped(set, ordinal, step, pod.crashes);
        self.write_containers(set, &pod, containers);
        self.write_step(set, &after, step);
        self.close_frame(Cause::Pod { set, ordinal, step })
    }

    /// The controller looks at a set.
    fn sync(&mut self, set: SetId) -> Option<FrameIndex> {
        if !self.cluster.set(set)?.exists {
            self.trace.note(set, Waiting::on_nothing(Rule::SetIsBeingDeleted));
            return None;
        }
        self.adopt(set);
        let owned = self.cluster.set(set)?;
        let observed = Observed {
            set: &owned.set,
            revisions: &owned.revisions,
            pods: &owned.pods,
            claims: &owned.claims,
            refuses_pods: self.cluster.refusal().is_some(),
        };
        let sync = controller::sync(&observed, &self.rules, self.now);
        if !sync.actions.iter().all(|action| matches!(action, Action::FailToCreatePod(_))) {
            self.rounds.interrupt();
        }
        let failed = !self.carry_out(set, &sync) || sync.error.is_some();
        self.wake_up(set);
        self.queue.failed(set, failed, self.now);
        if failed {
            self.rounds.failed(set);
        }
        let waiting = if self.is_in_terminating_namespace(set) {
            Waiting::on_nothing(Rule::NamespaceIsBeingDeleted)
        } else {
            sync.waiting
        };
        let waits_anew = self.trace.waiting(set, self.trace.last()) != Some(waiting);
        if waits_anew {
            self.rounds.waits_anew();
        }
        let later = self.trace.at(self.trace.last()) != self.now;
        let frame = if waits_anew && later && self.changes.is_empty() {
            Some(self.push_frame(Cause::Sync(set)))
        } else {
            self.close_frame(Cause::Sync(set))
        };
        self.trace.note(set, waiting);
        frame
    }

    /// Has the controller look again when Ready pods may have become available.
    fn wake_up(&mut self, set: SetId) {
        let Some(owned) = self.cluster.set(set) else { return };
        let spec = &owned.set.spec;
        match self.rules.wake_up {
            WakeUp::Exact => {
                if let Some(at) = owned.pods.next_available_at() {
                    self.queue.sync(at, set);
                }
            }
            WakeUp::Chain => {
                let all_available = owned.set.status.available_replicas == spec.replicas;
                if spec.min_ready_seconds > 0 && !all_available {
                    let wait = Duration::from_secs(spec.min_ready_seconds.into());
                    self.queue.sync_later(self.now + wait, set);
                }
            }
        }
    }

    /// When the controller looks because something is written now: at once, unless it does nothing but write.
    fn next_look(&self) -> SimTime {
        if self.looks_in_a_row < LOOKS_AT_ONCE { self.now } else { self.now + LOOK_AGAIN_AFTER }
    }

    /// Ends the frame being made, unless nothing was written.
    fn close_frame(&mut self, cause: Cause) -> Option<FrameIndex> {
        (!self.changes.is_empty()).then(|| self.push_frame(cause))
    }

    fn push_frame(&mut self, cause: Cause) -> FrameIndex {
        let changes = std::mem::take(&mut self.changes);
        self.trace.push(self.now, cause, changes, &self.cluster);
        self.trace.last()
    }
}
