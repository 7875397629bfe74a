//! More pods than lanes have room for: a raster of one pixel row for each pod, or for each few.
//!
//! Solid is Ready, pale is not, alarm is trouble. Where several pods share a row the worse covers the better, so that one pod
//! in trouble among five is seen. Whole pixels only: neighbours must meet without a seam.

use super::measure::{Measures, RASTER_ROWS};
use crate::history::{Segment, SetHistory, Stage};

/// What a part of the raster is painted with, from below to above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Ready and available.
    Solid,
    /// Ready, not yet available.
    Settling,
    /// Not Ready, or leaving.
    Pale,
    /// Something is wrong.
    Alarm,
}

/// A part of a row, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// From the left.
    pub x: u32,
    /// How wide.
    pub width: u32,
    /// From above.
    pub y: u32,
    /// How many rows.
    pub height: u32,
    /// The revision's letter.
    pub letter: char,
    /// Its tone.
    pub tone: Tone,
}

/// The raster's parts in the order in which they are painted; none where there are lanes.
pub fn raster(history: &SetHistory, measures: &Measures) -> Vec<Spot> {
    if !measures.raster {
        return Vec::new();
    }
    let count = history.lives.lanes().count();
    let mut spots: Vec<Spot> = Vec::new();
    for (lane, (_, parts)) in history.lives.lanes().enumerate() {
        let (y, height) = rows(lane, count);
        let seen =
            super::lanes::visible(parts, measures).filter(|part| part.stage != Stage::Pending);
        spots.extend(seen.map(|part| spot(part, history, measures, y, height)));
    }
    // Stable, so that what is alike stays in order of pods.
    spots.sort_by_key(|spot| spot.tone);
    spots
}

/// The rows of a lane: the first, and how many.
fn rows(lane: usize, count: usize) -> (u32, u32) {
    let row = |lane: usize| u32::try_from(lane * RASTER_ROWS / count.max(1)).unwrap_or(0);
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
                let (y, height) = rows(lane, count);
                (y..y + height).for_each(|row| taken[row as usize] = true);
            }
            assert!(taken.iter().all(|&taken| taken), "{count} pods");
        }
    }
}
