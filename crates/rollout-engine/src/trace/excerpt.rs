//! Excerpts: consecutive frames of a trace as data, to send from a worker to the page or to keep in a file.
//!
//! An excerpt holds frames as they were written and no checkpoint. [`Trace::extend`] computes the checkpoints again
//! from the changes, so the copy equals the original and seeks as fast. A growing trace is sent as one excerpt after
//! the other. A trace that differs from a known one only after some frame is sent from that frame on
//! ([`Trace::first_frames`]).

use std::rc::Rc;

use super::{Cause, Ended, FrameIndex, Segment, Trace};
use crate::cluster::{Change, SetId};
use crate::controller::Waiting;
use crate::time::SimTime;

/// Consecutive frames of a trace, and what sets waited for meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Excerpt {
    /// Number of the first frame.
    pub first: u32,
    /// The frames, in order.
    pub frames: Vec<WrittenFrame>,
    /// What sets wait for, from the frame before `first` on: a sync notes it after the frame to which it belongs.
    waits: Vec<(FrameIndex, SetId, Waiting)>,
    /// Why the trace ends; [`Ended::Running`] unless the excerpt reaches its end.
    ended: Ended,
}

/// A frame with its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WrittenFrame {
    /// When it happened.
    pub at: SimTime,
    /// What made it.
    pub cause: Cause,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

impl Trace {
    /// The frames from `first` on.
    pub fn excerpt(&self, first: u32) -> Excerpt {
        self.excerpt_of(first, self.len())
    }

    /// The frames from `first` on and before `end`. Unless that is the end of the trace, what sets wait for at the
    /// last frame may be missing; the next excerpt has it.
    pub fn excerpt_of(&self, first: u32, end: u32) -> Excerpt {
        let end = end.min(self.len());
        let frame = |index: u32| {
            let (index, record) = (FrameIndex(index), self.record(FrameIndex(index)));
            let changes = self.changes(index).to_vec();
            WrittenFrame { at: record.at, cause: record.cause, changes }
        };
        let is_whole = end == self.len();
        let from = self.waits_before(first.saturating_sub(1));
        let to = if is_whole { self.waits.len() } else { self.waits_before(end.saturating_sub(1)) };
        Excerpt {
            first,
            frames: (first..end).map(frame).collect(),
            waits: self.waits.get(from..to).unwrap_or_default().to_vec(),
            ended: if is_whole { self.ended } else { Ended::Running },
        }
    }

    /// The trace of an excerpt that begins with frame 0; `None` for any other.
    pub fn of_excerpt(excerpt: Excerpt) -> Option<Self> {
        let first = excerpt.frames.first().filter(|_| excerpt.first == 0)?;
        let mut trace = Self::new(first.at);
        trace.extend(excerpt);
        Some(trace)
    }

    /// The trace as it was right before frame `count` (at least one). Shares its segments with this trace.
    #[must_use]
    pub fn first_frames(&self, count: u32) -> Self {
        let count = count.clamp(1, self.len());
        let last = FrameIndex(count - 1);
        let begun = self.segments.partition_point(|segment| segment.first < count);
        let mut segments = self.segments[..begun].to_vec();
        let mut next = None;
        if let Some(segment) = segments.last_mut() {
            let frames = (count - segment.first) as usize;
            if frames < segment.frames.len() {
                *segment = Rc::new(segment.first_frames(frames));
            }
            next = segment.is_full().then(|| self.seek(last).cluster);
        }
        let waits = self.waits[..self.waits_before(count)].to_vec();
        Self { segments, next, len: count, waits, ended: Ended::Running }
    }

    /// Adds those frames of an excerpt that this trace does not have. Adds nothing if the excerpt begins later than
    /// the trace ends.
    pub fn extend(&mut self, excerpt: Excerpt) {
        let Some(known) = self.len.checked_sub(excerpt.first) else { return };
        for frame in excerpt.frames.into_iter().skip(known as usize) {
            let replayed = |trace: &Self| trace.seek(trace.last()).cluster;
            self.add(frame.at, frame.cause, frame.changes, replayed);
        }
        let begins = self.waits_before(excerpt.first.saturating_sub(1));
        self.waits.truncate(begins);
        self.waits.extend(excerpt.waits);
        self.ended = excerpt.ended;
    }

    /// Number of waits noted at earlier frames.
    fn waits_before(&self, frame: u32) -> usize {
        self.waits.partition_point(|&(index, ..)| index.0 < frame)
    }
}

impl Segment {
    /// The segment as it was when it had `count` frames.
    fn first_frames(&self, count: usize) -> Self {
        let frames = self.frames[..count].to_vec();
        let changes = frames.last().map_or(0, |frame| frame.changes_end as usize);
        let changes = self.changes[..changes].to_vec();
        Self { first: self.first, before: self.before.clone(), frames, changes }
    }
}
