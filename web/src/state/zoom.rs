//! Stretch of time on the timeline: the whole run, or a part that a person chose.
//!
//! When the cursor leaves the part, the part moves on like a page.

use rollout_engine::time::SimTime;

use super::AppState;

/// Shortest stretch, in milliseconds.
const SHORTEST_MS: i64 = 2_000;

/// A stretch of simulated time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Beginning.
    pub from: SimTime,
    /// End.
    pub to: SimTime,
}

impl Stretch {
    /// Returns the length in milliseconds, at least 1.
    pub fn length_ms(self) -> i64 {
        self.to.as_millis().saturating_sub(self.from.as_millis()).max(1)
    }

    /// Returns a stretch of `length` ms from `from` ms, moved and limited to lie within `whole`.
    fn within(whole: Self, from: i64, length: i64) -> Self {
        let length = length.clamp(SHORTEST_MS.min(whole.length_ms()), whole.length_ms());
        let from = from.clamp(whole.from.as_millis(), whole.to.as_millis() - length);
        Self { from: SimTime::from_millis(from), to: SimTime::from_millis(from + length) }
    }
}

impl AppState {
    /// Returns the stretch on the timeline.
    pub fn axis(&self) -> Stretch {
        let whole = self.whole();
        match self.zoom {
            Some(part) => Stretch::within(whole, part.from.as_millis(), part.length_ms()),
            None => whole,
        }
    }

    /// Returns the time at a position on the axis. `x` and `width` have the same unit.
    pub fn pointed_at(&self, x: i32, width: i32) -> SimTime {
        let (x, width) = (i64::from(x.clamp(0, width.max(1))), i64::from(width.max(1)));
        let (axis, gaps) = (self.axis(), &self.run.history.gaps);
        let [from, to] = [axis.from, axis.to].map(|at| gaps.drawn(at.as_millis()));
        SimTime::from_millis(gaps.at_drawn(from + (to - from).max(1) * x / width))
    }

    /// Halves the stretch, with the playhead in its middle.
    pub fn zoom_in(&mut self) {
        let length = self.axis().length_ms() / 2;
        let from = self.place.at.as_millis() - length / 2;
        self.zoom = Some(Stretch::within(self.whole(), from, length));
    }

    /// Marks the stretch from where the drag began to this position.
    pub fn mark(&mut self, x: i32, width: i32) {
        let to = self.pointed_at(x, width);
        let from = self.marked.map_or(to, |marked| marked.from);
        self.marked = Some(Stretch { from, to });
    }

    /// Zooms to the marked stretch. Ignores one under 1 % of the axis, which is a press and not a drag.
    pub fn take_marked(&mut self) {
        let Some(Stretch { from, to }) = self.marked.take() else { return };
        let (from, to) = (from.min(to).as_millis(), from.max(to).as_millis());
        if (to - from) * 100 >= self.axis().length_ms() {
            self.zoom = Some(Stretch::within(self.whole(), from, to - from));
        }
    }

    /// Moves the part on if the cursor has left it.
    pub fn follow(&mut self, was_at: SimTime) {
        let Some(part) = self.zoom else { return };
        let (at, shown) = (self.place.at, part.from..=part.to);
        if shown.contains(&was_at) && !shown.contains(&at) {
            let from = at.as_millis() - part.length_ms() / 10;
            self.zoom = Some(Stretch::within(self.whole(), from, part.length_ms()));
        }
    }

    fn whole(&self) -> Stretch {
        Stretch { from: self.run.history.begins_at, to: self.run.history.ends_at }
    }
}
