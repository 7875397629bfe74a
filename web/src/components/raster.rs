//! Raster of many pods, below the timeline's picture. Drawn anew only when its pods change; the colours are the style
//! sheet's.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::timeline::{Area, Tone};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub areas: Rc<[Area]>,
}

/// Draws the raster.
#[component]
pub fn Raster(props: &Props) -> Html {
    html! {
        <svg class="raster" aria-hidden="true">
            { for props.areas.iter().map(|area| html! {
                <path class={class(area.tone)} data-rev={area.letter.to_string()} d={area.path.clone()} />
            }) }
        </svg>
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Solid => "solid",
        Tone::Settling => "settling",
        Tone::Pale => "pale",
        Tone::Alarm => "alarm",
    }
}
