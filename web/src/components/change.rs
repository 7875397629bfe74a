//! The controls: name, value, and the kubectl line that each types.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Page, use_page};
use crate::browser::control_id;
use crate::state::{Action, Control, Direction};
use crate::view::controls::ControlView;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub controls: Vec<ControlView>,
}

/// The controls.
#[component]
pub fn Change(props: &Props) -> Html {
    let page = use_page();
    html! {
        if props.controls.is_empty() {
            <p class="aside">{ page.text.label.no_set }</p>
        } else {
            <ul class="ctl">{ for props.controls.iter().map(|control| row(&page, control)) }</ul>
        }
    }
}

fn row(page: &Page, view: &ControlView) -> Html {
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
                        { page.text.label.enter_types_it }
                    </button>
                }
            </span>
        </li>
    }
}

fn stepper(page: &Page, view: &ControlView, direction: Direction) -> Html {
    let label = &page.text.label;
    let (sign, word) = if direction == Direction::Forward { ("+", label.more) } else { ("−", label.less) };
    html! {
        <button
            tabindex="-1" aria-label={format!("{word} {}", view.name)}
            onclick={page.on(Action::ControlStepped(view.control, direction))}
        >
            { sign }
        </button>
    }
}

fn field(page: &Page, view: &ControlView) -> Html {
    let control = view.control;
    let oninput = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlInputElement>().value();
            dispatch.emit(Action::ControlEdited(control, value));
        })
    };
    html! {
        <input
            id={control_id(control)} value={view.value.clone()} {oninput} onkeydown={on_keys(page, control, view.steps)}
            autocomplete="off" autocapitalize="off" spellcheck="false"
        />
    }
}

fn on_keys(page: &Page, control: Control, steps: bool) -> Callback<KeyboardEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: KeyboardEvent| {
        let action = match event.key().as_str() {
            "Enter" => Action::ControlEntered(control),
            "ArrowUp" if steps => Action::ControlStepped(control, Direction::Forward),
            "ArrowDown" if steps => Action::ControlStepped(control, Direction::Back),
            _ => return,
        };
        event.prevent_default();
        dispatch.emit(action);
    })
}
