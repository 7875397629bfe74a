//! The lives of a set's pods, by ordinal: which stage from when to when.
//!
//! This is what lanes draw and what the look ahead asks. A pod that goes from Ready to available does so by time
//! alone, without a write; that moment is worked out here.

use std::collections::BTreeMap;
use std::ops::Range;

use rollout_engine::api::{Pod, PodPhase, RevisionHash};
use rollout_engine::time::SimTime;

use super::{Culprit, Stage};

/// A pod in one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Which ordinal.
    pub ordinal: u32,
    /// Since when.
    pub from: SimTime,
    /// Until when; [`SimTime::MAX`] if it stays so.
    pub to: SimTime,
    /// Which stage.
    pub stage: Stage,
    /// Its phase as that began.
    pub phase: PodPhase,
    /// Its revision.
    pub revision: RevisionHash,
    /// Which container keeps it from being Ready, as that began.
    pub culprit: Option<Culprit>,
    /// Whether it counts as Ready; a terminating pod still does while its containers run.
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
    /// Every ordinal that ever had a pod, with its stages in order of time.
    pub fn lanes(&self) -> impl Iterator<Item = (u32, &[Segment])> {
        self.lanes.iter().map(|(&ordinal, lane)| (ordinal, lane.as_slice()))
    }

    /// From the lowest ordinal that ever had a pod to the highest; empty where none had.
    pub fn ordinals(&self) -> Range<u32> {
        let first = self.lanes.keys().next().copied().unwrap_or(0);
        let end = self.lanes.keys().next_back().map_or(0, |&last| last.saturating_add(1));
        first..end
    }

    /// All stages of all pods.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.lanes.values().flatten()
    }

    /// The stages of an ordinal, in order of time.
    pub fn lane(&self, ordinal: u32) -> &[Segment] {
        self.lanes.get(&ordinal).map_or(&[], |lane| lane)
    }

    /// When a pod last came into another stage, or went.
    pub fn last_moved(&self) -> SimTime {
        self.last_moved
    }

    /// The first moment after `after` at which the pod of this ordinal comes into a stage that satisfies `reached`.
    pub fn next(
        &self,
        ordinal: u32,
        after: SimTime,
        reached: impl Fn(Stage) -> bool,
    ) -> Option<SimTime> {
        let later = self.lane(ordinal).iter().find(|part| part.from > after && reached(part.stage));
        later.map(|part| part.from)
    }

    /// When the pod that has this ordinal now is gone; `None` if it stays.
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

    /// A pod was written.
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

    /// A pod went, or a stage of it ended.
    pub(super) fn end(&mut self, at: SimTime, ordinal: u32) {
        self.last_moved = self.last_moved.max(at);
        if let Some((segment, pod)) = self.present.remove(&ordinal) {
            self.push(segment, &pod, at);
        }
    }

    /// The spec says how long a pod must have been Ready.
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

    /// Nothing more is written: what is present stays.
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
