//! Many pods as a grid of cells. Beyond a limit only the timeline draws them.
//!
//! The grid has the event listeners for all cells. A thousand cells with three listeners each would be too slow.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::later;
use super::mark::mark;
use super::partition::cutline;
use super::{Page, title};
use crate::history::Stage;
use crate::state::Action;
use crate::view::pods::{Cell, CellRow, Cells, Lone};

/// Draws the grid.
pub fn cells(page: &Page, cells: &Cells) -> Html {
    let class = classes!("cells", cells.micro.then_some("micro"));
    let across = i32::try_from(cells.across).unwrap_or(1);
    let reached = |ordinal| Some(Action::PodReached(ordinal));
    let toggled = |ordinal| Some(Action::MenuToggled(ordinal));
    let cut = cells.cut.as_ref().map_or(0, |&(row, _)| row.min(cells.rows.len()));
    let (above, below) = cells.rows.split_at(cut);
    html! {
        <>
            <div
                {class} role="grid" aria-label={cells.name.clone()}
                onkeydown={page.on_pod_keys(across, cells.naming.clone())}
                onfocusin={on_cell(page, NOT_REACHED, reached)} onpointermove={on_cell(page, NOT_REACHED, reached)} onclick={on_cell(page, ANY, toggled)}
            >
                if !cells.heads.is_empty() {
                    <span aria-hidden="true" />
                    <div class="rw heads" aria-hidden="true">{ for cells.heads.iter().map(|head| html! { <span>{ head }</span> }) }</div>
                }
                // The partition line keeps its place in the document while rows move from one side to the other. So a
                // drag does not lose its grip.
                { rows(above) }
                if let Some((_, partition)) = &cells.cut {
                    { cutline(page, partition) }
                }
                { rows(below) }
                { for cells.lone.iter().map(lone) }
            </div>
            <div class="chosen open">
                <span>{ &cells.chosen }</span>
                if let Some(items) = cells.menu.clone() {
                    { later::menu(items, false) }
                }
            </div>
        </>
    }
}

/// Draws one selected pod in words, where there are too many pods for cells.
fn lone(pod: &Lone) -> Html {
    html! {
        <div class="lone" role="row">
            <button role="gridcell" tabindex="0" data-ordinal={pod.ordinal.to_string()}>{ &pod.says }</button>
        </div>
    }
}

fn rows(rows: &[Rc<CellRow>]) -> Html {
    html! {
        <div class="rows" role="rowgroup">{ for rows.iter().map(|row| html! { <GridRow row={Rc::clone(row)} /> }) }</div>
    }
}

/// Selectors of cells. A cell that comes to lie under a pointer at rest is not reached, so the pointer has to move. The
/// drawn tab stop is no news, and may be older than the state: the focus that an arrow asked for can come after the next
/// arrow.
const ANY: &str = "[data-ordinal]";
const NOT_REACHED: &str = "[data-ordinal][tabindex='-1']";

/// Returns a callback that dispatches the action for the cell under the event, if it matches `of`.
fn on_cell<E: AsRef<Event> + 'static>(
    page: &Page,
    of: &'static str,
    action: fn(u32) -> Option<Action>,
) -> Callback<E> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: E| {
        let target = event.as_ref().target().and_then(|it| it.dyn_into::<Element>().ok());
        let cell = target.and_then(|target| target.closest(of).ok()?);
        let ordinal = cell.and_then(|cell| cell.get_attribute("data-ordinal")?.parse().ok());
        if let Some(action) = ordinal.and_then(action) {
            dispatch.emit(action);
        }
    })
}

#[derive(PartialEq, Properties)]
struct GridRowProps {
    row: Rc<CellRow>,
}

/// A row. Redrawn only when it changes.
#[component]
fn GridRow(props: &GridRowProps) -> Html {
    let row = &*props.row;
    let CellRow { head, cells, across, step, .. } = row;
    let place = |ten: usize, place: usize| match step {
        Some(held) if ten * 10 + place < *held => Some("stays"),
        Some(held) if ten * 10 + place == *held => Some("first"),
        _ => None,
    };
    html! {
        <>
            <span class="rl" aria-hidden="true" title={head.as_ref().and_then(title)}>
                { head.as_ref().map(|head| head.shown.clone()) }
            </span>
            <div class="rw" role="row">
                { for (0..across.div_ceil(10)).map(|ten| html! {
                    <div class="ten" role="presentation">
                        { for cells.iter().skip(ten * 10).take(10).enumerate().map(|(at, it)| cell(row, it, place(ten, at))) }
                    </div>
                }) }
            </div>
        </>
    }
}

fn cell(row: &CellRow, cell: &Cell, place: Option<&'static str>) -> Html {
    let letter = cell.face.as_ref().map(|face| face.letter.to_string());
    let stage = cell.face.as_ref().map(|face| face.stage);
    html! {
        <button
            class={classes!("cell", place)}
            role="gridcell"
            tabindex={if cell.tab_stop { "0" } else { "-1" }}
            data-ordinal={cell.ordinal.to_string()}
            data-rev={letter.clone()}
            data-s={stage.map_or("empty", Stage::key)}
            aria-label={row.said(cell)}
        >
            if !row.micro {
                <b>{ letter }</b>
                { for stage.map(mark) }
            }
        </button>
    }
}
