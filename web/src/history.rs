//! Histories: for each StatefulSet of a trace, the lives of its pods, its counts and its revisions over time.
//!
//! Computed once per trace: the timeline, the letters of revisions and the prediction (*in 4 s*) need all of it.
//! Leaves out the content of one frame: [`crate::view`] reads that from the frame.

mod culprit;
mod gaps;
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
pub use gaps::Gaps;
pub use lives::{Lives, Segment};
pub use series::Series;
pub use stage::{Stage, Trouble};

/// The histories of a trace, and its axis.
#[derive(Debug)]
pub struct History {
    sets: Vec<SetHistory>,
    /// Frames at which a person wrote a set, in order. From each on, that set is drawn.
    drawn: Vec<(FrameIndex, SetId)>,
    /// Times of a person's changes, in order.
    commands: Vec<SimTime>,
    /// The last container statuses of each pod with several containers, by set and ordinal.
    containers: BTreeMap<(SetId, u32), Rc<PodContainers>>,
    /// Start of the axis.
    pub begins_at: SimTime,
    /// End of the axis: some time after the last pod change and the last line.
    pub ends_at: SimTime,
    /// Time of the last pod change of any set.
    pub quiet_from: SimTime,
    /// The idle stretches of the axis.
    pub gaps: Gaps,
}

/// The history of one StatefulSet.
#[derive(Debug)]
pub struct SetHistory {
    /// The set's identity in the cluster.
    pub id: SetId,
    /// Its namespace.
    pub namespace: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Its revisions in order of creation, which is the order of their letters.
    pub revisions: Vec<RevisionHash>,
    /// Each spec with the time of its write. The first is the creation.
    pub specs: Vec<(SimTime, Rc<StatefulSetSpec>)>,
    /// Each update revision with the time from which it was rolled out.
    pub updates: Vec<(SimTime, RevisionHash)>,
    /// The lives of its pods.
    pub lives: Lives,
    /// Number of Ready pods.
    pub ready: Series,
    /// Number of available pods.
    pub available: Series,
    /// Updated pods, for each update revision after the first.
    pub updated: Vec<Updated>,
    /// Time of its deletion. `None` if it exists, or was created again.
    pub deleted_at: Option<SimTime>,
    /// Start of each stall: the controller waits for a pod and no pod changes.
    pub stalls: Vec<SimTime>,
}

/// Number of pods that have the update revision and are not terminating, while it was rolled out.
#[derive(Debug)]
pub struct Updated {
    /// Start of its rollout.
    pub from: SimTime,
    /// Start of the next rollout. [`SimTime::MAX`] for the last one.
    pub to: SimTime,
    /// The update revision.
    pub revision: RevisionHash,
    /// Number of its pods from `from` to `to`.
    pub pods: Series,
}

impl History {
    /// Reads a trace from end to end.
    pub fn of(trace: &Trace) -> Self {
        let rollout = &trace.rollout;
        // Setup lines run before time zero; the axis starts at zero or later.
        let begins_at = rollout.at(trace.begins).max(SimTime::ZERO);
        let mut history = Self {
            sets: Vec::new(),
            drawn: Vec::new(),
            commands: Vec::new(),
            containers: BTreeMap::new(),
            begins_at,
            ends_at: begins_at,
            quiet_from: begins_at,
            gaps: Gaps::default(),
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

    /// Returns the set that is drawn at a frame: the one that a person wrote last, else the first that a person will
    /// write.
    pub fn drawn_at(&self, frame: FrameIndex) -> Option<&SetHistory> {
        let so_far = self.drawn.partition_point(|&(from, _)| from <= frame);
        let &(_, id) = self.drawn.get(so_far.saturating_sub(1))?;
        self.set(id)
    }

    /// Returns the set with this namespace and name: `argocd/redis`.
    pub fn named(&self, qualified: &str) -> Option<&SetHistory> {
        let (namespace, name) = qualified.split_once('/')?;
        self.sets.iter().find(|set| &*set.name == name && &*set.namespace == namespace)
    }

    /// Returns the time of a person's next change after `after`. `None` if it is later than `until`.
    pub fn command_between(&self, after: SimTime, until: SimTime) -> Option<SimTime> {
        self.commands.iter().copied().find(|&at| at > after && at <= until)
    }

    /// Returns the time of a person's next change after `after`. [`SimTime::MAX`] if there is none.
    pub fn next_command(&self, after: SimTime) -> SimTime {
        self.commands.iter().copied().find(|&at| at > after).unwrap_or(SimTime::MAX)
    }

    /// Returns the length of the axis in milliseconds, at least 1.
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
            Change::SetDeleted(id, _) => self.on(*id, |set| set.deleted_at = Some(at)),
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
        self.gaps = Gaps::of(&self.sets, self.moments(trace));
    }

    /// Returns the times of pod changes and lines on the axis, and both of its ends. Unsorted.
    fn moments(&self, trace: &Trace) -> Vec<SimTime> {
        let segments = self.sets.iter().flat_map(|set| set.lives.segments());
        let pods = segments.flat_map(|part| [part.from, part.to]);
        let lines = trace.ran.iter().flatten().map(|ran| ran.at);
        let axis = self.begins_at..=self.ends_at;
        let inside = pods.chain(lines).filter(|at| axis.contains(at));
        inside.chain([self.begins_at, self.ends_at]).collect()
    }

    /// Returns the end of the axis: the last pod change or line, plus room to look at the result.
    fn end_of_axis(&self, trace: &Trace) -> SimTime {
        let typed = trace.ran.iter().flatten().map(|ran| ran.at).max().unwrap_or(self.begins_at);
        let busy_until = self.quiet_from.max(typed);
        if matches!(trace.rollout.ended(), Ended::Horizon | Ended::FrameLimit | Ended::Running) {
            // The simulation would continue: the axis ends where the trace does.
            return trace.rollout.at(trace.rollout.last()).max(busy_until);
        }
        let busy_ms = busy_until.since(self.begins_at).as_millis();
        let busy_ms = i64::try_from(busy_ms).unwrap_or(i64::MAX);
        // A stuck rollout gets more room: there the silence is the result.
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

    /// Takes over the letters of a set on another side of a comparison. `letters` are its revisions in the order of
    /// their letters, and `pairs` its revisions with those here that are the same.
    pub fn letter_like(
        &mut self,
        set: SetId,
        letters: &[RevisionHash],
        pairs: &[[RevisionHash; 2]],
    ) {
        if let Some(history) = self.sets.iter_mut().find(|it| it.id == set) {
            history.letter_like(letters, pairs);
        }
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
            deleted_at: None,
            stalls: Vec::new(),
        }
    }

    /// Returns the letter of a revision: A for the first, H for the eighth, A again for the ninth.
    pub fn letter(&self, revision: RevisionHash) -> char {
        let place = self.revisions.iter().position(|&known| known == revision).unwrap_or(0);
        char::from(b"ABCDEFGH"[place % 8])
    }

    fn letter_like(&mut self, letters: &[RevisionHash], pairs: &[[RevisionHash; 2]]) {
        let own = std::mem::take(&mut self.revisions);
        let same = |it: &RevisionHash| pairs.iter().find(|pair| pair[0] == *it).map(|pair| pair[1]);
        self.revisions = letters.iter().map(|it| same(it).unwrap_or(*it)).collect();
        self.revisions
            .extend(own.into_iter().filter(|it| !pairs.iter().any(|pair| pair[1] == *it)));
    }

    /// Returns the spec in force at a time; before the creation, the first one.
    pub fn spec_at(&self, at: SimTime) -> Option<&Rc<StatefulSetSpec>> {
        let so_far = self.specs.partition_point(|&(from, _)| from <= at);
        self.specs.get(so_far.saturating_sub(1)).map(|(_, spec)| spec)
    }

    /// Returns the times of spec changes that could move a pod, the latest first.
    pub fn changes(&self) -> impl Iterator<Item = SimTime> {
        let moves = |pair: &&[(SimTime, Rc<StatefulSetSpec>)]| may_move(&pair[0].1, &pair[1].1);
        self.specs.windows(2).rev().filter(moves).map(|pair| pair[1].0)
    }

    /// Whether a pod changed its stage, or went, in `from..to`.
    pub fn moves_between(&self, from: SimTime, to: SimTime) -> bool {
        let inside = |at: SimTime| from <= at && at < to;
        self.lives.segments().any(|part| inside(part.from) || inside(part.to))
    }

    /// Returns `spec.replicas` over time.
    pub fn desired(&self) -> Series {
        Series::of(self.specs.iter().map(|(at, spec)| (*at, spec.replicas)))
    }

    /// Returns the rollout in progress at a time. `None` while the first revision is rolled out.
    pub fn updated_at(&self, at: SimTime) -> Option<&Updated> {
        self.updated.iter().rfind(|updated| updated.from <= at)
    }

    fn write(&mut self, at: SimTime, spec: &Rc<StatefulSetSpec>) {
        self.deleted_at = None;
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

/// Whether a spec change makes a revision, or changes the ordinals or the update strategy.
fn may_move(before: &StatefulSetSpec, after: &StatefulSetSpec) -> bool {
    before.template != after.template
        || before.range() != after.range()
        || before.update_strategy != after.update_strategy
}
