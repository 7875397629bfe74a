//! The lives of a set's pods: for each ordinal, the stages of its pods with start and end.
//!
//! Read by the lanes of the timeline and by predictions. A Ready pod becomes available without a write, after
//! minReadySeconds; that time is computed here.

use std::collections::BTreeMap;
use std::ops::Range;

use rollout_engine::api::{Pod, PodPhase, RevisionHash};
use rollout_engine::time::SimTime;

use super::{Culprit, Stage};

/// A pod in one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// Start of the stage.
    pub from: SimTime,
    /// End of the stage. [`SimTime::MAX`] if the trace ends in it.
    pub to: SimTime,
    /// The stage.
    pub stage: Stage,
    /// The pod's phase at the start of the stage.
    pub phase: PodPhase,
    /// The pod's revision.
    pub revision: RevisionHash,
    /// The container that kept it from being Ready at the start of the stage.
    pub culprit: Option<Culprit>,
    /// Whether it is Running and Ready. A terminating pod still is while its containers run.
    pub ready: bool,
}

/// The lives of a set's pods.
#[derive(Debug, Default)]
pub struct Lives {
    lanes: BTreeMap<u32, Vec<Segment>>,
    present: BTreeMap<u32, (Segment, Pod)>,
    min_ready_seconds: u32,
    last_moved: SimTime,
}

impl Lives {
    /// Returns every ordinal that ever had a pod, with its segments in order of time.
    pub fn lanes(&self) -> impl Iterator<Item = (u32, &[Segment])> {
        self.lanes.iter().map(|(&ordinal, lane)| (ordinal, lane.as_slice()))
    }

    /// Returns the range from the lowest to the highest ordinal that ever had a pod. Empty if none had.
    pub fn ordinals(&self) -> Range<u32> {
        let first = self.lanes.keys().next().copied().unwrap_or(0);
        let end = self.lanes.keys().next_back().map_or(0, |&last| last.saturating_add(1));
        first..end
    }

    /// Returns all segments of all pods.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.lanes.values().flatten()
    }

    /// Returns the segments of an ordinal in order of time.
    pub fn lane(&self, ordinal: u32) -> &[Segment] {
        self.lanes.get(&ordinal).map_or(&[], |lane| lane)
    }

    /// Returns the time of the last change of a stage, or of the last removal.
    pub fn last_moved(&self) -> SimTime {
        self.last_moved
    }

    /// Returns the first time after `after` at which the pod at this ordinal enters a stage that satisfies `reached`.
    pub fn next(
        &self,
        ordinal: u32,
        after: SimTime,
        reached: impl Fn(Stage) -> bool,
    ) -> Option<SimTime> {
        let later = self.lane(ordinal).iter().find(|part| part.from > after && reached(part.stage));
        later.map(|part| part.from)
    }

    /// Returns the time at which the pod that has this ordinal at `now` is gone. `None` if it stays.
    pub fn gone(&self, ordinal: u32, now: SimTime) -> Option<SimTime> {
        let lane = self.lane(ordinal);
        let here = lane.iter().position(|part| part.from <= now && now < part.to)?;
        let last = lane[here..].iter().zip(lane[here + 1..].iter().map(Some).chain([None]));
        let ends = |(part, next): (&Segment, Option<&Segment>)| {
            let left = part.stage.is_leaving() && next.is_none_or(|next| !next.stage.is_leaving());
            left.then_some(part.to)
        };
        last.into_iter().find_map(ends).filter(|&gone| gone < SimTime::MAX)
    }

    /// Notes that a pod was written at `at`.
    pub(super) fn write(&mut self, at: SimTime, pod: Pod, culprit: Option<Culprit>) {
        let stage = Stage::of(&pod, self.min_ready_seconds, at);
        let ready = pod.is_running_and_ready();
        let same = |known: &(Segment, Pod)| {
            (known.0.stage, known.0.ready, known.1.uid) == (stage, ready, pod.uid)
        };
        if self.present.get(&pod.ordinal).is_some_and(same) {
            return;
        }
        self.end(at, pod.ordinal);
        let Pod { ordinal, phase, revision, .. } = pod;
        let segment =
            Segment { ordinal, from: at, to: SimTime::MAX, stage, phase, revision, culprit, ready };
        self.lanes.entry(ordinal).or_default();
        if let Some(at) =
            pod.available_at(self.min_ready_seconds).filter(|_| stage == Stage::Settling)
        {
            self.last_moved = self.last_moved.max(at);
        }
        self.present.insert(ordinal, (segment, pod));
    }

    /// Notes that a pod was removed at `at`, or that its stage ended.
    pub(super) fn end(&mut self, at: SimTime, ordinal: u32) {
        self.last_moved = self.last_moved.max(at);
        if let Some((segment, pod)) = self.present.remove(&ordinal) {
            self.push(segment, &pod, at);
        }
    }

    /// Notes a new minReadySeconds, and computes the stages of present pods again.
    pub(super) fn set_min_ready_seconds(&mut self, at: SimTime, seconds: u32) {
        if seconds == self.min_ready_seconds {
            return;
        }
        self.min_ready_seconds = seconds;
        let present: Vec<_> = self.present.values().copied().collect();
        for (segment, pod) in present {
            self.write(at, pod, segment.culprit);
        }
    }

    /// Ends the history: the stages of present pods get no end.
    pub(super) fn close(&mut self) {
        for (segment, pod) in std::mem::take(&mut self.present).into_values() {
            self.push(segment, &pod, SimTime::MAX);
        }
    }

    fn push(&mut self, segment: Segment, pod: &Pod, to: SimTime) {
        let lane = self.lanes.entry(segment.ordinal).or_default();
        let available_at = pod.available_at(self.min_ready_seconds);
        let matures = available_at.filter(|&at| segment.stage == Stage::Settling && at < to);
        if let Some(at) = matures {
            lane.push(Segment { to: at, ..segment });
            lane.push(Segment { from: at, to, stage: Stage::Ready, ..segment });
        } else if segment.from < to {
            lane.push(Segment { to, ..segment });
        }
    }
}
