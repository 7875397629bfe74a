//! Updates the text for screen readers: at once after a step, at least [`PAUSE_MS`] apart while the page plays.

use crate::state::{AppState, PAUSE_MS, Voice};
use crate::view::explain;

impl AppState {
    /// Advances the clock by wall-clock milliseconds, and speaks if the last sentence has had enough time.
    pub(super) fn speak_in_time(&mut self, ms: u32) {
        self.voice.since_ms = self.voice.since_ms.saturating_add(ms);
        if self.voice.since_ms >= PAUSE_MS {
            self.speak();
        }
    }

    /// Speaks the current reason, unless it was the last one spoken.
    pub(super) fn speak(&mut self) {
        let says = explain::said(self);
        if *says != *self.voice.says {
            self.voice = Voice { says: says.into(), since_ms: 0 };
        }
    }
}
