//! A value in the running text that can be changed where it stands: arrows change it, Enter types its line.

use yew::prelude::*;

use super::Page;
use crate::state::{Action, Control, Direction};

/// The value, as a button.
pub fn value(page: &Page, class: &'static str, control: Control, says: &str) -> Html {
    let onkeydown = page.on_keys(move |key| {
        Some(match key {
            "ArrowUp" => Action::ControlStepped(control, Direction::Forward),
            "ArrowDown" => Action::ControlStepped(control, Direction::Back),
            "Enter" => Action::ControlEntered(control),
            _ => return None,
        })
    });
    html! {
        <button class={classes!("adj", class)} onclick={page.on(Action::ControlAsked(control))} {onkeydown}>
            { says }
        </button>
    }
}
