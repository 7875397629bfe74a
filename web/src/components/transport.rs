//! Transport: changes, steps, Play, speed, shortcuts, clock.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{Page, icons, later};
use crate::state::{Action, Direction, SPEEDS};
use crate::text::Key;
use crate::view::transport::{Transport, speed_name};

/// Draws the transport. On a phone the rest of it is below the timeline.
///
/// The bar is in view wherever the page is scrolled, so it also says when the goal is reached.
pub fn transport(page: &Page, transport: &Transport, reached: bool) -> Html {
    let text = page.text;
    html! {
        <div class="row dock">
            <span />
            <div class="transport" role="toolbar" aria-label={text.of(Key::Playback)}>
                { change(page, Direction::Back) }
                { step(page, Direction::Back) }
                { play(page, transport.playing) }
                { step(page, Direction::Forward) }
                { change(page, Direction::Forward) }
                <span class="sep" />
                { more(page, transport) }
                if !transport.is_of_both {
                    <button class="btn edge to-term" onclick={page.on(Action::SheetToggled)}>{ text.of(Key::Terminal) }</button>
                }
                <p class="reached" role="status">
                    if reached {
                        { icons::check_mark() }{ text.of(Key::GoalReached) }
                    }
                </p>
                <p class="clock"><b>{ &transport.clock }</b><span>{ &transport.frame }</span></p>
            </div>
            <div class="below" role="group" aria-label={text.of(Key::Playback)}>
                { change(page, Direction::Back) }
                { change(page, Direction::Forward) }
                { more(page, transport) }
            </div>
        </div>
    }
}

/// Draws the less frequent controls.
fn more(page: &Page, transport: &Transport) -> Html {
    let text = page.text;
    html! {
        <>
            { speed(page, transport.speed) }
            if !transport.is_of_both {
                { next_stall(page, transport.next_stall) }
                { word(page, "far zoom-in", text.of(Key::ZoomIn), Action::ZoomedIn) }
            }
            if transport.zoomed {
                { word(page, "far", text.of(Key::ZoomOut), Action::ZoomedOut) }
            }
            <span class="anchor far">
                <button
                    class="btn" aria-label={text.of(Key::Keys)} aria-haspopup="dialog"
                    aria-expanded={transport.keys.to_string()} onclick={page.on(Action::KeysToggled)}
                >
                    { "?" }
                </button>
                if transport.keys {
                    { later::keys(page, transport.letter_keys, transport.is_of_both) }
                }
            </span>
        </>
    }
}

/// Draws the button to the next stall. Without one it is disabled but keeps its place.
fn next_stall(page: &Page, is_there: bool) -> Html {
    let (off, action) = ((!is_there).then_some("true"), page.on(Action::StallSought));
    html! {
        <button class="btn far" aria-disabled={off} onclick={action}>{ page.text.of(Key::NextStall) }</button>
    }
}

fn change(page: &Page, direction: Direction) -> Html {
    let forward = direction == Direction::Forward;
    let says = page.text.of(if forward { Key::NextChange } else { Key::PreviousChange });
    icon(page, "btn far", says, icons::change(forward), Action::ChangeSought(direction))
}

fn step(page: &Page, direction: Direction) -> Html {
    let forward = direction == Direction::Forward;
    let says = page.text.of(if forward { Key::StepForward } else { Key::StepBack });
    icon(page, "btn", says, icons::step(forward), Action::Stepped(direction))
}

fn icon(page: &Page, class: &'static str, says: &'static str, drawing: Html, does: Action) -> Html {
    html! { <button {class} aria-label={says} onclick={page.on(does)}>{ drawing }</button> }
}

fn word(page: &Page, class: &'static str, says: &'static str, action: Action) -> Html {
    html! { <button class={classes!("btn", class)} onclick={page.on(action)}>{ says }</button> }
}

/// Draws Play or Pause, the only filled button of the page.
pub fn play(page: &Page, playing: bool) -> Html {
    let text = page.text;
    let (drawing, says) = if playing {
        (icons::pause(), text.of(Key::Pause))
    } else {
        (icons::play(), text.of(Key::Play))
    };
    html! { <button class="btn full" onclick={page.on(Action::PlayPressed)}>{ drawing }{ says }</button> }
}

fn speed(page: &Page, chosen: u32) -> Html {
    let dispatch = page.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let list = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        if let Some(speed) = list.and_then(|list| list.value().parse().ok()) {
            dispatch.emit(Action::SpeedChosen(speed));
        }
    });
    html! {
        <span class="btn speed">
            { speed_name(chosen) }{ icons::caret() }
            <select aria-label={page.text.of(Key::Speed)} {onchange}>
                { for SPEEDS.map(|speed| html! {
                    <option value={speed.to_string()} selected={speed == chosen}>{ speed_name(speed) }</option>
                }) }
            </select>
        </span>
    }
}
