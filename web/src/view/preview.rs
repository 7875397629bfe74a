//! A rollout's shape: its lanes alone, small, with a line where something was typed.
//!
//! Not the whole run: it begins a little before the first thing that was done to the set once it was there, because how a
//! set is made is the same everywhere.

use rollout_engine::time::SimTime;
use scenario::{Line, changes_cluster};

use super::timeline::{Band, Measures, Px, bands, px};
use crate::history::SetHistory;
use crate::state::{Run, Stretch};

/// A rollout's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// How wide its coordinates are; the picture is as wide as there is room.
    pub width: String,
    /// How high it is.
    pub height: String,
    /// Parts of lanes, all that look alike in one.
    pub bands: Vec<Band>,
    /// Where something was typed, as a path.
    pub flags: String,
}

/// How high lanes are, and how far apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// A full lane.
    pub lane: Px,
    /// From one lane to the next.
    pub pitch: Px,
    /// How many lanes fit; more are drawn thinner.
    pub lanes_max: usize,
}

const WIDTH: Px = px(280);

/// The shape of a run's rollout; `None` if it makes no set.
pub fn preview(run: &Run, sizes: Sizes) -> Option<Preview> {
    let rollout = &run.trace.rollout;
    let history = run.history.drawn_at(rollout.last())?;
    let lanes = history.lives.lanes().count();
    let typed: Vec<SimTime> = events(run).map(|(at, _)| at).collect();
    let stretch = stretch(run, history, &typed);
    let thinner = i64::try_from(lanes.div_ceil(sizes.lanes_max).max(1)).unwrap_or(1);
    let (lane, pitch) = (Px(sizes.lane.0 / thinner), Px(sizes.pitch.0 / thinner));
    let measures = Measures::bare(stretch, lanes, WIDTH, lane, pitch);
    let is_shown = |at: &&SimTime| (stretch.from..=stretch.to).contains(*at);
    let line = |at: &SimTime| format!("M{} -8V{}", measures.x(*at), measures.height);
    Some(Preview {
        width: WIDTH.to_string(),
        height: measures.height.to_string(),
        bands: bands(history, &measures),
        flags: typed.iter().filter(is_shown).map(line).collect(),
    })
}

/// What was typed that changes the cluster, and what befell it, after the beginning: when, and the line.
pub fn events(run: &Run) -> impl Iterator<Item = (SimTime, &str)> {
    let lines = run.scenario.lines.iter().zip(&run.trace.ran);
    let is_event = |line: &Line| match line.text.strip_prefix(": ") {
        Some(ours) => ours.starts_with("pod ") || ours.starts_with("node "),
        None => changes_cluster(&line.text),
    };
    let shown = lines.filter(move |(line, _)| is_event(line));
    let at = shown.filter_map(|(line, ran)| Some(((*ran)?.at, &*line.text)));
    at.filter(|&(at, _)| at > run.history.begins_at)
}

fn stretch(run: &Run, history: &SetHistory, typed: &[SimTime]) -> Stretch {
    let whole = Stretch { from: run.history.begins_at, to: run.history.ends_at };
    let made = history.specs.first().map_or(whole.from, |&(at, _)| at);
    let Some(&first) = typed.iter().find(|&&at| at > made) else { return whole };
    let before = whole.to.since(first).as_millis() / 10;
    let from = SimTime::from_millis(first.as_millis() - i64::try_from(before).unwrap_or(0));
    Stretch { from: from.max(whole.from), ..whole }
}
