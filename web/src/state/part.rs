//! What came of bringing a part of the program (`web/src/part.rs`) that an action needs. What is in it is elsewhere.

/// Whether an action waits for a part of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bringing {
    /// No action waits for one, or what was waited for has come.
    #[default]
    Unneeded,
    /// Actions wait for it.
    Awaited,
    /// It could not be fetched. The next action that needs it fetches it again; those that wait are kept.
    Lost,
}

impl Bringing {
    /// Returns what an attempt to fetch it came to.
    pub fn after(is_here: bool) -> Self {
        if is_here { Self::Unneeded } else { Self::Lost }
    }
}
