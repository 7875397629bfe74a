//! Legend: letter, image and role of each revision.

use yew::prelude::*;

use super::Page;
use super::value::value;
use crate::state::Control;
use crate::view::legend::Revision;

/// Draws the legend.
pub fn legend(page: &Page, revisions: &[Revision]) -> Html {
    html! { <ul class="revs">{ for revisions.iter().map(|it| revision(page, it)) }</ul> }
}

fn revision(page: &Page, revision: &Revision) -> Html {
    let letter = revision.letter.to_string();
    html! {
        <li key={revision.hash.0} data-rev={letter.clone()} title={revision.full.clone()}>
            <span class="chip">{ letter }</span>
            if revision.can_change {
                { value(page, "k", Control::Image, &revision.image) }
            } else {
                <span class="k">{ &revision.image }</span>
            }
            <span class="quiet">{ &*revision.role }</span>
        </li>
    }
}
