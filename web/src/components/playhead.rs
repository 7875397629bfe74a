//! Moving part of the timeline: veil over the future, playhead, numbers beside it, axis.

use yew::prelude::*;

use super::Page;
use super::lanes::words;
use crate::state::slider_action_for;
use crate::text::Key;
use crate::view::timeline::{Label, Measures, Playhead, Readout};

/// Draws the moving part. The playhead is a slider with this name.
pub fn draw(page: &Page, measures: &Measures, playhead: &Playhead, name: Key) -> Html {
    let (top, bottom) = (measures.veil_top().to_string(), measures.axis().to_string());
    html! {
        <>
            <rect
                class="future" x={playhead.x.clone()} width={playhead.future.clone()}
                y={measures.veil_top().to_string()} height={measures.veil().to_string()}
            />
            if let Some((x, width)) = &playhead.marked {
                <rect class="marked" x={x.clone()} width={width.clone()} y={measures.veil_top().to_string()} height={measures.veil().to_string()} />
            }
            <path class="axis" d={format!("M0 {bottom}H{}", measures.width)} />
            // The groups separate lists of changing length. Without them yew would recreate the slider, which would
            // lose the focus.
            <g>{ for playhead.ticks.iter().map(|tick| words(tick_class(tick, playhead), tick)) }</g>
            { words("count", &playhead.desired) }
            <g
                id="time"
                class="playhead"
                role="slider"
                tabindex="0"
                aria-label={page.text.of(name)}
                aria-valuemin="0"
                aria-valuemax={playhead.of.to_string()}
                aria-valuenow={playhead.seconds.to_string()}
                aria-valuetext={playhead.says.clone()}
                onkeydown={page.on_keys(slider_action_for)}
            >
                <rect class="reach" x={playhead.reach.clone()} width="24" y={measures.veil_top().to_string()} height={measures.veil().to_string()} />
                <path d={format!("M{} {top}V{bottom}", playhead.x)} />
                <circle cx={playhead.x.clone()} cy={measures.knob().to_string()} r="6" />
            </g>
            <g>{ for playhead.readouts.iter().map(readout) }</g>
        </>
    }
}

fn tick_class(tick: &Label, playhead: &Playhead) -> &'static str {
    let is = |other: Option<&Label>| other.is_some_and(|other| other.x == tick.x);
    if tick.x == "0" {
        "tick first"
    } else if is(playhead.ticks.last()) && playhead.last_tick_at_end {
        "tick last"
    } else {
        "tick"
    }
}

fn readout(readout: &Readout) -> Html {
    let class = if readout.leftwards { "readout leftwards" } else { "readout" };
    html! {
        <g data-rev={readout.letter.map(|letter| letter.to_string())}>
            <rect class="paper" x={readout.under_x.clone()} width={readout.width.clone()} y={readout.top.clone()} height="16" />
            if readout.letter.is_some() {
                <rect class="under" x={readout.under_x.clone()} width={readout.width.clone()} y={readout.under_y.clone()} height="2" />
            }
            { words(class, &readout.label) }
        </g>
    }
}
