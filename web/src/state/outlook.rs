//! Pending prediction of what Apply will do: a run with the manifest applied, requested when typing pauses.
//!
//! The cursor may move meanwhile; the prediction keeps its old position. Any edit or change drops it.
//! `view::manifest` turns the run into text.

use scenario::protocol::RunId;

use super::{AppState, Place};

/// A pending prediction.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// Number of its run.
    pub run: RunId,
    /// Cursor at the time of the request.
    pub place: Place,
}

impl AppState {
    /// Drops the pending prediction, which is about another text or run now.
    pub fn give_up_outlook(&mut self) {
        if let Some(outlook) = self.outlook.take() {
            self.forget_run(outlook.run);
        }
    }
}
