//! Row under the question: what to watch, then the answer and a link to the next question.

use yew::prelude::*;

use super::Page;
use crate::state::{Action, Choice, Direction};
use crate::text::Key;
use crate::view::answer::AnswerView;

/// Draws the row. It exists from the first frame on, so nothing moves when the answer appears.
pub fn answer(page: &Page, row: &AnswerView) -> Html {
    let text = page.text;
    let (head, watch) = match row {
        AnswerView::Watch(says, bet) => (Key::Watch, Some((says, bet))),
        AnswerView::Answered(..) => (Key::Answer, None),
    };
    html! {
        <div class="row answer">
            <p class="head">{ text.of(head) }</p>
            <p class={watch.map(|_| "watch")}>
                { for watch.map(|(says, _)| says.to_string()) }
                <span role="status">
                    if let AnswerView::Answered(says, _) = row {
                        { says.to_string() }
                    }
                    if let Some((_, Some(bet))) = watch {
                        { " " }<b>{ bet }</b>
                    }
                </span>
                if let AnswerView::Answered(_, next) = row {
                    { next_question(page, next) }
                }
            </p>
        </div>
    }
}

fn next_question(page: &Page, next: &str) -> Html {
    let onclick = page.on(Action::Around(Choice::ScenarioStepped(Direction::Forward)));
    html! {
        <button class="word next" {onclick}>{ page.text.say(Key::NextQuestion, &[("question", &next)]) }</button>
    }
}
