//! The Share popover: links, snippets and files to take away, each with its text, its size and its buttons.

use std::rc::Rc;

use scenario::{LETTERS_MAX, Transcript, Unlinkable};

use super::{change_request, compare, manifest, plan, question, text};
use super::{picture, poster, snippet};
use crate::state::{
    AppState, BYTES_MAX, Item, NotOpened, Planned, Preview, Screen, Secrets, Share as Chosen,
};
use crate::text::Key;
use crate::view::timeline::Shape;

/// The popover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// `Share this plan`.
    pub title: &'static str,
    /// Whether links may begin at a moment.
    pub has_moment: bool,
    /// `at 0:42`.
    pub moment: String,
    /// The person's choices.
    pub chosen: Chosen,
    /// The stretch that the timeline shows, if it is zoomed: `0:10 to 0:30`.
    pub stretch: Option<String>,
    /// Whether links lead to the moment.
    pub at_moment: bool,
    /// The first value that looks like a secret, until the person has decided about secrets.
    pub secret: Option<Secret>,
    /// Names of a pasted cluster that the person has not decided about.
    pub names: Vec<String>,
    /// The items to take away.
    pub made: Rc<Made>,
    /// Why the opened file was refused.
    pub refused: Option<String>,
}

/// The items to take away, and the preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The items, in order.
    pub rows: Vec<Row>,
    /// The note about a long link. Empty for a short link, or if there is no link.
    pub long: &'static str,
    /// The sentence about uids of a pasted cluster, which links leave out. Empty if there are none.
    pub uids: &'static str,
    /// The parts that can be left out of a long link, because they are not simulated.
    pub parts: Vec<PartView>,
    /// The address of the embedded figure in the preview. Empty if there is no link.
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
    /// The sentence after it.
    pub after: String,
}

/// An item to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The kind of item.
    pub item: Item,
    /// Its name.
    pub name: Key,
    /// A sentence that says what it is. `None` if its text is shown instead.
    pub says: Option<&'static str>,
    /// Its text.
    pub text: String,
    /// Its variant for dark pages.
    pub dark: Option<String>,
    /// A picture beside it.
    pub picture: Option<String>,
    /// The picture, small.
    pub preview: Option<Preview>,
    /// The name under which it is saved.
    pub file: &'static str,
    /// `web.sh, 34 lines, 1.1 kB`.
    pub size: String,
    /// Whether it can be copied, and whether it can be saved.
    pub can: (bool, bool),
}

/// Returns the content of the popover. `made` comes from [`make`].
pub fn view(state: &AppState, made: &Rc<Made>) -> Share {
    let says = text(state);
    let secrets = &state.run.contents.secrets;
    let undecided = state.share.secrets == Secrets::Undecided;
    let place = |row: usize| says.say(Key::SecretLine, &[("line", &row)]);
    let secret = secrets.first().filter(|_| undecided).map(|secret| Secret {
        before: says.of(Key::SecretSets),
        name: secret.name.clone(),
        after: says.say(Key::SecretIn, &[("place", &place(secret.row))]),
    });
    let now = state.compared().map_or(state.place.at, |it| it.at);
    let moment = state.linked.moment.filter(|_| state.compared().is_none()).unwrap_or(now);
    let refused = state.share.refused.as_ref();
    let is_plan = state.around.screen == Screen::Plan;
    let title = match state.compared() {
        Some(_) => Key::SharePair,
        None if is_plan => Key::SharePlan,
        None => Key::ShareTitle,
    };
    Share {
        title: says.of(title),
        has_moment: !is_plan,
        moment: says.say(Key::FromMoment, &[("at", &moment)]),
        chosen: state.share.clone(),
        stretch: state.zoom.map(|_| {
            let shown = state.axis();
            says.say(Key::EmbedFromTo, &[("from", &shown.from), ("to", &shown.to)])
        }),
        at_moment: state.linked.moment.is_some(),
        secret,
        names: state.names_undecided(),
        made: Rc::clone(made),
        refused: refused.map(|why| match why {
            NotOpened::NoScenario(error) => says.say(Key::FileNoScenario, &[("what", error)]),
            NotOpened::TooLarge => {
                says.say(Key::FileTooLarge, &[("kilobytes", &(BYTES_MAX / 1024))])
            }
        }),
    }
}

/// Makes all items, for a site at this address. Expensive: callers keep the result until its input changes.
pub fn make(state: &AppState, site: &str, shape: Option<&Shape>) -> Made {
    let is_open = state.names_undecided().is_empty();
    let is_plan = state.around.screen == Screen::Plan;
    let address = match state.compared() {
        Some(_) => Some(state.address_of_pair()),
        None => is_plan.then(|| state.address_of_plan()),
    };
    let letters = match address {
        _ if !is_open => Err(Unlinkable::Unwritable),
        Some(address) => match address {
            Some(letters) if !letters.is_empty() => Ok(letters.to_string()),
            Some(_) => Err(Unlinkable::Unwritable),
            None => Err(Unlinkable::Wanted),
        },
        None => state.link_to(&state.in_link()),
    };
    let preview = match &letters {
        // A plan is no figure.
        Ok(_) if is_plan => String::new(),
        Ok(letters) => format!("embed.html#{}", snippet::with_options(state, letters)),
        Err(_) => String::new(),
    };
    let mut rows = links(state, site, &letters);
    match state.compared() {
        Some(_) => rows.extend(picture_of_pairs(state)),
        None if is_plan => {
            rows.retain(|row| row.item == Item::Link);
            rows.extend(of_plan(state));
        }
        None => rows.extend(files(state, site, shape)),
    }
    if is_open && let Ok(letters) = &letters {
        let request = request(state, &format!("{site}#{letters}"), shape);
        // Behind the link itself.
        let place = rows.len().min(1);
        request.into_iter().for_each(|row| rows.insert(place, row));
    }
    let is_long = match &letters {
        Ok(letters) => letters.len() > LETTERS_MAX,
        Err(why) => matches!(why, Unlinkable::TooLong(_)),
    };
    let long = if is_long && letters.is_ok() { text(state).of(Key::LinkIsLong) } else { "" };
    let has_uids = match state.compared() {
        Some(compared) => compared.sides.iter().any(|side| side.run.scenario.has_uids()),
        None => state.run.scenario.has_uids(),
    };
    let uids = if has_uids { text(state).of(Key::ShareUids) } else { "" };
    let parts = is_long || !state.share.left_out.is_empty();
    Made { rows, preview, long, uids, parts: if parts { self::parts(state) } else { Vec::new() } }
}

/// Returns the answer for a change request.
fn request(state: &AppState, link: &str, shape: Option<&Shape>) -> Option<Row> {
    let text = text(state);
    let handed = change_request::handed(state, shape)?;
    let (is_plain, has_picture) = (state.share.plain, state.share.picture);
    let is_plan = state.around.screen == Screen::Plan;
    let written = handed.written(text, link, is_plain, has_picture);
    let lines = text.say(Key::FileLines, &[("lines", &written.lines().count())]);
    let picture = handed.picture.filter(|_| has_picture);
    let size = match &picture {
        Some(svg) => format!("{lines}; SVG {}", kilobytes(svg.len())),
        None => lines,
    };
    let row = shown(state, Item::Request, Key::ForChangeRequest, written);
    let drawn = state.plan.shown.as_deref().and_then(Planned::middle);
    let preview = drawn.filter(|_| is_plan && picture.is_some()).and_then(|it| it.preview.clone());
    Some(Row { picture, preview, size, file: change_request::PICTURE, ..row })
}

/// Returns the rows of a plan's lines and of its table.
fn of_plan(state: &AppState) -> Vec<Row> {
    let Some(shown_plan) = state.plan.shown.as_deref() else { return Vec::new() };
    let row = |item, name, says, file: &'static str, content: String| Row {
        size: size(state, file, &content),
        says: Some(text(state).of(says)),
        can: (true, true),
        file,
        ..shown(state, item, name, content)
    };
    let chosen = plan::side::chosen(state, shown_plan);
    let lines = chosen.map(|chosen| chosen.lines.join("\n") + "\n");
    let table = plan::side::table(text(state), &plan::side::rows(state, shown_plan));
    let lines =
        lines.map(|it| row(Item::Lines, Key::ShareShell, Key::PlanShellIs, "rollout.sh", it));
    let table = row(Item::Table, Key::PlanTable, Key::PlanTableIs, "ways.tsv", table);
    lines.into_iter().chain([table]).collect()
}

fn parts(state: &AppState) -> Vec<PartView> {
    let part = |part: &scenario::Part| PartView {
        is_left_out: state.share.left_out.contains(&part.name),
        size: if part.bytes < 1_000 { format!("{} B", part.bytes) } else { kilobytes(part.bytes) },
        name: part.name.clone(),
    };
    state.run.contents.parts.iter().map(part).collect()
}

/// Returns a size in kB with one decimal: `3.4 kB`.
fn kilobytes(bytes: usize) -> String {
    let tenths = bytes / 100;
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

fn links(state: &AppState, site: &str, letters: &Result<String, Unlinkable>) -> Vec<Row> {
    let letters = match letters {
        Ok(letters) => letters,
        Err(why) => {
            let key = match why {
                _ if !state.names_undecided().is_empty() => Key::ShareNamesFirst,
                Unlinkable::Wanted => Key::NotFetched,
                Unlinkable::TooLong(_) | Unlinkable::Unwritable => Key::ShareTooLong,
            };
            let row = shown(state, Item::Link, Key::ShareLink, String::new());
            let says = Some(text(state).of(key));
            return vec![Row { says, size: String::new(), can: (false, false), ..row }];
        }
    };
    let link = format!("{site}#{letters}");
    let title: Rc<str> = match compare::view(state) {
        None if state.around.screen == Screen::Plan => plan::question(state).into(),
        Some(view) => format!("{} {}", view.question, view.verdict).into(),
        None => question::asked(state),
    };
    let plain = |text: &str| text.replace(['[', ']', '\\'], "");
    let markdown = match (compare::view(state), state.share.poster) {
        (Some(view), _) => of_pair(state, &view, &link),
        (None, true) => {
            format!("[![{}]({})]({link})", plain(&poster::told(state)), snippet::POSTER)
        }
        (None, false) => format!("[{}]({link})", plain(&title)),
    };
    let html = snippet::snippet(state, site, letters, &link);
    vec![
        shown(state, Item::Link, Key::ShareLink, link),
        shown(state, Item::Markdown, Key::ShareMarkdown, markdown),
        shown(state, Item::Html, Key::ShareHtml, html),
    ]
}

/// Returns the Markdown of a comparison: the question as a link, the verdict, the first difference.
fn of_pair(state: &AppState, view: &compare::CompareView, link: &str) -> String {
    let plain = |text: &str| text.replace(['[', ']', '\\'], "");
    let first = state.compared().and_then(|it| {
        compare::sentences::difference(it, &compare::names(it), 0).map(|says| says.concat())
    });
    let says: Vec<String> = std::iter::once(view.verdict.clone()).chain(first).collect();
    format!("[{}]({link}) {}", plain(&view.question), plain(&says.join(" ")))
}

/// Returns the row of the picture of a comparison.
fn picture_of_pairs(state: &AppState) -> Option<Row> {
    let (view, pairs) = (compare::view(state)?, compare::pairs::pairs(state)?);
    let content = picture::svg_of_pairs(state, &view, &pairs);
    Some(Row {
        item: Item::Picture,
        name: Key::SharePicture,
        says: Some(text(state).of(Key::PictureIs)),
        size: size(state, "timeline.svg", &content),
        can: (false, false),
        dark: None,
        picture: None,
        preview: None,
        text: content,
        file: "timeline.svg",
    })
}

/// Returns the row of a text that is short enough to be shown.
fn shown(state: &AppState, item: Item, name: Key, says: String) -> Row {
    let size = text(state).say(Key::Letters, &[("letters", &says.chars().count())]);
    let (dark, picture, preview) = (None, None, None);
    Row {
        item,
        name,
        says: None,
        text: says,
        dark,
        picture,
        preview,
        file: "",
        size,
        can: (true, false),
    }
}

/// Returns the rows of files.
fn files(state: &AppState, site: &str, shape: Option<&Shape>) -> Vec<Row> {
    let scenario = state.shared();
    let file = |item, name, says, file, content: String| Row {
        size: size(state, file, &content),
        says: Some(text(state).of(says)),
        can: match item {
            Item::File => (false, true),
            Item::Picture | Item::Poster => (false, false),
            _ => (true, true),
        },
        dark: None,
        picture: None,
        preview: None,
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
    if shape.is_some() {
        let address = site.trim_start_matches("https://").trim_start_matches("http://");
        let [light, dark] = [false, true].map(|dark| poster::svg(state, address, dark));
        let row = file(Item::Poster, Key::SharePoster, Key::PosterIs, snippet::POSTER, light);
        rows.push(Row { dark: Some(dark), ..row });
    }
    if let Some(shape) = shape {
        let picture = picture::svg(state, shape);
        rows.push(file(Item::Picture, Key::SharePicture, Key::PictureIs, "timeline.svg", picture));
    }
    rows.push(file(Item::File, Key::ShareFile, Key::FileIs, "scenario.txt", scenario.to_string()));
    rows
}

/// Returns name and size of a file: `web.sh, 34 lines, 1.1 kB`.
fn size(state: &AppState, file: &str, content: &str) -> String {
    let kilobytes = kilobytes(content.len());
    let lines = match content.lines().count() {
        1 => String::new(),
        lines => text(state).say(Key::FileLines, &[("lines", &lines)]) + ", ",
    };
    format!("{file}, {lines}{kilobytes}")
}

/// Escapes a text for XML, between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
