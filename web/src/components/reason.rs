//! The reason: a sentence, its rule, and when the rollout continues. A stuck rollout has the line that frees it.

use yew::prelude::*;

use super::{Page, icons};
use crate::browser;
use crate::state::{Action, Choice, Focus, Pasting};
use crate::text::Key;
use crate::view::explain::{RealLine, Reason, Stuck};
use crate::view::sentence::SentencePart;

/// Draws the reason.
pub fn reason(page: &Page, reason: &Reason, voice: &str) -> Html {
    let is_stuck = reason.stuck.is_some();
    let text = page.text;
    html! {
        <section
            class={classes!("row", "why", is_stuck.then_some("stuck"))}
            role={is_stuck.then_some("status")}
            aria-live="off"
            aria-label={text.of(Key::Why)}
        >
            <h2 class="head">{ text.of(Key::Why) }</h2>
            <div>
                <p class="line">
                    if is_stuck {
                        { icons::diamond(true) }<b>{ text.of(Key::Stuck) }</b>{ " " }
                    }
                    { for reason.sentence.iter().map(|part| piece(page, part)) }
                </p>
                { for reason.stuck.as_ref().map(|stuck| way_out(page, stuck)) }
                { facts(page, reason) }
            </div>
            // The section changes with every frame. Screen readers get this text instead, no faster than a person can
            // listen.
            <p class="sr" aria-live="polite">{ voice }</p>
        </section>
    }
}

/// Draws a piece of a sentence.
pub fn piece(page: &Page, part: &SentencePart) -> Html {
    match part {
        SentencePart::Words(words) => words.into(),
        SentencePart::Pod(name, ordinal) => {
            page.link_to_pod(name, Action::FocusAsked(Focus::Pod(*ordinal)))
        }
    }
}

fn facts(page: &Page, reason: &Reason) -> Html {
    let text = page.text;
    let fact = |head: &str, says: &str| html! { <div><dt>{ head }</dt><dd>{ says }</dd></div> };
    html! {
        <dl>
            { for reason.rule.map(|named| rule(page, named)) }
            if reason.stuck.is_some() {
                { fact(text.of(Key::WouldLast), text.of(Key::ForEver)) }
            } else if let Some(says) = &reason.goes_on {
                { fact(if reason.goes_on_when { text.of(Key::GoesOnWhen) } else { "" }, says) }
            }
        </dl>
    }
}

/// Draws a rule's name as a link to its page.
pub fn rule(page: &Page, (name, heading): (&'static str, &'static str)) -> Html {
    html! {
        <div>
            <dt>{ page.text.of(Key::Rule) }</dt>
            <dd>{ page.link(name, Action::Around(Choice::PagesOpened(Some(heading)))) }</dd>
        </div>
    }
}

fn way_out(page: &Page, stuck: &Stuck) -> Html {
    html! {
        <div class="fix">
            <code class="cmdline">{ stuck.line.clone() }</code>
            <button class="btn edge" onclick={page.on(Action::LineTyped(stuck.line.as_str().into()))}>
                { page.text.of(Key::TypeIt) }
            </button>
            { for stuck.real.as_ref().map(|real| copies(page, real)) }
            <p>{ stuck.then.clone() }</p>
        </div>
    }
}

/// Draws the button that copies the line for the cluster that was pasted.
fn copies(page: &Page, real: &RealLine) -> Html {
    let (dispatch, line) = (page.dispatch.clone(), real.line.clone());
    let copy = Callback::from(move |event: MouseEvent| {
        let (dispatch, copied) = (dispatch.clone(), line.as_str().into());
        let done = move || dispatch.emit(Action::Yours(Pasting::LineCopied(copied)));
        browser::copy_or_select(line.clone(), &event, done);
    });
    let text = page.text;
    let says = match real.is_copied {
        true => text.of(Key::Copied).to_owned(),
        false => text.say(Key::CopyWith, &[("flag", &real.flag)]),
    };
    html! { <button class="btn" title={real.line.clone()} onclick={copy}>{ says }</button> }
}
