//! What to try in this scenario, and that it is reached; the hint; the document that it comes from.

use yew::prelude::*;

use super::{Page, icons};
use crate::state::{Action, Choice};
use crate::text::Key;
use crate::view::goal::Goal;

/// The goal.
pub fn goal(page: &Page, goal: &Goal) -> Html {
    let text = page.text;
    html! {
        <section class="row goal">
            <h2 class="head">{ text.of(Key::Goal) }</h2>
            <div>
                <p class="aside">
                    { goal.says.to_string() }{ " " }
                    <span role="status">
                        if goal.reached {
                            <b>{ icons::tick() }{ text.of(Key::GoalReached) }</b>
                        }
                    </span>
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
                    { for goal.from.iter().map(|from| html! { <span>{ text.say(Key::FromDocument, &[("document", from)]) }</span> }) }
                </p>
                { for goal.hint.iter().map(|hint| html! { <p class="hint-says">{ hint.to_string() }</p> }) }
            </div>
        </section>
    }
}
