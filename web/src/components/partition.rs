//! The partition: a line to the left of the first ordinal that the update reaches, with a grip.

use yew::prelude::*;

use super::value::value;
use super::{Page, icons};
use crate::browser;
use crate::state::{Action, Control, stride_for};
use crate::view::pods::PartitionView;

/// Draws the partition between plates.
pub fn partition(page: &Page, partition: &PartitionView) -> Html {
    html! {
        <div class="partition" data-p={partition.at.to_string()}>
            <span class="line" />
            { grip(page, partition, on_dragged(page, partition.hidden)) }
            <span class="say">
                { value(page, "k", Control::Partition, &partition.value) }
                { " " }{ &partition.moves }
            </span>
            <span class="stay">{ &partition.stays }</span>
        </div>
    }
}

/// Draws the partition between rows of cells.
pub fn cutline(page: &Page, partition: &PartitionView) -> Html {
    html! {
        <div class="cutline" role="row">
            <div role="gridcell">
                { grip(page, partition, on_dragged_over_cells(page, partition.first)) }
                { value(page, "k", Control::Partition, &partition.value) }
                { " ↓ " }{ &partition.moves }
                if !partition.stays.is_empty() {
                    { ", ↑ " }{ &partition.stays }
                }
            </div>
        </div>
    }
}

fn grip(page: &Page, partition: &PartitionView, onpointermove: Callback<PointerEvent>) -> Html {
    html! {
        <button
            class="grip"
            role="slider"
            aria-label="partition"
            aria-valuemin="0"
            aria-valuemax={partition.of.to_string()}
            aria-valuenow={partition.partition.to_string()}
            aria-valuetext={partition.said.clone()}
            onkeydown={on_keys(page)}
            onpointerdown={Callback::from(|event: PointerEvent| browser::hold(&event))}
            {onpointermove}
            onpointerup={page.on(Action::ControlEntered(Control::Partition))}
        >
            { icons::grip() }
        </button>
    }
}

/// Moves the partition by 1 (arrows), by 10 (Page Up, Page Down), or to either end (Home, End).
fn on_keys(page: &Page) -> Callback<KeyboardEvent> {
    page.on_keys(|key| match key {
        "Enter" => Some(Action::ControlEntered(Control::Partition)),
        _ => stride_for(key).map(Action::PartitionMoved),
    })
}

/// Sets the partition to the number of pods before the pointer while the grip is dragged.
fn on_dragged(page: &Page, hidden: u32) -> Callback<PointerEvent> {
    on_held(page, move |event| Some(browser::plates_before(event).saturating_sub(hidden)))
}

fn on_dragged_over_cells(page: &Page, first: u32) -> Callback<PointerEvent> {
    on_held(page, move |event| Some(browser::cell_under(event)?.saturating_sub(first)))
}

fn on_held(
    page: &Page,
    stay: impl Fn(&PointerEvent) -> Option<u32> + 'static,
) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1
            && let Some(stay) = stay(&event)
        {
            dispatch.emit(Action::ControlEdited(Control::Partition, stay.to_string()));
        }
    })
}
