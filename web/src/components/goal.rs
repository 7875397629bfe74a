//! The scenario's goal, its hint, and the document that it is from.

use yew::prelude::*;

use super::{Page, icons};
use crate::state::{Action, Choice};
use crate::text::Key;
use crate::view::goal::Goal;

/// Draws the goal.
pub fn goal(page: &Page, goal: &Goal) -> Html {
    let text = page.text;
    html! {
        <section class="row goal">
            <h2 class="head">{ text.of(Key::Goal) }</h2>
            <div>
                <p class="aside">
                    { goal.says.to_string() }{ " " }
                    if goal.reached {
                        <b>{ icons::check_mark() }{ text.of(Key::GoalReached) }</b>
                    }
                </p>
                <p class="more">
                    if goal.has_hint {
                        <button
                            class="word" aria-expanded={goal.hint.is_some().to_string()}
                            onclick={page.on(Action::Around(Choice::HintToggled))}
                        >
                            { text.of(Key::Hint) }
                        </button>
                    }
                    if goal.by_hand {
                        <button class="word" onclick={page.on(Action::Around(Choice::TypedByHand))}>
                            { text.of(Key::TypeByHand) }
                        </button>
                    }
                    { for goal.from.iter().map(|from| html! { <span>{ text.say(Key::FromDocument, &[("document", from)]) }</span> }) }
                </p>
                { for goal.hint.iter().map(|hint| html! { <p class="hint-says">{ hint.to_string() }</p> }) }
            </div>
        </section>
    }
}
