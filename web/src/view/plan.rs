//! The page of a plan: the question with its floor, the chart, the answer, what the numbers rest on, and the tabs beside them.
//!
//! The lowest number of Ready pods is that of all runs, so that *never below* is true of every one of them. Leaves out the
//! geometry of the chart ([`chart`]), the sentences ([`sentences`]) and the tabs ([`side`]).

pub mod chart;
pub mod sentences;
pub mod side;

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{NoPlan, Variant, WayKind};

use super::strip::{bands, x};
use super::{drawn, text};
use crate::history::SetHistory;
use crate::state::{AppState, PlanCopy, PlanTab, Planned, Preview, Run, SweepStage};
use crate::text::{Key, Text};
use chart::Chart;
use sentences::Answer;
use side::{ChosenView, TimesRow, WayRow};

/// Lanes of a small drawing. Of more pods, that many are drawn, evenly chosen.
const LANES_MAX: usize = 16;
/// Height and pitch of a lane in a small drawing, in px.
const LANE: (i64, i64) = (3, 4);

/// The page.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanView {
    /// `How fast, if at least 9 of 12 must stay Ready?`
    pub question: String,
    /// What is rolled out, and how often. Empty without a plan.
    pub sub: String,
    /// Why there is no plan, or that it is being worked out.
    pub says: Option<String>,
    /// Whether `says` is trouble.
    pub is_trouble: bool,
    /// The floor. `None` without a plan.
    pub floor: Option<Floor>,
    /// The chart.
    pub chart: Option<Rc<Chart>>,
    /// The ways as lists for a phone: those above the floor, those below it.
    pub lists: [Vec<WayRow>; 2],
    /// How far the sweep is. `None` without a plan.
    pub going: Option<Going>,
    /// The answer. `None` without a plan, and if no run could be made.
    pub answer: Option<Answer>,
    /// What the numbers rest on.
    pub rests: Vec<(&'static str, String)>,
    /// The change, as a field.
    pub change: Field,
    /// One new pod in so many fails, as a field.
    pub fails: Field,
    /// What is not evaluated.
    pub not_evaluated: String,
    /// The open tab.
    pub tab: PlanTab,
    /// How many ways there are.
    pub count: usize,
    /// The chosen way.
    pub chosen: Option<ChosenView>,
    /// Every way.
    pub ways: Vec<WayRow>,
    /// The table as text, to be copied.
    pub table: String,
    /// Times, as fields.
    pub times: Vec<TimesRow>,
    /// Why the last time was refused.
    pub refused: Option<Rc<str>>,
    /// What was copied just now.
    pub copied: Option<PlanCopy>,
}

/// How many pods must stay Ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// The number.
    pub at: u32,
    /// Of how many.
    pub of: u32,
    /// `at least 9 of 12 Ready`.
    pub says: String,
}

/// How far the sweep is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Going {
    /// `1,440 of 4,400 runs, 0.8 s`.
    pub says: String,
    /// Thousandths that are done. `None` once no more samples come.
    pub part: Option<u32>,
    /// Whether they could not be made, and may be tried again.
    pub is_lost: bool,
}

/// A field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its text.
    pub value: String,
    /// Whether it is half-typed.
    pub is_draft: bool,
}

/// Returns the page.
pub fn view(state: &AppState) -> PlanView {
    let text = text(state);
    let plan = &state.plan;
    let shown = plan.shown.as_deref();
    let rows = shown.map(|shown| side::rows(state, shown)).unwrap_or_default();
    let (says, is_trouble) = none(state);
    PlanView {
        question: question(state),
        sub: shown.map(|shown| sub(text, shown)).unwrap_or_default(),
        says,
        is_trouble,
        floor: floor(state),
        chart: shown.map(|shown| Rc::new(chart::chart(state, shown))),
        lists: side::lists(&rows),
        going: plan.measured().map(|it| going(text, it)),
        answer: shown.filter(|shown| shown.has_any()).map(|shown| sentences::answer(state, shown)),
        rests: shown.map(|shown| sentences::rests(text, &shown.plan)).unwrap_or_default(),
        change: change(state),
        fails: fails(state),
        not_evaluated: sentences::not_evaluated(text, shown.map(|shown| &*shown.plan)),
        tab: plan.tab,
        count: rows.len(),
        chosen: shown.and_then(|shown| side::chosen(state, shown)),
        table: side::table(text, &rows),
        ways: rows,
        times: side::times(state),
        refused: plan.drafts.refused.clone(),
        copied: plan.copied,
    }
}

/// Returns the question: `How fast, if at least 9 of 12 must stay Ready?`
pub fn question(state: &AppState) -> String {
    let text = text(state);
    let Some(shown) = state.plan.shown.as_deref() else { return text.of(Key::Plan).into() };
    let (floor, replicas) = (state.plan.floor(), shown.plan.replicas);
    match floor {
        0 => text.of(Key::PlanAsksAny).into(),
        _ => text.say(Key::PlanAsks, &[("floor", &floor), ("replicas", &replicas)]),
    }
}

fn sub(text: &Text, shown: &Planned) -> String {
    let plan = &shown.plan;
    let key = if plan.has_spread { Key::PlanSub } else { Key::PlanSubOnce };
    let change = sentences::change(text, plan);
    let (replicas, runs) = (plan.replicas, shown.runs);
    let with: [(&str, &dyn std::fmt::Display); 4] =
        [("replicas", &replicas), ("set", &plan.name), ("change", &change), ("runs", &runs)];
    text.say(key, &with)
}

/// Returns why there is no plan, or that it is being worked out, and whether that is trouble.
fn none(state: &AppState) -> (Option<String>, bool) {
    let text = text(state);
    let says = match &state.plan.none {
        Some(NoPlan::NoSet) => text.of(Key::NoPlanSet).to_owned(),
        Some(NoPlan::NoPods) => text.of(Key::NoPlanPods).to_owned(),
        Some(NoPlan::NoChange { change, printed }) if printed.trim().is_empty() => {
            text.say(Key::NoPlanChangeQuiet, &[("change", change)])
        }
        Some(NoPlan::NoChange { change, printed }) => {
            text.say(Key::NoPlanChange, &[("change", change), ("printed", &printed.trim())])
        }
        None if state.exchange.is_lost && state.plan.shown.is_none() => {
            return (Some(text.of(Key::NotFetched).to_owned()), true);
        }
        None if state.plan.shown.is_none() => {
            return (Some(text.of(Key::PlanWaits).to_owned()), false);
        }
        None => return (None, false),
    };
    (Some(says), true)
}

/// Returns the floor. `None` without a plan.
pub fn floor(state: &AppState) -> Option<Floor> {
    let (at, of) = (state.plan.floor(), state.plan.shown.as_ref()?.plan.replicas);
    let says = text(state).say(Key::PlanFloorValue, &[("floor", &at), ("replicas", &of)]);
    Some(Floor { at, of, says })
}

fn going(text: &Text, measured: &Planned) -> Going {
    let (done, all) = measured.progress;
    let seconds = format!("{}.{}", measured.ms / 1_000, measured.ms / 100 % 10);
    let with: [(&str, &dyn std::fmt::Display); 3] =
        [("done", &done), ("all", &all), ("seconds", &seconds)];
    let (key, is_running) = match measured.stage {
        SweepStage::Running => (Key::PlanGoing, true),
        SweepStage::Whole => (Key::PlanDone, false),
        SweepStage::Stopped => (Key::PlanStopped, false),
        SweepStage::Lost => (Key::PlanLost, false),
    };
    let part = is_running.then(|| done.saturating_mul(1_000) / all.max(1));
    Going { says: text.say(key, &with), part, is_lost: measured.stage == SweepStage::Lost }
}

fn change(state: &AppState) -> Field {
    let plan = &state.plan;
    if let Some(draft) = &plan.drafts.change {
        return Field { value: draft.to_string(), is_draft: true };
    }
    let given = plan.asks.change.clone();
    let own = || plan.shown.as_ref().map(|shown| shown.plan.change.to_string());
    Field { value: given.or_else(own).unwrap_or_default(), is_draft: false }
}

fn fails(state: &AppState) -> Field {
    let plan = &state.plan;
    if let Some(draft) = &plan.drafts.fails {
        return Field { value: draft.to_string(), is_draft: true };
    }
    let own = || plan.shown.as_ref().and_then(|shown| shown.plan.fails_one_in);
    let number = plan.asks.fails_one_in.or_else(own);
    Field { value: number.map(|it| it.to_string()).unwrap_or_default(), is_draft: false }
}

/// Returns the line of an entered change: a line as it is, an image as the line that sets it. `None` for nothing, which is
/// the scenario's own change.
pub fn change_of(state: &AppState, entered: &str) -> Option<String> {
    if entered.is_empty() {
        return None;
    }
    let is_line = entered.contains(char::is_whitespace);
    let history = drawn(state).map(|drawn| drawn.history);
    match history.filter(|_| !is_line) {
        Some(history) => super::controls::image_line(&state.run, history, entered),
        None => Some(entered.to_owned()),
    }
}

/// Returns when the rollout of a variant's run begins: when the line ran that starts it.
pub fn begins(run: &Run, variant: &Variant) -> Option<SimTime> {
    // A run's scenario may have one more line, its seed.
    let more = run.scenario.lines.len().checked_sub(variant.scenario.lines.len())?;
    let ran = run.trace.ran.get(variant.since + more)?.as_ref()?;
    Some(ran.at)
}

/// Draws the runs that have arrived, all on the seconds of the longest.
pub fn draw_runs(shown: &mut Planned) {
    let plan = Rc::clone(&shown.plan);
    let variant = |kind: WayKind| {
        plan.ways.iter().find(|way| way.kind == kind).and_then(|way| way.run.as_ref().ok())
    };
    let span = |run: &Run, variant: &Variant| {
        let from = begins(run, variant)?;
        let history = history_of(run, variant)?;
        Some(history.lives.last_moved().min(run.history.ends_at).since(from))
    };
    let spans = shown.watched.iter().filter_map(|it| span(it.run.as_deref()?, variant(it.kind)?));
    let longest = spans.max().unwrap_or_default().as_millis();
    let longest = i64::try_from(longest).unwrap_or(i64::MAX / 4).max(1_000);
    for watched in &mut shown.watched {
        let drawn = watched.run.as_deref().zip(variant(watched.kind));
        watched.preview = drawn.and_then(|(run, variant)| drawing(run, variant, longest));
    }
}

fn history_of<'a>(run: &'a Run, variant: &Variant) -> Option<&'a SetHistory> {
    let qualified = format!("{}/{}", variant.namespace, variant.name);
    run.history.named(&qualified).or_else(|| run.history.drawn_at(run.trace.rollout.last()))
}

fn drawing(run: &Run, variant: &Variant, longest: i64) -> Option<Preview> {
    let (begins, history) = (begins(run, variant)?, history_of(run, variant)?);
    let at = |ms: i64| SimTime::from_millis(begins.as_millis() + ms);
    let axis = (at(-longest / 24), at(longest + longest / 24));
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    let each = lanes.len().div_ceil(LANES_MAX).max(1);
    let lanes: Vec<u32> = lanes.into_iter().step_by(each).collect();
    let (width, high) = (1_000, LANE.1 * i64::try_from(lanes.len()).unwrap_or(1));
    Some(Preview {
        width: width.to_string(),
        height: high.to_string(),
        bands: bands(history, &lanes, axis, LANE),
        flags: format!("M{} -2V{high}", x(begins, axis)),
    })
}
