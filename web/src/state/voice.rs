//! What is read out: the reason, at human pace.
//!
//! Whoever steps hears at once where that led. While time passes a sentence is not replaced before there was time to say it;
//! what changed in between is left out, as an announcer would.

use std::rc::Rc;

use super::AppState;
use crate::view::explain;

/// A sentence is not replaced earlier, while time passes.
const PAUSE_MS: u32 = 2_000;

/// What is read out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// The words.
    pub says: Rc<str>,
    /// How long ago they were given out.
    since_ms: u32,
}

impl AppState {
    /// So many milliseconds went by on the wall.
    pub(super) fn speak_in_time(&mut self, ms: u32) {
        self.voice.since_ms = self.voice.since_ms.saturating_add(ms);
        if self.voice.since_ms >= PAUSE_MS {
            self.speak();
        }
    }

    /// Says what is so now, unless that was the last thing said.
    pub(super) fn speak(&mut self) {
        let says = explain::said(self);
        if *says != *self.voice.says {
            self.voice = Voice { says: says.into(), since_ms: 0 };
        }
    }
}
