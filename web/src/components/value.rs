//! A value in running text that can be changed in place. Arrow keys change it, a press opens its control, Enter types
//! its line.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::change::row;
use super::{Page, later};
use crate::browser::{self, control_id};
use crate::state::{Action, Control, Direction};
use crate::view::controls::ControlView;

/// Draws the value as a button.
pub fn value(page: &Page, class: &'static str, control: Control, says: &str) -> Html {
    let onkeydown = page.on_keys(move |key| {
        Some(match key {
            "ArrowUp" => Action::ControlStepped(control, Direction::Forward),
            "ArrowDown" => Action::ControlStepped(control, Direction::Back),
            "Enter" => Action::ControlEntered(control),
            _ => return None,
        })
    });
    let open = page.adjusting.as_deref().filter(|open| open.control == control);
    html! {
        <span class="anchor">
            <button
                class={classes!("adj", class)} data-value={control_id(control)} aria-expanded={open.map(|_| "true")}
                onclick={page.on(Action::ControlAsked(control))} {onkeydown}
            >
                { says }
            </button>
            if let Some(open) = open {
                { later::in_place(page, open) }
            }
        </span>
    }
}

/// Draws the control beside the value, as in the list of all controls.
pub fn in_place(page: &Page, open: &ControlView) -> Html {
    let class =
        classes!("adjust", "pop", (open.control == Control::MaxUnavailable).then_some("end"));
    html! {
        <div
            {class} role="dialog" aria-label={open.name.clone()} onkeydown={on_escape()}
            onfocusout={page.on_left(".adjust", Action::AdjustingLeft)}
        >
            <ul class="ctl">{ row(page, open) }</ul>
        </div>
    }
}

/// Handles Escape: moves the focus to the value, which closes the control. Nothing else closes.
fn on_escape() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let control = target.and_then(|target| target.closest(".adjust").ok()?);
        if let Some(value) =
            control.filter(|_| event.key() == "Escape").and_then(|it| it.previous_element_sibling())
        {
            event.stop_propagation();
            browser::focus_on(&value);
        }
    })
}
