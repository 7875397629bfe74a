//! What two rollouts of a StatefulSet do differently: where they agree, each difference in order, and how each ends.
//!
//! Pods are paired by ordinal and incarnation since zero, so nothing is matched by guess. A [`Moment`] is a step of a pod's life
//! that a person sees: there at zero, created, Ready, not Ready, told to stop, removed. Times count from each side's
//! own zero, so that two scripts can be aligned at their first line or at their change. What happens before the zero
//! is not compared. Leaves out where the traces come from (`run`) and how a comparison is drawn (`web`).

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{ControllerRevision, Pod, RevisionHash};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::controller::{Rule, Waiting};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex, Trace};

/// One of the two rollouts.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The trace of the cluster.
    pub trace: &'a Trace,
    /// The StatefulSet.
    pub set: SetId,
    /// The time that counts as 0:00.
    pub zero: SimTime,
}

/// What two rollouts do differently. The sides are `[left, right]` everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// One per pod and incarnation that differs, by time, then by ordinal.
    pub differences: Vec<Difference>,
    /// How each side ends.
    pub ends: [End; 2],
}

/// A pod, as both sides name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PodLife {
    /// Its ordinal.
    pub ordinal: u32,
    /// How many pods have had its name from zero on, including this one. Those before are not compared.
    pub incarnation: u32,
}

/// A difference in the life of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The pod.
    pub pod: PodLife,
    /// When the sides part: the earlier of the two moments.
    pub at: SimTime,
    /// The first moment of its life that is not the same on both sides; `None` where a side has no further moment.
    pub moments: [Option<Moment>; 2],
    /// What each controller waits for at that time; `None` before its first sync.
    pub waiting: [Option<Waiting>; 2],
    /// Number of further moments of this life, on the side that has more of them.
    pub further: usize,
}

/// A step of a pod's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, counted from the side's zero.
    pub at: SimTime,
    /// What happened.
    pub step: Step,
    /// The pod's revision.
    pub revision: RevisionHash,
}

/// What happened to a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was there at zero.
    Present,
    /// It was created.
    Created,
    /// It became Running and Ready.
    Ready,
    /// It stopped being Running and Ready.
    NotReady,
    /// Its deletion was requested.
    Stopping,
    /// It was removed.
    Removed,
}

/// How a side ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// When a pod last did something; zero where no pod moves.
    pub at: SimTime,
    /// Why the trace ends.
    pub ended: Ended,
    /// What the controller waits for at the end.
    pub waiting: Option<Waiting>,
    /// The lowest number of Ready pods from zero on. Of several numbers at one instant the last counts.
    pub lowest_ready: u32,
}

impl Comparison {
    /// Compares two rollouts.
    pub fn of(left: Side<'_>, right: Side<'_>) -> Self {
        let (of_left, of_right) = (History::of(left), History::of(right));
        let pods = of_left.lives.keys().chain(of_right.lives.keys());
        let mut pods: Vec<PodLife> = pods.copied().collect();
        pods.sort_unstable();
        pods.dedup();
        let alike = revisions_alike(left, right);
        let differ = |pod| difference(pod, [&of_left, &of_right], &alike, [left, right]);
        let mut differences: Vec<Difference> = pods.into_iter().filter_map(differ).collect();
        differences.sort_by_key(|difference| (difference.at, difference.pod));
        Self { differences, ends: [of_left.end(left), of_right.end(right)] }
    }

    /// The comparison with left and right exchanged.
    #[must_use]
    pub fn swapped(mut self) -> Self {
        self.ends.reverse();
        for difference in &mut self.differences {
            difference.moments.reverse();
            difference.waiting.reverse();
        }
        self
    }

    /// Until when every pod does the same on both sides; `None` if no pod ever moves otherwise.
    pub fn agree_until(&self) -> Option<SimTime> {
        self.differences.first().map(|first| first.at)
    }

    /// The first difference after a time.
    pub fn next_after(&self, at: SimTime) -> Option<&Difference> {
        self.differences.iter().find(|difference| difference.at > at)
    }

    /// Which side ends sooner (0 is left) and by how much; `None` where a side stands still or was cut off, or both
    /// end together.
    pub fn sooner(&self) -> Option<(usize, Duration)> {
        let [left, right] = self.ends;
        if !left.is_done() || !right.is_done() || left.at == right.at {
            return None;
        }
        let (first, earlier, later) =
            if left.at < right.at { (0, left.at, right.at) } else { (1, right.at, left.at) };
        Some((first, later.since(earlier)))
    }
}

impl End {
    /// Whether the rollout has come as far as it was asked to: to every pod, or to the partition.
    pub fn is_done(&self) -> bool {
        let is_end = |rule| matches!(rule, Rule::Settled | Rule::PartitionHolds);
        self.ended == Ended::Settled && self.waiting.is_some_and(|waiting| is_end(waiting.rule))
    }
}

/// Returns the revisions of two sides that are the same for a person, as pairs of a left and a right one.
///
/// A release may store a template with other defaults, and then its hash is another one. So a revision is paired with
/// that of the same hash; of those left over, in order of creation, each with the first that runs the same. Whoever
/// draws both sides gives the two of a pair one letter.
pub fn revisions_alike(left: Side<'_>, right: Side<'_>) -> Vec<[RevisionHash; 2]> {
    alike([left, right].map(|side| revisions(side)).each_ref().map(Vec::as_slice))
}

fn alike(sides: [&[Rc<ControllerRevision>]; 2]) -> Vec<[RevisionHash; 2]> {
    let has = |side: usize, hash| sides[side].iter().any(|it| it.hash == hash);
    let rest = |side: usize| sides[side].iter().filter(move |it| !has(1 - side, it.hash));
    let same = sides[0].iter().filter(|it| has(1, it.hash)).map(|it| [it.hash; 2]);
    let mut pairs: Vec<[RevisionHash; 2]> = same.collect();
    let mut free: Vec<_> = rest(1).collect();
    for left in rest(0) {
        if let Some(found) = free.iter().position(|right| runs_alike(left, right)) {
            pairs.push([left.hash, free.remove(found).hash]);
        }
    }
    pairs
}

/// Whether pods of two revisions run the same containers.
fn runs_alike(one: &ControllerRevision, other: &ControllerRevision) -> bool {
    let (one, other) = (&one.template, &other.template);
    (&one.init_containers, &one.containers, one.grace_period)
        == (&other.init_containers, &other.containers, other.grace_period)
}

/// Returns the set's revisions in order of creation, from the beginning of the trace on.
fn revisions(side: Side<'_>) -> Vec<Rc<ControllerRevision>> {
    let mut met: Vec<Rc<ControllerRevision>> = Vec::new();
    let changes = (0..side.trace.len()).flat_map(|frame| side.trace.changes(FrameIndex(frame)));
    for change in changes {
        let Change::RevisionWritten(set, revision) = change else { continue };
        if *set == side.set && met.iter().all(|known| known.hash != revision.hash) {
            met.push(Rc::clone(revision));
        }
    }
    met
}

fn difference(
    pod: PodLife,
    histories: [&History; 2],
    alike: &[[RevisionHash; 2]],
    sides: [Side<'_>; 2],
) -> Option<Difference> {
    let [left, right] =
        histories.map(|history| history.lives.get(&pod).map_or(&[][..], Vec::as_slice));
    let is_same = |(one, other): &(&Moment, &Moment)| {
        (one.at, one.step) == (other.at, other.step)
            && (one.revision == other.revision || alike.contains(&[one.revision, other.revision]))
    };
    let same = left.iter().zip(right).take_while(is_same).count();
    let moments = [left.get(same).copied(), right.get(same).copied()];
    let at = moments.iter().flatten().map(|moment| moment.at).min()?;
    let waiting = sides.map(|side| side.trace.waiting(side.set, side.frame_at(at)));
    let further = left.len().max(right.len()) - same - 1;
    Some(Difference { pod, at, moments, waiting, further })
}

impl Side<'_> {
    /// The last frame at or before a time counted from zero.
    fn frame_at(&self, at: SimTime) -> FrameIndex {
        self.trace.frame_at(SimTime::from_millis(at.as_millis() + self.zero.as_millis()))
    }

    fn counted(&self, at: SimTime) -> SimTime {
        SimTime::from_millis(at.as_millis() - self.zero.as_millis())
    }
}

/// The lives of a side's pods from zero on.
#[derive(Debug, Default)]
struct History {
    /// Incarnation of the first pod of each ordinal from zero on.
    firsts: BTreeMap<u32, u32>,
    lives: BTreeMap<PodLife, Vec<Moment>>,
    /// Number of Ready pods after each instant at which it may have changed, the first at zero.
    ready: BTreeMap<SimTime, u32>,
}

impl History {
    fn of(side: Side<'_>) -> Self {
        let first = side.trace.frame_at(side.zero);
        let cluster = side.trace.seek(first).cluster;
        let pods = cluster.set(side.set).into_iter().flat_map(|owned| owned.pods.iter());
        let mut pods: BTreeMap<u32, Pod> = pods.map(|pod| (pod.ordinal, *pod)).collect();
        let mut history = Self::default();
        pods.values().for_each(|pod| history.begin(pod));
        history.count(SimTime::ZERO, &pods);
        for frame in (first.0 + 1..side.trace.len()).map(FrameIndex) {
            let at = side.counted(side.trace.at(frame));
            for change in side.trace.changes(frame) {
                history.note(at, change, side.set, &mut pods);
            }
            history.count(at, &pods);
        }
        history
    }

    /// Notes a pod as zero finds it.
    fn begin(&mut self, pod: &Pod) {
        let steps = [
            Some(Step::Present),
            pod.is_running_and_ready().then_some(Step::Ready),
            pod.is_terminating().then_some(Step::Stopping),
        ];
        self.extend(SimTime::ZERO, pod, steps);
    }

    fn extend<const COUNT: usize>(&mut self, at: SimTime, pod: &Pod, steps: [Option<Step>; COUNT]) {
        let first = *self.firsts.entry(pod.ordinal).or_insert(pod.incarnation);
        let incarnation = 1 + pod.incarnation.saturating_sub(first);
        let life = PodLife { ordinal: pod.ordinal, incarnation };
        let moments = steps.into_iter().flatten();
        let mut moments =
            moments.map(|step| Moment { at, step, revision: pod.revision }).peekable();
        if moments.peek().is_some() {
            self.lives.entry(life).or_default().extend(moments);
        }
    }

    fn note(&mut self, at: SimTime, change: &Change, set: SetId, pods: &mut BTreeMap<u32, Pod>) {
        let (pod, is_gone) = match change {
            Change::PodCreated(of, pod) | Change::PodUpdated(of, pod) if *of == set => (pod, false),
            Change::PodDeleted(of, pod) if *of == set => (pod, true),
            _ => return,
        };
        let before = pods.insert(pod.ordinal, *pod).filter(|before| before.uid == pod.uid);
        let was = |is: fn(&Pod) -> bool| before.as_ref().is_some_and(is);
        let steps = [
            before.is_none().then_some(Step::Created),
            (pod.is_terminating() && !was(Pod::is_terminating)).then_some(Step::Stopping),
            (pod.is_running_and_ready() && !was(Pod::is_running_and_ready)).then_some(Step::Ready),
            (!pod.is_running_and_ready() && was(Pod::is_running_and_ready))
                .then_some(Step::NotReady),
            is_gone.then_some(Step::Removed),
        ];
        self.extend(at, pod, steps);
        if is_gone {
            pods.remove(&pod.ordinal);
        }
    }

    fn count(&mut self, at: SimTime, pods: &BTreeMap<u32, Pod>) {
        let ready = pods.values().filter(|pod| pod.is_running_and_ready()).count();
        self.ready.insert(at, u32::try_from(ready).unwrap_or(u32::MAX));
    }

    fn end(&self, side: Side<'_>) -> End {
        let moments = self.lives.values().filter_map(|life| life.last());
        End {
            at: moments.map(|moment| moment.at).max().unwrap_or(SimTime::ZERO),
            ended: side.trace.ended(),
            waiting: side.trace.waiting(side.set, side.trace.last()),
            lowest_ready: self.ready.values().copied().min().unwrap_or(0),
        }
    }
}
