//! Readiness marks, on a 20 × 20 grid.

use yew::prelude::*;

use super::icons;
use crate::history::{Stage, Trouble};

/// Draws the mark of a stage.
pub fn mark(stage: Stage) -> Html {
    let drawing = match stage {
        Stage::Ready => html! {
            <>
                <circle cx="10" cy="10" r="9" fill="currentColor" />
                <path class="knock" d="M5.6 10.4l3 3 5.8-6.4" fill="none" stroke-width="2.2" />
            </>
        },
        Stage::Settling => html! {
            <g fill="none" stroke="currentColor">
                <circle cx="10" cy="10" r="8.2" stroke-width="1.4" stroke-dasharray="2 2" />
                <path d="M10 1.8a8.2 8.2 0 0 1 5.8 14" stroke-width="2.6" />
                <path d="M6.2 10.3l2.7 2.7 4.9-5.4" stroke-width="2" />
            </g>
        },
        Stage::Pending => ring("2.2 3.1", ""),
        Stage::Creating | Stage::Running => ring("none", ""),
        Stage::Leaving | Stage::Stopped => ring("none", "M5.5 10h9"),
        Stage::Trouble(trouble) => {
            return html! { <span class="rd">{ icons::diamond(trouble != Trouble::Lost) }</span> };
        }
    };
    html! { <span class="rd"><svg viewBox="0 0 20 20" aria-hidden="true">{ drawing }</svg></span> }
}

fn ring(dashes: &'static str, bar: &'static str) -> Html {
    html! {
        <g fill="none" stroke="currentColor" stroke-width="2">
            <circle cx="10" cy="10" r="8" stroke-dasharray={dashes} />
            <path d={bar} />
        </g>
    }
}
