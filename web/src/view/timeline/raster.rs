//! The raster: one pixel row for each pod or few pods, if there are too many for lanes.
//!
//! Solid is Ready, pale is not Ready, alarm is trouble. If several pods share a row, the worst state is on top, so
//! that one pod in trouble among five is visible. Whole pixels only: neighbours must meet without a seam. The style
//! sheet has the colours, so that a raster follows the theme, forced colours and paper without being drawn anew.

use std::fmt::Write as _;

use super::measure::{Measures, RASTER_ROWS};
use crate::history::{Segment, SetHistory, Stage};

/// The paint of an area. Later tones cover earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Ready and available.
    Solid,
    /// Ready, not yet available.
    Settling,
    /// Not Ready, or terminating.
    Pale,
    /// In trouble.
    Alarm,
}

/// Everything in the raster that has one revision and one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its tone.
    pub tone: Tone,
    /// The revision's letter.
    pub letter: char,
    /// SVG path of its rectangles, in pixels from the raster's upper left corner.
    pub path: String,
}

/// A rectangle of the raster, in pixels. Compared by what covers what, then from the upper left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    tone: Tone,
    letter: char,
    y: u32,
    height: u32,
    x: u32,
    end: u32,
}

/// Returns the areas in the order in which they are drawn. Empty if there are lanes.
pub fn raster(history: &SetHistory, measures: &Measures) -> Vec<Area> {
    if !measures.raster {
        return Vec::new();
    }
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    raster_among(history, measures, &lanes, RASTER_ROWS)
}

/// Returns the areas in this number of pixel rows, where `lanes` are the ordinals that have one, in order.
pub fn raster_among(
    history: &SetHistory,
    measures: &Measures,
    lanes: &[u32],
    high: usize,
) -> Vec<Area> {
    let mut spots: Vec<Spot> = Vec::new();
    for (lane, parts) in super::lanes::among(history, lanes) {
        let (y, height) = rows(lane, lanes.len(), high);
        let seen =
            super::lanes::visible(parts, measures).filter(|part| part.stage != Stage::Pending);
        spots.extend(seen.map(|part| spot(part, history, measures, y, height)));
    }
    spots.sort_unstable();
    areas(&spots)
}

/// Joins sorted spots that touch or overlap in their row, and writes each tone of each revision as one path.
fn areas(spots: &[Spot]) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    let mut rest = spots.iter().peekable();
    while let Some(&Spot { tone, letter, y, height, x, mut end }) = rest.next() {
        let touches = |it: &&Spot, end| {
            (it.tone, it.letter, it.y, it.height) == (tone, letter, y, height) && it.x <= end
        };
        while let Some(next) = rest.next_if(|it| touches(it, end)) {
            end = end.max(next.end);
        }
        if areas.last().is_none_or(|last| (last.tone, last.letter) != (tone, letter)) {
            areas.push(Area { tone, letter, path: String::new() });
        }
        if let Some(area) = areas.last_mut() {
            let _ = write!(area.path, "M{x} {y}h{wide}v{height}h-{wide}z", wide = end - x);
        }
    }
    areas
}

/// Returns the first row of a lane, and the number of its rows.
fn rows(lane: usize, count: usize, high: usize) -> (u32, u32) {
    let row = |lane: usize| u32::try_from(lane * high / count.max(1)).unwrap_or(0);
    (row(lane), (row(lane + 1) - row(lane)).max(1))
}

fn spot(part: &Segment, history: &SetHistory, measures: &Measures, y: u32, height: u32) -> Spot {
    let wide = u32::try_from(measures.width.0 / 10).unwrap_or(0).max(1);
    let pixel = |at| u32::try_from((measures.x(at).0 + 5) / 10).unwrap_or(0).min(wide);
    // Even the shortest part, and one in the last half pixel, is seen.
    let x = pixel(part.from).min(wide - 1);
    let end = pixel(part.to).max(x + 1);
    let tone = match part.stage {
        Stage::Ready => Tone::Solid,
        Stage::Settling => Tone::Settling,
        Stage::Trouble(_) => Tone::Alarm,
        _ => Tone::Pale,
    };
    let letter = history.letter(part.revision);
    Spot { tone, letter, y, height, x, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pod_has_a_row_and_every_row_is_taken() {
        for count in [41, 100, 200, 1_000, 3_000] {
            let mut taken = [false; RASTER_ROWS];
            for lane in 0..count {
                let (y, height) = rows(lane, count, RASTER_ROWS);
                (y..y + height).for_each(|row| taken[row as usize] = true);
            }
            assert!(taken.iter().all(|&taken| taken), "{count} pods");
        }
    }

    #[test]
    fn what_looks_alike_is_one_area_and_what_touches_in_a_row_one_rectangle() {
        let spot = |tone, letter, y, (x, end)| Spot { tone, letter, y, height: 2, x, end };
        let (solid, alarm) = (Tone::Solid, Tone::Alarm);
        let mut spots = vec![
            spot(alarm, 'A', 0, (7, 8)),
            spot(solid, 'B', 0, (0, 9)),
            spot(solid, 'A', 2, (0, 4)),
            spot(solid, 'A', 0, (9, 12)),
            spot(solid, 'A', 0, (3, 6)),
            spot(solid, 'A', 0, (0, 5)),
            spot(solid, 'A', 0, (1, 2)),
            spot(solid, 'A', 0, (6, 8)),
        ];
        spots.sort_unstable();
        let paths = areas(&spots).into_iter().map(|it| (it.tone, it.letter, it.path));
        assert_eq!(
            paths.collect::<Vec<_>>(),
            [
                (solid, 'A', "M0 0h8v2h-8zM9 0h3v2h-3zM0 2h4v2h-4z".into()),
                (solid, 'B', "M0 0h9v2h-9z".into()),
                (alarm, 'A', "M7 0h1v2h-1z".into()),
            ]
        );
    }
}
