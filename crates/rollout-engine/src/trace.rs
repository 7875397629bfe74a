//! Every state that a cluster passed through: changes, frames, causes, and a way to any of them.
//!
//! A frame is all that one event caused at one instant. The trace keeps the changes and, every so many
//! frames, a whole cluster; seeking takes the nearest one before and replays. It keeps a [`Waiting`] only
//! where it differs from the one before.

use crate::api::NodeId;
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

#[derive(Clone, Debug, PartialEq, Eq)]
struct FrameRecord {
    at: SimTime,
    cause: Cause,
    /// The changes of the frame end here, and begin where the frame before ends.
    changes_end: u32,
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
    frames: Vec<FrameRecord>,
    changes: Vec<Change>,
    waits: Vec<(FrameIndex, SetId, Waiting)>,
    checkpoints: Vec<(FrameIndex, Cluster)>,
    changes_since_checkpoint: usize,
    ended: Ended,
}

impl Trace {
    /// A trace of one frame, the empty cluster.
    pub(crate) fn new(at: SimTime) -> Self {
        Self {
            frames: vec![FrameRecord { at, cause: Cause::Start, changes_end: 0 }],
            changes: Vec::new(),
            waits: Vec::new(),
            checkpoints: vec![(FrameIndex(0), Cluster::default())],
            changes_since_checkpoint: 0,
            ended: Ended::Running,
        }
    }

    /// How many frames there are; at least one.
    pub fn len(&self) -> u32 {
        u32::try_from(self.frames.len()).unwrap_or(u32::MAX)
    }

    /// Never: frame 0 is always there.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
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
        let end = self.record(frame).changes_end as usize;
        &self.changes[self.changes_before(frame)..end]
    }

    /// The last frame at or before this moment; the first one for a moment before all.
    pub fn frame_at(&self, at: SimTime) -> FrameIndex {
        let after = self.frames.partition_point(|frame| frame.at <= at);
        FrameIndex(u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX))
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

    /// The cluster after a frame, from the nearest checkpoint before it.
    pub fn seek(&self, frame: FrameIndex) -> Frame {
        let frame = frame.min(self.last());
        let nearest = self.checkpoints.partition_point(|&(index, _)| index <= frame) - 1;
        let (from, cluster) = &self.checkpoints[nearest];
        let mut found = Frame {
            index: *from,
            at: self.at(*from),
            cause: self.cause(*from),
            cluster: cluster.clone(),
        };
        self.replay(&mut found, frame);
        found
    }

    /// Moves a frame of this trace to another: forwards step by step where that is near, else by seeking.
    pub fn move_to(&self, frame: &mut Frame, to: FrameIndex) {
        let to = to.min(self.last());
        let near = self.checkpoints.iter().all(|&(at, _)| at <= frame.index || at > to);
        if frame.index <= to && near {
            self.replay(frame, to);
        } else {
            *frame = self.seek(to);
        }
    }

    fn replay(&self, frame: &mut Frame, to: FrameIndex) {
        for index in (frame.index.0 + 1..=to.0).map(FrameIndex) {
            frame.cluster.pass_time(self.at(index));
            for change in self.changes(index) {
                frame.cluster.apply(change);
            }
        }
        (frame.index, frame.at, frame.cause) = (to, self.at(to), self.cause(to));
    }

    fn record(&self, frame: FrameIndex) -> &FrameRecord {
        &self.frames[frame.min(self.last()).0 as usize]
    }

    fn changes_before(&self, frame: FrameIndex) -> usize {
        let before = frame.min(self.last()).0.checked_sub(1);
        before.map_or(0, |index| self.frames[index as usize].changes_end as usize)
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
    /// Adds a frame. `cluster` is the state after it, kept where a checkpoint is due.
    pub(crate) fn push(
        &mut self,
        at: SimTime,
        cause: Cause,
        changes: Vec<Change>,
        cluster: &Cluster,
    ) {
        // A checkpoint copies every pod, so it is due once the changes since the last outweigh the pods.
        const CHANGES_PER_CHECKPOINT: usize = 1024;
        self.changes_since_checkpoint += changes.len();
        self.changes.extend(changes);
        let changes_end = u32::try_from(self.changes.len()).unwrap_or(u32::MAX);
        self.frames.push(FrameRecord { at, cause, changes_end });
        let pods: usize = cluster.sets().map(|(_, owned)| owned.pods.len()).sum();
        if self.changes_since_checkpoint >= CHANGES_PER_CHECKPOINT.max(pods * 2) {
            self.checkpoints.push((self.last(), cluster.clone()));
            self.changes_since_checkpoint = 0;
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
