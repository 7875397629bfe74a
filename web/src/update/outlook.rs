//! Predicts what Apply will do: requests a run with the manifest applied and compares it with the current run.

use rollout_engine::time::SimTime;
use scenario::protocol::Edit;

use crate::state::{AppState, Outlook, Purpose, Run};
use crate::view::manifest::{self, Forecast};

impl AppState {
    /// Starts a prediction, after typing has paused.
    pub(super) fn look_ahead(&mut self) {
        self.give_up_outlook();
        match manifest::look_ahead(self) {
            Forecast::Known(will) => self.drafts.will = will,
            Forecast::Asks { at, terminal, lines } => {
                let edit = Edit::Try { at, terminal, lines };
                let run = self.want_fork(Purpose::Outlook, edit, SimTime::MAX);
                self.outlook = Some(Outlook { run, place: self.place.clone() });
            }
        }
    }
}

/// Handles the run of the prediction.
pub(super) fn arrived(mut state: AppState, run: &std::rc::Rc<Run>) -> AppState {
    if let Some(outlook) = state.outlook.take_if(|outlook| outlook.run == run.id) {
        let there = AppState { place: outlook.place, ..state.clone() };
        state.drafts.will = manifest::weigh(&there, run);
    }
    state.forget_run(run.id);
    state
}
