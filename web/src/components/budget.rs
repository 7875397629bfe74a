//! Budget of unavailable pods: one pip per pod that may be unavailable, and a sentence.

use yew::prelude::*;

use super::Page;
use super::value::value;
use crate::state::Control;
use crate::view::budget::{Budget, Pip};

/// Draws the budget.
pub fn budget(page: &Page, budget: &Budget) -> Html {
    html! {
        <p class="budget">
            if !budget.pips.is_empty() {
                <span class="pips" aria-hidden="true">{ for budget.pips.iter().map(pip) }</span>
            }
            <span>
                { &budget.unavailable_of }
                { value(page, "", Control::MaxUnavailable, &budget.max_unavailable) }
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
