//! Every state that a cluster passed through: changes, frames, causes, and a way to seek any of them.
//!
//! A frame is everything that one turn wrote at one instant. The trace keeps the changes of every frame, and whole
//! clusters as checkpoints; seeking starts from the nearest checkpoint before and replays. It keeps a [`Waiting`]
//! only where it differs from the set's one before. Copying a stretch of a trace is in `excerpt`. Nothing here
//! simulates: `crate::simulation` writes a trace, and whoever has one reads it without.

mod cause;
mod excerpt;

use std::rc::Rc;

use crate::cluster::{Change, Cluster, SetId};
use crate::controller::Waiting;
use crate::time::SimTime;

pub use cause::{Cause, NodeStep};
pub use excerpt::{Excerpt, WrittenFrame};

/// Number of a frame in its trace, from 0. Frame 0 is the new cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FrameIndex(pub u32);

/// Why a trace ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Ended {
    /// It has not ended yet.
    #[default]
    Running,
    /// Nothing more happens by itself.
    Settled,
    /// Only loops of failures are left, and they change nothing that anybody waits for.
    Looping,
    /// The limit of simulated time after the last line is reached.
    Horizon,
    /// The limit on frames is reached.
    FrameLimit,
}

/// A frame as its segment stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FrameRecord {
    at: SimTime,
    cause: Cause,
    /// End of its changes in those of the segment. They begin where the frame before ends.
    changes_end: u32,
}

/// Consecutive frames, with the cluster before them as a checkpoint. Segments are allocated apart, so that a growing
/// trace is never copied as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    /// Number of its first frame.
    first: u32,
    /// The cluster before the changes of its first frame.
    before: Cluster,
    frames: Vec<FrameRecord>,
    changes: Vec<Change>,
}

/// The cluster after a frame. [`Trace::move_to`] moves it to another frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The frame's number.
    pub index: FrameIndex,
    /// When it happened.
    pub at: SimTime,
    /// What made it.
    pub cause: Cause,
    /// Every object after it.
    pub cluster: Cluster,
}

/// Every state that a cluster passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// At least one, and none is empty. Shared, so that a copy of the trace can be read while it grows.
    segments: Vec<Rc<Segment>>,
    /// The checkpoint of the next segment, once the last one is full.
    next: Option<Cluster>,
    /// Number of frames.
    len: u32,
    /// What each set waits for, from which frame on, in order of frames.
    waits: Vec<(FrameIndex, SetId, Waiting)>,
    ended: Ended,
}

impl Default for Trace {
    /// The empty cluster at 0:00.
    fn default() -> Self {
        Self::new(SimTime::ZERO)
    }
}

impl Trace {
    /// A trace of one frame: a new cluster at `at`.
    pub fn new(at: SimTime) -> Self {
        let mut first = Segment::after(Cluster::default(), 0);
        first.frames.push(FrameRecord { at, cause: Cause::Start, changes_end: 0 });
        Self {
            segments: vec![Rc::new(first)],
            next: None,
            len: 1,
            waits: Vec::new(),
            ended: Ended::Running,
        }
    }

    /// Number of frames; at least one.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Always false: frame 0 always exists.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The last frame.
    pub fn last(&self) -> FrameIndex {
        FrameIndex(self.len() - 1)
    }

    /// Why it ends.
    pub fn ended(&self) -> Ended {
        self.ended
    }

    /// When a frame happened. A frame past the end counts as the last one.
    pub fn at(&self, frame: FrameIndex) -> SimTime {
        self.record(frame).at
    }

    /// What made a frame. A frame past the end counts as the last one.
    pub fn cause(&self, frame: FrameIndex) -> Cause {
        self.record(frame).cause
    }

    /// The changes of a frame, in order. A frame past the end counts as the last one.
    pub fn changes(&self, frame: FrameIndex) -> &[Change] {
        let segment = self.segment(frame);
        segment.changes_of(frame.min(self.last()).0 - segment.first)
    }

    /// The last frame at or before `at`; frame 0 if there is none.
    pub fn frame_at(&self, at: SimTime) -> FrameIndex {
        let begun = self.segments.partition_point(|segment| segment.frames[0].at <= at);
        let segment = &self.segments[begun.saturating_sub(1)];
        let after = segment.frames.partition_point(|frame| frame.at <= at);
        FrameIndex(segment.first + u32::try_from(after.saturating_sub(1)).unwrap_or(0))
    }

    /// What a set waits for after a frame; `None` before its first sync.
    pub fn waiting(&self, set: SetId, frame: FrameIndex) -> Option<Waiting> {
        let upto = self.waits.partition_point(|&(index, ..)| index <= frame);
        self.waits[..upto]
            .iter()
            .rev()
            .find(|&&(_, of, _)| of == set)
            .map(|&(_, _, waiting)| waiting)
    }

    /// The next frame that changes a pod.
    pub fn next_change(&self, frame: FrameIndex) -> Option<FrameIndex> {
        (frame.0 + 1..self.len()).map(FrameIndex).find(|&index| self.changes_a_pod(index))
    }

    /// The last frame before this one that changes a pod.
    pub fn previous_change(&self, frame: FrameIndex) -> Option<FrameIndex> {
        (0..frame.0).rev().map(FrameIndex).find(|&index| self.changes_a_pod(index))
    }

    /// The cluster after a frame, replayed from the nearest checkpoint before it.
    pub fn seek(&self, frame: FrameIndex) -> Frame {
        let segment = self.segment(frame);
        let first = FrameIndex(segment.first);
        let mut found = Frame {
            index: first,
            at: self.at(first),
            cause: self.cause(first),
            cluster: segment.before.clone(),
        };
        self.apply_frame(&mut found, first);
        self.replay(&mut found, frame.min(self.last()));
        found
    }

    /// Moves a frame of this trace to another: replays forwards if the checkpoint of `to` is not later than it, else
    /// seeks.
    pub fn move_to(&self, frame: &mut Frame, to: FrameIndex) {
        let to = to.min(self.last());
        if frame.index <= to && self.segment(to).first <= frame.index.0 {
            self.replay(frame, to);
        } else {
            *frame = self.seek(to);
        }
    }

    fn replay(&self, frame: &mut Frame, to: FrameIndex) {
        for index in (frame.index.0 + 1..=to.0).map(FrameIndex) {
            self.apply_frame(frame, index);
        }
    }

    fn apply_frame(&self, frame: &mut Frame, index: FrameIndex) {
        (frame.index, frame.at, frame.cause) = (index, self.at(index), self.cause(index));
        frame.cluster.pass_time(frame.at);
        for change in self.changes(index) {
            frame.cluster.apply(change);
        }
    }

    fn segment(&self, frame: FrameIndex) -> &Segment {
        let begun = self.segments.partition_point(|segment| segment.first <= frame.0);
        &self.segments[begun.saturating_sub(1)]
    }

    fn record(&self, frame: FrameIndex) -> &FrameRecord {
        let segment = self.segment(frame);
        &segment.frames[(frame.min(self.last()).0 - segment.first) as usize]
    }

    fn changes_a_pod(&self, frame: FrameIndex) -> bool {
        self.changes(frame).iter().any(|change| {
            matches!(
                change,
                Change::PodCreated(..) | Change::PodUpdated(..) | Change::PodDeleted(..)
            )
        })
    }
}

/// Writing, for the simulation.
impl Trace {
    /// Adds a frame. `cluster` is the state after it, which becomes a checkpoint if the segment is full.
    pub fn push(&mut self, at: SimTime, cause: Cause, changes: Vec<Change>, cluster: &Cluster) {
        self.add(at, cause, changes, |_| cluster.clone());
    }

    /// Adds a frame. `checkpoint` gives the cluster after it; it is asked only if the segment is full.
    fn add(
        &mut self,
        at: SimTime,
        cause: Cause,
        changes: Vec<Change>,
        checkpoint: impl FnOnce(&Self) -> Cluster,
    ) {
        if let Some(before) = self.next.take() {
            self.segments.push(Rc::new(Segment::after(before, self.len)));
        }
        let Some(segment) = self.segments.last_mut().map(Rc::make_mut) else { return };
        segment.push(at, cause, changes);
        self.len += 1;
        if segment.is_full() {
            segment.shrink();
            self.next = Some(checkpoint(self));
        }
    }

    /// Notes what a set waits for from the last frame on.
    pub fn note(&mut self, set: SetId, waiting: Waiting) {
        let last = self.last();
        if self.waiting(set, last) == Some(waiting) {
            return;
        }
        self.waits.retain_last(|&(index, of, _)| !(index == last && of == set));
        self.waits.push((last, set, waiting));
    }

    /// Notes why the trace ends.
    pub fn end(&mut self, ended: Ended) {
        self.ended = ended;
    }
}

impl Segment {
    fn after(before: Cluster, first: u32) -> Self {
        Self { first, before, frames: Vec::new(), changes: Vec::new() }
    }

    fn push(&mut self, at: SimTime, cause: Cause, changes: Vec<Change>) {
        self.changes.extend(changes);
        let changes_end = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        self.frames.push(FrameRecord { at, cause, changes_end });
    }

    /// Whether a checkpoint is due: once the changes since the last one outweigh the pods that it has, because a
    /// checkpoint costs the number of pods.
    fn is_full(&self) -> bool {
        const CHANGES: usize = 1024;
        const CHANGES_PER_POD: usize = 4;
        if self.changes.len() < CHANGES {
            return false;
        }
        let pods: usize = self.before.names().map(|(_, owned)| owned.pods.len()).sum();
        self.changes.len() >= pods * CHANGES_PER_POD
    }

    fn shrink(&mut self) {
        self.frames.shrink_to_fit();
        self.changes.shrink_to_fit();
    }

    /// The changes of a frame, by its index in the segment.
    fn changes_of(&self, index: u32) -> &[Change] {
        let end = |index: u32| {
            self.frames.get(index as usize).map_or(0, |frame| frame.changes_end as usize)
        };
        let begin = index.checked_sub(1).map_or(0, end);
        &self.changes[begin..end(index)]
    }
}

trait RetainLast<T> {
    /// Drops the last element unless `keep` returns true for it.
    fn retain_last(&mut self, keep: impl FnOnce(&T) -> bool);
}

impl<T> RetainLast<T> for Vec<T> {
    fn retain_last(&mut self, keep: impl FnOnce(&T) -> bool) {
        if self.last().is_some_and(|last| !keep(last)) {
            self.pop();
        }
    }
}
