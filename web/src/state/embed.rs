//! An embedded figure: what it shows, when it plays, and what its article can ask.
//!
//! A figure plays only while it is in view. Messages from the article arrive through `browser`, which checks their
//! sender.

use std::rc::Rc;

use rollout_engine::time::SimTime;

/// Controls below the lanes of an embedded figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Controls {
    /// No controls.
    None,
    /// Play, steps and the clock.
    #[default]
    Transport,
    /// Play, steps, the clock and the terminal.
    Terminal,
}

/// An embedded figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Embed {
    /// Controls below its lanes.
    pub controls: Controls,
    /// Time at which it stops. `None` for the end of the run.
    pub end: Option<SimTime>,
    /// Whether it is in view.
    pub is_seen: bool,
    /// Whether to start when it comes into view.
    pub wants_to_play: bool,
}

/// Events of an embedded figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Embedding {
    /// It came into view (`true`) or left it.
    Seen(bool),
    /// The article asked it to play (`true`) or to pause.
    Played(bool),
    /// The article asked for a time, in milliseconds.
    Sought(i64),
    /// The article typed a line.
    Ran(Rc<str>),
    /// The article changed its theme.
    Themed {
        /// Whether the theme is dark.
        dark: bool,
    },
}
