//! The geometry of the timeline: flags, chart, lanes, axis and playhead.
//!
//! Style attributes are forbidden on the page, so every length is an SVG attribute. Lengths are whole tenths of a CSS
//! pixel: no floats. The [`Shape`] does not change while time passes; it is made once per run, set and width. The
//! [`Playhead`] moves.

mod chart;
mod flags;
mod lanes;
mod measure;
mod playhead;
mod raster;
mod table;

use std::rc::Rc;

use rollout_engine::time::SimTime;

use super::names::PodNames;
use super::{Drawn, drawn, ends, explain, text};
use crate::state::{AppState, Band};
use crate::text::Key;

pub use flags::{flags, short};
pub use lanes::{bands, bands_among, letters_among, level};
pub use measure::{Measures, PAIRS_TOP, Px, px, width_of};
pub use playhead::{Playhead, Readout, playhead, ticks, ticks_beside};
pub use raster::{Area, Tone, raster_among};
pub use table::TableRow;

/// The geometry that does not change while time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its sizes.
    pub measures: Measures,
    /// Typed lines in short, each at its time.
    pub flags: Vec<Flag>,
    /// The ordinals of lanes, from the top.
    pub lanes: Vec<u32>,
    /// The set's name, if names of lanes are short.
    pub set: Option<Rc<str>>,
    /// The names of lanes, each with the whole name if the drawn one is short.
    pub names: Vec<(Label, Option<String>)>,
    /// The chart.
    pub chart: Chart,
    /// Segments of lanes. All that look alike are one band.
    pub bands: Vec<Band>,
    /// Letters in lanes.
    pub letters: Vec<Letter>,
    /// The timeline as a table, for screen readers.
    pub table: Vec<TableRow>,
    /// Number of changes of the scenario, and the x coordinate from which the last one is new.
    pub version: (u32, String),
    /// All pods as a raster, if there are too many for lanes.
    pub raster: Rc<[Area]>,
    /// The stretch after the last pod change, if the run ends stuck.
    pub stall: Option<Stall>,
    /// The gaps: idle stretches that the axis shortens.
    pub gaps: Vec<Cut>,
}

/// Words at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Distance from the left.
    pub x: String,
    /// Baseline, from the top.
    pub y: String,
    /// The words.
    pub says: String,
}

/// A flag: what was typed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The time of the line.
    pub at: SimTime,
    /// Distance from the left.
    pub x: String,
    /// The words. Empty if a newer flag needs the room.
    pub says: String,
    /// Whether the words are left of the flag's line, because there is no room on its right.
    pub leftwards: bool,
}

/// The lines of the chart, as paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Available pods, as an area.
    pub available: String,
    /// Ready pods.
    pub ready: String,
    /// `spec.replicas`.
    pub desired: String,
    /// Pods at the update revision, for each revision that was rolled out after the first.
    pub updated: Vec<(char, String)>,
    /// The lowest number of Ready pods: its line and its label.
    pub lowest: Option<(String, Label)>,
}

/// A letter in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The revision's letter, which also chooses the colour.
    pub letter: char,
    /// Its position.
    pub label: Label,
}

/// A gap: a stretch that the axis shortens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Distance from the left.
    pub x: String,
    /// Width.
    pub width: String,
    /// Its duration, at its middle.
    pub label: Label,
}

/// The stretch after the last pod change of a stuck run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stall {
    /// Distance from the left.
    pub x: String,
    /// Width.
    pub width: String,
    /// Its words.
    pub label: Label,
    /// Whether the words end at its beginning, because there is room before it and too little after it.
    pub leftwards: bool,
}

impl Stall {
    fn of(state: &AppState, from: SimTime, measures: &Measures) -> Self {
        const FONT_PX: i64 = 14;
        let (x, air) = (measures.x(from), measure::px(8));
        let says = text(state).say(Key::QuietFrom, &[("at", &from)]);
        // Hundredths of the font's size, and tenths of a pixel.
        let wide = Px(width_of(&says) * FONT_PX / 10);
        let leftwards = x + air + wide > measures.width && x - air >= wide;
        // Where neither side has room for them, they end with the timeline.
        let after = (x + air).min(measures.width - wide);
        Self {
            x: x.to_string(),
            width: (measures.width - x).to_string(),
            label: Label {
                x: if leftwards { x - air } else { after }.to_string(),
                y: (measures.chart_bottom() - air).to_string(),
                says,
            },
            leftwards,
        }
    }
}

impl Shape {
    /// Returns the ordinal in the raster at `y` pixels below the picture's upper edge. `None` outside of the raster,
    /// or without one.
    pub fn pod_at(&self, y: i32) -> Option<u32> {
        let row = usize::try_from(i64::from(y) - self.measures.lanes_top().0 / 10).ok()?;
        let is_inside = self.measures.raster && row < measure::RASTER_ROWS;
        is_inside.then(|| self.lanes[row * self.lanes.len() / measure::RASTER_ROWS])
    }
}

/// Returns a number beside the chart, with its word if the gutter has room.
fn counted(state: &AppState, pods: u32, word: &str) -> String {
    if state.layout.window < 720 { pods.to_string() } else { format!("{pods} {word}") }
}

/// Returns the gaps with their durations.
fn gaps(state: &AppState, measures: &Measures) -> Vec<Cut> {
    let cut = |(from, to): (SimTime, SimTime)| {
        let (left, right) = (measures.x(from), measures.x(to));
        let seconds = to.since(from).as_secs();
        let label = Label {
            x: Px((left.0 + right.0) / 2).to_string(),
            y: (measures.axis() + measure::px(15)).to_string(),
            says: text(state).span(seconds),
        };
        Cut { x: left.to_string(), width: (right - left).to_string(), label }
    };
    measures.gaps().map(cut).collect()
}

/// Returns the shape. `None` if the scenario creates no set.
pub fn shape(state: &AppState) -> Option<Shape> {
    let Drawn { history, .. } = drawn(state)?;
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    let most = history.desired().highest().max(history.ready.highest());
    let measures = Measures::of(state, lanes.len(), most);
    let stretch = ends::stretch(&state.run, history);
    let stall = explain::stuck_from(state, history);
    let (changes, changed_at) = state.undo.changes();
    let names = PodNames::of_set(state, history);
    Some(Shape {
        flags: flags(&state.run.scenario, &state.run.trace, &measures),
        set: names.at_lanes(),
        names: lanes::names(&names, &lanes, &measures),
        chart: chart::chart(state, history, &measures, stretch.filter(|_| stall.is_none())),
        bands: lanes::bands(history, &measures),
        letters: lanes::letters(history, &measures),
        raster: raster::raster(history, &measures).into(),
        lanes,
        table: table::table(state, history, &measures),
        version: (changes, measures.x(changed_at).to_string()),
        stall: stall.map(|from| Stall::of(state, from, &measures)),
        gaps: gaps(state, &measures),
        measures,
    })
}
