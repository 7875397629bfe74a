//! The figure: question, pods, reason, timeline and transport, in reading order.

use std::rc::Rc;

use yew::prelude::*;

use super::Page;
use super::answer::answer;
use super::budget::budget;
use super::ends::ends;
use super::goal::goal;
use super::later;
use super::legend::legend;
use super::plates::plates;
use super::question::question;
use super::reason::reason;
use super::timeline::timeline;
use super::transport::transport;
use crate::state::{Action, AppState, Choice};
use crate::text::Key;
use crate::view;
use crate::view::timeline::{Shape, playhead};

/// Draws the figure.
pub fn figure(page: &Page, state: &AppState, shape: Option<&Rc<Shape>>, reached: bool) -> Html {
    let text = page.text;
    let draw_timeline = |shape: &Rc<Shape>| Some(timeline(page, shape, &playhead(state, shape)?));
    html! {
        <div class={classes!("fig", view::transport::pace(state), view::has_more_parts(state).then_some("more-parts"))}>
            { question(page, &view::question::view(state)) }
            { for view::answer::view(state).iter().map(|it| answer(page, it)) }
            <section class="pods" aria-labelledby="pods-head">
                <div class="row">
                    <h2 class="head" id="pods-head">{ text.of(Key::Pods) }</h2>
                    <div class="pods-head">
                        { legend(page, &view::legend::view(state)) }
                        if let Some(it) = view::budget::view(state) {
                            { budget(page, &it) }
                        }
                    </div>
                </div>
                if let Some(it) = view::pods::view(state) {
                    { plates(page, &it) }
                } else if let Some(it) = view::later::cells(state) {
                    { later::cells(page, &it) }
                }
            </section>
            { reason(page, &view::explain::view(state), &state.voice.says) }
            <section class="time" aria-label={text.of(Key::Timeline)}>
                if let Some(it) = view::ends::view(state) {
                    { ends(page, &it) }
                }
                { shape.and_then(draw_timeline).unwrap_or_default() }
            </section>
            { transport(page, &view::transport::view(state), reached) }
            { for view::goal::view(state, reached).iter().map(|it| goal(page, it)) }
            <p class="row foot">
                <span />
                <span>
                    { text.say(Key::RunsRulesOf, &[("release", &view::releases::label(text, view::rules(state)))]) }{ " " }
                    <button class="word" onclick={page.on(Action::Around(Choice::PagesOpened(None)))}>{ text.of(Key::WhatIsModelled) }</button>
                </span>
            </p>
        </div>
    }
}
