//! The prompt of a comparison, whose lines act on both sides, and what the last one printed.

use yew::prelude::*;

use crate::components::Page;
use crate::components::terminal::Prompt;
use crate::text::Key;
use crate::view::compare::typed::{Answered, OnBoth};

/// Draws the prompt.
pub fn prompt(page: &Page, typed: &OnBoth) -> Html {
    html! {
        <div class="row on-both">
            <span />
            <div>
                <div class="tty"><Prompt terminal={typed.terminal} lower=false prompt={typed.prompt.clone()} /></div>
                <span class="n">{ page.text.of(Key::TypedOnBoth) }</span>
            </div>
        </div>
    }
}

/// Draws what the last line printed, side by side if that differs.
pub fn answers(typed: &OnBoth) -> Html {
    html! {
        <div class="answers" role="log">{ for typed.answers.iter().map(answer) }</div>
    }
}

fn answer(answered: &Answered) -> Html {
    html! {
        <div>
            <p class="cmd">{ &answered.line }<span class="n">{ &answered.on }</span></p>
            <pre tabindex="0">{ &answered.printed }</pre>
        </div>
    }
}
