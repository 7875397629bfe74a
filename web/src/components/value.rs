//! A value in the running text that can be changed where it stands: arrows change it, Enter types its line.

use yew::prelude::*;

use super::use_page;
use crate::state::{Action, Control, Direction};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub control: Control,
    pub says: AttrValue,
    #[prop_or_default]
    pub class: Classes,
}

/// The value, as a button.
#[component]
pub fn Value(props: &Props) -> Html {
    let page = use_page();
    let control = props.control;
    let onkeydown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let action = match event.key().as_str() {
                "ArrowUp" => Action::ControlStepped(control, Direction::Forward),
                "ArrowDown" => Action::ControlStepped(control, Direction::Back),
                "Enter" => Action::ControlEntered(control),
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(action);
        })
    };
    html! {
        <button
            class={classes!("adj", props.class.clone())}
            onclick={page.on(Action::ControlAsked(control))}
            {onkeydown}
        >
            { props.says.clone() }
        </button>
    }
}
