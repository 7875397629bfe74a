//! The raster: one pixel row for each pod or few pods, if there are too many for lanes.
//!
//! Solid is Ready, pale is not Ready, alarm is trouble. If several pods share a row, the worst state is on top, so
//! that one pod in trouble among five is visible. Whole pixels only: neighbours must meet without a seam.

use super::measure::{Measures, RASTER_ROWS};
use crate::history::{Segment, SetHistory, Stage};

/// The paint of a spot. Later tones cover earlier ones.
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

/// A rectangle of the raster, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Distance from the left.
    pub x: u32,
    /// Width.
    pub width: u32,
    /// Distance from the top.
    pub y: u32,
    /// Number of rows.
    pub height: u32,
    /// The revision's letter.
    pub letter: char,
    /// Its tone.
    pub tone: Tone,
}

/// Returns the spots in the order in which they are painted. Empty if there are lanes.
pub fn raster(history: &SetHistory, measures: &Measures) -> Vec<Spot> {
    if !measures.raster {
        return Vec::new();
    }
    let lanes: Vec<u32> = history.lives.lanes().map(|(ordinal, _)| ordinal).collect();
    raster_among(history, measures, &lanes, RASTER_ROWS)
}

/// Returns the spots in this number of pixel rows, where `lanes` are the ordinals that have one, in order.
pub fn raster_among(
    history: &SetHistory,
    measures: &Measures,
    lanes: &[u32],
    high: usize,
) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for (lane, parts) in super::lanes::among(history, lanes) {
        let (y, height) = rows(lane, lanes.len(), high);
        let seen =
            super::lanes::visible(parts, measures).filter(|part| part.stage != Stage::Pending);
        spots.extend(seen.map(|part| spot(part, history, measures, y, height)));
    }
    // The sort is stable: spots of one tone stay in the order of pods.
    spots.sort_by_key(|spot| spot.tone);
    spots
}

/// Returns the first row of a lane, and the number of its rows.
fn rows(lane: usize, count: usize, high: usize) -> (u32, u32) {
    let row = |lane: usize| u32::try_from(lane * high / count.max(1)).unwrap_or(0);
    (row(lane), (row(lane + 1) - row(lane)).max(1))
}

fn spot(part: &Segment, history: &SetHistory, measures: &Measures, y: u32, height: u32) -> Spot {
    let pixel = |at| u32::try_from((measures.x(at).0 + 5) / 10).unwrap_or(0);
    let (x, end) = (pixel(part.from), pixel(part.to));
    let tone = match part.stage {
        Stage::Ready => Tone::Solid,
        Stage::Settling => Tone::Settling,
        Stage::Trouble(_) => Tone::Alarm,
        _ => Tone::Pale,
    };
    let letter = history.letter(part.revision);
    Spot { x, width: end.saturating_sub(x).max(1), y, height, letter, tone }
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
}
