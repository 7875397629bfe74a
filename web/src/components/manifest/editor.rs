//! Text of the manifest: a text field over numbered lines.
//!
//! A text field has no room for messages between its lines. So while there are problems the page shows the numbered
//! lines, draws caret and selection into them, and puts the transparent field on top. The field still handles keys,
//! text and undo. The lines handle the mouse. Touch goes to the field, which knows how to paste; there the messages
//! are above the text.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::super::Page;
use crate::browser;
use crate::state::{Action, Utf16};
use crate::text::Key;
use crate::view::manifest::{
    EditorRow, Manifest as ManifestView, Piece, Problem, Selection, word_at,
};

/// Returns the selection, while the page has to draw it itself.
#[hook]
pub fn use_selection(field: &NodeRef, is_wrong: bool) -> Option<Selection> {
    let selection = use_state_eq(|| None);
    let (field, moved) = (field.clone(), selection.clone());
    use_effect_with(is_wrong, move |&is_wrong| {
        let look = move || moved.set(area(&field).and_then(|area| browser::selection(&area)));
        if is_wrong {
            look();
        }
        let listener = browser::on_selection(look).filter(|_| is_wrong);
        move || drop(listener)
    });
    use_effect_with(*selection, |_| browser::show_caret());
    selection.filter(|_| is_wrong)
}

fn area(field: &NodeRef) -> Option<HtmlTextAreaElement> {
    field.cast()
}

/// Draws the field and its lines.
pub fn editor(
    page: &Page,
    field: &NodeRef,
    manifest: &ManifestView,
    selection: Option<Selection>,
) -> Html {
    let is_wrong = !manifest.problems.is_empty();
    html! {
        <div class={classes!("yaml", is_wrong.then_some("wrong"))}>
            <div class="sheet">
                <ol
                    aria-hidden="true" onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
                    onpointerdown={on_pressed(field)} onpointermove={on_drawn(field)} ondblclick={on_word(field)}
                >
                    { for manifest.rows.iter().map(|it| row(it, selection)) }
                </ol>
                <textarea
                    ref={field} id="manifest" aria-label={page.text.of(Key::Manifest)} value={manifest.text.to_string()}
                    oninput={page.on_typed(Action::ManifestEdited)} onkeydown={on_f8(field, manifest)}
                    aria-invalid={is_wrong.then_some("true")} aria-describedby={is_wrong.then_some("problems")}
                    autocomplete="off" autocapitalize="off" spellcheck="false" wrap="off"
                />
            </div>
        </div>
    }
}

/// Puts the caret at the pressed position.
fn on_pressed(field: &NodeRef) -> Callback<PointerEvent> {
    let field = field.clone();
    Callback::from(move |event: PointerEvent| {
        if let (Some(area), Some(place)) = (area(&field), browser::place_under(&event)) {
            area.focus().ok();
            area.set_selection_range(place.0, place.0).ok();
        }
    })
}

/// Extends the selection while the pointer is dragged.
fn on_drawn(field: &NodeRef) -> Callback<PointerEvent> {
    let field = field.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 0 {
            return;
        }
        if let (Some(area), Some(place)) = (area(&field), browser::place_under(&event)) {
            browser::select_to(&area, place);
        }
    })
}

/// Selects a word on a double click.
fn on_word(field: &NodeRef) -> Callback<MouseEvent> {
    let field = field.clone();
    Callback::from(move |event: MouseEvent| {
        if let (Some(area), Some(place)) = (area(&field), browser::place_under(&event)) {
            let (from, to) = word_at(&area.value(), place);
            area.set_selection_range(from.0, to.0).ok();
        }
    })
}

/// Moves the caret to the next problem on F8, wrapping around at the end.
fn on_f8(field: &NodeRef, manifest: &ManifestView) -> Callback<KeyboardEvent> {
    let places: Vec<Utf16> = manifest.problems.iter().map(|it| it.offset).collect();
    let field = field.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(area) = area(&field).filter(|_| event.key() == "F8") else { return };
        let caret = Utf16(area.selection_start().ok().flatten().unwrap_or(0));
        let next = places.iter().find(|offset| **offset > caret).or(places.first());
        if let Some(&offset) = next {
            event.prevent_default();
            browser::go_to_line(&area, offset);
        }
    })
}

/// Draws a line: number, text, and messages below.
fn row(row: &EditorRow, selection: Option<Selection>) -> Html {
    let is_bad = !row.messages.is_empty();
    let class = classes!(is_bad.then_some("bad"), (is_bad || row.is_new).then_some("now"));
    html! {
        <>
            <li {class} data-at={row.begins.to_string()}>
                { for row.pieces(selection).iter().map(piece) }
                if !row.live.is_empty() {
                    <em>{ &row.live }</em>
                }
            </li>
            { for row.messages.iter().map(|says| html! { <li class="says">{ says }</li> }) }
        </>
    }
}

fn piece(piece: &Piece<'_>) -> Html {
    let class = classes!(piece.bad.then_some("wavy"), piece.selected.then_some("selected"));
    html! {
        <>
            if piece.caret {
                <i class="caret" />
            }
            if class.is_empty() {
                { piece.text }
            } else {
                <span {class}>{ piece.text }</span>
            }
        </>
    }
}

/// Draws a problem: a link to its line, and the message.
pub fn problem(page: &Page, field: &NodeRef, problem: &Problem) -> Html {
    let (field, offset) = (field.clone(), problem.offset);
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        if let Some(area) = area(&field) {
            browser::go_to_line(&area, offset);
        }
    });
    html! {
        <li>
            <a href={format!("#line-{}", problem.line)} {onclick}>{ &problem.place }</a>
            <code>{ &problem.excerpt }</code>
            if problem.is_old {
                <button class="btn edge" onclick={page.on(Action::ReadAsV1)}>{ page.text.of(Key::ReadAsV1) }</button>
            }
            <span class="diag">{ &problem.message }</span>
        </li>
    }
}
