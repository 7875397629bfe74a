//! The queue of timers: what happens by itself, and when.
//!
//! Ordered by time, then controller before pods and nodes before collectors, then by order of queueing. So no two
//! kubelets write at one moment, and the controller sees each pod step alone. A pod has at most one pending step:
//! planning another replaces it. A sync is queued once per set and instant. Not here: what a timer does
//! (`crate::simulation`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::Duration;

use crate::api::{NamespaceId, NodeId};
use crate::cluster::SetId;
use crate::kubelet::PodStep;
use crate::time::SimTime;
use crate::trace::NodeStep;

/// A pending turn of one part of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// The pod of an ordinal takes a step of its life.
    Pod(SetId, u32, PodStep),
    /// A controller acts on a node.
    Node(NodeId, NodeStep),
    /// The StatefulSet controller syncs a set.
    Sync(SetId),
    /// The garbage collector handles a set that is being deleted.
    Collect(SetId),
    /// The protection of the claims at an ordinal ends, unless a pod uses them again.
    Release(SetId, u32),
    /// The namespace controller handles a namespace that is being deleted.
    Namespace(NamespaceId),
}

/// Due time, turn, and number of queueing: the order of the queue.
type Order = (SimTime, Turn, u64);

/// Who goes first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Controller,
    Pods,
    Collector,
}

/// When a controller that runs once a `period`, counted from 0:00, runs next after `now`.
pub(super) fn next_period(now: SimTime, period: Duration) -> SimTime {
    let period = i64::try_from(period.as_millis()).unwrap_or(i64::MAX);
    let periods = now.as_millis().div_euclid(period) + 1;
    SimTime::from_millis(periods.saturating_mul(period))
}

/// All pending timers. Replaced ones stay in the heap as stale until they come to its top.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Order, Timer)>>,
    /// Pending step of each pod, with the number of its timer. A pod's other timers are stale.
    planned: BTreeMap<(SetId, u32), (u64, PodStep)>,
    /// Number of the pending timer of each step of a node. Other timers of that step are stale.
    planned_nodes: BTreeMap<(NodeId, NodeStep), u64>,
    /// Every queued sync, so that none is queued twice.
    syncs: BTreeSet<(SimTime, SetId)>,
    /// Due time of the one delayed sync of each set. Only an earlier one replaces it.
    delayed: BTreeMap<SetId, SimTime>,
    /// Consecutive failed syncs of each set.
    failures: BTreeMap<SetId, u32>,
    /// How many timers were ever queued.
    pushed: u64,
}

impl Queue {
    /// Replaces a pod's pending step; `None` cancels it.
    pub(super) fn plan(&mut self, set: SetId, ordinal: u32, next: Option<(SimTime, PodStep)>) {
        match next {
            Some((at, step)) => {
                self.push(at, Turn::Pods, Timer::Pod(set, ordinal, step));
                self.planned.insert((set, ordinal), (self.pushed, step));
            }
            None => {
                self.planned.remove(&(set, ordinal));
            }
        }
        self.drop_stale();
    }

    /// A pod's pending step.
    pub(super) fn planned(&self, set: SetId, ordinal: u32) -> Option<PodStep> {
        self.planned.get(&(set, ordinal)).map(|&(_, step)| step)
    }

    /// Cancels a pod's pending step and returns it with its due time.
    pub(super) fn cancel(&mut self, set: SetId, ordinal: u32) -> Option<(SimTime, PodStep)> {
        let (number, step) = self.planned.remove(&(set, ordinal))?;
        let due = self.heap.iter().find(|Reverse(((_, _, pushed), _))| *pushed == number);
        let at = due.map(|Reverse(((at, ..), _))| *at);
        self.drop_stale();
        at.map(|at| (at, step))
    }

    /// Replaces the due time of a node's step; `None` cancels the step.
    pub(super) fn node(&mut self, node: NodeId, step: NodeStep, at: Option<SimTime>) {
        if let Some(at) = at {
            self.push(at, Turn::Pods, Timer::Node(node, step));
            self.planned_nodes.insert((node, step), self.pushed);
        } else {
            self.planned_nodes.remove(&(node, step));
        }
        self.drop_stale();
    }

    /// Cancels every step of a node.
    pub(super) fn forget_node(&mut self, node: NodeId) {
        self.planned_nodes.retain(|(of, _), _| *of != node);
        self.drop_stale();
    }

    /// Queues a sync of the StatefulSet controller.
    pub(super) fn sync(&mut self, at: SimTime, set: SetId) {
        if self.syncs.insert((at, set)) {
            self.push(at, Turn::Controller, Timer::Sync(set));
        }
    }

    /// Queues a turn of the garbage collector.
    pub(super) fn collect(&mut self, at: SimTime, set: SetId) {
        self.push(at, Turn::Collector, Timer::Collect(set));
    }

    /// Queues a turn of the namespace controller.
    pub(super) fn namespace(&mut self, at: SimTime, namespace: NamespaceId) {
        self.push(at, Turn::Collector, Timer::Namespace(namespace));
    }

    /// Queues the end of a claim's protection.
    pub(super) fn release(&mut self, at: SimTime, set: SetId, ordinal: u32) {
        self.push(at, Turn::Collector, Timer::Release(set, ordinal));
    }

    /// Queues a delayed sync. Keeps only the earliest one of each set, as client-go's delaying queue does
    /// (`AddAfter`).
    pub(super) fn sync_later(&mut self, at: SimTime, set: SetId) {
        let is_earliest = self.delayed.get(&set).is_none_or(|&earliest| at < earliest);
        if is_earliest {
            self.delayed.insert(set, at);
            self.sync(at, set);
        }
    }

    /// Takes the next timer with its due time.
    pub(super) fn pop(&mut self) -> Option<(SimTime, Timer)> {
        let Reverse(((at, ..), timer)) = self.heap.pop()?;
        match timer {
            Timer::Pod(set, ordinal, _) => drop(self.planned.remove(&(set, ordinal))),
            Timer::Node(node, step) => drop(self.planned_nodes.remove(&(node, step))),
            Timer::Sync(set) => {
                self.syncs.remove(&(at, set));
                if self.delayed.get(&set).is_some_and(|&delayed| delayed <= at) {
                    self.delayed.remove(&set);
                }
            }
            Timer::Collect(_) | Timer::Release(..) | Timer::Namespace(_) => {}
        }
        self.drop_stale();
        Some((at, timer))
    }

    /// Due time of the next timer.
    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse(((at, ..), _))| *at)
    }

    /// Every pending timer, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Timer> {
        self.heap.iter().filter(|Reverse(due)| !self.is_stale(due)).map(|Reverse((_, timer))| timer)
    }

    /// Queues the retry of a failed sync with a back-off per set: 5 ms, doubling up to 1,000 s (client-go's
    /// `ItemExponentialFailureRateLimiter`). A sync that did not fail resets the back-off.
    pub(super) fn back_off(&mut self, set: SetId, failed: bool, now: SimTime) {
        if !failed {
            self.failures.remove(&set);
            return;
        }
        let failures = self.failures.entry(set).or_default();
        let delay = Duration::from_millis(5)
            .saturating_mul(1u32.checked_shl(*failures).unwrap_or(u32::MAX));
        *failures += 1;
        self.sync(now + delay.min(Duration::from_secs(1000)), set);
    }

    /// Restarts the controller: forgets back-offs and every queued sync.
    pub(super) fn restart(&mut self) {
        self.failures.clear();
        self.delayed.clear();
        self.syncs.clear();
        self.heap.retain(|Reverse((_, timer))| !matches!(timer, Timer::Sync(_)));
    }

    fn push(&mut self, at: SimTime, turn: Turn, timer: Timer) {
        self.pushed += 1;
        self.heap.push(Reverse(((at, turn, self.pushed), timer)));
    }

    fn is_stale(&self, &((_, _, number), timer): &(Order, Timer)) -> bool {
        match timer {
            Timer::Pod(set, ordinal, _) => {
                self.planned.get(&(set, ordinal)).map(|(planned, _)| *planned) != Some(number)
            }
            Timer::Node(node, step) => self.planned_nodes.get(&(node, step)) != Some(&number),
            Timer::Sync(_) | Timer::Collect(_) | Timer::Release(..) | Timer::Namespace(_) => false,
        }
    }

    /// Removes stale timers from the top of the heap, so that [`Queue::next_at`] is never the time of one.
    fn drop_stale(&mut self) {
        while self.heap.peek().is_some_and(|Reverse(due)| self.is_stale(due)) {
            self.heap.pop();
        }
    }
}
