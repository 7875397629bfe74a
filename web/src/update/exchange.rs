//! Handles the service's replies: assembles frames into a run and passes it to its purpose.
//!
//! After the service was lost, a person's next action starts it again if it is needed.
//! [`Exchange`](crate::state::Exchange) holds requests and replies.

use std::rc::Rc;

use rollout_engine::trace::{Excerpt, Trace as Rollout};
use scenario::protocol::{Reply, RunId};
use scenario::{Contents, Scenario, Session, Trace, Unreadable};

use super::{change, compare, gallery, later, outlook, plan, releases, yours};
use crate::state::{AppState, File, Incoming, Purpose, Run};
use crate::text::Language;

impl AppState {
    /// Starts a lost service again if a change is waiting or the run is incomplete, and fetches again the files that no button
    /// asks for. Called on every action of a person.
    pub(super) fn try_service_again(&mut self) {
        match self.shelf.failed {
            Some(File::Words) => {
                self.shelf.failed = None;
                self.want_words();
            }
            Some(File::Chinese) if self.language != Some(Language::English) => {
                self.shelf.want(File::Chinese);
            }
            _ => {}
        }
        let needs_it = !self.exchange.queue.is_empty() || !self.run.is_whole();
        if !std::mem::take(&mut self.exchange.is_lost) {
            return;
        }
        yours::try_again(self);
        if needs_it {
            self.tell();
            change::go_on(self);
        }
        compare::go_on(self);
    }
}

/// Handles a reply.
pub(super) fn replied(mut state: AppState, reply: Reply) -> AppState {
    match reply {
        Reply::Opened { run, scenario, contents, like } => {
            opened(&mut state, run, (*scenario, *contents), like);
        }
        Reply::Refused { run, why } => return refused(state, run, why),
        Reply::Frames { run, excerpt } => extended(&mut state, run, excerpt),
        Reply::Grew { run, session, whole } => return grown(state, run, session, whole),
        other => return later::replied_about_no_run(state, other),
    }
    state
}

/// Handles a reply that is about no run.
pub(super) fn about_no_run(state: AppState, reply: Reply) -> AppState {
    match reply {
        Reply::Read { number, reading } => super::reading::arrived(state, number, *reading),
        Reply::Planned { number, plan: found } => plan::planned(state, number, *found),
        Reply::Understood { number, read } => yours::understood(state, number, *read),
        Reply::Answer { number, answer } => super::answers::answered(state, number, answer),
        // Sweeps have workers of their own (`browser::pool`), and replies about runs do not come here.
        _ => state,
    }
}

fn opened(
    state: &mut AppState,
    run: RunId,
    scenario: (Scenario, Contents),
    like: Option<(RunId, u32)>,
) {
    if let Some(known) = state.known_run(run) {
        // The page had this run before the service did.
        let rollout = Some(Rc::new(known.trace.rollout.clone()));
        state.exchange.incoming.insert(run, Incoming { scenario: Rc::new(scenario), rollout });
        return;
    }
    let known = like.map(|(like, count)| {
        let shown = state.known_run(like).map(|run| &run.trace.rollout);
        let incoming = state.exchange.incoming.get(&like).and_then(|it| it.rollout.as_deref());
        incoming.or(shown).map(|rollout| Rc::new(rollout.first_frames(count)))
    });
    // The run that it shares frames with was dropped meanwhile, so nobody waits for this one either.
    let Some(rollout) = known.map_or(Some(None), |known| known.map(Some)) else { return };
    let incoming = Incoming { scenario: Rc::new(scenario), rollout };
    state.exchange.incoming.insert(run, incoming);
}

/// Handles a run that does not start. Only links and comparisons have settings that can be refused.
fn refused(mut state: AppState, run: RunId, why: String) -> AppState {
    match state.exchange.purposes.remove(&run) {
        Some(Purpose::Change) => change::refused(state, run, why),
        Some(Purpose::Compare) => later::pair_refused(state, why),
        _ => state,
    }
}

/// Handles a run of a comparison that does not start.
pub(super) fn pair_refused(mut state: AppState, why: String) -> AppState {
    state.compare.coming = None;
    state.linked.unreadable = Some(Unreadable::Setting(why));
    state
}

fn extended(state: &mut AppState, run: RunId, excerpt: Excerpt) {
    let Some(incoming) = state.exchange.incoming.get_mut(&run) else { return };
    match &mut incoming.rollout {
        Some(rollout) => Rc::make_mut(rollout).extend(excerpt),
        None => incoming.rollout = Rollout::of_excerpt(excerpt).map(Rc::new),
    }
}

/// Passes on a run once enough of it is known to show.
fn grown(mut state: AppState, id: RunId, session: Session, whole: bool) -> AppState {
    let Some(incoming) = state.exchange.incoming.get(&id) else { return state };
    let Some(rollout) = incoming.rollout.clone() else { return state };
    let is_shown = id == state.run.id;
    if is_shown && state.run.is_whole() {
        // The page knew the whole run before the service did.
        state.exchange.incoming.remove(&id);
        return state;
    }
    if is_shown && !whole && rollout.len() <= state.run.trace.rollout.len() {
        // A restarted service has not yet caught up with the page.
        return state;
    }
    let purpose = state.exchange.purposes.get(&id).copied();
    if !is_shown && !whole && purpose != Some(Purpose::Change) {
        return state;
    }
    let trace = Trace::of(Rollout::clone(&rollout), session);
    let run =
        Rc::new(Run::new(id, Rc::unwrap_or_clone(Rc::clone(&incoming.scenario)), trace, whole));
    if whole {
        state.exchange.incoming.remove(&id);
    }
    if is_shown {
        state.run = run;
        return state;
    }
    state.exchange.purposes.remove(&id);
    match purpose {
        Some(Purpose::Change) => change::arrived(state, run),
        Some(other) => later::run_arrived(state, other, run),
        None => state,
    }
}

/// Passes a run to its purpose. [`grown`] shows that of a change itself, since it may come before the rest of
/// the program.
pub(super) fn run_arrived(state: AppState, purpose: Purpose, run: Rc<Run>) -> AppState {
    match purpose {
        Purpose::Change => change::arrived(state, run),
        Purpose::Outlook => outlook::arrived(state, &run),
        Purpose::Release => releases::arrived(state, &run),
        Purpose::Card => gallery::arrived(state, &run),
        Purpose::Compare => compare::arrived(state, run),
        Purpose::Plan => plan::arrived(state, run),
        Purpose::Both => compare::arrived_on_both(state, run),
    }
}
