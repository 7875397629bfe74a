//! Raster of many pods: a canvas below the timeline's SVG. Repainted only when its pods or the colours change.

use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use crate::browser;
use crate::view::timeline::Spot;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub spots: Rc<[Spot]>,
    /// Width and height in pixels.
    pub size: (u32, usize),
    /// Whether the style sheet has dark colours.
    pub dark: bool,
}

/// Draws the raster.
#[component]
pub fn Raster(props: &Props) -> Html {
    let canvas = use_node_ref();
    let painted = (Rc::clone(&props.spots), props.size, props.dark, canvas.clone());
    use_effect_with(painted, |(spots, _, _, canvas)| {
        if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
            browser::paint_soon(canvas, Rc::clone(spots));
        }
    });
    let (width, height) = props.size;
    html! {
        <canvas ref={canvas} class="raster" width={width.to_string()} height={height.to_string()} aria-hidden="true" />
    }
}
