//! The sizes of the timeline, and the coordinates of a time, a count or a lane.

use std::fmt;
use std::ops::{Add, Sub};

use rollout_engine::time::SimTime;

use crate::history::Gaps;
use crate::state::{AppState, Height, Layout, Stretch};
use crate::view;

/// A length in tenths of a CSS pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Px(pub i64);

/// Returns a length of whole CSS pixels.
pub const fn px(pixels: i64) -> Px {
    Px(pixels * 10)
}

/// Estimates the width of a text, in hundredths of its font size.
pub fn width_of(text: &str) -> i64 {
    text.chars().map(|letter| if letter < '\u{1100}' { 48 } else { 100 }).sum()
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
    /// Width of the axis.
    pub width: Px,
    /// Height of the whole timeline.
    pub height: Px,
    /// Width of the row heads left of the axis.
    pub gutter: Px,
    /// Height of the chart.
    pub chart: Px,
    /// Distance from one lane to the next.
    pub pitch: Px,
    /// Height of a full lane.
    pub lane: Px,
    /// Space below a lane.
    pub under: Px,
    /// Whether Ready segments have letters.
    pub letters: bool,
    /// Whether pods are a raster instead of lanes.
    pub raster: bool,
    /// Every lane whose index is a multiple of this is named, and the last one. 0: only the first and the last.
    pub named: usize,
    begins_ms: i64,
    length_ms: i64,
    gaps: Gaps,
    most: i64,
    lanes: i64,
    /// Upper edge of the first lane.
    lanes_top: Px,
}

/// Upper edge of the chart, below the flags.
const CHART_TOP: Px = px(20);
/// Upper edge of the lanes of a comparison, below its flags and the ticks of its differences.
pub const PAIRS_TOP: Px = px(36);
/// Gap between chart and lanes.
const GAP: Px = px(8);
/// Height of the axis with its labels.
const AXIS: Px = px(22);
/// Number of pixel rows that all lanes share if there are more than 40.
pub const RASTER_ROWS: usize = 200;
const RASTER: i64 = 2_000;

impl Measures {
    /// Returns the sizes for this number of lanes, and for counts up to `most`.
    pub fn of(state: &AppState, lanes: usize, most: u32) -> Self {
        if state.embed.is_some() {
            return Self::embedded(state, lanes);
        }
        let Layout { window, height, .. } = state.layout;
        let crowded = height == Height::Short && view::has_more_parts(state);
        let is_low = height == Height::Low || crowded;
        let count = i64::try_from(lanes).unwrap_or(i64::MAX).max(1);
        let (pitch, lane, under) = match lanes {
            0..=12 if window < 720 => (px(17), px(12), px(3)),
            0..=12 if is_low => (px(16), px(12), px(3)),
            0..=12 if height == Height::Short => (px(20), px(14), px(3)),
            0..=12 if window >= 1920 => (px(24), px(18), px(3)),
            0..=12 => (px(22), px(16), px(3)),
            13..=24 => (px(10), px(8), px(1)),
            25..=40 => (px(8), px(6), px(1)),
            _ => (Px(RASTER / count), Px(RASTER / count), px(0)),
        };
        let chart = match lanes {
            13.. => px(80),
            _ if window < 720 || is_low => px(40),
            _ if height == Height::Short => px(48),
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
            gaps: state.run.history.gaps,
            most: i64::from(most.max(1)),
            lanes: count,
            lanes_top: CHART_TOP + chart + GAP,
        }
    }

    /// Returns the sizes for an embedded figure: lanes alone, and room for the playhead's knob.
    fn embedded(state: &AppState, lanes: usize) -> Self {
        let (pitch, lane) = match lanes {
            0..=12 if state.layout.window < 520 => (px(12), px(9)),
            0..=12 if state.layout.window < 640 => (px(11), px(8)),
            0..=12 => (px(13), px(10)),
            13..=40 => (px(8), px(6)),
            _ => (px(4), px(3)),
        };
        let width = px(state.layout.figure.into());
        let bare = Self::bare(state.axis(), lanes, width, lane, pitch);
        Self { height: bare.height + AXIS, gaps: state.run.history.gaps, ..bare }
    }

    /// Returns the sizes for lanes of this height and pitch alone, without a chart, an axis or words.
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
            gaps: Gaps::default(),
            most: 1,
            lanes: count,
            lanes_top: px(0),
        }
    }

    /// Returns the sizes for the lanes of one side of a comparison: of each pair the upper lane is `side` 0.
    pub fn paired(
        (stretch, gaps): (Stretch, Gaps),
        width: Px,
        lanes: usize,
        (lane, pair): (Px, Px),
        side: usize,
    ) -> Self {
        let bare = Self::bare(stretch, lanes, width, lane, pair);
        let upper = pair - lane - px(1);
        Self {
            height: PAIRS_TOP + bare.height + AXIS,
            under: if side == 0 { upper } else { upper - lane - px(2) },
            letters: true,
            gaps,
            lanes_top: PAIRS_TOP,
            ..bare
        }
    }

    /// Returns the sizes for the raster of one side of a comparison.
    pub fn of_raster((stretch, gaps): (Stretch, Gaps), width: Px, height: Px) -> Self {
        let bare = Self::bare(stretch, 1, width, height, height);
        Self { height: PAIRS_TOP + height + AXIS, raster: true, gaps, lanes_top: PAIRS_TOP, ..bare }
    }

    /// Returns the x coordinate of a time. Times outside of the axis are clamped.
    pub fn x(&self, at: SimTime) -> Px {
        let (begins, ends) = (self.begins_ms, self.begins_ms + self.length_ms);
        let [from, to, at] =
            [begins, ends, at.as_millis().clamp(begins, ends)].map(|ms| self.gaps.drawn(ms));
        Px(self.width.0 * (at - from) / (to - from).max(1))
    }

    /// Returns the same sizes with these gaps shortened on the axis.
    #[must_use]
    pub fn without(self, gaps: Gaps) -> Self {
        Self { gaps, ..self }
    }

    /// Returns the gaps that overlap the axis.
    pub fn gaps(&self) -> impl Iterator<Item = (SimTime, SimTime)> + use<> {
        let (begins, ends) = (self.begins_at(), self.ends_at());
        self.gaps.stretches().filter(move |&(from, to)| to > begins && from < ends)
    }

    /// Returns the width of a second outside of gaps, in thousandths of a pixel.
    pub fn per_second(&self) -> i64 {
        let [from, to] =
            [self.begins_ms, self.begins_ms + self.length_ms].map(|ms| self.gaps.drawn(ms));
        self.width.0.saturating_mul(100_000) / (to - from).max(1)
    }

    /// Returns the y coordinate of a number of pods in the chart.
    pub fn y(&self, pods: u32) -> Px {
        let room = self.chart - px(4);
        self.chart_bottom() - Px(room.0 * i64::from(pods) / self.most)
    }

    /// Returns the lower edge of the chart.
    pub fn chart_bottom(&self) -> Px {
        CHART_TOP + self.chart
    }

    /// Returns the upper edge of the chart.
    pub fn chart_top(&self) -> Px {
        CHART_TOP
    }

    /// Returns the lower edge of a lane.
    pub fn lane_bottom(&self, lane: usize) -> Px {
        let lane = i64::try_from(lane).unwrap_or(i64::MAX);
        let below = if self.named == 0 {
            RASTER * (lane + 1) / self.lanes
        } else {
            self.pitch.0 * (lane + 1)
        };
        self.lanes_top + Px(below) - self.under
    }

    /// Returns the upper edge of the first lane.
    pub fn lanes_top(&self) -> Px {
        CHART_TOP + self.chart + GAP
    }

    /// Returns the y coordinate of the axis.
    pub fn axis(&self) -> Px {
        self.height - AXIS + px(1)
    }

    /// Returns the lower edge of the last lane.
    pub fn lanes_end(&self) -> Px {
        self.axis() - px(1)
    }

    /// Returns the upper edge of the veil over the future: above the chart, or above the lanes if there is no chart.
    pub fn veil_top(&self) -> Px {
        if self.chart == px(0) { self.lanes_top } else { CHART_TOP - px(2) }
    }

    /// Returns the height of the veil, down to the axis.
    pub fn veil(&self) -> Px {
        self.axis() - self.veil_top()
    }

    /// Returns the y coordinate of the middle of the playhead's knob.
    pub fn knob(&self) -> Px {
        self.axis() + px(11)
    }

    /// Returns the time at which the axis begins.
    pub fn begins_at(&self) -> SimTime {
        SimTime::from_millis(self.begins_ms)
    }

    /// Returns the time at which the axis ends.
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
