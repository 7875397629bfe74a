//! Keyboard navigation among pods: by a typed name, and by arrows.

use apiserver::text::split_at;

use crate::state::{AppState, Stride};
use crate::view::pods;

/// Handles a key of a pod's name: moves the tab stop to the pod whose name is typed. If there is none, the last digit begins
/// a new name.
pub(super) fn name_pod(state: &mut AppState, key: &str) {
    let naming = crate::view::drawn(state).map(|drawn| pods::naming(state, &drawn));
    let Some(letters) = naming.and_then(|naming| naming.after(key)) else { return };
    let ordinals = pods::ordinals(state);
    let ordinal = |typed: &str| {
        let ordinal = typed.rsplit('-').next()?.parse().ok()?;
        Some(ordinal).filter(|it| ordinals.contains(it))
    };
    let last = letters.char_indices().next_back().map_or("", |(at, _)| split_at(&letters, at).1);
    let found =
        [&letters, last].into_iter().find_map(|typed| Some((typed.to_owned(), ordinal(typed)?)));
    match found {
        Some((typed, pod)) => (state.tools.naming, state.tools.pod) = (Some(typed), pod),
        None => state.tools.naming = Some(letters),
    }
}

/// Returns the ordinal that a step leads to.
pub(super) fn pod_after(state: &AppState, step: Stride) -> u32 {
    let ordinals = pods::ordinals(state);
    let last = ordinals.end.saturating_sub(1).max(ordinals.start);
    step.from(pods::tab_stop(state, &ordinals), (ordinals.start, last))
}
