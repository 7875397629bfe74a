//! The timeline: flags, chart, lanes and axis as one SVG. The pointer moves the playhead anywhere on it.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::Page;
use super::lanes::Lanes;
use super::playhead;
use super::raster::Raster;
use crate::browser;
use crate::state::Action;
use crate::text::Key;
use crate::view::timeline::{Playhead, Shape};

/// Draws the timeline.
pub fn timeline(page: &Page, shape: &Rc<Shape>, playhead: &Playhead, dark: bool) -> Html {
    let measures = &shape.measures;
    let onpointerdown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 {
                return;
            }
            if let Some(at) = flag(&event) {
                dispatch.emit(Action::CursorMoved(at));
            } else {
                browser::hold(&event);
                dispatch.emit(pointed(&event, event.shift_key()));
            }
        })
    };
    html! {
        <div class="row">
            { table(page, shape) }
            <div
                class="tl" {onpointerdown} onpointermove={on_moved(page, shape, playhead.marked.is_some())}
                onpointerup={page.on(Action::StretchTaken)} ondblclick={page.on(playhead.double_click())}
            >
                if measures.raster {
                    <Raster spots={Rc::clone(&shape.raster)} size={shape.raster_size()} {dark} />
                }
                <svg height={measures.height.to_string()}>
                    <Lanes shape={Rc::clone(shape)} />
                    { playhead::draw(page, measures, playhead, Key::Time) }
                </svg>
            </div>
        </div>
    }
}

/// Handles pointer movement. A drag moves the playhead, and with Shift marks a stretch to zoom to. Without a button,
/// selects the pod of the row under the pointer in a raster.
fn on_moved(page: &Page, shape: &Rc<Shape>, marking: bool) -> Callback<PointerEvent> {
    let (dispatch, shape) = (page.dispatch.clone(), Rc::clone(shape));
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            dispatch.emit(pointed(&event, marking));
        } else if let Some(ordinal) = shape.pod_at(place(&event).1) {
            dispatch.emit(Action::PodReached(ordinal));
        }
    })
}

/// Returns the time of the pressed flag. `pointerdown`, not `click`: pointer capture retargets clicks, and touch
/// browsers snap them to a neighbour.
pub fn flag(event: &PointerEvent) -> Option<SimTime> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let at = target.closest("[data-at]").ok()??.get_attribute("data-at")?;
    at.parse().ok().map(SimTime::from_millis)
}

pub fn pointed(event: &PointerEvent, marks: bool) -> Action {
    let (x, _, width) = place(event);
    if marks { Action::StretchMarked { x, width } } else { Action::AxisPointedAt { x, width } }
}

/// Returns the pointer's position from the left and top of the picture, and the picture's width, in CSS pixels.
#[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand pixels wide")]
fn place(event: &PointerEvent) -> (i32, i32, i32) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let picture = target.and_then(|target| target.closest(".tl").ok()?);
    picture.map_or((0, 0, 1), |picture| {
        let bounds = picture.get_bounding_client_rect();
        let (left, top) = (bounds.left() as i32, bounds.top() as i32);
        (event.client_x() - left, event.client_y() - top, bounds.width() as i32)
    })
}

/// Draws the picture's content as a table for screen readers.
fn table(page: &Page, shape: &Rc<Shape>) -> Html {
    html! { <span><Table shape={Rc::clone(shape)} caption={page.text.of(Key::Timeline)} /></span> }
}

#[derive(PartialEq, Properties)]
struct TableProps {
    shape: Rc<Shape>,
    caption: &'static str,
}

/// The table. Redrawn only with another shape.
#[component]
fn Table(props: &TableProps) -> Html {
    html! {
        // A table ignores a limit on its own size, so the hidden element is around it.
        <span class="sr">
            <table>
                <caption>{ props.caption }</caption>
                <tbody>
                    { for props.shape.table.iter().map(|row| html! {
                        <tr><th scope="row">{ &row.head }</th><td>{ &row.says }</td></tr>
                    }) }
                </tbody>
            </table>
        </span>
    }
}
