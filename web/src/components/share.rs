//! Share: what can be taken away, each with its text or a sentence, its size, and *Copy* or *Save*.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Page;
use super::pop::close;
use crate::browser;
use crate::state::{
    Action, EMBED_SHOWS, EMBED_SIZES, EMBED_THEMES, Focus, Item, Pop, Secrets, Sharing, Tab,
};
use crate::text::Key;
use crate::view::share::{PartView, Row, Secret, Share};

/// The popover.
pub fn share(page: &Page, share: &Share) -> Html {
    let text = page.text;
    html! {
        <div class="pop share" role="dialog" aria-label={text.of(Key::ShareTitle)}>
            <div class="cap1">
                <h2>{ text.of(Key::ShareTitle) }</h2>
                { choice(page, text.of(Key::ShareTitle), usize::from(share.at_moment), &[
                    text.of(Key::FromBeginning).into(), share.moment.clone(),
                ], |chosen| Sharing::FromHere(chosen == 1)) }
                { close(page, Pop::Share) }
            </div>
            { for share.secret.as_ref().map(|secret| tell(page, secret)) }
            if let Some(refused) = &share.refused {
                <div class="tell" role="alert"><p>{ refused }</p></div>
            }
            <ul>{ for share.made.rows.iter().map(|it| row(page, share, it)) }</ul>
        </div>
    }
}

/// A choice of a few, all of them shown.
fn choice(
    page: &Page,
    name: &'static str,
    chosen: usize,
    says: &[String],
    action: fn(usize) -> Sharing,
) -> Html {
    let option = |(index, says): (usize, &String)| {
        let is_chosen = index == chosen;
        let is_first = is_chosen && name == page.text.of(Key::ShareTitle);
        html! {
            <button
                class={classes!(is_chosen.then_some("on"), is_first.then_some("first"))} aria-pressed={is_chosen.to_string()}
                onclick={page.on(Action::Share(action(index)))}
            >
                { says }
            </button>
        }
    };
    html! {
        <span class="seg2" role="group" aria-label={name}>{ for says.iter().enumerate().map(option) }</span>
    }
}

/// What one should know before anything is taken away.
fn tell(page: &Page, secret: &Secret) -> Html {
    let text = page.text;
    let decide = |key, secrets, class: &'static str| {
        let action = Action::Share(Sharing::Decided(secrets));
        html! { <button class={classes!("btn", class)} onclick={page.on(action)}>{ text.of(key) }</button> }
    };
    html! {
        <div class="tell" role="status">
            <p>{ secret.before }<code>{ &secret.name }</code>{ &secret.after }</p>
            <p class="acts">
                { decide(Key::BlankIt, Secrets::Blanked, "edge") }
                { decide(Key::KeepIt, Secrets::Kept, "") }
                <button class="btn" onclick={show_manifest(page)}>{ text.of(Key::ShowIt) }</button>
            </p>
        </div>
    }
}

fn show_manifest(page: &Page) -> Callback<MouseEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |_| {
        dispatch.emit(Action::TabChosen(Tab::Manifest));
        dispatch.emit(Action::FocusAsked(Focus::Tab));
    })
}

fn row(page: &Page, share: &Share, row: &Row) -> Html {
    let text = page.text;
    html! {
        <li>
            <b>{ text.of(row.name) }</b>
            if let Some(says) = row.says {
                <p class="mid say">{ says }</p>
            } else {
                <div class="mid">
                    <code tabindex="0">{ &row.text }</code>
                    if row.item == Item::Html { { embed(page, share) } }
                    if row.item == Item::Link && !share.made.long.is_empty() { <p class="say">{ share.made.long }</p> }
                </div>
            }
            <div class="acts">{ acts(page, share, row) }<span class="size">{ &row.size }</span></div>
            if row.item == Item::Link && !share.made.parts.is_empty() { { parts(page, share) } }
        </li>
    }
}

/// What can be left out of a long link.
fn parts(page: &Page, share: &Share) -> Html {
    let part = |part: &PartView| {
        let action = Action::Share(Sharing::LeftOut(part.name.clone()));
        html! {
            <label>
                <input type="checkbox" checked={part.is_left_out} onchange={page.on(action)} />
                <span>{ &part.name }</span><span class="size">{ &part.size }</span>
            </label>
        }
    };
    html! {
        <fieldset class="parts">
            <legend>{ page.text.of(Key::LeaveOut) }</legend>
            { for share.made.parts.iter().map(part) }
        </fieldset>
    }
}

/// How the embedded figure looks, and the figure itself.
fn embed(page: &Page, share: &Share) -> Html {
    let text = page.text;
    let chosen = &share.chosen;
    let sizes = EMBED_SIZES.map(|(width, height)| format!("{width} × {height}"));
    let shows = [Key::EmbedFigure, Key::EmbedTransport, Key::EmbedTerminal];
    let themes = [Key::EmbedAuto, Key::EmbedLight, Key::EmbedDark];
    let says = |keys: [Key; 3]| keys.map(|key| text.of(key).to_owned());
    debug_assert!(EMBED_SHOWS.len() == shows.len() && EMBED_THEMES.len() == themes.len());
    html! {
        <>
            <div class="opts">
                { choice(page, text.of(Key::EmbedSize), chosen.size, &sizes, Sharing::Sized) }
                { choice(page, text.of(Key::EmbedShows), chosen.shows, &says(shows), Sharing::Shows) }
                { choice(page, text.of(Key::EmbedTheme), chosen.theme, &says(themes), Sharing::Themed) }
            </div>
            <div class="view" data-size={chosen.size.to_string()}>
                <iframe
                    key={share.made.preview.clone()} src={share.made.preview.clone()}
                    title={text.of(Key::EmbedPreview)} tabindex="-1" loading="lazy"
                />
            </div>
        </>
    }
}

/// What can be done with it. While a secret is undecided everything waits, but for the picture, which holds no values.
fn acts(page: &Page, share: &Share, row: &Row) -> Html {
    let text = page.text;
    let waits = share.secret.is_some() && row.item != Item::Picture;
    let is_done = share.chosen.done == Some(row.item);
    let act = |says: &'static str, act: Callback<MouseEvent>, done: bool| {
        html! {
            <button
                class={classes!("btn", "edge", done.then_some("done"))} aria-live="polite"
                aria-disabled={waits.to_string()} onclick={if waits { Callback::noop() } else { act }}
            >
                { says }
            </button>
        }
    };
    let (copies, saves) = row.can;
    let copied = text.of(if is_done { Key::Copied } else { Key::Copy });
    let saved = text.of(if is_done && !copies { Key::Saved } else { Key::Save });
    html! {
        <>
            if copies { { act(copied, copy(page, row), is_done) } }
            if saves { { act(saved, save(page, row), is_done && !copies) } }
            if row.item == Item::Picture {
                { act("SVG", save(page, row), is_done) }
                { act("PNG", png(row), false) }
            }
            if row.item == Item::File { { open(page) } }
        </>
    }
}

fn copy(page: &Page, row: &Row) -> Callback<MouseEvent> {
    let (dispatch, text, item) = (page.dispatch.clone(), row.text.clone(), row.item);
    Callback::from(move |event: MouseEvent| {
        let dispatch = dispatch.clone();
        let taken = move || dispatch.emit(Action::Share(Sharing::Taken(item)));
        browser::copy_or_select(text.clone(), &event, taken);
    })
}

fn save(page: &Page, row: &Row) -> Callback<MouseEvent> {
    let (dispatch, row) = (page.dispatch.clone(), row.clone());
    Callback::from(move |_| {
        browser::save(row.file, &row.text);
        dispatch.emit(Action::Share(Sharing::Taken(row.item)));
    })
}

fn png(row: &Row) -> Callback<MouseEvent> {
    let svg = row.text.clone();
    Callback::from(move |_| browser::save_as_png("timeline.png", &svg))
}

/// *Open…*: the field for a file, which its button covers.
pub(super) fn open(page: &Page) -> Html {
    let dispatch = page.dispatch.clone();
    let onchange = Callback::from(move |event: Event| {
        let dispatch = dispatch.clone();
        let field: HtmlInputElement = event.target_unchecked_into();
        browser::picked(&field, move |file| {
            dispatch.emit(Action::Share(Sharing::FileOpened(file)))
        });
    });
    html! {
        <label class="btn edge open">
            { page.text.of(Key::OpenFile) }
            <input class="sr" type="file" {onchange} />
        </label>
    }
}
