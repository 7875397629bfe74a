//! The timeline: flags, chart, lanes and axis as one SVG. The pointer moves the playhead anywhere on it.

use std::rc::Rc;

use yew::prelude::*;

use super::Page;
use super::lanes::Lanes;
use super::playhead;
use super::raster::Raster;
use super::scrub;
use crate::state::Action;
use crate::text::Key;
use crate::view::timeline::{Playhead, Shape};

/// Draws the timeline.
pub fn timeline(page: &Page, shape: &Rc<Shape>, playhead: &Playhead) -> Html {
    let measures = &shape.measures;
    let hovered = {
        let shape = Rc::clone(shape);
        // In a raster the row under the pointer selects its pod.
        move |y| shape.pod_at(y).map(Action::PodReached)
    };
    html! {
        <div class="row">
            { table(page, shape) }
            <div
                class="tl" onpointerdown={scrub::on_pressed(page, true)}
                onpointermove={scrub::on_moved(page, playhead.marked.is_some(), hovered)}
                onpointerup={page.on(Action::StretchTaken)} ondblclick={page.on(playhead.double_click())}
            >
                if measures.raster {
                    <Raster areas={Rc::clone(&shape.raster)} />
                }
                <svg height={measures.height.to_string()}>
                    <Lanes shape={Rc::clone(shape)} />
                    { playhead::draw(page, measures, playhead, Key::Time) }
                </svg>
            </div>
        </div>
    }
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
