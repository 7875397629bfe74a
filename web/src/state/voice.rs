//! Text for screen readers: the reason, at a speed that a person can follow.
//!
//! While the page plays, a sentence stays for at least [`PAUSE_MS`]. Reasons in between are skipped. `update::voice`
//! decides when to speak.

use std::rc::Rc;

/// Shortest time before a sentence is replaced while the page plays, in milliseconds.
pub const PAUSE_MS: u32 = 2_000;

/// Text for screen readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// Last sentence.
    pub says: Rc<str>,
    /// Milliseconds since it was given out.
    pub since_ms: u32,
}
