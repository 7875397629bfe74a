//! Brings the rest of the program for what no action asks for, as a yew hook. Actions bring it themselves
//! ([`use_dispatch`](super::use_dispatch)).

use yew::prelude::*;

use crate::browser;
use crate::part::Part;
use crate::state::{Action, AppState, Bringing};
use crate::view;

/// Brings the rest of the program at the first sign of a person, and when it is needed.
#[hook]
pub fn use_rest(state: &AppState, dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        browser::at_first_sign(async move {
            // If it cannot be fetched, the first action that needs it tries again, and says so. What waits for a drawing with
            // it, as saving what is typed, has one now.
            if browser::part::bring(Part::Rest).await {
                dispatch.emit(Action::PartChanged(Bringing::after(true)));
            }
        });
    });
    let (is_needed, is_playing) = (needs_rest(state), state.playback.playing);
    // Play, which waits for nothing, tries again what could not be fetched.
    use_effect_with((is_needed, is_playing, dispatch.clone()), |(is_needed, _, dispatch)| {
        if *is_needed && !browser::part::is_here(Part::Rest) {
            let dispatch = dispatch.clone();
            let hear = move |is_here| dispatch.emit(Action::PartChanged(Bringing::after(is_here)));
            browser::part::act_once_here(|| {}, hear);
        }
    });
}

/// Returns whether the rest of the program has to draw or do something that no action asks for: cells, or to ask a service
/// again that was lost.
fn needs_rest(state: &AppState) -> bool {
    state.exchange.is_lost || view::pods::are_cells(state)
}
