//! Share popover: each item with its text or a sentence, its size, and *Copy* or *Save*.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Page;
use super::pop::close;
use super::preview::shape;
use crate::browser;
use crate::state::{
    Action, EMBED_SIZES, FLUID, Focus, Item, Pasting, Pop, SITES, Secrets, Setting, Sharing, Tab,
};
use crate::text::Key;
use crate::view::share::{PartView, Row, Secret, Share};
use crate::view::snippet::POSTER_DARK;

/// Draws the popover.
pub fn share(page: &Page, share: &Share) -> Html {
    let text = page.text;
    html! {
        <div class="pop share" role="dialog" aria-label={share.title}>
            <div class="cap1">
                <h2>{ share.title }</h2>
                if share.has_moment {
                    { choice(page, text.of(Key::ShareTitle), usize::from(share.at_moment), &[
                        text.of(Key::FromBeginning).into(), share.moment.clone(),
                    ], |chosen| Sharing::FromHere(chosen == 1)) }
                }
                { close(page, Pop::Share) }
            </div>
            { for share.secret.as_ref().map(|secret| tell(page, secret)) }
            if !share.names.is_empty() { { names(page, &share.names) } }
            if let Some(refused) = &share.refused {
                <div class="tell" role="alert"><p>{ refused }</p></div>
            }
            <ul>{ for share.made.rows.iter().map(|it| row(page, share, it)) }</ul>
        </div>
    }
}

/// Draws a choice with all its options.
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

/// Draws the warning about a value that looks like a secret.
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

/// The names of a pasted cluster that a link would carry.
fn names(page: &Page, names: &[String]) -> Html {
    let text = page.text;
    let decide = |key, action, class: &'static str| {
        html! { <button class={classes!("btn", class)} onclick={page.on(action)}>{ text.of(key) }</button> }
    };
    html! {
        <div class="tell" role="status">
            <p>{ text.of(Key::ShareNames) }</p>
            <ul class="of-names">{ for names.iter().map(|name| html! { <li><code>{ name }</code></li> }) }</ul>
            <p class="acts">
                { decide(Key::YoursPlain, Action::Yours(Pasting::NamesLeft), "edge") }
                { decide(Key::ShareNamesKept, Action::Share(Sharing::NamesKept), "") }
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
                    <code class={(row.item == Item::Request).then_some("block")} tabindex="0">{ &row.text }</code>
                    { for row.preview.as_ref().map(|it| html! { <div class="pic">{ shape(Some(it)) }</div> }) }
                    if row.item == Item::Request { { request(page, share) } }
                    if row.item == Item::Html { { embed(page, share) } }
                    if row.item == Item::Link && !share.made.long.is_empty() { <p class="say">{ share.made.long }</p> }
                    if row.item == Item::Link && !share.made.uids.is_empty() { <p class="say">{ share.made.uids }</p> }
                </div>
            }
            <div class="acts">{ acts(page, share, row) }<span class="size">{ &row.size }</span></div>
            if row.item == Item::Link && !share.made.parts.is_empty() { { parts(page, share) } }
        </li>
    }
}

/// Draws the parts that a long link can leave out.
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

/// Draws the forms of the answer for a change request.
fn request(page: &Page, share: &Share) -> Html {
    let text = page.text;
    let says = |keys: [Key; 2]| keys.map(|key| text.of(key).to_owned());
    let (plain, without) = (usize::from(share.chosen.plain), usize::from(!share.chosen.picture));
    html! {
        <div class="opts">
            { choice(page, text.of(Key::RequestForm), plain, &says([Key::ShareMarkdown, Key::RequestPlain]), |it| Sharing::Set(Setting::Plain, it)) }
            { choice(page, text.of(Key::SharePicture), without, &says([Key::RequestWith, Key::RequestWithout]), |it| Sharing::Set(Setting::Picture, it)) }
        </div>
    }
}

/// Draws the settings of the embedded figure, and a preview.
fn embed(page: &Page, share: &Share) -> Html {
    let text = page.text;
    let chosen = &share.chosen;
    let sizes = EMBED_SIZES.map(|(width, height)| match width {
        FLUID => text.of(Key::EmbedFluid).to_owned(),
        _ => format!("{width} × {height}"),
    });
    let says = |keys: &[Key]| keys.iter().map(|&key| text.of(key).to_owned()).collect::<Vec<_>>();
    let shows = says(&[Key::EmbedFigure, Key::EmbedTransport, Key::EmbedTerminal]);
    let themes = says(&[Key::EmbedAuto, Key::EmbedLight, Key::EmbedDark]);
    let languages = [text.of(Key::EmbedPagesLanguage).to_owned(), "English".into(), "中文".into()];
    let stretch = share.stretch.clone().map(|shown| [text.of(Key::EmbedWhole).to_owned(), shown]);
    let yes_or_no = |chosen: bool, keys: [Key; 2], action: fn(usize) -> Sharing| {
        choice(page, text.of(keys[1]), usize::from(chosen), &says(&keys), action)
    };
    html! {
        <>
            <div class="opts">
                { choice(page, text.of(Key::EmbedSite), chosen.site, &SITES.map(str::to_owned), |it| Sharing::Set(Setting::Site, it)) }
                { choice(page, text.of(Key::EmbedSize), chosen.size, &sizes, Sharing::Sized) }
                { choice(page, text.of(Key::EmbedShows), chosen.shows, &shows, |it| Sharing::Set(Setting::Shows, it)) }
                { choice(page, text.of(Key::EmbedTheme), chosen.theme, &themes, |it| Sharing::Set(Setting::Theme, it)) }
                { choice(page, text.of(Key::EmbedLanguage), chosen.language, &languages, |it| Sharing::Set(Setting::Language, it)) }
                { yes_or_no(chosen.autoplay, [Key::EmbedRests, Key::EmbedPlays], |it| Sharing::Set(Setting::Autoplay, it)) }
                { yes_or_no(chosen.caption, [Key::EmbedNoCaption, Key::EmbedCaption], |it| Sharing::Set(Setting::Caption, it)) }
                { yes_or_no(chosen.poster, [Key::EmbedNoPoster, Key::EmbedPoster], |it| Sharing::Set(Setting::Poster, it)) }
                { for stretch.map(|both| choice(page, text.of(Key::EmbedStretch), usize::from(chosen.stretch), &both, |it| Sharing::Set(Setting::Stretch, it))) }
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

/// Draws an item's buttons. They are disabled until the person decides about secrets and names, except for the
/// picture, which contains no values.
fn acts(page: &Page, share: &Share, row: &Row) -> Html {
    let text = page.text;
    let waits = (share.secret.is_some() && row.item != Item::Picture) || !share.names.is_empty();
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
            if let Some(dark) = &row.dark {
                { act(text.of(Key::EmbedLight), save_as(page, row, row.file, &row.text), is_done) }
                { act(text.of(Key::EmbedDark), save_as(page, row, POSTER_DARK, dark), false) }
            }
            if let Some(svg) = &row.picture {
                { act(text.of(Key::SharePicture), save_as(page, row, row.file, svg), false) }
            }
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
    save_as(page, row, row.file, &row.text)
}

fn save_as(page: &Page, row: &Row, file: &'static str, text: &str) -> Callback<MouseEvent> {
    let (dispatch, item, text) = (page.dispatch.clone(), row.item, text.to_owned());
    Callback::from(move |_| {
        browser::save(file, &text);
        dispatch.emit(Action::Share(Sharing::Taken(item)));
    })
}

fn png(row: &Row) -> Callback<MouseEvent> {
    let svg = row.text.clone();
    Callback::from(move |_| browser::save_as_png("timeline.png", &svg))
}

/// Draws *Open…*: a file field hidden behind its label.
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
