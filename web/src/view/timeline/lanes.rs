//! Lanes: one per ordinal, in kubectl's order. Height is the level, a hatch is termination, an alarm line is trouble.
//!
//! All segments that look alike are one path, so a thousand pods are a dozen elements.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::measure::{Measures, Px, px};
use super::{Label, Letter};
use crate::history::{Segment, SetHistory, Stage, Trouble};
use crate::state::Band;
use crate::view::names::PodNames;

/// A Ready segment has its letter if it takes at least 1/20 of the axis.
const LETTER_FROM: i64 = 20;

/// Returns the bands of all lanes. Empty for a raster.
pub fn bands(history: &SetHistory, measures: &Measures) -> Vec<Band> {
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    bands_among(history, measures, &lanes)
}

/// Returns the bands of all lanes, where `lanes` are the ordinals that have one, in order.
pub fn bands_among(history: &SetHistory, measures: &Measures, lanes: &[u32]) -> Vec<Band> {
    let mut bands = BTreeMap::<(Stage, char), (String, String)>::new();
    if measures.raster {
        return Vec::new();
    }
    for (lane, parts) in among(history, lanes) {
        for part in visible(parts, measures) {
            let key = (part.stage, history.letter(part.revision));
            draw(part, lane, measures, bands.entry(key).or_default());
        }
    }
    let band = |((stage, letter), (area, edge))| Band { letter, stage, area, edge };
    bands.into_iter().map(band).collect()
}

/// Returns the segments of each lane, with its place in `lanes`.
pub(super) fn among<'a>(
    history: &'a SetHistory,
    lanes: &[u32],
) -> impl Iterator<Item = (usize, &'a [Segment])> {
    let place = |(ordinal, parts)| Some((lanes.binary_search(&ordinal).ok()?, parts));
    history.lives.lanes().filter_map(place)
}

/// Returns the letters of Ready segments that are wide enough.
pub fn letters(history: &SetHistory, measures: &Measures) -> Vec<Letter> {
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    letters_among(history, measures, &lanes)
}

/// Returns the same letters, where `lanes` are the ordinals that have a lane, in order.
pub fn letters_among(history: &SetHistory, measures: &Measures, lanes: &[u32]) -> Vec<Letter> {
    if !measures.letters {
        return Vec::new();
    }
    let mut letters = Vec::new();
    for (lane, parts) in among(history, lanes) {
        for part in visible(parts, measures).filter(|part| part.stage == Stage::Ready) {
            let (left, right) = (measures.x(part.from), measures.x(part.to));
            if (right - left).0 * LETTER_FROM >= measures.width.0 {
                let letter = history.letter(part.revision);
                let y = measures.lane_bottom(lane) - Px((measures.lane.0 - 70) / 2);
                let label =
                    Label { x: (left + px(5)).to_string(), y: y.to_string(), says: letter.into() };
                letters.push(Letter { letter, label });
            }
        }
    }
    letters
}

/// Returns the names of the lanes that have room for one.
pub fn names(names: &PodNames, lanes: &[u32], measures: &Measures) -> Vec<(Label, Option<String>)> {
    let last = lanes.len().saturating_sub(1);
    let is_named = |lane: usize| match measures.named {
        0 => lane == 0 || lane == last,
        every => lane.is_multiple_of(every) || lane == last,
    };
    let name = |(lane, &ordinal): (usize, &u32)| {
        let name = names.of_lane(ordinal);
        let y = match (measures.named, lane) {
            // In a raster lanes are thinner than characters, so the first name is below the upper edge.
            (0, 0) => measures.lane_bottom(0) + px(10),
            _ => measures.lane_bottom(lane) - Px(measures.lane.0 / 2 - 40),
        };
        let x = px(0) - measures.gutter;
        let hidden = name.hidden().map(str::to_owned);
        (Label { x: x.to_string(), y: y.to_string(), says: name.shown }, hidden)
    };
    lanes.iter().enumerate().filter(|&(lane, _)| is_named(lane)).map(name).collect()
}

/// Returns the segments that overlap the shown stretch.
pub(super) fn visible<'a>(
    parts: &'a [Segment],
    measures: &Measures,
) -> impl Iterator<Item = &'a Segment> {
    let (begins, ends) = (measures.begins_at(), measures.ends_at());
    parts.iter().filter(move |part| part.to > begins && part.from < ends)
}

/// Adds a segment's area and its upper edge to the paths.
fn draw(part: &Segment, lane: usize, measures: &Measures, (area, edge): &mut (String, String)) {
    let (left, right) = (measures.x(part.from), measures.x(part.to));
    let right = right.max(left + px(1));
    let bottom = measures.lane_bottom(lane);
    let height = Px((measures.lane.0 * level(part.stage) / 100).max(10));
    let top = bottom - height;
    let edge_at = match part.stage {
        Stage::Pending => bottom - px(1),
        Stage::Trouble(_) => top - px(3),
        _ => top,
    };
    // Writing to a String cannot fail.
    let _ = write!(area, "M{left} {top}H{right}V{bottom}H{left}Z");
    if part.stage.is_leaving() || matches!(part.stage, Stage::Pending | Stage::Trouble(_)) {
        let _ = write!(edge, "M{left} {edge_at}H{right}");
    }
}

/// Returns the height of a segment, in hundredths of a full lane.
pub fn level(stage: Stage) -> i64 {
    match stage {
        Stage::Pending => 12,
        Stage::Trouble(Trouble::Lost) | Stage::Running | Stage::Leaving => 54,
        Stage::Creating | Stage::Stopped | Stage::Trouble(_) => 26,
        Stage::Settling => 76,
        Stage::Ready => 100,
    }
}
