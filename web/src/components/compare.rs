//! Two rollouts on one clock: two boards, the verdict, and one timeline. Or the choice of what to compare.
//!
//! The boards are figures of their own: plates, cells and reason are the same components. What is done on a board is
//! dispatched as something done on that side.

mod pairs;
pub mod typed;

pub use pairs::pairs;

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::cells::cells;
use super::plates::plates;
use super::reason::piece;
use super::transport::transport;
use super::value::value;
use super::{Page, icons};
use crate::state::{Action, Aligned, Comparing, Control, Direction};
use crate::text::Key;
use crate::view::compare::pairs::Pairs;
use crate::view::compare::{Board, CompareView, Offer, Same, Told};
use crate::view::timeline::Playhead;

/// Draws a comparison. `time` is its timeline.
pub fn compare(page: &Page, view: &CompareView, time: Option<(&Rc<Pairs>, &Playhead)>) -> Html {
    let text = page.text;
    let on = |step: Comparing| page.on(Action::Compare(step));
    html! {
        <main class="cmp">
            <div class="row ask">
                <p class="head">{ text.of(Key::Compare) }</p>
                <div>
                    <h1>{ &view.question }</h1>
                    <p class="sub">
                        { same(page, &view.same) }
                        { word(page, text.of(Key::CompareElse), Action::Compare(Comparing::ChosenAnew)) }
                        if view.typed.can.0 { { word(page, text.of(Key::Undo), Action::Undone) } }
                        if view.typed.can.1 { { word(page, text.of(Key::Redo), Action::Redone) } }
                    </p>
                </div>
            </div>
            <div class="boards">
                { board(page, &view.boards[0], 0) }
                <button class="btn swap" onclick={on(Comparing::Swapped)}>{ text.of(Key::Swap) }</button>
                { board(page, &view.boards[1], 1) }
            </div>
            <section class="row verdict" aria-labelledby="verdict-head">
                <h2 class="head" id="verdict-head">{ text.of(Key::Verdict) }</h2>
                <div>
                    <p class="line" role="status">{ &view.verdict }</p>
                    { for view.told.as_ref().map(|it| told(page, it)) }
                    { typed::answers(&view.typed) }
                    <ol class="sr">{ for view.all.iter().map(|says| html! { <li>{ says }</li> }) }</ol>
                </div>
            </section>
            <section class="time" aria-label={text.of(Key::TimelineOfBoth)}>
                <div class="row ends">
                    <h2 class="head">{ text.of(Key::Time) }</h2>
                    <div><p>{ &view.caption }</p>{ aligned(page, view.aligned) }</div>
                </div>
                { for time.map(|(shape, playhead)| pairs(page, shape, playhead)) }
            </section>
            { transport(page, &view.transport, false) }
            { typed::prompt(page, &view.typed) }
        </main>
    }
}

/// Draws a side: its name, its sums, its pods, its reason.
pub fn board(page: &Page, board: &Board, side: usize) -> Html {
    let text = page.text;
    let keep = text.of(if side == 0 { Key::KeepLeft } else { Key::KeepRight });
    let of_board = page.of_board(side);
    html! {
        <section class="board" id={format!("board-{side}")} aria-labelledby={format!("side-{side}")}>
            <div class="of-side">
                { named(page, board, side) }
                <span class="k">{ &board.ready }<span class="wd">{ &board.updated }</span></span>
                <button class="btn" onclick={page.on(Action::Compare(Comparing::Kept(side)))}>{ keep }</button>
            </div>
            <div class="of-pods">
                <ContextProvider<Page> context={of_board.clone()}>
                    { for board.plates.iter().map(|it| plates(&of_board, it)) }
                    { for board.cells.iter().map(|it| cells(&of_board, it)) }
                </ContextProvider<Page>>
            </div>
            <p class={classes!("w", board.is_stuck.then_some("stuck"))}>
                if board.is_stuck {
                    { icons::diamond(true) }<b>{ text.of(Key::Stuck) }</b>{ " " }
                }
                { for board.reason.iter().map(|part| piece(&of_board, part)) }
            </p>
        </section>
    }
}

/// Draws the values that both sides have. Each is changed on both.
fn same(page: &Page, same: &Same) -> Html {
    let each = |(index, (control, says)): (usize, &(Control, String))| {
        html! { <>{ if index == 0 { "" } else { same.comma } }{ value(page, "", *control, says) }</> }
    };
    html! { <>{ &same.before }{ for same.values.iter().enumerate().map(each) }{ &same.after }</> }
}

fn word(page: &Page, says: &'static str, action: Action) -> Html {
    html! { <>{ " " }<button class="word" onclick={page.on(action)}>{ says }</button></> }
}

/// Draws the name of a side. What differs is chosen from a list in it, and changes on this side alone.
fn named(page: &Page, board: &Board, side: usize) -> Html {
    let id = format!("side-{side}");
    if board.values.is_empty() {
        return html! { <h2 {id}>{ icons::which(side) }{ &board.name }</h2> };
    }
    let dispatch = page.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let list: HtmlSelectElement = event.target_unchecked_into();
        if !list.value().is_empty() {
            dispatch.emit(Action::Compare(Comparing::ValueChosen(side, list.value())));
        }
    });
    html! {
        <div class="pick-side" key={board.name.clone()}>
            <h2 {id}>{ icons::which(side) }<span>{ &board.name }{ icons::caret() }</span></h2>
            <select aria-label={format!("{}: {}", page.text.of(Key::OnThisSide), board.name)} {onchange}>
                <option value="" selected=true>{ &board.name }</option>
                { for board.values.iter().map(|it| html! { <option value={it.clone()}>{ it }</option> }) }
            </select>
        </div>
    }
}

fn told(page: &Page, told: &Told) -> Html {
    let text = page.text;
    let [before, at, after] = &told.says;
    let next = Comparing::DifferenceSought(Direction::Forward, false);
    html! {
        <div class="first">
            <p aria-live="polite">{ before }{ page.link(at, Action::Compare(Comparing::WentThere)) }{ after }</p>
            <span class="acts">
                <button class="btn edge" onclick={page.on(Action::Compare(Comparing::WentThere))}>{ text.of(Key::GoThere) }</button>
                if told.has_others {
                    <button class="btn edge" onclick={page.on(Action::Compare(next))}>{ text.of(Key::NextDifference) }</button>
                }
                <span class="n">{ &told.number }</span>
            </span>
        </div>
    }
}

fn aligned(page: &Page, now: Aligned) -> Html {
    let text = page.text;
    let choice = |it: Aligned, says: Key| {
        let is_on = it == now;
        let onclick = page.on(Action::Compare(Comparing::Aligned(it)));
        html! {
            <button class={is_on.then_some("on")} aria-pressed={is_on.to_string()} {onclick}>{ text.of(says) }</button>
        }
    };
    html! {
        <span class="seg2" role="group" aria-label={text.of(Key::Aligned)}>
            { choice(Aligned::FirstLine, Key::FromFirstLine) }{ choice(Aligned::Change, Key::FromTheChange) }
        </span>
    }
}

/// Draws the choice of what to compare.
pub fn offers(page: &Page, question: &str, offers: &[Offer]) -> Html {
    let text = page.text;
    html! {
        <main class="cmp choose">
            <div class="row ask">
                <p class="head">{ text.of(Key::Compare) }</p>
                <div><h1>{ text.of(Key::CompareWith) }</h1><p class="sub">{ question.to_owned() }</p></div>
            </div>
            <div class="row">
                <span />
                <div>
                    <p class="says">{ text.of(if offers.is_empty() { Key::CompareNoOffer } else { Key::CompareWithSays }) }</p>
                    <dl class="offers">{ for offers.iter().map(|it| offer(page, it)) }</dl>
                </div>
            </div>
        </main>
    }
}

fn offer(page: &Page, offer: &Offer) -> Html {
    let value = |value: &String| {
        let setting = vec![(offer.key.to_owned(), value.clone())];
        let onclick = page.on(Action::Compare(Comparing::With(setting)));
        html! { <button class="btn edge" aria-label={format!("{} {value}", offer.name)} {onclick}>{ value }</button> }
    };
    html! {
        <div>
            <dt>{ offer.name }<small>{ page.text.say(Key::CompareNow, &[("now", &offer.now)]) }</small></dt>
            <dd>{ for offer.values.iter().map(value) }</dd>
        </div>
    }
}
