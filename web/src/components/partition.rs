//! The partition: a line left of the first ordinal that moves, and a grip that moves it.

use yew::prelude::*;

use super::value::value;
use super::{Page, icons};
use crate::browser;
use crate::state::{Action, Control, Direction};
use crate::view::pods::PartitionView;

/// The partition.
pub fn partition(page: &Page, partition: &PartitionView) -> Html {
    let onkeydown = page.on_keys(|key| {
        let stepped = |direction| Action::ControlStepped(Control::Partition, direction);
        Some(match key {
            "ArrowRight" | "ArrowUp" => stepped(Direction::Forward),
            "ArrowLeft" | "ArrowDown" => stepped(Direction::Back),
            "Home" => Action::ControlEdited(Control::Partition, "0".into()),
            "Enter" => Action::ControlEntered(Control::Partition),
            _ => return None,
        })
    });
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
                {onkeydown}
                onpointerdown={Callback::from(|event: PointerEvent| browser::hold(&event))}
                onpointermove={on_dragged(page, partition.hidden)}
                onpointerup={page.on(Action::ControlEntered(Control::Partition))}
            >
                { icons::grip() }
            </button>
            <span class="say">
                { value(page, "k", Control::Partition, &partition.value) }
                { " " }{ &partition.moves }
            </span>
            <span class="stay">{ &partition.stays }</span>
        </div>
    }
}

/// While the grip is held, as many pods stay as are before the pointer.
fn on_dragged(page: &Page, hidden: u32) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            let stay = browser::plates_before(&event).saturating_sub(hidden);
            dispatch.emit(Action::ControlEdited(Control::Partition, stay.to_string()));
        }
    })
}
