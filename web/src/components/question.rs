//! Head of the figure: the question and the setup in one line.

use yew::prelude::*;

use super::value::value;
use super::{Page, icons};
use crate::state::{Action, Choice, Comparing, Control, Direction};
use crate::text::Key;
use crate::view::question::{Edited, Question};

/// Draws the head.
pub fn question(page: &Page, question: &Question) -> Html {
    html! {
        <div class="row ask">
            <div class="head">{ &question.number }{ for (!question.number.is_empty()).then(|| neighbours(page)) }</div>
            <div>
                <h1>{ question.question.to_string() }</h1>
                <p class="sub">
                    if let Some((set, after)) = &question.set {
                        <span class="set">{ set.to_string() }</span>{ after }
                    }
                    if !question.replicas.is_empty() {
                        { value(page, "", Control::Replicas, &question.replicas) }
                    }
                    { for question.set_up.iter().map(|(before, control, says)| html! { <>{ before }{ value(page, "", *control, says) }</> }) }
                    { &question.printed }
                    if let Some(it) = &question.edited {
                        { edited(page, it) }
                    } else {
                        <span class="when">{ &question.when }</span>
                    }
                </p>
            </div>
        </div>
    }
}

/// Draws the buttons for the previous and next question.
fn neighbours(page: &Page) -> Html {
    let button = |key: Key, direction: Direction| {
        let onclick = page.on(Action::Around(Choice::ScenarioStepped(direction)));
        html! { <button class="btn" aria-label={page.text.of(key)} {onclick}>{ icons::step(direction == Direction::Forward) }</button> }
    };
    html! {
        <span class="neighbours">
            { button(Key::PreviousScenario, Direction::Back) }{ button(Key::NextScenario, Direction::Forward) }
        </span>
    }
}

/// Draws what has been changed in the scenario, with undo, redo and *Start over*.
fn edited(page: &Page, edited: &Edited) -> Html {
    let text = page.text;
    let button = |says: &str, action: Action| {
        html! { <button class="word" onclick={page.on(action)}>{ says.to_owned() }</button> }
    };
    let word =
        |is_there: bool, says: &'static str, action: Action| is_there.then(|| button(says, action));
    html! {
        <span class="edited">
            { ". " }{ &edited.says }
            if let Some((says, drop)) = &edited.later {
                { says }{ " " }{ button(drop, Action::LaterLinesDropped) }
            }
            { word(edited.undo, text.of(Key::Undo), Action::Undone) }
            { word(edited.undo, text.of(Key::CompareUndo), Action::Compare(Comparing::WithoutLast)) }
            { word(edited.redo, text.of(Key::Redo), Action::Redone) }
            { word(edited.changed, text.of(Key::StartOver), Action::StartedOver) }
        </span>
    }
}
