//! What is due, and when: ordered by time, pods before controllers, then by the order of causing.
//!
//! A sync is queued once per set and instant. What was queued is never taken back: the event looks when its
//! time comes whether it still applies.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::Duration;

use crate::api::Uid;
use crate::cluster::SetId;
use crate::kubelet::PodStep;
use crate::time::SimTime;

/// Something that happens by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A pod takes a step of its life.
    Pod { set: SetId, ordinal: u32, uid: Uid, step: PodStep },
    /// The controller looks at a set.
    Sync(SetId),
}

/// An event with its time.
pub(super) struct Due {
    pub(super) at: SimTime,
    pub(super) event: Event,
}

/// Time, whether it is a controller's, and the order of causing.
type Key = (SimTime, bool, u64);

#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<(Key, Event)>>,
    syncs: BTreeSet<(SimTime, SetId)>,
    failures: BTreeMap<SetId, u32>,
    pushed: u64,
}

impl Queue {
    pub(super) fn push(&mut self, at: SimTime, event: Event) {
        let is_sync = match event {
            Event::Sync(set) if !self.syncs.insert((at, set)) => return,
            Event::Sync(_) => true,
            Event::Pod { .. } => false,
        };
        self.pushed += 1;
        self.heap.push(Reverse(((at, is_sync, self.pushed), event)));
    }

    pub(super) fn pop(&mut self) -> Option<Due> {
        let Reverse(((at, ..), event)) = self.heap.pop()?;
        if let Event::Sync(set) = event {
            self.syncs.remove(&(at, set));
        }
        Some(Due { at, event })
    }

    pub(super) fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse(((at, ..), _))| *at)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Event> {
        self.heap.iter().map(|Reverse((_, event))| event)
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
        self.push(now + delay.min(Duration::from_secs(1000)), Event::Sync(set));
    }
}
