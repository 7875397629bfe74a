//! Change tab: a control per value, with the kubectl line that it types.

use yew::prelude::*;

use super::Page;
use crate::browser::control_id;
use crate::state::{Action, Comparing, Direction};
use crate::text::Key;
use crate::view::controls::{ControlView, Form};

/// Draws the controls.
pub fn change(page: &Page, controls: &[ControlView]) -> Html {
    html! {
        if controls.is_empty() {
            <p class="aside">{ page.text.of(Key::NoSet) }</p>
        } else {
            <ul class="ctl">{ for controls.iter().map(|control| row(page, control)) }</ul>
        }
    }
}

/// Draws a control.
pub fn row(page: &Page, view: &ControlView) -> Html {
    let id = control_id(view.control);
    let note = view.note.as_ref().map(|note| html! { <small>{ note.to_string() }</small> });
    let (name, control) = match &view.form {
        Form::Choice(choices) => (
            html! { <span class="lab" id={id}>{ &view.name }{ for note }</span> },
            choice(page, view, choices),
        ),
        Form::Fixed => {
            (html! { <span class="lab">{ &view.name }{ for note }</span> }, Html::default())
        }
        form => (
            html! { <label for={id}>{ &view.name }{ for note }</label> },
            if *form == Form::Steps {
                steps(page, view)
            } else {
                html! { <span class="pick">{ field(page, view) }</span> }
            },
        ),
    };
    html! {
        <li key={view.name.clone()} class={view.draft.then_some("is-on")}>
            { name }{ control }
            if !view.lines.is_empty() {
                { line(page, view) }
            }
            if let Some(refused) = &view.refused {
                <p class="diag" role="alert">{ refused.to_string() }</p>
            }
        </li>
    }
}

/// Draws the lines that the control types.
fn line(page: &Page, view: &ControlView) -> Html {
    html! {
        <span class="line">
            { view.lines.join("\n") }
            if view.draft {
                <button class="enter" onclick={page.on(Action::ControlEntered(view.control))}>
                    { page.text.of(Key::EnterTypesIt) }
                </button>
                if view.control.is_of_the_set() {
                    <button class="enter" onclick={page.on(Action::Compare(Comparing::WithDraft(view.control)))}>
                        { page.text.of(Key::CompareWithNow) }
                    </button>
                }
            }
        </span>
    }
}

fn steps(page: &Page, view: &ControlView) -> Html {
    html! {
        <span class="step">
            { stepper(page, view, Direction::Back) }{ field(page, view) }{ stepper(page, view, Direction::Forward) }
        </span>
    }
}

/// Draws a choice of a few words. Arrows select, Enter types the line.
fn choice(page: &Page, view: &ControlView, choices: &[&'static str]) -> Html {
    let control = view.control;
    let id = control_id(control);
    let option = |&word: &&'static str| {
        let onkeydown =
            page.on_keys(move |key| (key == "Enter").then_some(Action::ControlEntered(control)));
        html! {
            <label>
                <input
                    type="radio" name={id} value={word} checked={view.value == word} {onkeydown}
                    onchange={page.on(Action::ControlEdited(control, word.to_owned()))}
                />
                <span>{ word }</span>
            </label>
        }
    };
    html! { <span class="seg2" role="radiogroup" aria-labelledby={id}>{ for choices.iter().map(option) }</span> }
}

fn stepper(page: &Page, view: &ControlView, direction: Direction) -> Html {
    let text = page.text;
    let (sign, word) =
        if direction == Direction::Forward { ("+", Key::More) } else { ("−", Key::Less) };
    html! {
        <button
            tabindex="-1" aria-label={text.say(word, &[("control", &view.name)])}
            onclick={page.on(Action::ControlStepped(view.control, direction))}
        >
            { sign }
        </button>
    }
}

fn field(page: &Page, view: &ControlView) -> Html {
    let control = view.control;
    let oninput = page.on_typed(move |value| Action::ControlEdited(control, value));
    let steps = view.form == Form::Steps;
    let onkeydown = page.on_keys(move |key| {
        Some(match key {
            "Enter" => Action::ControlEntered(control),
            "ArrowUp" if steps => Action::ControlStepped(control, Direction::Forward),
            "ArrowDown" if steps => Action::ControlStepped(control, Direction::Back),
            _ => return None,
        })
    });
    html! {
        <input
            id={control_id(control)} value={view.value.clone()} {oninput} {onkeydown}
            autocomplete="off" autocapitalize="off" spellcheck="false"
        />
    }
}
