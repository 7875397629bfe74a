//! The embedded figure: question, pods, reason, lanes, transport, and a link to the playground.

use std::rc::Rc;

use yew::prelude::*;

use super::compare::{board, pairs, typed};
use super::plates::plates;
use super::reason::piece;
use super::timeline::timeline;
use super::transport::play;
use super::{Page, icons, later};
use crate::state::{Action, AppState, Controls, Direction};
use crate::text::Key;
use crate::view;
use crate::view::compare::CompareView;
use crate::view::compare::pairs::Pairs;
use crate::view::embed::EmbedHead;
use crate::view::timeline::{Playhead as Moving, Shape, playhead};
use crate::view::transport::Transport;

/// Draws the embedded figure. `tool` draws its terminal, if it has one. If its link cannot be read or what
/// it needs cannot be fetched, draws only the reason.
pub fn embed(
    page: &Page,
    state: &AppState,
    shape: Option<&Rc<Shape>>,
    tool: impl FnOnce() -> Html,
) -> Html {
    if let Some(says) = view::embed::missing(state) {
        return html! {
            <main class="em">
                <p class="say" role="alert">{ says }</p>
                <p><button class="btn edge" onclick={page.on(Action::PlayPressed)}>{ page.text.of(Key::TryAgain) }</button></p>
            </main>
        };
    }
    if state.waits_to_open() {
        return html! { <main class="em" aria-busy="true" /> };
    }
    let sentence = view::explain::view(state).sentence;
    let says = html! { <>{ for sentence.iter().map(|it| piece(page, it)) }</> };
    if state.linked.unreadable.is_some() {
        return html! { <main class="em"><p class="say" role="alert">{ says }</p></main> };
    }
    let controls = state.embed.unwrap_or_default().controls;
    let opens = view::embed::head(state);
    let lanes = |shape: &Rc<Shape>| Some(timeline(page, shape, &playhead(state, shape)?));
    html! {
        <main class={classes!("em", (controls == Controls::None).then_some("bare"))}>
            { head(&opens) }
            { for opens.set.iter().map(|set| html! { <p class="set">{ set.to_string() }</p> }) }
            if let Some(it) = view::pods::view(state) {
                { plates(page, &it) }
            } else if let Some(it) = view::later::cells(state) {
                { later::cells(page, &it) }
            }
            <p class="say" aria-live={if state.playback.playing { "off" } else { "polite" }}>
                { says }
            </p>
            { shape.and_then(lanes).unwrap_or_default() }
            if controls != Controls::None { { bar(page, state, &view::transport::view(state)) } }
            if controls == Controls::Terminal { { tool() } }
            if view::transport::waits_for_frames(state) {
                <p class="worked-out" role="status">{ page.text.of(awaits(state)) }</p>
            }
        </main>
    }
}

/// Returns what is said of frames that the figure waits for.
fn awaits(state: &AppState) -> Key {
    if state.exchange.is_lost { Key::RestNotFetched } else { Key::WorkedOut }
}

fn head(opens: &EmbedHead) -> Html {
    html! {
        <div class="q">
            <h1>{ opens.question.to_string() }</h1>
            <a href={opens.address.clone()} target="_blank" rel="noopener">{ &opens.says }</a>
        </div>
    }
}

/// Draws an embedded comparison: both boards, the verdict, the paired lanes, transport. `time` is its timeline.
pub fn embed_pair(
    page: &Page,
    state: &AppState,
    view: &CompareView,
    time: Option<(&Rc<Pairs>, &Moving)>,
) -> Html {
    let controls = state.embed.unwrap_or_default().controls;
    let is_bare = controls == Controls::None;
    html! {
        <main class={classes!("em", "pair", is_bare.then_some("bare"))}>
            { head(&view::embed::head(state)) }
            <div class="boards">{ board(page, &view.boards[0], 0) }{ board(page, &view.boards[1], 1) }</div>
            <p class="say" aria-live={if state.playback.playing { "off" } else { "polite" }}>{ &view.verdict }</p>
            { for time.map(|(shape, playhead)| pairs(page, shape, playhead)) }
            if !is_bare { { bar(page, state, &view.transport) } }
            if controls == Controls::Terminal { { typed::prompt(page, &view.typed) } }
        </main>
    }
}

/// Draws Play, steps, revisions and the clock.
fn bar(page: &Page, state: &AppState, transport: &Transport) -> Html {
    let text = page.text;
    let step = |says, forward: bool| {
        let direction = if forward { Direction::Forward } else { Direction::Back };
        let onclick = page.on(Action::Stepped(direction));
        html! { <button class="btn" aria-label={text.of(says)} {onclick}>{ icons::step(forward) }</button> }
    };
    html! {
        <div class="transport" role="toolbar" aria-label={text.of(Key::Playback)}>
            { step(Key::StepBack, false) }
            { play(page, transport.playing) }
            { step(Key::StepForward, true) }
            <p class="legend">
                { for view::legend::view(state).into_iter().map(|it| html! {
                    <span data-rev={it.letter.to_string()}><i class="chip">{ it.letter }</i>{ it.image.to_string() }</span>
                }) }
            </p>
            <p class="clock"><b>{ &transport.clock }</b></p>
        </div>
    }
}
