//! The tabs beside the chart of a plan: the chosen way with its runs and lines, the table of all ways, the times.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::jitter::Spread;
use scenario::{Distribution, Way, WayKind, write_spread};

use super::sentences::{about, half, name, not_had, short_name, span, still};
use crate::state::{AppState, Planned, Preview, SweepStage};
use crate::text::{Key, Text};
use crate::view::text;

/// The chosen way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenView {
    /// Its name.
    pub name: String,
    /// Its worst, median and best run, as far as they are there.
    pub runs: Vec<RunView>,
    /// Whether further samples are coming: runs are drawn once none do.
    pub is_running: bool,
    /// The lines to type.
    pub lines: Vec<Rc<str>>,
    /// What one should know about it.
    pub about: Option<String>,
}

/// A run that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunView {
    /// Its seed.
    pub seed: u32,
    /// Which it is.
    pub name: &'static str,
    /// How long it took. Empty if it did not come to an end.
    pub span: String,
    /// `run 63`.
    pub number: String,
    /// Its drawing.
    pub preview: Option<Preview>,
    /// The letters of its link. Empty while they cannot be written.
    pub letters: Rc<str>,
}

/// A way in the table and in the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayRow {
    /// The way.
    pub kind: WayKind,
    /// Its name.
    pub name: String,
    /// Its name in short.
    pub short: String,
    /// Median, middle half, what nineteen in twenty keep. Empty without a sample, and if it does not come to an end.
    pub took: [String; 3],
    /// The lowest number of Ready pods. `None` without a sample.
    pub lowest: Option<u32>,
    /// `at least 9 Ready`.
    pub at_least: String,
    /// How often it does not come to an end: `21 of 200`. Empty for never.
    pub still: String,
    /// The same with the pod, in words.
    pub still_says: String,
    /// Why it cannot be had, or what one should know.
    pub note: String,
    /// Whether it can be had.
    pub can_be_had: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Whether a run falls below the floor.
    pub is_below: bool,
    /// Median in milliseconds, for the order.
    pub order: Option<u64>,
    /// Where nine runs in ten lie and the median, in thousandths of the longest.
    pub whisker: Option<[u32; 3]>,
    /// Whether its mark is that of Parallel.
    pub is_full: bool,
}

/// Times of a container, as fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimesRow {
    /// What they are stated for, as the line names it. Empty for all.
    pub of: Rc<str>,
    /// Its name on the page.
    pub head: String,
    /// Each step with its value, and whether that is half-typed.
    pub steps: Vec<(Rc<str>, String, bool)>,
}

/// Returns the chosen way.
pub fn chosen(state: &AppState, shown: &Planned) -> Option<ChosenView> {
    let text = text(state);
    let (way, given) = shown.way(state.plan.chosen()?)?;
    let seeds = given.map(Planned::seeds).unwrap_or_default();
    let is_running = shown.stage == SweepStage::Running;
    let runs = match given {
        Some(given) if !is_running => {
            seeds.iter().map(|&seed| run(state, shown, way, given, seed)).collect()
        }
        _ => Vec::new(),
    };
    let lines = way.lines.clone();
    Some(ChosenView {
        name: name(text, way.kind),
        runs,
        is_running,
        lines,
        about: about(text, &shown.plan, way),
    })
}

fn run(state: &AppState, shown: &Planned, way: &Way, given: &Distribution, seed: u32) -> RunView {
    let text = text(state);
    let watched = shown.watched.iter().find(|it| it.kind == way.kind && it.seed == seed);
    let (key, took) = match given.took {
        None => (Key::PlanStuckRun, None),
        Some(_) if shown.runs == 1 => (Key::PlanOnly, given.took.map(|it| it.median.0)),
        Some(took) if took.worst.1 == seed => (Key::PlanWorst, Some(took.worst.0)),
        Some(took) if took.median.1 == seed => (Key::PlanMedian, Some(took.median.0)),
        Some(took) => (Key::PlanBest, Some(took.best.0)),
    };
    RunView {
        seed,
        name: text.of(key),
        span: took.map(|took| span(text, took)).unwrap_or_default(),
        number: text.say(Key::PlanRunNumber, &[("run", &(seed + 1))]),
        preview: watched.and_then(|it| it.preview.clone()),
        letters: watched.map(|it| Rc::clone(&it.letters)).unwrap_or_default(),
    }
}

/// Returns every way as a row, in the plan's order.
pub fn rows(state: &AppState, shown: &Planned) -> Vec<WayRow> {
    let longest = shown.measured().filter_map(|(_, given)| Some(given.took?.p95)).max();
    let ways = shown.plan.ways.iter().zip(shown.results.iter());
    ways.map(|(way, given)| row(state, shown, (way, given.as_ref()), longest)).collect()
}

fn row(
    state: &AppState,
    shown: &Planned,
    (way, given): (&Way, Option<&Distribution>),
    longest: Option<Duration>,
) -> WayRow {
    let text = text(state);
    let took = given.and_then(|given| given.took);
    let spans =
        took.map(|took| [span(text, took.median.0), half(text, &took), span(text, took.p95)]);
    let not_ended = given.map_or(0, Distribution::not_completed);
    let runs = given.map_or(0, |given| given.runs);
    let part = |it: Duration| {
        let longest = longest.unwrap_or_default().as_millis().max(1);
        u32::try_from(it.as_millis() * 1_000 / longest).unwrap_or(1_000)
    };
    let of = |key: Key| text.say(key, &[("runs", &not_ended), ("all", &runs)]);
    let lowest = given.map(|given| given.lowest_ready);
    WayRow {
        kind: way.kind,
        name: name(text, way.kind),
        short: short_name(text, way.kind),
        took: spans.unwrap_or_default(),
        lowest,
        at_least: lowest
            .map(|lowest| text.say(Key::PlanAtLeast, &[("lowest", &lowest)]))
            .unwrap_or_default(),
        still: if not_ended > 0 { of(Key::PlanStillShort) } else { String::new() },
        still_says: match given {
            Some(given) if not_ended > 0 => still(text, &shown.plan.name, given),
            _ => String::new(),
        },
        note: note(text, way, given.is_some()),
        can_be_had: way.run.is_ok(),
        is_chosen: state.plan.chosen() == Some(way.kind),
        is_below: given.is_some_and(|given| given.lowest_ready < state.plan.floor()),
        order: given.and_then(Planned::median).and_then(|it| u64::try_from(it.as_millis()).ok()),
        whisker: took.map(|took| [took.p5, took.median.0, took.p95].map(part)),
        is_full: !matches!(way.kind, WayKind::Rolling { parallel: false, .. }),
    }
}

fn note(text: &Text, way: &Way, is_measured: bool) -> String {
    match &way.run {
        Err(why) => not_had(text, why),
        Ok(_) if way.is_own => text.of(Key::WayOwn).into(),
        Ok(_) if way.needs_policy => text.of(Key::WayNeedsPolicy).into(),
        Ok(_) if !is_measured => text.of(Key::PlanNotMeasured).into(),
        Ok(_) => String::new(),
    }
}

/// Returns the ways that have been measured, the fastest first: those that keep the floor, those that do not.
pub fn lists(rows: &[WayRow]) -> [Vec<WayRow>; 2] {
    [false, true].map(|is_below| {
        let measured = rows.iter().filter(|row| row.lowest.is_some() && row.is_below == is_below);
        let mut list: Vec<WayRow> = measured.cloned().collect();
        list.sort_by_key(|row| (row.order.is_none(), row.order));
        list
    })
}

/// Returns the table as text with tabs, as spreadsheets and chats take it.
pub fn table(text: &Text, rows: &[WayRow]) -> String {
    let heads = [
        Key::PlanHeadWay,
        Key::PlanMedian,
        Key::PlanHalf,
        Key::PlanHeadLate,
        Key::PlanHeadReady,
        Key::PlanStill,
        Key::PlanHeadNote,
    ];
    let mut said = heads.map(|key| text.of(key)).join("\t") + "\n";
    for row in rows {
        let lowest = row.lowest.map(|it| it.to_string()).unwrap_or_default();
        let [median, half, late] = &row.took;
        let cells = [&row.name, median, half, late, &lowest, &row.still_says, &row.note];
        said.push_str(&cells.map(String::as_str).join("\t"));
        said.push('\n');
    }
    said
}

/// Returns the times as fields.
pub fn times(state: &AppState) -> Vec<TimesRow> {
    let text = text(state);
    let Some(shown) = state.plan.shown.as_deref() else { return Vec::new() };
    let draft = state.plan.drafts.time.as_ref();
    let row = |stated: &scenario::StatedTimes| {
        let value = |(step, [least, usual, most]): &(Rc<str>, [Duration; 3])| {
            let (least, usual, most) = (*least, *usual, *most);
            let typed = draft.filter(|(of, it, _)| *of == stated.of && *it == *step);
            let value = typed.map(|(_, _, value)| value.to_string());
            let is_draft = value.is_some();
            let written = || write_spread(Spread { least, usual, most });
            (Rc::clone(step), value.unwrap_or_else(written), is_draft)
        };
        let head = if stated.of.is_empty() { text.of(Key::PlanEveryContainer) } else { &stated.of };
        let (of, head) = (Rc::clone(&stated.of), head.to_owned());
        TimesRow { of, head, steps: stated.steps.iter().map(value).collect() }
    };
    shown.plan.times.iter().map(row).collect()
}
