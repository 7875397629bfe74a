//! The timeline: flags, chart, lanes and axis, and the playhead on them, as geometry.
//!
//! Style attributes are forbidden on the page, so every length is an SVG attribute. Lengths are whole tenths of a CSS
//! pixel: no floats. What stands still while time passes is the [`Shape`], made once per run, set and width; what moves is
//! the [`Playhead`].

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
use crate::history::Stage;
use crate::state::AppState;
use crate::text::Key;

pub use flags::{flags, short};
pub use lanes::{bands, level};
pub use measure::{Measures, Px, px};
pub use playhead::{Playhead, Readout, playhead, ticks};
pub use raster::{Spot, Tone};
pub use table::TableRow;

/// What stands still while time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its sizes.
    pub measures: Measures,
    /// What was typed, short, at its moment.
    pub flags: Vec<Flag>,
    /// The ordinals of lanes, from above.
    pub lanes: Vec<u32>,
    /// The set's name, where lanes have only what comes after it.
    pub set: Option<Rc<str>>,
    /// The names of lanes, and the whole name where less of it is drawn.
    pub names: Vec<(Label, Option<String>)>,
    /// The chart.
    pub chart: Chart,
    /// Parts of lanes, all that look alike in one.
    pub bands: Vec<Band>,
    /// Letters in lanes.
    pub letters: Vec<Letter>,
    /// The same for whoever hears it.
    pub table: Vec<TableRow>,
    /// How often the scenario has changed, and from where on this is new.
    pub version: (u32, String),
    /// All pods as a raster, where there are too many for lanes.
    pub raster: Vec<Spot>,
    /// Since when no pod changes although one is waited for.
    pub stall: Option<Stall>,
}

/// Words at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// From the left.
    pub x: String,
    /// The baseline.
    pub y: String,
    /// The words.
    pub says: String,
}

/// A flag: what was typed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its moment.
    pub at: SimTime,
    /// From the left.
    pub x: String,
    /// The words; empty where a newer one needs the room.
    pub says: String,
    /// They stand left of the line, because right of it there is no room.
    pub leftwards: bool,
}

/// The lines of the chart, as paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Available pods, as an area.
    pub available: String,
    /// Ready pods.
    pub ready: String,
    /// How many there should be.
    pub desired: String,
    /// Pods at the update revision, for each revision that was rolled out after the first.
    pub updated: Vec<(char, String)>,
    /// The lowest number of Ready pods: its line and its label.
    pub lowest: Option<(String, Label)>,
}

/// Parts of lanes that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The revision's letter.
    pub letter: char,
    /// How far these pods have come.
    pub stage: Stage,
    /// Their areas, as a path.
    pub area: String,
    /// Their upper edges, as a path; for Pending the line that they are.
    pub edge: String,
}

/// A letter in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which, and of what colour.
    pub letter: char,
    /// Where.
    pub label: Label,
}

/// From where on nothing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stall {
    /// From the left.
    pub x: String,
    /// How wide.
    pub width: String,
    /// What it says.
    pub label: Label,
}

impl Shape {
    /// The pod whose pixel row is so many pixels below the picture's upper edge, where there is a raster.
    pub fn pod_at(&self, y: i32) -> Option<u32> {
        let row = usize::try_from(i64::from(y) - self.measures.lanes_top().0 / 10).ok()?;
        let is_inside = self.measures.raster && row < measure::RASTER_ROWS;
        is_inside.then(|| self.lanes[row * self.lanes.len() / measure::RASTER_ROWS])
    }

    /// How many pixels the raster is wide and high.
    pub fn raster_size(&self) -> (u32, usize) {
        (u32::try_from(self.measures.width.0 / 10).unwrap_or(0), measure::RASTER_ROWS)
    }
}

/// A number beside the chart, with its word where the gutter has room for it.
fn counted(state: &AppState, pods: u32, word: &str) -> String {
    if state.layout.window < 720 { pods.to_string() } else { format!("{pods} {word}") }
}

/// What stands still; `None` if the scenario makes no set.
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
        flags: flags(&state.run.scenario, &state.run.trace.ran, &measures),
        set: names.at_lanes(),
        names: lanes::names(&names, &lanes, &measures),
        chart: chart::chart(state, history, &measures, stretch.filter(|_| stall.is_none())),
        bands: lanes::bands(history, &measures),
        letters: lanes::letters(history, &measures),
        raster: raster::raster(history, &measures),
        lanes,
        table: table::table(state, history, &measures),
        version: (changes, measures.x(changed_at).to_string()),
        stall: stall.map(|from| Stall {
            x: measures.x(from).to_string(),
            width: (measures.width - measures.x(from)).to_string(),
            label: Label {
                x: (measures.x(from) + measure::px(8)).to_string(),
                y: (measures.chart_bottom() - measure::px(8)).to_string(),
                says: text(state).say(Key::QuietFrom, &[("at", &from)]),
            },
        }),
        measures,
    })
}
