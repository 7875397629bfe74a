//! The budget: a pip for each pod that may be unavailable, and the words.

use yew::prelude::*;

use super::value::Value;
use crate::state::Control;
use crate::view;
use crate::view::budget::Pip;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub budget: view::budget::Budget,
}

/// The budget.
#[component]
pub fn Budget(props: &Props) -> Html {
    let budget = &props.budget;
    html! {
        <p class="budget">
            if !budget.pips.is_empty() {
                <span class="pips" aria-hidden="true">{ for budget.pips.iter().map(pip) }</span>
            }
            <span>
                { &budget.unavailable_of }
                <Value control={Control::MaxUnavailable} says={budget.max_unavailable.clone()} />
            </span>
        </p>
    }
}

fn pip(pip: &Pip) -> Html {
    let class = match pip {
        Pip::Free => None,
        Pip::Spent => Some("on"),
        Pip::Over => Some("over"),
    };
    html! { <i {class} /> }
}
