//! The event loop: take the next timer, change the cluster, queue what the change wakes.
//!
//! Owns the queue of timers and the trace. Each timer is one turn of a pod, a node, the StatefulSet controller, the
//! garbage collector or the namespace controller, and everything that the turn writes is one frame. At one instant
//! the controller goes first, then pods and nodes, then the collectors; within each, in the order of queueing. So the
//! controller syncs after every single pod step, as if a moment lay between two steps of one instant.
//!
//! Not here: what the controller decides (`controller`), what a step does to a pod (`kubelet`), which node fits
//! (`scheduler`).

mod evictions;
mod loops;
mod namespaces;
mod nodes;
mod ownership;
mod queue;
mod requests;
mod restore;
mod scheduling;
mod steps;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::api::{ContainerState, NodeId, Pod, Uid};
use crate::behavior::Behavior;
use crate::cluster::{Change, Cluster, SetId};
use crate::command::Command;
use crate::controller::{self, Action, Observed, Rule, Waiting};
use crate::kubelet::{self, PodContext, PodStep};
use crate::time::SimTime;
use crate::trace::{Cause, Ended, FrameIndex, Trace};
use crate::version::{Rules, WakeUp};

use loops::Loops;
pub use loops::Outlook;
use queue::{Queue, Timer};

/// A cluster, its pending timers and its trace so far.
#[derive(Clone, Debug)]
pub struct Simulation {
    rules: Rules,
    behavior: Behavior,
    cluster: Cluster,
    queue: Queue,
    trace: Trace,
    /// Writes of the turn under way, which become the next frame.
    changes: Vec<Change>,
    loops: Loops,
    /// Nodes whose kubelet does not report: nothing that happens there is seen.
    silent: BTreeSet<NodeId>,
    /// Deletions that the taint eviction has put off.
    evictions: nodes::Evictions,
    /// Whether a change since the last attempt may let the scheduler place a pod that has no node.
    room_changed: bool,
    /// Next step and due time of each pod on a silent node, as of when the node fell silent.
    unseen: BTreeMap<Uid, (SimTime, PodStep)>,
    /// Consecutive syncs that wrote something.
    consecutive_syncs: u32,
    now: SimTime,
}

/// Limit on consecutive syncs that write, before [`THROTTLED_SYNC_DELAY`] applies. A healthy set never gets near it.
const CONSECUTIVE_SYNCS_MAX: u32 = 50;
/// Delay from a write to the next sync, past [`CONSECUTIVE_SYNCS_MAX`]. Since 1.34 a Parallel set without a
/// `rollingUpdate` stanza may create a pod and delete it in the same sync, for ever. Not measured: a real cluster
/// takes a few requests for each turn, and here time only has to advance.
const THROTTLED_SYNC_DELAY: Duration = Duration::from_millis(100);

impl Simulation {
    /// An empty cluster under these rules, from `at` on. Writes frame 0.
    pub fn new(rules: Rules, at: SimTime) -> Self {
        let mut simulation = Self {
            rules,
            behavior: Behavior::default(),
            cluster: Cluster::default(),
            queue: Queue::default(),
            trace: Trace::new(at),
            changes: Vec::new(),
            loops: Loops::default(),
            silent: BTreeSet::new(),
            evictions: BTreeMap::new(),
            room_changed: false,
            unseen: BTreeMap::new(),
            consecutive_syncs: 0,
            now: at,
        };
        simulation.remove_extra_nodes();
        simulation.close_frame(Cause::Start);
        simulation
    }

    /// The rules of the control plane now.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Every object now.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Every frame so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Due time of the next timer; `None` when settled.
    pub fn next_event_at(&self) -> Option<SimTime> {
        self.queue.next_at()
    }

    /// What the pending timers can still bring.
    pub fn outlook(&self) -> Outlook {
        if self.queue.next_at().is_none() {
            Outlook::Settled
        } else if self.queue.iter().all(|timer| self.is_looping(timer)) {
            self.loops.outlook()
        } else {
            Outlook::Moving
        }
    }

    /// Whether the pending timers only repeat what has happened, such as failing pulls, or there is none.
    pub fn only_repeats(&self) -> bool {
        self.outlook() != Outlook::Moving
    }

    fn is_looping(&self, timer: &Timer) -> bool {
        if let &Timer::Sync(set) = timer {
            let is_later = self.queue.next_at().is_some_and(|at| at > self.now);
            return is_later && self.loops.is_retried(set);
        }
        let &Timer::Pod(set, ordinal, step) = timer else { return false };
        let pod = self.cluster.set(set).and_then(|owned| owned.pods.get(ordinal));
        // A pull that fails again changes nothing that anybody waits for, so the first back-off is enough to tell.
        pod.is_some_and(|pod| {
            let pulls =
                step == PodStep::PullFailed && pod.container == ContainerState::ImagePullBackOff;
            (pulls || self.loops.is_looping(set, ordinal, step, pod.crashes))
                && self.only_repeats_in(set, pod)
        })
    }

    /// Whether the containers of a pod of several only repeat what they have done. True for a pod of one container.
    fn only_repeats_in(&self, set: SetId, pod: &Pod) -> bool {
        let several = self.cluster.set(set).and_then(|owned| owned.containers(pod));
        let Some(several) = several.filter(|_| !pod.is_terminating()) else { return true };
        let ask = |context: &PodContext<'_>| kubelet::only_repeats(pod, several, context, self.now);
        self.with_pod_context(set, pod, ask).unwrap_or(true)
    }

    /// Takes the next timer. Returns the frame that it made, or `None` if it wrote nothing or no timer is left.
    pub fn step(&mut self) -> Option<FrameIndex> {
        let (at, timer) = self.queue.pop()?;
        self.pass_time(at.max(self.now));
        let syncs = if matches!(timer, Timer::Sync(_)) { self.consecutive_syncs } else { 0 };
        self.consecutive_syncs = syncs;
        let frame = match timer {
            Timer::Pod(set, ordinal, step) => self.advance_pod(set, ordinal, step),
            Timer::Node(node, step) => self.advance_node(node, step),
            Timer::Sync(set) => self.sync(set),
            Timer::Collect(set) => self.collect(set),
            Timer::Namespace(namespace) => self.sync_namespace(namespace),
            Timer::Release(set, ordinal) => self.release_claims(set, ordinal),
        };
        self.consecutive_syncs = if frame.is_some() { syncs.saturating_add(1) } else { 0 };
        self.retry_scheduling();
        frame
    }

    /// Carries out a person's command at `at`. Returns the frame that it made, or the last frame if it wrote nothing.
    ///
    /// The caller has taken every timer due before `at` ([`Simulation::step`] while [`Simulation::next_event_at`] is
    /// earlier). An `at` in the past counts as now.
    pub fn apply(&mut self, at: SimTime, command: Command) -> FrameIndex {
        self.pass_time(at.max(self.now));
        self.loops.interrupt();
        self.consecutive_syncs = 0;
        self.execute(command);
        self.retry_scheduling();
        self.close_frame(Cause::Command).unwrap_or(self.trace.last())
    }

    /// Ends the simulation and returns its trace, marked with why it ended.
    pub fn finish(mut self, ended: Ended) -> Trace {
        self.trace.end(ended);
        self.trace
    }

    fn pass_time(&mut self, now: SimTime) {
        self.now = now;
        self.cluster.pass_time(now);
    }

    /// Takes one step of a pod's life.
    fn advance_pod(&mut self, set: SetId, ordinal: u32, step: PodStep) -> Option<FrameIndex> {
        let owned = self.cluster.set(set)?;
        let pod = *owned.pods.get(ordinal)?;
        match step {
            PodStep::Scheduled => return self.schedule(set, &pod),
            PodStep::Collected => {
                self.collect_pod(set, pod);
                return self.close_frame(Cause::Pod { set, ordinal, step });
            }
            _ => {}
        }
        let several = owned.containers(&pod);
        let (after, containers) = self.with_pod_context(set, &pod, |context| {
            kubelet::after_step(&pod, several, step, context, self.now)
        })?;
        self.loops.stepped(set, ordinal, step, pod.crashes);
        self.write_containers(set, &pod, containers);
        self.write_step(set, &after, step);
        self.close_frame(Cause::Pod { set, ordinal, step })
    }

    /// Runs one sync of the StatefulSet controller, and notes what it waits for. A sync that only waits for something
    /// else than the one before gets a frame of its own, without changes.
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
            admission: &self.cluster.admission(set, self.now),
            mismatches: &owned.mismatches(),
        };
        let sync = controller::sync(&observed, &self.rules, self.now);
        if !sync.actions.iter().all(Action::is_vain) {
            self.loops.interrupt();
        }
        let failed = !self.carry_out(set, &sync) || sync.error.is_some();
        self.schedule_availability_sync(set);
        self.queue.back_off(set, failed, self.now);
        if failed {
            self.loops.failed(set);
        }
        let waiting = if self.is_in_terminating_namespace(set) {
            Waiting::on_nothing(Rule::NamespaceIsBeingDeleted)
        } else {
            sync.waiting
        };
        let waits_anew = self.trace.waiting(set, self.trace.last()) != Some(waiting);
        if waits_anew {
            self.loops.waits_anew();
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

    /// Schedules the sync that notices pods passing `minReadySeconds`.
    fn schedule_availability_sync(&mut self, set: SetId) {
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

    /// When a write made now is synced: at once, or delayed past [`CONSECUTIVE_SYNCS_MAX`].
    fn next_sync_at(&self) -> SimTime {
        if self.consecutive_syncs < CONSECUTIVE_SYNCS_MAX {
            self.now
        } else {
            self.now + THROTTLED_SYNC_DELAY
        }
    }

    /// Makes a frame of the changes of this turn, unless there are none.
    fn close_frame(&mut self, cause: Cause) -> Option<FrameIndex> {
        (!self.changes.is_empty()).then(|| self.push_frame(cause))
    }

    fn push_frame(&mut self, cause: Cause) -> FrameIndex {
        let changes = std::mem::take(&mut self.changes);
        self.trace.push(self.now, cause, changes, &self.cluster);
        self.trace.last()
    }
}
