//! The sizes of the timeline, and where a moment, a count or a lane is.

use std::fmt;
use std::ops::{Add, Sub};

use rollout_engine::time::SimTime;

use crate::state::{AppState, Stretch};

/// A length in tenths of a CSS pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Px(pub i64);

/// So many whole pixels.
pub const fn px(pixels: i64) -> Px {
    Px(pixels * 10)
}

impl Add for Px {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Px {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, tenths) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        match tenths % 10 {
            0 => write!(f, "{sign}{}", tenths / 10),
            tenth => write!(f, "{sign}{}.{tenth}", tenths / 10),
        }
    }
}

/// The sizes of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// The axis.
    pub width: Px,
    /// Everything.
    pub height: Px,
    /// Row heads stand so far left of the axis.
    pub gutter: Px,
    /// The chart.
    pub chart: Px,
    /// From one lane to the next.
    pub pitch: Px,
    /// A full lane.
    pub lane: Px,
    /// Below a lane.
    pub under: Px,
    /// Whether lanes are high enough for letters.
    pub letters: bool,
    /// Whether the pods are a raster rather than lanes.
    pub raster: bool,
    /// Every so-manieth lane is named; 0 names the first and the last.
    pub named: usize,
    begins_ms: i64,
    length_ms: i64,
    most: i64,
    lanes: i64,
    /// Where the first lane begins.
    lanes_top: Px,
}

/// Where the chart begins: below the flags.
const CHART_TOP: Px = px(20);
/// Between chart and lanes.
const GAP: Px = px(8);
/// The axis and its labels.
const AXIS: Px = px(22);
/// Past 40 pods a lane has no height of its own: all of them share so many pixel rows.
pub const RASTER_ROWS: usize = 200;
const RASTER: i64 = 2_000;

impl Measures {
    /// For so many lanes, and counts up to `most`.
    pub fn of(state: &AppState, lanes: usize, most: u32) -> Self {
        if state.embed.is_some() {
            return Self::embedded(state, lanes);
        }
        let window = state.layout.window;
        let count = i64::try_from(lanes).unwrap_or(i64::MAX).max(1);
        let (pitch, lane, under) = match lanes {
            0..=12 if window < 720 => (px(17), px(12), px(3)),
            0..=12 if window >= 1920 => (px(24), px(18), px(3)),
            0..=12 => (px(22), px(16), px(3)),
            13..=24 => (px(10), px(8), px(1)),
            25..=40 => (px(8), px(6), px(1)),
            _ => (Px(RASTER / count), Px(RASTER / count), px(0)),
        };
        let chart = match lanes {
            13.. => px(80),
            _ if window < 720 => px(40),
            _ => px(56),
        };
        let rows = Px(if lanes > 40 { RASTER } else { pitch.0 * count });
        Self {
            width: px(state.layout.figure.into()),
            height: CHART_TOP + chart + GAP + rows + AXIS,
            gutter: px(if window < 720 { 44 } else { 76 }),
            chart,
            pitch,
            lane,
            under,
            letters: lanes <= 12,
            raster: lanes > 40,
            named: match lanes {
                0..=12 => 1,
                13..=24 => 4,
                25..=40 => 5,
                _ => 0,
            },
            begins_ms: state.axis().from.as_millis(),
            length_ms: state.axis().length_ms(),
            most: i64::from(most.max(1)),
            lanes: count,
            lanes_top: CHART_TOP + chart + GAP,
        }
    }

    /// For an embedded figure: lanes alone, and room for the playhead's knob.
    fn embedded(state: &AppState, lanes: usize) -> Self {
        let (pitch, lane) = match lanes {
            0..=12 => (px(13), px(10)),
            13..=40 => (px(8), px(6)),
            _ => (px(4), px(3)),
        };
        let width = px(state.layout.figure.into());
        let bare = Self::bare(state.axis(), lanes, width, lane, pitch);
        Self { height: bare.height + AXIS, ..bare }
    }

    /// For a rollout's shape alone: lanes of this height and pitch, without a chart, an axis or words.
    pub fn bare(stretch: Stretch, lanes: usize, width: Px, lane: Px, pitch: Px) -> Self {
        let count = i64::try_from(lanes).unwrap_or(i64::MAX).max(1);
        Self {
            width,
            height: Px(pitch.0 * count),
            gutter: px(0),
            chart: px(0),
            pitch,
            lane,
            under: px(2),
            letters: false,
            raster: false,
            named: 1,
            begins_ms: stretch.from.as_millis(),
            length_ms: stretch.length_ms(),
            most: 1,
            lanes: count,
            lanes_top: px(0),
        }
    }

    /// Where a moment is.
    pub fn x(&self, at: SimTime) -> Px {
        let ms = at.as_millis().saturating_sub(self.begins_ms).clamp(0, self.length_ms);
        Px(self.width.0 * ms / self.length_ms)
    }

    /// Where a number of pods is in the chart.
    pub fn y(&self, pods: u32) -> Px {
        let room = self.chart - px(4);
        self.chart_bottom() - Px(room.0 * i64::from(pods) / self.most)
    }

    /// The lower edge of the chart.
    pub fn chart_bottom(&self) -> Px {
        CHART_TOP + self.chart
    }

    /// The upper edge of the chart.
    pub fn chart_top(&self) -> Px {
        CHART_TOP
    }

    /// The lower edge of a lane.
    pub fn lane_bottom(&self, lane: usize) -> Px {
        let lane = i64::try_from(lane).unwrap_or(i64::MAX);
        let below = if self.named == 0 {
            RASTER * (lane + 1) / self.lanes
        } else {
            self.pitch.0 * (lane + 1)
        };
        self.lanes_top + Px(below) - self.under
    }

    /// The upper edge of the first lane.
    pub fn lanes_top(&self) -> Px {
        CHART_TOP + self.chart + GAP
    }

    /// The axis.
    pub fn axis(&self) -> Px {
        self.height - AXIS + px(1)
    }

    /// The lower edge of the last lane.
    pub fn lanes_end(&self) -> Px {
        self.axis() - px(1)
    }

    /// Where the veil over the future begins: just above the chart, or the lanes where there is none.
    pub fn veil_top(&self) -> Px {
        if self.lanes_top == px(0) { px(0) } else { CHART_TOP - px(2) }
    }

    /// How high the veil is, down to the axis.
    pub fn veil(&self) -> Px {
        self.axis() - self.veil_top()
    }

    /// The middle of the playhead's knob.
    pub fn knob(&self) -> Px {
        self.axis() + px(11)
    }

    /// Where the axis begins.
    pub fn begins_at(&self) -> SimTime {
        SimTime::from_millis(self.begins_ms)
    }

    /// Where the axis ends.
    pub fn ends_at(&self) -> SimTime {
        SimTime::from_millis(self.begins_ms + self.length_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_print_as_attributes() {
        assert_eq!(
            [0, 15, 20, -7, -123].map(|tenths| Px(tenths).to_string()),
            ["0", "1.5", "2", "-0.7", "-12.3"]
        );
    }
}
