//! The timeline: flags, chart, lanes and axis, drawn as one picture; the pointer moves the playhead anywhere on it.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::Page;
use super::lanes::Lanes;
use super::playhead;
use crate::browser;
use crate::state::Action;
use crate::view::timeline::{Playhead, Shape};

/// The timeline.
pub fn timeline(page: &Page, shape: &Rc<Shape>, playhead: &Playhead) -> Html {
    let measures = &shape.measures;
    let onpointerdown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                browser::hold(&event);
                point(&dispatch, &event);
            }
        })
    };
    html! {
        <div class="row">
            <span />
            <div class="tl" {onpointerdown} onpointermove={on_dragged(page)}>
                <svg height={measures.height.to_string()}>
                    <Lanes shape={Rc::clone(shape)} />
                    { playhead::draw(page, shape, playhead) }
                </svg>
            </div>
        </div>
    }
}

fn on_dragged(page: &Page) -> Callback<PointerEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            point(&dispatch, &event);
        }
    })
}

fn picture(event: &PointerEvent) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(".tl").ok()?
}

#[expect(clippy::cast_possible_truncation, reason = "a picture is some thousand pixels wide")]
fn point(dispatch: &Callback<Action>, event: &PointerEvent) {
    let Some(picture) = picture(event) else { return };
    let bounds = picture.get_bounding_client_rect();
    let x = event.client_x() - bounds.left() as i32;
    dispatch.emit(Action::AxisPointedAt { x, width: bounds.width() as i32 });
}
