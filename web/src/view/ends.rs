//! The end of the rollout: the caption of the timeline. It is about the whole rollout, not about the cursor.
//!
//! Measured from the change that moved a pod to the last move of a pod. A change that moves no pod does not count: of
//! two patches, the one that pods followed.

use rollout_engine::behavior::Step;
use rollout_engine::controller::Rule;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;

use super::controls::Form;
use super::preview::events;
use super::{Drawn, drawn, faults, text};
use crate::history::SetHistory;
use crate::state::{AppState, Control, Run};
use crate::text::{self, Key};

/// The caption, and the times that it links to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The five pieces. The second links to `done_at`, the fourth to `lowest_at`; empty ones are left out.
    pub says: [String; 5],
    /// End of the rollout.
    pub done_at: SimTime,
    /// First time with the lowest number of Ready pods.
    pub lowest_at: SimTime,
    /// The assumed start-up times, if no line of the script sets them.
    pub assumed: Option<Assumed>,
}

/// Start-up times that the playground assumes: words and adjustable values alternate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// The words around the values: one more than there are values.
    pub words: Vec<String>,
    /// Each value with its control.
    pub values: Vec<(Control, String)>,
}

/// The stretch of the caption and of the chart's lowest line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Time of the change.
    pub from: SimTime,
    /// End of the rollout, or of the axis if it is not done.
    pub to: SimTime,
    /// Whether the rollout is complete at the end.
    pub done: bool,
    /// Whether the change is the creation of the set.
    pub creation: bool,
    /// No change: a pasted cluster continues.
    pub pasted: bool,
    /// If the change is the deletion of the set: the number of its pods that are left.
    pub deleted: Option<u32>,
    /// Whether the simulation stopped at a limit.
    pub cut: bool,
    /// The lowest number of Ready pods (available pods, with minReadySeconds), and its first time.
    pub lowest: (u32, SimTime),
}

/// Returns the caption. `None` if there is no set.
pub fn view(state: &AppState) -> Option<Ends> {
    let Drawn { history, .. } = drawn(state)?;
    let stretch = stretch(&state.run, history)?;
    let says = if state.run.is_whole() {
        text(state).ends(&facts(history, &stretch)?)
    } else {
        text(state).still_computing(stretch.to)
    };
    let assumed = assumed(state).filter(|_| stretch.to > stretch.from && stretch.deleted.is_none());
    Some(Ends { says, done_at: stretch.to, lowest_at: stretch.lowest.1, assumed })
}

/// Returns the start-up times of the subject of the tool *Timing & faults*, where they are changed: of the update
/// revision's image, unless a person has chosen another. `None` if a line of the script sets any.
fn assumed(state: &AppState) -> Option<Assumed> {
    if state.run.scenario.lines.iter().any(|line| line.text.starts_with(": timing")) {
        return None;
    }
    let of = |step| {
        let control = faults::step(state, step)?;
        (control.form != Form::Fixed).then_some((Control::Step(step), control.value))
    };
    let start = of(Step::Start)?;
    let values: Vec<(Control, String)> =
        [Some(start), of(Step::Ready)].into_iter().flatten().collect();
    let key = if values.len() > 1 { Key::EndsAssumed } else { Key::EndsAssumedNoProbe };
    let said = text(state).say(key, &[("image", &faults::subject_name(state)?)]);
    let words = said.split("[]").map(str::to_owned).collect();
    Some(Assumed { words, values })
}

/// Returns the facts of a stretch for its sentence.
pub fn facts(history: &SetHistory, stretch: &Stretch) -> Option<text::Ends> {
    let spec = history.spec_at(stretch.to)?;
    let seconds = stretch.to.since(stretch.from).as_millis().div_ceil(1_000);
    Some(text::Ends {
        done: stretch.done,
        seconds: u64::try_from(seconds).unwrap_or(u64::MAX),
        creation: stretch.creation,
        pasted: stretch.pasted,
        moves: stretch.to > stretch.from,
        deleted: stretch.deleted,
        cut: stretch.cut,
        // A condemned pod may be Ready as well: the count can exceed the replicas.
        lowest: stretch.lowest.0.min(spec.replicas),
        replicas: spec.replicas,
        available: spec.min_ready_seconds > 0,
    })
}

/// Returns the stretch from the last change to its end. `None` before the set exists.
pub fn stretch(run: &Run, history: &SetHistory) -> Option<Stretch> {
    if let Some(from) = history.deleted_at {
        return Some(of_deletion(run, history, from));
    }
    let rollout = &run.trace.rollout;
    let last = rollout.waiting(history.id, rollout.last());
    let at_rest = |rule| matches!(rule, Rule::Settled | Rule::PartitionHolds | Rule::OnDelete);
    let done =
        rollout.ended() == Ended::Settled && last.is_none_or(|waiting| at_rest(waiting.rule));
    let change = change(run, history, done);
    let from = change.or_else(|| history.specs.first().map(|&(at, _)| at))?;
    let to = if done { history.lives.last_moved().max(from) } else { run.history.ends_at };
    let min_ready_seconds = history.spec_at(to).map_or(0, |spec| spec.min_ready_seconds);
    let counted = if min_ready_seconds > 0 { &history.available } else { &history.ready };
    let lowest = counted.lowest(from, to.max(SimTime::from_millis(from.as_millis() + 1)));
    let cut = matches!(rollout.ended(), Ended::Horizon | Ended::FrameLimit);
    let is_pasted = run.scenario.lines.iter().any(|line| line.text.starts_with(": cluster "));
    let pasted = change.is_none() && is_pasted;
    let creation = change.is_none() && !is_pasted;
    Some(Stretch { from, to, done, creation, pasted, deleted: None, cut, lowest })
}

/// Returns the stretch from the set's deletion until its last pod is gone.
fn of_deletion(run: &Run, history: &SetHistory, from: SimTime) -> Stretch {
    let left = history.lives.segments().filter(|part| part.to == SimTime::MAX).count();
    let to = history.lives.last_moved().max(from).min(run.history.ends_at);
    Stretch {
        from,
        to,
        done: left == 0,
        creation: false,
        pasted: false,
        deleted: Some(u32::try_from(left).unwrap_or(u32::MAX)),
        cut: false,
        lowest: history.ready.lowest(from, to),
    }
}

/// Returns the time of the change that the stretch starts with. If done: the last spec change that moved a pod, else
/// the last event that did, else the last spec change. If not done: the last spec change, else that event.
pub fn change(run: &Run, history: &SetHistory, done: bool) -> Option<SimTime> {
    let moves = |&at: &SimTime| history.moves_between(at, run.history.next_command(at));
    let asked = || history.changes().next();
    let befell = || {
        let made = history.specs.first().map_or(SimTime::MIN, |&(at, _)| at);
        let mut events: Vec<SimTime> = events(run).map(|(at, _)| at).collect();
        events.retain(|&at| at > made);
        let ends = events.iter().copied().skip(1).chain([SimTime::MAX]);
        let pairs = events.iter().copied().zip(ends);
        pairs.filter(|&(at, to)| history.moves_between(at, to)).last().map(|(at, _)| at)
    };
    match done {
        true => history.changes().find(moves).or_else(befell).or_else(asked),
        false => asked().or_else(befell),
    }
}
