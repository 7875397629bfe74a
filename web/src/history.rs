//! What a whole trace says over time: for each StatefulSet the lives of its pods, its counts and its revisions.
//!
//! Made once per trace, because the timeline, the letters of revisions and the look ahead (*goes on in 4 s*) ask
//! about all of it, not about one frame. What one frame says is read from the frame itself, in [`crate::view`].

mod culprit;
mod lives;
mod series;
mod stage;
mod stalls;

use std::collections::BTreeMap;
use std::rc::Rc;

use rollout_engine::api::{PodContainers, RevisionHash, StatefulSet, StatefulSetSpec};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, Ended, FrameIndex};
use scenario::Trace;

pub use culprit::Culprit;
pub use lives::{Lives, Segment};
pub use series::Series;
pub use stage::{Stage, Trouble};

/// What a trace says over time.
#[derive(Debug)]
pub struct History {
    sets: Vec<SetHistory>,
    /// From which frame on which set is drawn: the one last written by a person.
    drawn: Vec<(FrameIndex, SetId)>,
    /// When a person changed something.
    commands: Vec<SimTime>,
    /// What the containers of pods with several last did.
    containers: BTreeMap<(SetId, u32), Rc<PodContainers>>,
    /// Where the axis begins.
    pub begins_at: SimTime,
    /// Where the axis ends: some time after the last thing that happens.
    pub ends_at: SimTime,
    /// Since when no pod of any set changes any more.
    pub quiet_from: SimTime,
}

/// What a trace says about one StatefulSet.
#[derive(Debug)]
pub struct SetHistory {
    /// Which.
    pub id: SetId,
    /// Its namespace.
    pub namespace: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Its revisions in the order in which they appear; the letters follow it.
    pub revisions: Vec<RevisionHash>,
    /// What was asked for, from when on; the first is its creation.
    pub specs: Vec<(SimTime, Rc<StatefulSetSpec>)>,
    /// From when on which revision was to be rolled out.
    pub updates: Vec<(SimTime, RevisionHash)>,
    /// The lives of its pods.
    pub lives: Lives,
    /// Pods that are Ready.
    pub ready: Series,
    /// Pods that are Ready and available.
    pub available: Series,
    /// Pods of each revision that was to be rolled out after the first, while it was, and are not leaving.
    pub updated: Vec<Updated>,
    /// When each stall begins: the controller waits for a pod, and no pod changes.
    pub stalls: Vec<SimTime>,
}

/// How many pods had the revision that was to be rolled out.
#[derive(Debug)]
pub struct Updated {
    /// Since when it was.
    pub from: SimTime,
    /// Until when; [`SimTime::MAX`] if nothing else came.
    pub to: SimTime,
    /// The revision.
    pub revision: RevisionHash,
    /// Its pods over that time.
    pub pods: Series,
}

impl History {
    /// Reads a trace from end to end.
    pub fn of(trace: &Trace) -> Self {
        let rollout = &trace.rollout;
        let begins_at = rollout.at(trace.begins);
        let mut history = Self {
            sets: Vec::new(),
            drawn: Vec::new(),
            commands: Vec::new(),
            containers: BTreeMap::new(),
            begins_at,
            ends_at: begins_at,
            quiet_from: begins_at,
        };
        for frame in (0..rollout.len()).map(FrameIndex) {
            let (at, cause) = (rollout.at(frame), rollout.cause(frame));
            for change in rollout.changes(frame) {
                history.note(frame, at, cause, change);
            }
        }
        history.close(trace);
        history
    }

    /// The set that is drawn at a frame: the one that a person wrote last, or the first that will be.
    pub fn drawn_at(&self, frame: FrameIndex) -> Option<&SetHistory> {
        let so_far = self.drawn.partition_point(|&(from, _)| from <= frame);
        let &(_, id) = self.drawn.get(so_far.saturating_sub(1))?;
        self.set(id)
    }

    /// The set of this namespace and name: `argocd/redis`.
    pub fn named(&self, qualified: &str) -> Option<&SetHistory> {
        let (namespace, name) = qualified.split_once('/')?;
        self.sets.iter().find(|set| &*set.name == name && &*set.namespace == namespace)
    }

    /// When a person next changes something, after `after` and not later than `until`.
    pub fn command_between(&self, after: SimTime, until: SimTime) -> Option<SimTime> {
        self.commands.iter().copied().find(|&at| at > after && at <= until)
    }

    /// How long the axis is, in milliseconds.
    pub fn length_ms(&self) -> i64 {
        (self.ends_at.as_millis() - self.begins_at.as_millis()).max(1)
    }

    fn set(&self, id: SetId) -> Option<&SetHistory> {
        self.sets.iter().find(|set| set.id == id)
    }

    fn note(&mut self, frame: FrameIndex, at: SimTime, cause: Cause, change: &Change) {
        let by_person = cause == Cause::Command;
        match change {
            Change::SetWritten(id, set) => {
                if by_person {
                    self.drawn.push((frame, *id));
                    self.commands.push(at);
                }
                self.entry(*id, set).write(at, &set.spec);
            }
            Change::StatusWritten(id, status) => {
                self.on(*id, |set| set.aim(at, status.update_revision))
            }
            Change::RevisionWritten(id, revision) => self.on(*id, |set| set.meet(revision.hash)),
            Change::PodCreated(id, pod) | Change::PodUpdated(id, pod) => {
                if by_person {
                    self.commands.push(at);
                }
                let several = self.containers.get(&(*id, pod.ordinal)).cloned();
                let several = several.filter(|it| it.uid == pod.uid);
                let culprit = Culprit::of(pod, several.as_deref().map(|it| &*it.statuses));
                self.on(*id, |set| set.lives.write(at, *pod, culprit));
            }
            Change::ContainersWritten(id, written) => {
                self.containers.insert((*id, written.ordinal), Rc::clone(written));
            }
            Change::PodDeleted(id, pod) => self.on(*id, |set| set.lives.end(at, pod.ordinal)),
            _ => {}
        }
    }

    fn entry(&mut self, id: SetId, of: &StatefulSet) -> &mut SetHistory {
        let place = self.sets.iter().position(|set| set.id == id).unwrap_or_else(|| {
            self.sets.push(SetHistory::new(id, of));
            self.sets.len() - 1
        });
        &mut self.sets[place]
    }

    fn on(&mut self, id: SetId, write: impl FnOnce(&mut SetHistory)) {
        if let Some(set) = self.sets.iter_mut().find(|set| set.id == id) {
            write(set);
        }
    }

    fn close(&mut self, trace: &Trace) {
        let moved = self.sets.iter().map(|set| set.lives.last_moved()).max();
        self.quiet_from = moved.unwrap_or(self.begins_at).max(self.begins_at);
        self.ends_at = self.end_of_axis(trace);
        for set in &mut self.sets {
            set.count();
            set.stalls = stalls::stalls(set, trace, self.ends_at);
        }
    }

    /// The last thing that happens, and some room after it to look at the result.
    fn end_of_axis(&self, trace: &Trace) -> SimTime {
        let typed = trace.ran.iter().flatten().map(|ran| ran.at).max().unwrap_or(self.begins_at);
        let busy_until = self.quiet_from.max(typed);
        if matches!(trace.rollout.ended(), Ended::Horizon | Ended::FrameLimit | Ended::Running) {
            // It would go on: what was not computed is not drawn.
            return trace.rollout.at(trace.rollout.last()).max(busy_until);
        }
        let busy_ms = busy_until.since(self.begins_at).as_millis();
        let busy_ms = i64::try_from(busy_ms).unwrap_or(i64::MAX);
        // Where somebody waits in vain the silence is the point, so it gets room; else a breath.
        let room_ms = if self.waits_at_end(trace) {
            (busy_ms / 2).clamp(10_000, 600_000)
        } else {
            (busy_ms / 40).clamp(2_000, 60_000)
        };
        let end_ms = busy_until.as_millis().saturating_add(room_ms).saturating_add(999);
        SimTime::from_millis(end_ms).floor_to_second()
    }

    fn waits_at_end(&self, trace: &Trace) -> bool {
        let rollout = &trace.rollout;
        let waiting = |set: &SetHistory| rollout.waiting(set.id, rollout.last());
        self.sets.iter().filter_map(waiting).any(|waiting| waiting.on.is_some())
    }
}

impl SetHistory {
    fn new(id: SetId, of: &StatefulSet) -> Self {
        Self {
            id,
            namespace: Rc::clone(&of.namespace),
            name: Rc::clone(&of.name),
            revisions: Vec::new(),
            specs: Vec::new(),
            updates: Vec::new(),
            lives: Lives::default(),
            ready: Series::default(),
            available: Series::default(),
            updated: Vec::new(),
            stalls: Vec::new(),
        }
    }

    /// The letter of a revision: A for the first that appeared. The ninth is A again.
    pub fn letter(&self, revision: RevisionHash) -> char {
        let place = self.revisions.iter().position(|&known| known == revision).unwrap_or(0);
        char::from(b"ABCDEFGH"[place % 8])
    }

    /// What was asked for at a moment.
    pub fn spec_at(&self, at: SimTime) -> Option<&Rc<StatefulSetSpec>> {
        let so_far = self.specs.partition_point(|&(from, _)| from <= at);
        self.specs.get(so_far.saturating_sub(1)).map(|(_, spec)| spec)
    }

    /// The last change of what was asked for that could move a pod; `None` while it is as created.
    pub fn last_change(&self) -> Option<SimTime> {
        let moves = |pair: &&[(SimTime, Rc<StatefulSetSpec>)]| may_move(&pair[0].1, &pair[1].1);
        self.specs.windows(2).rev().find(moves).map(|pair| pair[1].0)
    }

    /// How many pods there should be, over time.
    pub fn desired(&self) -> Series {
        Series::of(self.specs.iter().map(|(at, spec)| (*at, spec.replicas)))
    }

    /// What was being rolled out at a moment, unless it was the first revision.
    pub fn updated_at(&self, at: SimTime) -> Option<&Updated> {
        self.updated.iter().rfind(|updated| updated.from <= at)
    }

    fn write(&mut self, at: SimTime, spec: &Rc<StatefulSetSpec>) {
        self.lives.set_min_ready_seconds(at, spec.min_ready_seconds);
        if self.specs.last().is_none_or(|(_, last)| last != spec) {
            self.specs.push((at, Rc::clone(spec)));
        }
    }

    fn aim(&mut self, at: SimTime, revision: Option<RevisionHash>) {
        let Some(revision) = revision else { return };
        if self.updates.last().is_none_or(|&(_, last)| last != revision) {
            self.updates.push((at, revision));
        }
    }

    fn meet(&mut self, revision: RevisionHash) {
        if !self.revisions.contains(&revision) {
            self.revisions.push(revision);
        }
    }

    fn count(&mut self) {
        self.lives.close();
        let ready = self.lives.segments().filter(|part| part.ready);
        self.ready = Series::count(ready.map(|part| (part.from, part.to)));
        let available =
            self.lives.segments().filter(|part| part.ready && part.stage != Stage::Settling);
        self.available = Series::count(available.map(|part| (part.from, part.to)));
        let ends = self.updates.iter().skip(2).map(|&(at, _)| at).chain([SimTime::MAX]);
        let aims = self.updates.iter().skip(1).zip(ends);
        self.updated =
            aims.map(|(&(from, revision), to)| self.updated(revision, from, to)).collect();
    }

    fn updated(&self, revision: RevisionHash, from: SimTime, to: SimTime) -> Updated {
        let is_of_it = |part: &&Segment| part.revision == revision && !part.stage.is_leaving();
        let parts = self.lives.segments().filter(is_of_it);
        let pods = Series::count(parts.map(|part| (part.from.max(from), part.to.min(to))));
        Updated { from, to, revision, pods }
    }
}

/// Whether the step from one spec to the next makes a revision, or moves replicas or the partition.
fn may_move(before: &StatefulSetSpec, after: &StatefulSetSpec) -> bool {
    before.template != after.template
        || before.range() != after.range()
        || before.update_strategy != after.update_strategy
}
