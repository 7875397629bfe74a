//! What is due, and when: ordered by time, controllers before pods and these before the garbage collector, then
//! by the order of causing. No two kubelets write at the same moment, so the controller sees each pod's step alone.
//!
//! A pod has one next step at a time, and planning another one takes the place of it. A sync is queued once per
//! set and instant.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::Duration;

use super::nodes::NodeStep;
use crate::api::{NamespaceId, NodeId};
use crate::cluster::SetId;
use crate::kubelet::PodStep;
use crate::time::SimTime;

/// Something that happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A pod takes a step of its life.
    Pod(SetId, u32, PodStep),
    /// A lost node takes its course.
    Node(NodeId, NodeStep),
    /// The controller looks at a set.
    Sync(SetId),
    /// The garbage collector looks at a set that is being deleted.
    Collect(SetId),
    /// Claims that were to go with the pod of this ordinal go, if it is not there again.
    Release(SetId, u32),
    /// The namespace controller looks at a namespace that is being deleted.
    Namespace(NamespaceId),
}

/// Time, whose turn it is, and the order of causing.
type Key = (SimTime, Turn, u64);

/// Who comes first at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Controller,
    Pods,
    Collector,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Key, Event)>>,
    /// Each pod's next step and the number of its event; others of the pod are stale.
    planned: BTreeMap<(SetId, u32), (u64, PodStep)>,
    /// The same for nodes.
    planned_nodes: BTreeMap<NodeId, u64>,
    syncs: BTreeSet<(SimTime, SetId)>,
    /// The one delayed look of each set; an earlier one takes its place, a later one does not.
    delayed: BTreeMap<SetId, SimTime>,
    failures: BTreeMap<SetId, u32>,
    pushed: u64,
}

impl Queue {
    /// Plans a pod's next step, or that it has none.
    pub(super) fn plan(&mut self, set: SetId, ordinal: u32, next: Option<(SimTime, PodStep)>) {
        match next {
            Some((at, step)) => {
                self.push(at, Turn::Pods, Event::Pod(set, ordinal, step));
                self.planned.insert((set, ordinal), (self.pushed, step));
            }
            None => {
                self.planned.remove(&(set, ordinal));
            }
        }
        self.drop_stale();
    }

    /// A pod's next step.
    pub(super) fn planned(&self, set: SetId, ordinal: u32) -> Option<PodStep> {
        self.planned.get(&(set, ordinal)).map(|&(_, step)| step)
    }

    /// Takes back a pod's next step: what it was, and when it was due.
    pub(super) fn hold(&mut self, set: SetId, ordinal: u32) -> Option<(SimTime, PodStep)> {
        let (number, step) = self.planned.remove(&(set, ordinal))?;
        let due = self.heap.iter().find(|Reverse(((_, _, pushed), _))| *pushed == number);
        let at = due.map(|Reverse(((at, ..), _))| *at);
        self.drop_stale();
        at.map(|at| (at, step))
    }

    /// Plans a node's next step, or that it has none.
    pub(super) fn node(&mut self, node: NodeId, next: Option<(SimTime, NodeStep)>) {
        if let Some((at, step)) = next {
            self.push(at, Turn::Pods, Event::Node(node, step));
            self.planned_nodes.insert(node, self.pushed);
        } else {
            self.planned_nodes.remove(&node);
        }
        self.drop_stale();
    }

    /// Queues a look of the controller.
    pub(super) fn sync(&mut self, at: SimTime, set: SetId) {
        if self.syncs.insert((at, set)) {
            self.push(at, Turn::Controller, Event::Sync(set));
        }
    }

    /// Queues a look of the garbage collector.
    pub(super) fn collect(&mut self, at: SimTime, set: SetId) {
        self.push(at, Turn::Collector, Event::Collect(set));
    }

    /// Queues a look of the namespace controller.
    pub(super) fn namespace(&mut self, at: SimTime, namespace: NamespaceId) {
        self.push(at, Turn::Collector, Event::Namespace(namespace));
    }

    /// Queues the end of a claim's protection.
    pub(super) fn release(&mut self, at: SimTime, set: SetId, ordinal: u32) {
        self.push(at, Turn::Collector, Event::Release(set, ordinal));
    }

    /// Queues a look as client-go's delaying queue does: it keeps the earliest time for each set.
    pub(super) fn sync_later(&mut self, at: SimTime, set: SetId) {
        let is_earliest = self.delayed.get(&set).is_none_or(|&earliest| at < earliest);
        if is_earliest {
            self.delayed.insert(set, at);
            self.sync(at, set);
        }
    }

    pub(super) fn pop(&mut self) -> Option<(SimTime, Event)> {
        let Reverse(((at, ..), event)) = self.heap.pop()?;
        match event {
            Event::Pod(set, ordinal, _) => drop(self.planned.remove(&(set, ordinal))),
            Event::Node(node, _) => drop(self.planned_nodes.remove(&node)),
            Event::Sync(set) => {
                self.syncs.remove(&(at, set));
                if self.delayed.get(&set).is_some_and(|&delayed| delayed <= at) {
                    self.delayed.remove(&set);
                }
            }
            Event::Collect(_) | Event::Release(..) | Event::Namespace(_) => {}
        }
        self.drop_stale();
        Some((at, event))
    }

    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse(((at, ..), _))| *at)
    }

    /// All that is due, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Event> {
        self.heap.iter().filter(|Reverse(due)| !self.is_stale(due)).map(|Reverse((_, event))| event)
    }

    /// A failed sync is tried again, later each time: 5 ms doubling up to 1,000 s, per set (client-go's
    /// `ItemExponentialFailureRateLimiter`); a good one forgets the failures.
    pub(super) fn failed(&mut self, set: SetId, failed: bool, now: SimTime) {
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

    /// The controller starts anew: it knows of no failure, and of no look that it had put off.
    pub(super) fn restart(&mut self) {
        self.failures.clear();
        self.delayed.clear();
        self.syncs.clear();
        self.heap.retain(|Reverse((_, event))| !matches!(event, Event::Sync(_)));
    }

    fn push(&mut self, at: SimTime, turn: Turn, event: Event) {
        self.pushed += 1;
        self.heap.push(Reverse(((at, turn, self.pushed), event)));
    }

    fn is_stale(&self, &((_, _, number), event): &(Key, Event)) -> bool {
        match event {
            Event::Pod(set, ordinal, _) => {
                self.planned.get(&(set, ordinal)).map(|(planned, _)| *planned) != Some(number)
            }
            Event::Node(node, _) => self.planned_nodes.get(&node) != Some(&number),
            Event::Sync(_) | Event::Collect(_) | Event::Release(..) | Event::Namespace(_) => false,
        }
    }

    /// Nothing stale is ever next, so that the next event's time is when something happens.
    fn drop_stale(&mut self) {
        while self.heap.peek().is_some_and(|Reverse(due)| self.is_stale(due)) {
            self.heap.pop();
        }
    }
}
