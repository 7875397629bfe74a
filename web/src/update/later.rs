//! What of the reducer is in the rest of the program: everything but time, the cursor, and what opens a link's scenario.

use std::rc::Rc;

use scenario::protocol::Reply;

use super::{around, change, compare, exchange, linked, plan, script_changed, yours};
use crate::state::{Action, AppState, Coming, File, Purpose, Run};

later! {
    in Rest;
    /// Handles actions that do more than move through time.
    fn changed(state: AppState, action: Action) -> AppState = script_changed, until then state;
    /// Handles a reply that is about no run.
    fn replied_about_no_run(state: AppState, reply: Reply) -> AppState = exchange::about_no_run, until then state;
    /// Passes a run to its purpose.
    fn run_arrived(state: AppState, purpose: Purpose, run: Rc<Run>) -> AppState = exchange::run_arrived, until then state;
    /// Handles a run of a comparison that does not start.
    fn pair_refused(state: AppState, why: String) -> AppState = exchange::pair_refused, until then state;
    /// Shows the run of a change that is not a link.
    fn made(state: AppState, coming: Coming, run: Rc<Run>) -> AppState = change::made, until then state;
    /// Requests the next change.
    fn next_change(state: &mut AppState) -> () = change::go_on, until then ();
    /// Goes on with the step that waited for a file, or drops it if the file could not be had.
    fn wish_ended(state: AppState, file: File, is_here: bool) -> AppState = around::arrived, until then state;
    /// Follows the link of a comparison or of a plan.
    fn followed_several(state: AppState, letters: &Rc<str>) -> AppState = linked::follow_several, until then state;
    /// Goes on with a comparison, a plan and a pasted cluster, after each action.
    fn go_on(state: &mut AppState) -> () = all_go_on, until then ();
    /// Handles an action on a comparison.
    fn moved_pair(state: AppState, action: &Action) -> AppState = compare::moved, until then state;
    /// Starts a lost service again if it is needed.
    fn try_service_again(state: &mut AppState) -> () = AppState::try_service_again, until then ();
    /// Asks the service for what the open tools show.
    fn ask_what_is_shown(state: &mut AppState) -> () = what_is_shown_asked, until then ();
}

fn all_go_on(state: &mut AppState) {
    compare::go_on(state);
    plan::go_on(state);
    yours::go_on(state);
    compare::follow_page(state);
}

fn what_is_shown_asked(state: &mut AppState) {
    state.ask_what_is_shown();
    state.ask_to_read();
}
