//! The partition: a line left of the first ordinal that moves, and a grip that moves it.

use yew::prelude::*;

use super::value::Value;
use super::{icons, use_page};
use crate::state::{Action, Control, Direction};
use crate::view::pods::PartitionView;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub partition: PartitionView,
}

/// The partition.
#[component]
pub fn Partition(props: &Props) -> Html {
    let page = use_page();
    let partition = &props.partition;
    let onkeydown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let stepped = |direction| Action::ControlStepped(Control::Partition, direction);
            let action = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => stepped(Direction::Forward),
                "ArrowLeft" | "ArrowDown" => stepped(Direction::Back),
                "Home" => Action::ControlEdited(Control::Partition, "0".into()),
                "Enter" => Action::ControlEntered(Control::Partition),
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(action);
        })
    };
    html! {
        <div class="partition" data-p={partition.at.to_string()}>
            <span class="line" />
            <button
                class="grip"
                role="slider"
                aria-label="partition"
                aria-valuemin="0"
                aria-valuemax={partition.of.to_string()}
                aria-valuenow={partition.partition.to_string()}
                aria-valuetext={partition.said.clone()}
                onclick={page.on(Action::ControlAsked(Control::Partition))}
                {onkeydown}
            >
                { icons::grip() }
            </button>
            <span class="say">
                <Value class="k" control={Control::Partition} says={partition.value.clone()} />
                { " " }{ &partition.moves }
            </span>
            <span class="stay">{ &partition.stays }</span>
        </div>
    }
}
