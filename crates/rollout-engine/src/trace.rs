//! Every state that a cluster passed through: changes, frames, causes, and a way to any of them.
//!
//! A frame is all that one event caused at one instant. The trace keeps the changes and, every so many
//! frames, a whole cluster; seeking takes the nearest one before and replays. It keeps a [`Waiting`] only
//! where it differs from the one before.

use std::rc::Rc;

use crate::api::{NamespaceId, NodeId};
use crate::cluster::{Change, Cluster, SetId};
use crate::controller::Waiting;
use crate::kubelet::PodStep;
use crate::simulation::NodeStep;
use crate::time::SimTime;

/// Which frame of a trace, counted from 0. Frame 0 is the empty cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameIndex(pub u32);

/// What made a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The cluster was made, empty.
    Start,
    /// A person's command.
    Command,
    /// The controller looked at a set.
    Sync(SetId),
    /// The garbage collector looked at a set that is being deleted.
    Collector(SetId),
    /// The namespace controller looked at a namespace that is being deleted.
    Namespace(NamespaceId),
    /// A lost node took its course.
    Node(NodeId, NodeStep),
    /// The scheduler or a kubelet moved a pod.
    Pod {
        /// Of which set.
        set: SetId,
        /// Which pod.
        ordinal: u32,
        /// Which step of its life.
        step: PodStep,
    },
}

/// Why a trace has an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ended {
    /// It has not ended yet.
    #[default]
    Running,
    /// Nothing more would happen by itself.
    Settled,
    /// Only back-offs are left, and they change nothing that anybody waits for.
    Looping,
    /// The last line was too long ago.
    Horizon,
    /// Too many frames.
    FrameLimit,
}

/// A frame as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FrameRecord {
    at: SimTime,
    cause: Cause,
    /// The frame's changes end here in its segment, and begin where the frame before ends.
    changes_end: u32,
}

/// A stretch of frames after a whole cluster. Stretches are stored apart, so that a long trace never has to be
/// copied into twice its room.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    /// The number of its first frame.
    first: u32,
    /// Every object before its first frame's changes.
    before: Cluster,
    frames: Vec<FrameRecord>,
    changes: Vec<Change>,
}

/// A cluster at one frame, able to move on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Which frame.
    pub index: FrameIndex,
    /// When.
    pub at: SimTime,
    /// What made it.
    pub cause: Cause,
    /// Every object after it.
    pub cluster: Cluster,
}

/// Every state that a cluster passed through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// At least one, and none is empty. Shared, so that what is known so far can be looked at while it grows.
    segments: Vec<Rc<Segment>>,
    /// The cluster with which the next segment begins, once the last one is full.
    next: Option<Cluster>,
    len: u32,
    waits: Vec<(FrameIndex, SetId, Waiting)>,
    ended: Ended,
}

impl Trace {
    /// A trace of one frame, the empty cluster.
    pub(crate) fn new(at: SimTime) -> Self {
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

    /// How many frames there are; at least one.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Never: frame 0 is always there.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The last frame.
    pub fn last(&self) -> FrameIndex {
        FrameIndex(self.len() - 1)
    }

    /// Why it has an end.
    pub fn ended(&self) -> Ended {
        self.ended
    }

    /// When a frame happened; the last frame's time for one past the end.
    pub fn at(&self, frame: FrameIndex) -> SimTime {
        self.record(frame).at
    }

    /// What made a frame.
    pub fn cause(&self, frame: FrameIndex) -> Cause {
        self.record(frame).cause
    }

    /// The writes of a frame, in their order.
    pub fn changes(&self, frame: FrameIndex) -> &[Change] {
        let segment = self.segment(frame);
        segment.changes_of(frame.min(self.last()).0 - segment.first)
    }

    /// The last frame at or before this moment; the first one for a moment before all.
    pub fn frame_at(&self, at: SimTime) -> FrameIndex {
        let begun = self.segments.partition_point(|segment| segment.frames[0].at <= at);
        let segment = &self.segments[begun.saturating_sub(1)];
        let after = segment.frames.partition_point(|frame| frame.at <= at);
        FrameIndex(segment.first + u32::try_from(after.saturating_sub(1)).unwrap_or(0))
    }

    /// What the controller of a set waits for after a frame; `None` before its first look.
    pub fn waiting(&self, set: SetId, frame: FrameIndex) -> Option<Waiting> {
        let upto = self.waits.partition_point(|&(index, ..)| index <= frame);
        self.waits[..upto]
            .iter()
            .rev()
            .find(|&&(_, of, _)| of == set)
            .map(|&(_, _, waiting)| waiting)
    }

    /// The next frame in which a pod changes.
    pub fn next_change(&self, frame: FrameIndex) -> Option<FrameIndex> {
        (frame.0 + 1..self.len()).map(FrameIndex).find(|&index| self.changes_a_pod(index))
    }

    /// The frame before in which a pod changes.
    pub fn previous_change(&self, frame: FrameIndex) -> Option<FrameIndex> {
        (0..frame.0).rev().map(FrameIndex).find(|&index| self.changes_a_pod(index))
    }

    /// The cluster after a frame, from the nearest whole cluster before it.
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

    /// Moves a frame of this trace to another: forwards step by step where that is near, else by seeking.
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

/// What the simulation writes.
impl Trace {
    /// Adds a frame. `cluster` is the state after it, kept where a new segment is due.
    pub(crate) fn push(
        &mut self,
        at: SimTime,
        cause: Cause,
        changes: Vec<Change>,
        cluster: &Cluster,
    ) {
        if let Some(before) = self.next.take() {
            self.segments.push(Rc::new(Segment::after(before, self.len)));
        }
        let Some(segment) = self.segments.last_mut().map(Rc::make_mut) else { return };
        segment.push(at, cause, changes);
        self.len += 1;
        if segment.is_full(cluster) {
            segment.shrink();
            self.next = Some(cluster.clone());
        }
    }

    /// Notes what a set's controller waits for after the last frame.
    pub(crate) fn note(&mut self, set: SetId, waiting: Waiting) {
        let last = self.last();
        if self.waiting(set, last) == Some(waiting) {
            return;
        }
        self.waits.retain_last(|&(index, of, _)| !(index == last && of == set));
        self.waits.push((last, set, waiting));
    }

    /// Notes why it ends.
    pub(crate) fn end(&mut self, ended: Ended) {
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

    /// A whole cluster costs as much as its pods, so it is due once the changes since the last outweigh them.
    fn is_full(&self, cluster: &Cluster) -> bool {
        const CHANGES: usize = 1024;
        const CHANGES_PER_POD: usize = 4;
        let pods: usize = cluster.names().map(|(_, owned)| owned.pods.len()).sum();
        self.changes.len() >= CHANGES.max(pods * CHANGES_PER_POD)
    }

    fn shrink(&mut self) {
        self.frames.shrink_to_fit();
        self.changes.shrink_to_fit();
    }

    fn changes_of(&self, place: u32) -> &[Change] {
        let end = |place: u32| {
            self.frames.get(place as usize).map_or(0, |frame| frame.changes_end as usize)
        };
        let begin = place.checked_sub(1).map_or(0, end);
        &self.changes[begin..end(place)]
    }
}

/// Drops the last element unless it is to be kept.
trait RetainLast<T> {
    fn retain_last(&mut self, keep: impl FnOnce(&T) -> bool);
}

impl<T> RetainLast<T> for Vec<T> {
    fn retain_last(&mut self, keep: impl FnOnce(&T) -> bool) {
        if self.last().is_some_and(|last| !keep(last)) {
            self.pop();
        }
    }
}
