//! Small drawing of a rollout, stretched to the available width.

use yew::prelude::*;

use super::lanes::{band, hatches};
use crate::state::Preview;

const HATCHES: &str = "small-";

/// Draws the hatch patterns shared by all drawings of a list.
pub fn shape_hatches() -> Html {
    html! { <svg class="sr" aria-hidden="true"><defs>{ hatches(HATCHES, 'A'..='H') }</defs></svg> }
}

/// Draws a rollout. Draws an empty box until it has been computed.
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
