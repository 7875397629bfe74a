//! The chart above the lanes: available pods as an area, Ready and updated pods as lines, desired and lowest dotted.

use std::fmt::Write as _;

use super::measure::{Measures, px};
use super::{Chart, Label};
use crate::history::{Series, SetHistory, Updated};
use crate::state::AppState;
use crate::text::Key;
use crate::view::ends::Stretch;
use crate::view::text;

/// Returns the paths of the chart.
pub fn chart(
    state: &AppState,
    history: &SetHistory,
    measures: &Measures,
    stretch: Option<Stretch>,
) -> Chart {
    let bottom = measures.chart_bottom();
    let available = line(&history.available, measures);
    Chart {
        available: format!("{available}V{bottom}H0Z"),
        ready: line(&history.ready, measures),
        desired: line(&history.desired(), measures),
        updated: updated(history, measures),
        lowest: stretch
            .filter(|stretch| !stretch.creation)
            .map(|stretch| lowest(state, history, measures, &stretch)),
    }
}

/// Returns a line for each update revision after the first, from the start of its rollout.
fn updated(history: &SetHistory, measures: &Measures) -> Vec<(char, String)> {
    let is_seen = |it: &&Updated| it.from <= measures.ends_at() && it.to >= measures.begins_at();
    let line = |it: &Updated| {
        let from = it.from.max(measures.begins_at());
        let mut path = format!("M{} {}", measures.x(from), measures.y(it.pods.at(from)));
        follow(&mut path, &it.pods, measures, |at| at > from && at < it.to.min(measures.ends_at()));
        // Writing to a String cannot fail.
        let _ = write!(path, "H{}", measures.x(it.to));
        (history.letter(it.revision), path)
    };
    history.updated.iter().filter(is_seen).map(line).collect()
}

/// Returns the line of the lowest number. Its label stays clear of the label of `spec.replicas`.
fn lowest(
    state: &AppState,
    history: &SetHistory,
    measures: &Measures,
    stretch: &Stretch,
) -> (String, Label) {
    let y = measures.y(stretch.lowest.0);
    let desired = measures.y(history.desired().at(stretch.to));
    let path = format!("M{} {y}H{}", measures.x(stretch.from), measures.x(stretch.to));
    let label = Label {
        x: (px(0) - measures.gutter).to_string(),
        y: (y.max(desired + px(12)) + px(4)).to_string(),
        says: super::counted(state, stretch.lowest.0, text(state).of(Key::Lowest)),
    };
    (path, label)
}

/// Returns the path of a step function over the whole axis.
fn line(series: &Series, measures: &Measures) -> String {
    let begins = measures.begins_at();
    let mut path = format!("M0 {}", measures.y(series.at(begins)));
    follow(&mut path, series, measures, |at| at > begins && at < measures.ends_at());
    let _ = write!(path, "H{}", measures.width);
    path
}

fn follow(
    path: &mut String,
    series: &Series,
    measures: &Measures,
    is_inside: impl Fn(rollout_engine::time::SimTime) -> bool,
) {
    for &(at, value) in series.steps().iter().filter(|&&(at, _)| is_inside(at)) {
        // Writing to a String cannot fail.
        let _ = write!(path, "H{}V{}", measures.x(at), measures.y(value));
    }
}
