//! The controls: name, value, and the kubectl line that each types.

use yew::prelude::*;

use super::Page;
use crate::browser::control_id;
use crate::state::{Action, Direction};
use crate::text::Key;
use crate::view::controls::ControlView;

/// The controls.
pub fn change(page: &Page, controls: &[ControlView]) -> Html {
    html! {
        if controls.is_empty() {
            <p class="aside">{ page.text.of(Key::NoSet) }</p>
        } else {
            <ul class="ctl">{ for controls.iter().map(|control| row(page, control)) }</ul>
        }
    }
}

/// One control.
pub fn row(page: &Page, view: &ControlView) -> Html {
    let id = control_id(view.control);
    html! {
        <li key={view.name} class={view.draft.then_some("is-on")}>
            <label for={id}>
                { view.name }
                if let Some(of) = &view.of {
                    <small>{ of.to_string() }</small>
                }
            </label>
            if view.steps {
                <span class="step">
                    { stepper(page, view, Direction::Back) }{ field(page, view) }{ stepper(page, view, Direction::Forward) }
                </span>
            } else {
                <span class="pick">{ field(page, view) }</span>
            }
            <span class="line">
                { &view.line }
                if view.draft {
                    <button class="enter" onclick={page.on(Action::ControlEntered(view.control))}>
                        { page.text.of(Key::EnterTypesIt) }
                    </button>
                }
            </span>
        </li>
    }
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
    let steps = view.steps;
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
