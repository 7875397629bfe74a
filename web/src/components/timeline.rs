//! The timeline: flags, chart, lanes and axis, drawn as one picture; the pointer moves the playhead anywhere on it.

use std::rc::Rc;

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

/// The timeline.
pub fn timeline(page: &Page, shape: &Rc<Shape>, playhead: &Playhead, dark: bool) -> Html {
    let measures = &shape.measures;
    let onpointerdown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                browser::hold(&event);
                dispatch.emit(pointed(&event, event.shift_key()));
            }
        })
    };
    html! {
        <div class="row">
            { table(page, shape) }
            <div
                class="tl" {onpointerdown} onpointermove={on_dragged(page, playhead.marked.is_some())}
                onpointerup={page.on(Action::StretchTaken)} ondblclick={page.on(playhead.double_click())}
            >
                if measures.raster {
                    <Raster shape={Rc::clone(shape)} {dark} />
                }
                <svg height={measures.height.to_string()}>
                    <Lanes shape={Rc::clone(shape)} />
                    { playhead::draw(page, shape, playhead) }
                </svg>
            </div>
        </div>
    }
}

/// With Shift a stretch is marked, to be shown alone; else the playhead goes along.
fn on_dragged(page: &Page, marking: bool) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            dispatch.emit(pointed(&event, marking));
        }
    })
}

#[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand pixels wide")]
fn pointed(event: &PointerEvent, marks: bool) -> Action {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let picture = target.and_then(|target| target.closest(".tl").ok()?);
    let (x, width) = picture.map_or((0, 1), |picture| {
        let bounds = picture.get_bounding_client_rect();
        (event.client_x() - bounds.left() as i32, bounds.width() as i32)
    });
    if marks { Action::StretchMarked { x, width } } else { Action::AxisPointedAt { x, width } }
}

/// What the picture shows, for whoever hears it.
fn table(page: &Page, shape: &Rc<Shape>) -> Html {
    html! { <span><Table shape={Rc::clone(shape)} caption={page.text.of(Key::Timeline)} /></span> }
}

#[derive(PartialEq, Properties)]
struct TableProps {
    shape: Rc<Shape>,
    caption: &'static str,
}

/// Drawn again only with another shape.
#[component]
fn Table(props: &TableProps) -> Html {
    html! {
        // A table takes the room that it needs whatever it is told, so what hides it stands around it.
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
