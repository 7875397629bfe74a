//! The timeline of a comparison: for each ordinal two lanes, the left side's above the right one's; from 13 pods on two
//! rasters. Above them a tick for each difference and the ends.
//!
//! The [`Pairs`] do not change while time passes; the playhead moves. Lengths are SVG attributes, as in
//! [`crate::view::timeline`].

use std::collections::BTreeSet;
use std::rc::Rc;

use rollout_engine::time::SimTime;

use super::{names, sentences};
use crate::history::SetHistory;
use crate::state::{AppState, Band, Compared, Height, Stretch};
use crate::text::Key;
use crate::view::names::PodNames;
use crate::view::text;
use crate::view::timeline::{
    Area, Cut, Flag, Label, Letter, Measures, PAIRS_TOP, Playhead, Px, bands_among, flags,
    letters_among, px, raster_among, ticks_beside,
};

/// Number of pods up to which each has its lanes.
const LANES_MAX: usize = 12;
/// Height between two rasters, in px.
const APART: i64 = 12;
/// Width of a character of the words at an end, in tenths of a px.
const LETTER: i64 = 66;

/// What does not change while time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// The sizes of the whole, on the common clock.
    pub measures: Measures,
    /// The lines typed on the left side, and those of the right side alone.
    pub flags: Vec<Flag>,
    /// Names of lanes.
    pub names: Vec<Label>,
    /// The lanes of both sides. Empty for rasters.
    pub bands: Vec<Band>,
    /// Letters in lanes.
    pub letters: Vec<Letter>,
    /// The rasters of both sides, and the height of one in px. `None` for lanes.
    pub rasters: Option<([Rc<[Area]>; 2], u32)>,
    /// Where the differences are.
    pub ticks: Vec<String>,
    /// The words at the first tick.
    pub first: Option<Label>,
    /// The ends of the sides.
    pub ends: Vec<EndMark>,
    /// Idle stretches that are cut short.
    pub gaps: Vec<Cut>,
}

/// The end of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndMark {
    /// The side.
    pub side: usize,
    /// Distance from the left.
    pub x: String,
    /// `Parallel ends at 0:37`; in a narrow window the time.
    pub label: Label,
    /// Where the side's sign is.
    pub sign: (String, String),
    /// Whether the words are left of the line.
    pub leftwards: bool,
}

/// Whether the pods are two rasters.
pub fn is_raster(compared: &Compared) -> bool {
    ordinals(compared).len() > LANES_MAX
}

/// Returns the number of pairs of lanes.
pub fn lanes(compared: &Compared) -> usize {
    ordinals(compared).len()
}

/// Returns the ordinals that have a lane: those of both sides.
fn ordinals(compared: &Compared) -> Vec<u32> {
    let sides = compared.sides.iter().filter_map(history);
    let lanes = sides.flat_map(|history| history.lives.lanes().map(|(ordinal, _)| ordinal));
    lanes.collect::<BTreeSet<u32>>().into_iter().collect()
}

fn history(side: &AppState) -> Option<&SetHistory> {
    side.run.history.drawn_at(side.run.trace.rollout.last())
}

/// Returns the lanes. `None` while nothing is compared.
pub fn pairs(state: &AppState) -> Option<Pairs> {
    let compared = state.compared()?;
    let lanes = ordinals(compared);
    let raster = is_raster(compared);
    let is_wide = state.layout.window >= 720;
    let high: u32 = if state.layout.height > Height::Short { 108 } else { 72 };
    let sizes = match state.layout.height {
        _ if !is_wide => (px(8), px(24)),
        Height::Low => (px(9), px(24)),
        _ => (px(12), px(32)),
    };
    let width = px(state.layout.figure.into());
    let measured = |axis: (Stretch, _), side: usize| match raster {
        true => Measures::of_raster(axis, width, px(2 * i64::from(high) + APART)),
        false => Measures::paired(axis, width, lanes.len(), sizes, side),
    };
    let measures = measured((compared.axis, compared.gaps), 0);
    let own = [0, 1].map(|side| {
        let [from, to] = [compared.axis.from, compared.axis.to].map(|at| compared.own(side, at));
        let gaps = compared.gaps.shifted(compared.zeros[side].as_millis());
        measured((Stretch { from, to }, gaps), side)
    });
    let sides = [0, 1].map(|side| history(&compared.sides[side]));
    let drawn = || sides.into_iter().zip(&own).filter_map(|(it, own)| Some((it?, own)));
    let differences = compared.found.as_deref().map_or(&[][..], |found| &found.differences);
    let mut ticks: Vec<String> =
        differences.iter().map(|it| measures.x(it.at).to_string()).collect();
    ticks.dedup();
    let first = differences.first().filter(|_| is_wide).map(|first| Label {
        x: (measures.x(first.at) + px(7)).to_string(),
        y: "30".into(),
        says: text(state).of(Key::FirstDifference).into(),
    });
    let letters = |(it, own)| letters_among(it, own, &lanes);
    let areas = |side: usize| match sides[side] {
        Some(it) => raster_among(it, &own[side], &lanes, high as usize).into(),
        None => Rc::from([]),
    };
    Some(Pairs {
        flags: flags_of(compared, &own, is_wide),
        names: lane_names(state, compared, &lanes, &measures, raster.then_some(high)),
        bands: drawn().flat_map(|(it, own)| bands_among(it, own, &lanes)).collect(),
        letters: if raster { Vec::new() } else { drawn().flat_map(letters).collect() },
        rasters: raster.then(|| ([areas(0), areas(1)], high)),
        ticks,
        first,
        ends: ends(state, compared, &measures),
        gaps: gaps(state, &measures),
        measures,
    })
}

/// Returns the flags of the left side, and those of the right side that the left one has not.
fn flags_of(compared: &Compared, own: &[Measures; 2], is_wide: bool) -> Vec<Flag> {
    let of = |side: usize| {
        let run = &compared.sides[side].run;
        let counted = move |flag: Flag| Flag { at: compared.counted(side, flag.at), ..flag };
        flags(&run.scenario, &run.trace, &own[side]).into_iter().map(counted)
    };
    let mut all: Vec<Flag> = of(0).collect();
    for flag in of(1) {
        if !all.iter().any(|it| it.x == flag.x) {
            all.push(flag);
        }
    }
    // On a phone the words of the ends need the room.
    let words = |flag: Flag| Flag { says: if is_wide { flag.says } else { String::new() }, ..flag };
    all.into_iter().map(words).collect()
}

/// Returns the names of the lanes; of two rasters the names of the first and last pod of each. `high` is the height of
/// a raster in px.
fn lane_names(
    state: &AppState,
    compared: &Compared,
    lanes: &[u32],
    measures: &Measures,
    high: Option<u32>,
) -> Vec<Label> {
    let mut sides = compared.sides.iter();
    let Some((side, history)) = sides.find_map(|side| Some((side, history(side)?))) else {
        return Vec::new();
    };
    let names = PodNames::of_set(side, history);
    let gutter = px(if state.layout.window < 720 { 44 } else { 76 });
    let label = |ordinal: u32, y: Px| Label {
        x: (px(0) - gutter).to_string(),
        y: y.to_string(),
        says: names.of_lane(ordinal).shown,
    };
    if let (Some(high), [first, .., last]) = (high.map(i64::from), lanes) {
        let rows =
            [(first, 10), (last, high), (first, high + APART + 10), (last, 2 * high + APART)];
        return rows.map(|(&ordinal, y)| label(ordinal, PAIRS_TOP + px(y))).into();
    }
    let lane = |(lane, &ordinal)| label(ordinal, measures.lane_bottom(lane) + px(4));
    lanes.iter().enumerate().map(lane).collect()
}

/// Returns the marks of the sides that end, the earlier one first. Words that collide go to the right of their line,
/// or below those of the other.
fn ends(state: &AppState, compared: &Compared, measures: &Measures) -> Vec<EndMark> {
    let Some(found) = compared.found.as_deref() else { return Vec::new() };
    let names = names(compared);
    let is_done = |&side: &usize| found.ends[side].is_done();
    let mut sides: Vec<(SimTime, usize)> =
        [0, 1].into_iter().filter(is_done).map(|side| (found.ends[side].at, side)).collect();
    sides.sort_unstable();
    let is_wide = state.layout.window >= 1_024;
    let mut taken = px(0);
    let mark = |(at, side): (SimTime, usize)| {
        let says = match is_wide {
            true => sentences::ends_at(text(state), &names[side], at),
            false => at.to_string(),
        };
        let letters = i64::try_from(says.chars().count()).unwrap_or(0);
        let (x, wide) = (measures.x(at), Px(letters * LETTER) + px(30));
        let is_free = x - wide >= taken;
        let leftwards = is_free || x + wide > measures.width;
        let row = if leftwards && !is_free { px(28) } else { px(12) };
        taken = if leftwards { x } else { x + wide };
        let (label, sign) = match leftwards {
            true => (x - px(28), x - px(22)),
            false => (x + px(28), x + px(6)),
        };
        let label = Label { x: label.to_string(), y: row.to_string(), says };
        let sign = (sign.to_string(), (row - px(10)).to_string());
        EndMark { side, x: x.to_string(), label, sign, leftwards }
    };
    sides.into_iter().map(mark).collect()
}

fn gaps(state: &AppState, measures: &Measures) -> Vec<Cut> {
    let cut = |(from, to): (SimTime, SimTime)| {
        let (left, right) = (measures.x(from), measures.x(to));
        let label = Label {
            x: Px((left.0 + right.0) / 2).to_string(),
            y: (measures.axis() + px(15)).to_string(),
            says: text(state).span(to.since(from).as_secs()),
        };
        Cut { x: left.to_string(), width: (right - left).to_string(), label }
    };
    measures.gaps().map(cut).collect()
}

/// Returns the playhead of both sides.
pub fn playhead(state: &AppState, pairs: &Pairs) -> Option<Playhead> {
    let compared = state.compared()?;
    let (measures, at) = (&pairs.measures, compared.at);
    let x = measures.x(at);
    let (ticks, last_tick_at_end) = ticks_beside(measures, at);
    Some(Playhead {
        x: x.to_string(),
        reach: (x - px(12)).to_string(),
        last_tick_at_end,
        future: (measures.width - x).max(px(0)).to_string(),
        marked: None,
        zoomed: false,
        seconds: (at.as_millis() - compared.axis.from.as_millis()) / 1_000,
        of: compared.axis.length_ms() / 1_000,
        says: text(state).say(Key::OnBothSides, &[("at", &at)]),
        readouts: Vec::new(),
        desired: Label { x: "0".into(), y: "0".into(), says: String::new() },
        ticks,
    })
}
