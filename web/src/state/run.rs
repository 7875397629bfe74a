//! A scenario with its trace, as far as the service has sent it, and facts over time.
//!
//! The page draws runs but never simulates one. `exchange` assembles them.

use rollout_engine::trace::Trace as Rollout;
use rollout_engine::version::Rules;
use scenario::protocol::RunId;
use scenario::{Contents, Film, FilmReply, Scenario, Trace};

use crate::history::History;

/// A simulated scenario, as far as it is known.
#[derive(Debug)]
pub struct Run {
    /// Number of the run at the service.
    pub id: RunId,
    /// The scenario.
    pub scenario: Scenario,
    /// What the scenario contains.
    pub contents: Contents,
    /// Frames and lines so far.
    pub trace: Trace,
    /// Facts over time, derived from the trace.
    pub history: History,
    /// Rules of the scenario's release.
    pub rules: Rules,
    whole: bool,
    /// Whether the service has said what the scenario contains.
    is_read: bool,
}

impl Run {
    /// Creates a run from a trace. `whole` tells whether the trace reaches the end.
    pub fn new(
        id: RunId,
        (scenario, contents): (Scenario, Contents),
        trace: Trace,
        whole: bool,
    ) -> Self {
        let (history, rules) = (History::of(&trace), scenario.rules());
        Self { id, scenario, contents, trace, history, rules, whole, is_read: true }
    }

    /// Returns the beginning of a scenario's run that it shares with a film, for a page that has not asked the service. Nobody
    /// has looked for secrets in it yet. `None` if they share nothing.
    pub fn begun(scenario: Scenario, film: &Self) -> Option<Self> {
        let trace = film.trace.shared_with(&scenario, &film.scenario)?;
        let contents = Contents { settings: film.contents.settings.clone(), ..Contents::default() };
        let run = Self::new(film.id, (scenario, contents), trace, false);
        Some(Self { is_read: false, ..run })
    }

    /// Returns an empty run, for a page whose own scenario is still on the way.
    pub fn empty() -> Self {
        let scenario = Scenario::default();
        let trace = Trace::empty(scenario.rules());
        Self::new(RunId::default(), (scenario, Contents::default()), trace, true)
    }

    /// Returns the run of a film. `None` for a broken film.
    pub fn of_film(film: &Film) -> Option<Self> {
        Self::of_side(film, RunId(0))
    }

    /// Returns the run of the right side in the film of a comparison. `None` in any other film.
    pub fn beside_in_film(film: &Film) -> Option<Self> {
        Self::of_side(film, RunId(1))
    }

    fn of_side(film: &Film, side: RunId) -> Option<Self> {
        let (mut opened, mut rollout, mut run) = (None, None, None);
        for reply in film.replies.iter().filter(|reply| reply.run() == side).cloned() {
            match reply {
                FilmReply::Opened(_, scenario, contents) => opened = Some((*scenario, *contents)),
                FilmReply::Frames(_, excerpt) => match &mut rollout {
                    None => rollout = Rollout::of_excerpt(excerpt),
                    Some(rollout) => rollout.extend(excerpt),
                },
                FilmReply::Ended(_, session) => {
                    let trace = Trace::of(rollout.take()?, session);
                    run = Some(Self::new(RunId::default(), opened.take()?, trace, true));
                }
            }
        }
        run
    }

    /// Simulates a scenario to its end, without a service.
    #[cfg(test)]
    pub fn at_once(scenario: Scenario) -> Self {
        let (trace, contents) = (scenario::simulate(&scenario), scenario.contents());
        Self::new(RunId::default(), (scenario, contents), trace, true)
    }

    /// Returns whether `contents` is known: of all runs but one whose beginning alone is shown. Nothing of it is shared
    /// before.
    pub fn is_read(&self) -> bool {
        self.is_read
    }

    /// Returns whether the run is known to its end.
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_the_run_of_its_scenario() {
        for film in scenario::films() {
            let run = Run::of_film(&film).expect("a whole film");
            assert_eq!(Scenario::parse(&film.text).as_ref(), Ok(&run.scenario), "{}", film.name);
            let at_once = scenario::simulate(&run.scenario);
            assert!(run.is_whole() && run.trace == at_once, "{}", film.name);
        }
    }

    #[test]
    fn what_is_no_film_is_refused() {
        let film = scenario::films().next().expect("a film");
        let cut = |count| Film { replies: film.replies[..count].to_vec(), ..film.clone() };
        assert!((0..film.replies.len()).all(|count| Run::of_film(&cut(count)).is_none()));
    }
}
