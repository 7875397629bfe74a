//! What of the reducer opens a link's scenario that has no film: the link is read, and the service's run of it shown.
//!
//! Leaves out how ([`super::linked`], [`super::exchange`]) and what else replies and files are for ([`super::later`]).

use std::rc::Rc;

use scenario::protocol::Reply;

use super::{exchange, later, linked};
use crate::state::{AppState, File};

later! {
    in Links;
    /// Returns whether a link is of a plan or of a comparison, which the rest of the program opens.
    fn is_of_several(letters: &str) -> bool = scenario::is_of_several, until then false;
    /// Follows a link: opens its scenario, or waits for the files it needs.
    fn follow(state: AppState, letters: &Rc<str>) -> AppState = linked::follow, until then state;
    /// Stores a file that a link may wait for, and goes on with what waited for it.
    fn file_arrived(state: AppState, file: File, content: Option<&str>) -> AppState = stored, until then state;
    /// Reads the link that waited for a file again.
    fn arrived(state: AppState, file: File) -> AppState = linked::arrived, until then state;
    /// Fetches again the file for which the link waits, if it could not be fetched.
    fn try_again(state: &mut AppState) -> () = linked::try_again, until then ();
    /// Handles a reply.
    fn replied(state: AppState, reply: Reply) -> AppState = exchange::replied, until then state;
}

fn stored(mut state: AppState, file: File, content: Option<&str>) -> AppState {
    let is_here = state.shelf.put(file, content);
    linked::arrived(later::wish_ended(state, file, is_here), file)
}
