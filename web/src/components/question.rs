//! The head of the figure: the question, and the set-up in one line.

use yew::prelude::*;

use super::value::Value;
use crate::state::Control;
use crate::view;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub question: view::question::Question,
}

/// The head of the figure.
#[component]
pub fn Question(props: &Props) -> Html {
    let question = &props.question;
    html! {
        <div class="row ask">
            <p class="head" />
            <div>
                <h1>{ question.question.to_string() }</h1>
                <p class="sub">
                    if !question.replicas.is_empty() {
                        <Value control={Control::Replicas} says={question.replicas.clone()} />
                    }
                    { &question.set_up }
                    <span class="when">{ &question.when }</span>
                </p>
            </div>
        </div>
    }
}
