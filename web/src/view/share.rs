//! The Share popover: what can be taken away, each with its text, its size and what can be done with it.

use std::rc::Rc;

use scenario::{LETTERS_MAX, Transcript, Unlinkable};

use super::picture;
use super::{manifest, question, text};
use crate::state::{
    AppState, BYTES_MAX, EMBED_SHOWS, EMBED_SIZES, EMBED_THEMES, Item, NotOpened, Secrets,
    Share as Chosen,
};
use crate::text::Key;
use crate::view::timeline::Shape;

/// The popover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// `at 0:42`.
    pub moment: String,
    /// What a person has chosen.
    pub chosen: Chosen,
    /// Whether links lead to that moment.
    pub at_moment: bool,
    /// What looks like a secret, while nothing is decided.
    pub secret: Option<Secret>,
    /// What can be taken away.
    pub made: Rc<Made>,
    /// Why the file that was opened changed nothing.
    pub refused: Option<String>,
}

/// What can be taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// In order.
    pub rows: Vec<Row>,
    /// What is to be known of a link that is long, or too long; empty for a short one.
    pub long: &'static str,
    /// What can be left out of a long link, because it is not simulated.
    pub parts: Vec<PartView>,
    /// What the preview shows: the address of the embedded figure; empty if there is none.
    pub preview: String,
}

/// A part of the scenario that is not simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartView {
    /// Its name: `ConfigMap web: data`.
    pub name: String,
    /// `3.4 kB`, or `77 B`.
    pub size: String,
    /// Whether it is left out.
    pub is_left_out: bool,
}

/// A value that looks like a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The sentence before its name.
    pub before: &'static str,
    /// Its name.
    pub name: String,
    /// The sentence behind it.
    pub after: String,
}

/// Something to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub item: Item,
    /// Its name.
    pub name: Key,
    /// What it is, in a sentence; where there is none its text is shown.
    pub says: Option<&'static str>,
    /// Its text.
    pub text: String,
    /// Under which name it is saved.
    pub file: &'static str,
    /// `web.sh, 34 lines, 1.1 kB`.
    pub size: String,
    /// Whether it can be copied, and whether it can be saved.
    pub can: (bool, bool),
}

/// What the popover shows, with what was made for it.
pub fn view(state: &AppState, made: &Rc<Made>) -> Share {
    let says = text(state);
    let secrets = state.run.scenario.secrets();
    let undecided = state.share.secrets == Secrets::Undecided;
    let place = |row: usize| says.say(Key::SecretLine, &[("line", &row)]);
    let secret = secrets.first().filter(|_| undecided).map(|secret| Secret {
        before: says.of(Key::SecretSets),
        name: secret.name.clone(),
        after: says.say(Key::SecretIn, &[("place", &place(secret.row))]),
    });
    let moment = state.linked.moment.unwrap_or(state.place.at);
    let refused = state.share.refused.as_ref();
    Share {
        moment: says.say(Key::FromMoment, &[("at", &moment)]),
        chosen: state.share.clone(),
        at_moment: state.linked.moment.is_some(),
        secret,
        made: Rc::clone(made),
        refused: refused.map(|why| match why {
            NotOpened::NoScenario(error) => says.say(Key::FileNoScenario, &[("what", error)]),
            NotOpened::TooLarge => {
                says.say(Key::FileTooLarge, &[("kilobytes", &(BYTES_MAX / 1024))])
            }
        }),
    }
}

/// Makes all that can be taken away, on a site at this address. Costly: it is kept as long as nothing of it changes.
pub fn make(state: &AppState, site: &str, shape: Option<&Shape>) -> Made {
    let letters = state.link_to(&state.in_link());
    let preview = match &letters {
        Ok(letters) => format!("embed.html#{}", with_options(letters, &state.share)),
        Err(_) => String::new(),
    };
    let mut rows = links(state, site, &letters);
    rows.extend(files(state, shape));
    let is_long = match &letters {
        Ok(letters) => letters.len() > LETTERS_MAX,
        Err(why) => matches!(why, Unlinkable::TooLong(_)),
    };
    let long = if is_long && letters.is_ok() { text(state).of(Key::LinkIsLong) } else { "" };
    let parts = is_long || !state.share.left_out.is_empty();
    Made { rows, preview, long, parts: if parts { self::parts(state) } else { Vec::new() } }
}

fn parts(state: &AppState) -> Vec<PartView> {
    let part = |part: scenario::Part| PartView {
        is_left_out: state.share.left_out.contains(&part.name),
        size: if part.bytes < 1_000 { format!("{} B", part.bytes) } else { kilobytes(part.bytes) },
        name: part.name,
    };
    state.shared().not_simulated().into_iter().map(part).collect()
}

/// `3.4 kB`.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn links(state: &AppState, site: &str, letters: &Result<String, Unlinkable>) -> Vec<Row> {
    let letters = match letters {
        Ok(letters) => letters,
        Err(why) => {
            let key = if *why == Unlinkable::Wanted { Key::NotFetched } else { Key::ShareTooLong };
            let row = shown(state, Item::Link, Key::ShareLink, String::new());
            let says = Some(text(state).of(key));
            return vec![Row { says, size: String::new(), can: (false, false), ..row }];
        }
    };
    let link = format!("{site}#{letters}");
    let title = question::asked(state);
    let markdown = format!("[{}]({link})", title.replace(['[', ']', '\\'], ""));
    let html = html(&state.share, site, letters, &title, &link);
    vec![
        shown(state, Item::Link, Key::ShareLink, link),
        shown(state, Item::Markdown, Key::ShareMarkdown, markdown),
        shown(state, Item::Html, Key::ShareHtml, html),
    ]
}

/// What is short enough to be shown as it is.
fn shown(state: &AppState, item: Item, name: Key, says: String) -> Row {
    let size = text(state).say(Key::Letters, &[("letters", &says.chars().count())]);
    Row { item, name, says: None, text: says, file: "", size, can: (true, false) }
}

/// What is a file.
fn files(state: &AppState, shape: Option<&Shape>) -> Vec<Row> {
    let scenario = state.shared();
    let file = |item, name, says, file, content: String| Row {
        size: size(state, file, &content),
        says: Some(text(state).of(says)),
        can: (item != Item::File && item != Item::Picture, item != Item::Picture),
        item,
        name,
        text: content,
        file,
    };
    let transcript = Transcript::of(&scenario, &state.run.trace).to_string();
    let manifest = manifest::in_scenario(&scenario);
    let mut rows = vec![
        file(Item::Shell, Key::ShareShell, Key::ShellIs, "web.sh", scenario.to_shell()),
        file(Item::Transcript, Key::ShareTranscript, Key::TranscriptIs, "web.txt", transcript),
    ];
    if let Some(content) = manifest {
        rows.push(file(Item::Manifest, Key::Manifest, Key::ManifestIs, "web.yaml", content));
    }
    if let Some(shape) = shape {
        let picture = picture::svg(state, shape);
        rows.push(file(Item::Picture, Key::SharePicture, Key::PictureIs, "timeline.svg", picture));
    }
    rows.push(file(Item::File, Key::ShareFile, Key::FileIs, "scenario.txt", scenario.to_string()));
    rows
}

/// `web.sh, 34 lines, 1.1 kB`.
fn size(state: &AppState, file: &str, content: &str) -> String {
    let kilobytes = kilobytes(content.len());
    let lines = match content.lines().count() {
        1 => String::new(),
        lines => text(state).say(Key::FileLines, &[("lines", &lines)]) + ", ",
    };
    format!("{file}, {lines}{kilobytes}")
}

/// The letters of an embedded figure, with how it looks.
fn with_options(letters: &str, chosen: &Chosen) -> String {
    let first = if letters.contains('?') { '&' } else { '?' };
    let (shows, theme) = (EMBED_SHOWS[chosen.shows], EMBED_THEMES[chosen.theme]);
    format!("{letters}{first}controls={shows}&theme={theme}")
}

/// The embedded figure. Where scripts are off the link stands in its place.
fn html(chosen: &Chosen, site: &str, letters: &str, title: &str, link: &str) -> String {
    let (width, height) = EMBED_SIZES[chosen.size];
    let mut attributes = format!("scenario=\"{letters}\" width=\"{width}\" height=\"{height}\"");
    if chosen.shows != 1 {
        attributes.push_str(&format!(" controls=\"{}\"", EMBED_SHOWS[chosen.shows]));
    }
    if chosen.theme > 0 {
        attributes.push_str(&format!(" theme=\"{}\"", EMBED_THEMES[chosen.theme]));
    }
    let title = escaped(title);
    format!(
        "<script src=\"{site}embed.js\" async></script>\n\
         <statefulset-playground {attributes}><a href=\"{link}\">{title}</a></statefulset-playground>"
    )
}

/// A text between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
