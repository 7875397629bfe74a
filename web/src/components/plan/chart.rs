//! The chart of a plan, and the floor as a slider. A press on a mark chooses its way; the tab of all ways does so by keys.

use yew::prelude::*;

use crate::browser;
use crate::components::Page;
use crate::state::{Action, PlanStep, stride_for};
use crate::text::Key;
use crate::view::plan::Floor;
use crate::view::plan::chart::{Chart, Form, Mark, Words};

/// Draws the chart and its legend.
pub fn chart(page: &Page, chart: &Chart, floor: &Floor) -> Html {
    let (width, height) = chart.size;
    let (left, right) = chart.span;
    let below = (chart.zero + 6 - chart.floor_y).max(0);
    html! {
        <>
            <div class="field">
                <svg viewBox={format!("0 0 {width} {height}")} role="group" aria-label={page.text.of(Key::PlanChart)}>
                    <defs>
                        <pattern id="plan-below" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <path d="M0 0V7" />
                        </pattern>
                    </defs>
                    <g aria-hidden="true">
                        <rect class="not-allowed" x={left.to_string()} y={chart.floor_y.to_string()} width={(right - left).to_string()} height={below.to_string()} fill="url(#plan-below)" />
                        { for chart.rows.iter().map(|row| html! {
                            <>
                                <path class="rule" d={format!("M{left} {}H{right}", row.y)} />
                                { words("ax", &Words { y: row.y + 4, ..row.clone() }) }
                            </>
                        }) }
                        { for chart.ticks.iter().enumerate().map(|(index, tick)| {
                            words(if index == 0 { "ax" } else { "ax tick" }, tick)
                        }) }
                        <path class="front" d={chart.front.clone()} />
                        { for chart.drop.iter().map(|(x, y)| html! { <path class="drop" d={format!("M{x} {y}V{}", chart.bottom)} /> }) }
                    </g>
                    <g>{ for chart.marks.iter().map(|it| mark(page, it)) }</g>
                    { floor_line(page, chart, floor) }
                </svg>
            </div>
            { legend(page, chart) }
        </>
    }
}

fn words(class: &'static str, words: &Words) -> Html {
    html! {
        <text class={classes!(class, words.ends.then_some("ends"))} x={words.x.to_string()} y={words.y.to_string()}>{ &words.says }</text>
    }
}

/// Draws a mark with its whisker and words.
fn mark(page: &Page, mark: &Mark) -> Html {
    let (x, y) = mark.at;
    let class =
        classes!("mark", mark.is_chosen.then_some("is-on"), (!mark.is_whole).then_some("part"),);
    let chosen = page.on(Action::Plan(PlanStep::WayChosen(mark.kind)));
    html! {
        <g {class} onclick={chosen} aria-hidden="true" key={format!("{:?}", mark.kind)}>
            <title>{ &mark.says }</title>
            { for mark.whisker.map(|(from, to)| html! { <path class="whisker" d={format!("M{from} {y}H{to}")} /> }) }
            <rect class="reach" x={(x - 14).to_string()} y={(y - 12).to_string()} width="28" height="24" />
            <g transform={format!("translate({x} {y})")}>{ form(mark.form, mark.is_chosen) }</g>
            if mark.form != Form::Nowhere {
                { for mark.still.iter().map(|it| html! { <path class="bad" d={diamond(it.x, y)} /> }) }
            }
            { for mark.still.iter().map(|it| words("bad", &Words { x: it.x + 9, y: y + 4, ..it.clone() })) }
            { for mark.name.iter().map(|it| words("name", it)) }
        </g>
    }
}

fn diamond(x: i64, y: i64) -> String {
    format!("M{x} {}l5 5-5 5-5-5z", y - 5)
}

/// Draws the form of a mark around its middle.
fn form(form: Form, is_chosen: bool) -> Html {
    let big = if is_chosen { "8" } else { "5.5" };
    let square = if is_chosen { "M-7-7H7V7H-7z" } else { "M-5-5H5V5H-5z" };
    let drawn = match form {
        Form::Full => html! { <circle class="full" r={big} /> },
        Form::Square => html! { <path class="hollow" d={square} /> },
        Form::Both => {
            html! { <><path class="hollow" d={square} /><circle class="full" r="2.5" /></> }
        }
        Form::Dashed => html! { <circle class="hollow dashed" r={big} /> },
        Form::Other => html! { <path class="hollow" d="M0-6 6 5H-6z" /> },
        Form::Nowhere => html! { <path class="bad" d={diamond(0, 0)} /> },
    };
    html! {
        <>{ drawn }if is_chosen { <circle class="ring" r="12.5" /> }</>
    }
}

/// Draws the floor with its grip, a slider.
fn floor_line(page: &Page, chart: &Chart, floor: &Floor) -> Html {
    let (left, right) = chart.span;
    let (y, (number, rest)) = (chart.floor_y, &chart.floor);
    let (at, of) = (floor.at, floor.of);
    let onkeydown =
        page.on_keys(|key| Some(Action::Plan(PlanStep::FloorStepped(stride_for(key)?))));
    html! {
        <>
            <path class="floor" d={format!("M{left} {y}H{right}")} aria-hidden="true" />
            <text class="floor-says ends" x={number.x.to_string()} y={number.y.to_string()} aria-hidden="true">
                <tspan class="k">{ &number.says }</tspan>{ "  " }<tspan>{ rest }</tspan>
            </text>
            <g
                class="grip" role="slider" tabindex="0" aria-orientation="vertical" aria-label={page.text.of(Key::PlanFloorName)}
                aria-valuemin="0" aria-valuemax={of.to_string()} aria-valuenow={at.to_string()} aria-valuetext={floor.says.clone()}
                transform={format!("translate({} {y})", right + 12)} {onkeydown}
                onpointerdown={Callback::from(|event: PointerEvent| browser::hold(&event))}
                onpointermove={on_dragged(page, chart, of)}
            >
                <rect class="reach" x="-12" y="-14" width="26" height="28" />
                <rect class="knob" x="-8" y="-4" width="16" height="8" rx="1" />
                <path d="M-3.5-7.5 0-10.7 3.5-7.5M-3.5 7.5 0 10.7 3.5 7.5" />
            </g>
        </>
    }
}

/// Moves the floor to the row nearest to the pointer while the grip is dragged.
fn on_dragged(page: &Page, chart: &Chart, of: u32) -> Callback<PointerEvent> {
    let (dispatch, zero, pitch) = (page.dispatch.clone(), chart.zero, chart.pitch.max(1));
    let height = chart.size.1;
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 != 1 {
            return;
        }
        let Some(y) = browser::height_in(&event, ".field > svg", height) else { return };
        // The line lies half a row below the floor's own.
        let rows = ((zero - y) * 100 + pitch) / pitch;
        let floor = u32::try_from(rows.max(0)).unwrap_or(0).min(of);
        dispatch.emit(Action::Plan(PlanStep::FloorMoved(floor)));
    })
}

/// Draws what the marks mean, of those that are there.
fn legend(page: &Page, chart: &Chart) -> Html {
    let text = page.text;
    let sign =
        |drawn: Html| html! { <svg viewBox="-7 -7 14 14" aria-hidden="true">{ drawn }</svg> };
    let [full, square, dashed, other, still] = chart.has;
    html! {
        <ul class="key field">
            if full { <li>{ sign(form(Form::Full, false)) }{ "Parallel" }</li> }
            if square { <li>{ sign(form(Form::Square, false)) }{ "OrderedReady" }</li> }
            if dashed { <li>{ sign(form(Form::Dashed, false)) }{ &chart.key_says[0] }</li> }
            if other { <li>{ sign(form(Form::Other, false)) }{ text.of(Key::PlanKeyByHand) }</li> }
            <li>{ sign(html! { <path class="whisker" d="M-7 0H7" /> }) }{ text.of(Key::PlanKeyNine) }</li>
            if still { <li>{ sign(form(Form::Nowhere, false)) }{ &chart.key_says[1] }</li> }
        </ul>
    }
}
