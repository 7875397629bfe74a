//! What Apply will do, as of the last time that nobody typed: worked out in slices where it takes long.
//!
//! The run so far and the run with the file applied may each be long. What is known of them is kept until something else is
//! typed; the cursor may go on meanwhile, the outlook is of where it was. Leaves out what is said of it (`view::manifest`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::run::Grown;
use super::{AppState, Place, Run};
use crate::view::manifest;

/// An outlook in the making.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// Where the cursor was.
    place: Place,
    /// The runs that are known as far as they are needed.
    known: Vec<Rc<Run>>,
    /// The one that is not yet.
    coming: Option<Rc<Run>>,
}

/// A run that is needed and not known so far.
#[derive(Debug)]
pub struct Unknown(Rc<Run>);

impl AppState {
    /// The run of a scenario up to a moment, for an outlook.
    ///
    /// # Errors
    /// It takes long, and has to be waited for.
    pub fn foreseen(&self, scenario: Scenario, until: SimTime) -> Result<Rc<Run>, Unknown> {
        let mut known = self.outlook.iter().flat_map(|outlook| &outlook.known);
        if let Some(run) = known.find(|run| run.scenario == scenario) {
            return Ok(Rc::clone(run));
        }
        let run = Rc::new(Run::at_once(scenario, until));
        if run.is_short() { Err(Unknown(run)) } else { Ok(run) }
    }

    /// The run that an outlook waits for.
    pub(super) fn foreseeing(&self) -> Option<&Rc<Run>> {
        self.outlook.as_ref()?.coming.as_ref()
    }

    /// Nobody has typed for a while.
    pub(super) fn look_ahead(&mut self) {
        self.outlook = Some(Outlook { place: self.place.clone(), known: Vec::new(), coming: None });
        self.look_on();
    }

    /// A run has grown; whether it is the one that the outlook waits for.
    pub(super) fn foresee(&mut self, news: &Grown) -> bool {
        let is_it = self.foreseeing().is_some_and(|run| Rc::ptr_eq(run, &news.from));
        if let Some(outlook) = self.outlook.as_mut().filter(|_| is_it) {
            outlook.coming = None;
            outlook.known.push(Rc::clone(&news.to));
            self.look_on();
        }
        is_it
    }

    fn look_on(&mut self) {
        let Some(outlook) = &self.outlook else { return };
        let there = Self { place: outlook.place.clone(), ..self.clone() };
        match manifest::weigh(&there) {
            Ok(will) => (self.drafts.will, self.outlook) = (will, None),
            Err(Unknown(run)) => {
                self.drafts.will = None;
                self.outlook.iter_mut().for_each(|it| it.coming = Some(Rc::clone(&run)));
            }
        }
    }
}
