//! The head of the figure: the question, and the set-up in one line.

use yew::prelude::*;

use super::Page;
use super::value::value;
use crate::state::Control;
use crate::view::question::Question;

/// The head of the figure.
pub fn question(page: &Page, question: &Question) -> Html {
    html! {
        <div class="row ask">
            <p class="head" />
            <div>
                <h1>{ question.question.to_string() }</h1>
                <p class="sub">
                    if !question.replicas.is_empty() {
                        { value(page, "", Control::Replicas, &question.replicas) }
                    }
                    { &question.set_up }
                    <span class="when">{ &question.when }</span>
                </p>
            </div>
        </div>
    }
}
