//! Decides when the scenario's question is answered.
//!
//! `view::answer` knows the time of the answer and whether the run is the gallery's own. `state::answered` stores the
//! result.

use std::rc::Rc;

use rollout_engine::time::SimTime;

use crate::state::{AppState, Place};
use crate::view::answer;

impl AppState {
    /// Returns whether this scenario's question is answered under this release.
    pub fn is_answered(&self) -> bool {
        let scenario = &self.run.scenario;
        let said = self.answered.said.as_ref();
        said.is_some_and(|(question, release)| {
            scenario.question.as_ref() == Some(question) && scenario.release == *release
        })
    }

    /// Marks the question answered if the cursor has reached the answer. While the page plays, this happens only when
    /// the cursor passes that time: `was_at` is the time before.
    pub(super) fn note_answer(&mut self, was_at: Option<SimTime>) {
        let Some(shown_at) = answer::shown_at(self).filter(|_| !self.is_answered()) else { return };
        let is_due = self.place.at >= shown_at && was_at.is_none_or(|was_at| was_at < shown_at);
        if is_due && answer::is_as_written(self, shown_at) {
            let scenario = &self.run.scenario;
            self.answered.said = scenario.question.clone().zip(Some(Rc::clone(&scenario.release)));
        }
    }

    /// Under reduced motion, puts the cursor where the question is answered.
    #[must_use]
    pub fn resting(mut self) -> Self {
        let shown_at = answer::shown_at(&self).filter(|_| self.playback.reduced_motion);
        if let Some(at) = shown_at.filter(|&at| answer::is_as_written(&self, at)) {
            self.place = Place::at_time(&self.run, at);
            self.note_answer(None);
        }
        self
    }
}
