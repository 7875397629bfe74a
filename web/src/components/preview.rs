//! A rollout's shape, as a picture that is as wide as there is room.

use yew::prelude::*;

use super::lanes::{band, hatches};
use crate::view::preview::Preview;

const HATCHES: &str = "small-";

/// The hatches of all shapes of a list, once.
pub fn shape_hatches() -> Html {
    html! { <svg class="sr" aria-hidden="true"><defs>{ hatches(HATCHES, 'A'..='H') }</defs></svg> }
}

/// A shape; an empty place while it is not computed yet.
pub fn shape(preview: Option<&Preview>) -> Html {
    let Some(preview) = preview else { return html! { <span class="shape" /> } };
    html! {
        <svg
            class="shape" aria-hidden="true" preserveAspectRatio="none" height={preview.height.clone()}
            viewBox={format!("0 0 {} {}", preview.width, preview.height)}
        >
            <path class="flag-line" d={preview.flags.clone()} />
            { for preview.bands.iter().map(|it| band(HATCHES, it)) }
        </svg>
    }
}
