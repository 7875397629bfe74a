//! Previews: the lanes of a rollout, small, with a line for each event.
//!
//! A preview begins shortly before the first event after the set's creation, because the creation looks the same
//! everywhere.

use rollout_engine::time::SimTime;
use scenario::Line;

use super::timeline::{Measures, Px, bands, px};
use crate::history::SetHistory;
use crate::state::{Preview, Run, Stretch};

/// The sizes of lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Height of a full lane.
    pub lane: Px,
    /// Distance from one lane to the next.
    pub pitch: Px,
    /// Number of lanes that fit. If there are more, all are thinner.
    pub lanes_max: usize,
}

const WIDTH: Px = px(280);

/// Returns the preview of a run. `None` if it creates no set.
pub fn preview(run: &Run, sizes: Sizes) -> Option<Preview> {
    let rollout = &run.trace.rollout;
    let history = run.history.drawn_at(rollout.last())?;
    let lanes = history.lives.lanes().count();
    let typed: Vec<SimTime> = events(run).map(|(at, _)| at).collect();
    let stretch = stretch(run, history, &typed);
    let thinner = i64::try_from(lanes.div_ceil(sizes.lanes_max).max(1)).unwrap_or(1);
    let (lane, pitch) = (Px(sizes.lane.0 / thinner), Px(sizes.pitch.0 / thinner));
    let measures = Measures::bare(stretch, lanes, WIDTH, lane, pitch).without(run.history.gaps);
    let is_shown = |at: &&SimTime| (stretch.from..=stretch.to).contains(*at);
    let line = |at: &SimTime| format!("M{} -8V{}", measures.x(*at), measures.height);
    Some(Preview {
        width: WIDTH.to_string(),
        height: measures.height.to_string(),
        bands: bands(history, &measures),
        flags: typed.iter().filter(is_shown).map(line).collect(),
    })
}

/// Returns time and text of each line after the beginning that writes to the cluster, or that is a directive about a
/// pod or a node.
pub fn events(run: &Run) -> impl Iterator<Item = (SimTime, &str)> {
    let lines = run.scenario.lines.iter().zip(&run.trace.ran).enumerate();
    let is_event = |index: usize, line: &Line| match line.text.strip_prefix(": ") {
        Some(ours) => ours.starts_with("pod ") || ours.starts_with("node "),
        None => run.trace.writes(index),
    };
    let shown = lines.filter(move |&(index, (line, _))| is_event(index, line));
    let at = shown.filter_map(|(_, (line, ran))| Some(((*ran)?.at, &*line.text)));
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
