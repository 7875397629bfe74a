//! The stretch of time that the timeline shows: all of it, or a part that a person has chosen.
//!
//! A part follows the cursor: when that leaves it the part is turned like a page.

use rollout_engine::time::SimTime;

use super::AppState;

/// A part of the axis is never shorter than this.
const SHORTEST_MS: i64 = 2_000;

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub to: SimTime,
}

impl Stretch {
    /// How long it is, in milliseconds; at least 1.
    pub fn length_ms(self) -> i64 {
        self.to.as_millis().saturating_sub(self.from.as_millis()).max(1)
    }

    /// So long, beginning at `from`, but within `whole`.
    fn within(whole: Self, from: i64, length: i64) -> Self {
        let length = length.clamp(SHORTEST_MS.min(whole.length_ms()), whole.length_ms());
        let from = from.clamp(whole.from.as_millis(), whole.to.as_millis() - length);
        Self { from: SimTime::from_millis(from), to: SimTime::from_millis(from + length) }
    }
}

impl AppState {
    /// What the timeline shows.
    pub fn axis(&self) -> Stretch {
        let whole = self.whole();
        match self.zoom {
            Some(part) => Stretch::within(whole, part.from.as_millis(), part.length_ms()),
            None => whole,
        }
    }

    /// The moment at a place on the axis, in parts of its width.
    pub(super) fn pointed_at(&self, x: i32, width: i32) -> SimTime {
        let (x, width) = (i64::from(x.clamp(0, width.max(1))), i64::from(width.max(1)));
        let axis = self.axis();
        SimTime::from_millis(axis.from.as_millis() + axis.length_ms() * x / width)
    }

    /// Half as much, with the playhead in the middle.
    pub(super) fn zoom_in(&mut self) {
        let length = self.axis().length_ms() / 2;
        let from = self.place.at.as_millis() - length / 2;
        self.zoom = Some(Stretch::within(self.whole(), from, length));
    }

    /// Marks from where marking began.
    pub(super) fn mark(&mut self, x: i32, width: i32) {
        let to = self.pointed_at(x, width);
        let from = self.marked.map_or(to, |marked| marked.from);
        self.marked = Some(Stretch { from, to });
    }

    /// Shows what is marked, unless it is hardly anything: then it was a press.
    pub(super) fn take_marked(&mut self) {
        let Some(Stretch { from, to }) = self.marked.take() else { return };
        let (from, to) = (from.min(to).as_millis(), from.max(to).as_millis());
        if (to - from) * 100 >= self.axis().length_ms() {
            self.zoom = Some(Stretch::within(self.whole(), from, to - from));
        }
    }

    /// Turns the page when the cursor has left it.
    pub(super) fn follow(&mut self, was_at: SimTime) {
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
