//! The legend: letter, image and role of each revision.

use yew::prelude::*;

use super::value::Value;
use crate::state::Control;
use crate::view::legend::Revision;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub revisions: Vec<Revision>,
}

/// The legend.
#[component]
pub fn Legend(props: &Props) -> Html {
    html! { <ul class="revs">{ for props.revisions.iter().map(revision) }</ul> }
}

fn revision(revision: &Revision) -> Html {
    let letter = revision.letter.to_string();
    html! {
        <li data-rev={letter.clone()} title={revision.full.clone()}>
            <span class="chip">{ letter }</span>
            if revision.can_change {
                <Value class="k" control={Control::Image} says={revision.image.clone()} />
            } else {
                <span class="k">{ &revision.image }</span>
            }
            <span class="quiet">{ revision.role }</span>
        </li>
    }
}
