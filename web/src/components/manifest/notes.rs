//! Notes around the editor: documents of the file, differences to the live object, prediction for Apply.

use yew::prelude::*;

use super::super::Page;
use super::super::lanes::{band, hatches};
use crate::state::{Action, Will};
use crate::text::Key;
use crate::view::manifest::{Differ, Documents, SetRow};

/// Prefix of the ids of this picture's hatch patterns.
const HATCHES: &str = "will-";

/// Draws the documents: sets to choose from for the figure, objects that are kept, and objects that are not
/// simulated.
pub fn documents(page: &Page, documents: &Documents) -> Html {
    let text = page.text;
    let kept = |names: &str, says: Key, class: &'static str| {
        html! { <li {class}><span /><span class="k">{ names }</span><small>{ text.of(says) }</small></li> }
    };
    html! {
        <fieldset class="docs">
            if !documents.says.is_empty() {
                <legend>{ &documents.says }</legend>
            }
            <ol>
                { for documents.sets.iter().map(|it| set(page, it)) }
                if !documents.kept.is_empty() {
                    { kept(&documents.kept, Key::Kept, "") }
                }
                if !documents.ignored.is_empty() {
                    { kept(&documents.ignored, Key::KeptNotSimulated, "off") }
                }
            </ol>
        </fieldset>
    }
}

fn set(page: &Page, row: &SetRow) -> Html {
    let id = format!("set-{}", row.qualified);
    html! {
        <li>
            <input
                type="radio" name="drawn" id={id.clone()} checked={row.drawn}
                onchange={page.on(Action::SetChosen(row.qualified.clone()))}
            />
            <label for={id} class="k">{ "StatefulSet/" }{ &row.name }</label>
            <small>{ &row.says }</small>
        </li>
    }
}

/// Draws the rewrites to `apps/v1`.
pub fn rewrites(page: &Page, rewrites: &[String]) -> Html {
    html! {
        <section class="tell rewritten" role="status">
            <p>{ page.text.of(Key::RewrittenHead) }</p>
            <ul>{ for rewrites.iter().map(|says| html! { <li>{ says }</li> }) }</ul>
        </section>
    }
}

/// Draws the settings that the playground does not act on.
pub fn not_simulated(page: &Page, says: &[String]) -> Html {
    html! {
        <section class="tell rewritten">
            <p>{ page.text.of(Key::NotSimulatedHead) }</p>
            <ul>{ for says.iter().map(|says| html! { <li>{ says }</li> }) }</ul>
        </section>
    }
}

/// Draws the differences between live object and file.
pub fn differ(page: &Page, differ: &Differ) -> Html {
    let text = page.text;
    html! {
        <section class="differ tell">
            <h3>{ text.of(Key::LiveDiffers) }</h3>
            <p>{ &differ.says }</p>
            <ul>
                { for differ.rows.iter().map(|row| html! {
                    <li><span>{ &row.field }</span><b>{ &row.live }</b><span>{ &row.says }</span><span class="quiet">{ &row.by }</span></li>
                }) }
            </ul>
            <p class="acts">
                <button class="btn edge" onclick={page.on(Action::LiveTaken)}>{ text.of(Key::TakeOver) }</button>
                <button class="btn" onclick={page.on(Action::FileKept)}>{ text.of(Key::KeepFile) }</button>
            </p>
            <p class="quiet">{ &differ.loses }</p>
        </section>
    }
}

/// Draws the prediction for Apply.
pub fn will(page: &Page, will: &Will) -> Html {
    let letter = will.letter.map(|letter| letter.to_string());
    html! {
        <section class="will" data-rev={letter.clone()} aria-live="polite">
            <h3>{ page.text.of(Key::WillHead) }</h3>
            <p class="big">
                { for letter.map(|letter| html! { <i class="chip">{ letter }</i> }) }
                { &will.says }
            </p>
            if let Some(refusal) = &will.refusal {
                <pre tabindex="0">{ refusal }</pre>
            }
            if let Some((bands, height)) = &will.shape {
                <svg class="shape" viewBox={format!("0 0 1000 {height}")} height={height.to_string()} preserveAspectRatio="none" aria-hidden="true">
                    <defs>{ hatches(HATCHES, bands.iter().map(|band| band.letter)) }</defs>
                    <g class="lanes">{ for bands.iter().map(|it| band(HATCHES, it)) }</g>
                </svg>
            }
            { for will.facts.iter().map(|fact| html! { <p class="fact">{ fact }</p> }) }
            if !will.fields.is_empty() {
                <dl class="diff">
                    { for will.fields.iter().map(|(field, before, after)| html! {
                        <><dt>{ field }</dt><dd>{ before }</dd><dd><b>{ after }</b></dd></>
                    }) }
                </dl>
            }
        </section>
    }
}
