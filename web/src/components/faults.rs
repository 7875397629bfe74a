//! Faults tab: image or pod, its controls, and the fault lines in the script.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::Page;
use super::change::row;
use crate::state::Action;
use crate::text::Key;
use crate::view::faults::{Faults, Group, ScriptLine};

/// Draws the tab.
pub fn faults(page: &Page, faults: &Faults) -> Html {
    html! {
        <>
            <p class="aside">{ page.text.of(Key::FaultsAbout) }</p>
            if faults.controls.is_empty() {
                <p class="aside">{ page.text.of(Key::NoSet) }</p>
            } else {
                <ul class="ctl">
                    { subject(page, faults) }
                    { acts(page, faults) }
                    { for faults.controls.iter().map(|control| row(page, control)) }
                </ul>
            }
            if !faults.script.is_empty() {
                <section class="script">
                    <h2>{ page.text.of(Key::InTheScript) }</h2>
                    <ol>{ for faults.script.iter().map(|line| script_line(page, line)) }</ol>
                </section>
            }
        </>
    }
}

fn subject(page: &Page, faults: &Faults) -> Html {
    let dispatch = page.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let target = event.target().and_then(|it| it.dyn_into::<HtmlSelectElement>().ok());
        if let Some(select) = target {
            dispatch.emit(Action::SubjectChosen(select.value()));
        }
    });
    let option = |(name, head): &(String, String)| {
        html! { <option value={name.clone()} selected={*name == faults.subject}>{ head }</option> }
    };
    let group = |group: &Group| {
        html! { <optgroup label={group.head}>{ for group.names.iter().map(option) }</optgroup> }
    };
    html! {
        <li key="subject">
            <label for="subject" data-rev={faults.letter.map(|letter| letter.to_string())}>
                { for faults.letter.map(|letter| html! { <i class="chip">{ letter.to_string() }</i> }) }
                { &faults.head }
            </label>
            <span class="pick"><select id="subject" {onchange}>{ for faults.subjects.iter().map(group) }</select></span>
        </li>
    }
}

/// Draws the choice of the time from which a setting acts.
fn acts(page: &Page, faults: &Faults) -> Html {
    let option = |beginning: bool, key: Key| {
        html! {
            <label>
                <input
                    type="radio" name="acts" checked={faults.from_beginning == beginning}
                    onchange={page.on(Action::FromBeginningChosen(beginning))}
                />
                <span>{ page.text.of(key) }</span>
            </label>
        }
    };
    html! {
        <li key="acts">
            <span class="lab" id="acts">{ page.text.of(Key::Acts) }</span>
            <span class="seg2" role="radiogroup" aria-labelledby="acts">
                { option(true, Key::FromTheBeginning) }{ option(false, Key::FromHereOn) }
            </span>
        </li>
    }
}

fn script_line(page: &Page, line: &ScriptLine) -> Html {
    let text = page.text;
    html! {
        <li>
            <time>{ &line.clock }</time>
            <code>{ line.text.to_string() }</code>
            <button
                class="btn" aria-label={text.say(Key::RemoveLine, &[("line", &line.text)])}
                onclick={page.on(Action::LineRemoved(line.line))}
            >
                { text.of(Key::Remove) }
            </button>
        </li>
    }
}
