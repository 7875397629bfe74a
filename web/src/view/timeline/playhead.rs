//! The playhead, the numbers beside it, and the ticks of the axis, which make room for its knob.

use rollout_engine::time::SimTime;

use super::measure::{Measures, Px, px};
use super::{Label, Shape};
use crate::history::SetHistory;
use crate::state::{Action, AppState, Stretch};
use crate::text::Key;
use crate::view::{drawn, text, transport};

/// The playhead, its numbers and the ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playhead {
    /// Distance from the left.
    pub x: String,
    /// Left edge of its pointer target, which is 24 px wide.
    pub reach: String,
    /// Whether the last tick label, centred at its time, would exceed the axis.
    pub last_tick_at_end: bool,
    /// Width of the axis after the playhead.
    pub future: String,
    /// The stretch that the person is marking: distance from the left, and width.
    pub marked: Option<(String, String)>,
    /// Whether the timeline shows a part only.
    pub zoomed: bool,
    /// Seconds from the beginning of the axis, for the slider.
    pub seconds: i64,
    /// Length of the axis in seconds.
    pub of: i64,
    /// `0:42, frame 37 of 121`.
    pub says: String,
    /// The numbers of Ready and of updated pods.
    pub readouts: Vec<Readout>,
    /// `spec.replicas`.
    pub desired: Label,
    /// The tick labels of the axis.
    pub ticks: Vec<Label>,
}

/// A number at the playhead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readout {
    /// Position and words.
    pub label: Label,
    /// Estimated width of the background below the words.
    pub width: String,
    /// Upper edge of that background.
    pub top: String,
    /// Y coordinate of the underline.
    pub under_y: String,
    /// X coordinate at which the background and the underline begin.
    pub under_x: String,
    /// The letter of the revision that it counts. `None` for Ready pods.
    pub letter: Option<char>,
    /// Whether it is left of the playhead.
    pub leftwards: bool,
}

/// Possible distances of ticks, in seconds.
const STEPS: [i64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
/// Minimal distance of tick labels.
const TICK_GAP: Px = px(68);
/// Minimal vertical distance of two numbers.
const READOUT_GAP: Px = px(17);
/// Width of a character at 12 px, in tenths of a pixel.
const LETTER: i64 = 64;

/// Returns the playhead. `None` if no set is drawn.
pub fn playhead(state: &AppState, shape: &Shape) -> Option<Playhead> {
    let history = drawn(state)?.history;
    let (measures, at) = (&shape.measures, state.place.at);
    let transport = transport::view(state);
    let x = measures.x(at);
    let moments = moments(measures, Some(at));
    Some(Playhead {
        x: x.to_string(),
        reach: (x - px(12)).to_string(),
        last_tick_at_end: moments.last().is_some_and(|&last| stands_out(measures, last)),
        future: (measures.width - x).max(px(0)).to_string(),
        marked: state.marked.map(|marked| marked_at(marked, measures)),
        zoomed: state.zoom.is_some(),
        seconds: (at.as_millis() - state.run.history.begins_at.as_millis()) / 1_000,
        of: state.run.history.length_ms() / 1_000,
        says: format!("{}, {}", transport.clock, transport.frame),
        readouts: if shape.stall.is_some() {
            Vec::new()
        } else {
            readouts(state, history, measures)
        },
        desired: desired(state, history, measures),
        ticks: labels(measures, moments),
    })
}

fn marked_at(marked: Stretch, measures: &Measures) -> (String, String) {
    let (from, to) = (measures.x(marked.from), measures.x(marked.to));
    (from.min(to).to_string(), (from.max(to) - from.min(to)).to_string())
}

impl Playhead {
    /// Returns the action of a double click.
    pub fn double_click(&self) -> Action {
        if self.zoomed { Action::ZoomedOut } else { Action::ZoomedIn }
    }
}

fn readouts(state: &AppState, history: &SetHistory, measures: &Measures) -> Vec<Readout> {
    let (at, text) = (state.place.at, text(state));
    let ready = history.ready.at(at);
    let says = text.ready(ready, history.available.at(at));
    let upper = readout(measures, at, measures.y(ready), says, None);
    let Some(aim) = history.updated_at(at) else { return vec![upper] };
    let updated = aim.pods.at(at);
    let (mut high, mut low) = (measures.y(ready), measures.y(updated));
    if (low - high).0.abs() < READOUT_GAP.0 {
        if ready >= updated {
            low = high + READOUT_GAP;
        } else {
            high = low + READOUT_GAP;
        }
    }
    let letter = Some(history.letter(aim.revision));
    let says = text.ready(ready, history.available.at(at));
    vec![
        readout(measures, at, high, says, None),
        readout(measures, at, low, text.say(Key::CountUpdated, &[("pods", &updated)]), letter),
    ]
}

fn readout(measures: &Measures, at: SimTime, y: Px, says: String, letter: Option<char>) -> Readout {
    let x = measures.x(at);
    let width = Px(i64::try_from(says.chars().count()).unwrap_or(0) * LETTER);
    let leftwards = x + width + px(16) > measures.width;
    let label_x = if leftwards { x - px(12) } else { x + px(12) };
    // The background is wider than the words.
    let width = width + px(8);
    let under_x = if leftwards { label_x - width + px(4) } else { label_x - px(4) };
    Readout {
        label: Label { x: label_x.to_string(), y: (y + px(4)).to_string(), says },
        width: width.to_string(),
        top: (y - px(8)).to_string(),
        under_y: (y + px(8)).to_string(),
        under_x: under_x.to_string(),
        letter,
        leftwards,
    }
}

fn desired(state: &AppState, history: &SetHistory, measures: &Measures) -> Label {
    let desired = history.desired().at(state.place.at);
    Label {
        x: (px(0) - measures.gutter).to_string(),
        y: (measures.y(desired) + px(4)).to_string(),
        says: super::counted(state, desired, text(state).of(Key::Desired)),
    }
}

/// Whether a label that is centred at its time exceeds the axis.
fn stands_out(measures: &Measures, tick: SimTime) -> bool {
    let letters = i64::try_from(tick.to_string().len()).unwrap_or(0);
    measures.x(tick) + Px(letters * LETTER / 2) > measures.width
}

/// Returns the tick labels of the axis.
pub fn ticks(measures: &Measures) -> Vec<Label> {
    labels(measures, moments(measures, None))
}

/// Returns the tick labels of the axis, without one that the playhead's knob would cover.
pub fn ticks_beside(measures: &Measures, now: SimTime) -> (Vec<Label>, bool) {
    let moments = moments(measures, Some(now));
    let stands_out = moments.last().is_some_and(|&last| stands_out(measures, last));
    (labels(measures, moments), stands_out)
}

fn labels(measures: &Measures, moments: Vec<SimTime>) -> Vec<Label> {
    let label = |tick: SimTime| Label {
        x: measures.x(tick).to_string(),
        y: (measures.axis() + px(15)).to_string(),
        says: tick.to_string(),
    };
    moments.into_iter().map(label).collect()
}

/// Returns the times that have a tick label. The one that the playhead's knob would cover is left out.
fn moments(measures: &Measures, now: Option<SimTime>) -> Vec<SimTime> {
    let (begins, ends) = (measures.begins_at(), measures.ends_at());
    let per_second = measures.per_second();
    let is_wide = |&step: &i64| per_second.saturating_mul(step) >= TICK_GAP.0 * 100;
    let step = STEPS.into_iter().find(is_wide).unwrap_or(14_400) * 1_000;
    let is_free = |tick: SimTime| {
        now.is_none_or(|now| (measures.x(tick) - measures.x(now)).0.abs() > px(22).0)
    };
    let first = begins.as_millis().div_euclid(step) * step;
    let first = if first < begins.as_millis() { first + step } else { first };
    let mut moments = Vec::new();
    for (from, to) in kept(measures, first) {
        let mut tick = from.div_euclid(step) * step;
        tick += if tick < from { step } else { 0 };
        while tick <= to.min(ends.as_millis()) {
            let moment = SimTime::from_millis(tick);
            let clear = |&last: &SimTime| measures.x(moment) - measures.x(last) >= TICK_GAP;
            if moments.last().is_none_or(clear) {
                moments.push(moment);
            }
            tick += step;
        }
    }
    moments.retain(|&tick| is_free(tick));
    moments
}

/// Returns the stretches between gaps, in milliseconds.
fn kept(measures: &Measures, first: i64) -> Vec<(i64, i64)> {
    let mut from = first;
    let mut kept = Vec::new();
    for (gap, to) in measures.gaps() {
        kept.push((from, gap.as_millis()));
        from = to.as_millis();
    }
    kept.push((from, measures.ends_at().as_millis()));
    kept
}
