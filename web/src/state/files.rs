//! Files that a person opens or drops on the page: what their bytes say, and whether that is a scenario or a manifest.
//!
//! A scenario is opened; a manifest comes into the editor, where nothing happens to it before the person says so. Leaves out how
//! a file is picked (`browser`), and what is wrong with a manifest (`view::manifest`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{ParseError, Scenario};

use super::using::edit;
use super::utf16::as_in_a_field;
use super::{AppState, Pop, Run, Screen, Share, Tab, update};
use crate::view::manifest;

/// Bytes of the largest file that is read: four times the largest manifest.
pub const BYTES_MAX: u32 = 1 << 20;

/// A file that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFile {
    /// Its name.
    pub name: Rc<str>,
    /// Its text; `None` if it is larger than [`BYTES_MAX`].
    pub text: Option<Rc<str>>,
}

/// Why a file that was opened changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// It was meant to be a scenario, and is none.
    NoScenario(ParseError),
    /// It is larger than [`BYTES_MAX`].
    TooLarge,
}

/// The text of a file as kubectl decodes it: UTF-8, or what the byte-order mark says. The mark is no part of the text, and lines
/// end as in a field of text.
pub fn decoded(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xFF, 0xFE, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    as_in_a_field(text)
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Opens a file.
pub(super) fn open(state: AppState, file: &OpenedFile) -> AppState {
    match &file.text {
        None => refuse(state, NotOpened::TooLarge),
        Some(text) if is_manifest(&file.name, text) => edited(state, &file.name, text),
        Some(text) => match Scenario::parse(text) {
            Ok(scenario) => opened(state, scenario),
            Err(error) => refuse(state, NotOpened::NoScenario(error)),
        },
    }
}

/// A text whose first line is one of the scenario language is a scenario; else its name or a kind tells a manifest.
fn is_manifest(name: &str, text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let is_scenario = first.starts_with(": ") || first.starts_with("$ ");
    let name = name.to_lowercase();
    let is_named = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    !is_scenario && (is_named || ["kind:", "\"kind\""].iter().any(|word| text.contains(word)))
}

fn opened(mut state: AppState, scenario: Scenario) -> AppState {
    state.around.pop = None;
    let mut state = update::opened(state, Rc::new(Run::of(scenario, SimTime::ZERO)));
    state.share = Share::default();
    state
}

/// A manifest takes the editor's place. What was typed there and is in no file can be put back.
fn edited(mut state: AppState, name: &str, text: &Rc<str>) -> AppState {
    let source = manifest::source(&state);
    let is_lost = state.drafts.manifest.is_some() && !source.trim().is_empty() && source != *text;
    let replaced = is_lost.then_some(source);
    edit(&mut state, Rc::clone(text));
    (state.drafts.replaced, state.drafts.name) = (replaced, Some(word(name).into()));
    (state.around.pop, state.around.screen) = (None, Screen::Figure);
    (state.tools.tab, state.tools.sheet, state.tools.menu) = (Tab::Manifest, true, None);
    state.share.refused = None;
    state.look_ahead();
    state
}

/// The reason stands in the popover that files are opened from.
fn refuse(mut state: AppState, why: NotOpened) -> AppState {
    state.share.refused = Some(why);
    state.around.pop = Some(Pop::Share);
    state
}

/// A file's name as one word of a line that needs no quotes, its letters in whatever script they are.
fn word(name: &str) -> String {
    let keep = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => letter,
        letter if letter.is_ascii() || letter.is_whitespace() || letter.is_control() => '-',
        // Marks that turn the direction of what follows are no part of a name.
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' => '-',
        letter => letter,
    };
    let word: String = name.chars().map(keep).collect();
    let word = word.trim_matches(['-', '.']);
    if word.is_empty() { "manifest.yaml".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Sharing};

    const WEB: &str = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n";

    fn page() -> AppState {
        AppState::open(crate::prepared::opening(), true)
    }

    fn after(state: AppState, name: &str, text: &str) -> AppState {
        let file = OpenedFile { name: name.into(), text: Some(text.into()) };
        update::update(state, Action::Share(Sharing::FileOpened(file)))
    }

    #[test]
    fn bytes_are_decoded_as_their_mark_says_and_lines_end_as_in_a_field() {
        let text = "# 中文 ü 🙂\r\nkind: A\rb: c\n";
        let expected = "# 中文 ü 🙂\nkind: A\nb: c\n";
        let utf_16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            let units = text.encode_utf16().flat_map(bytes);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        assert_eq!(decoded(text.as_bytes()), expected);
        assert_eq!(decoded(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), expected);
        assert_eq!(decoded(&utf_16([0xFF, 0xFE], u16::to_le_bytes)), expected);
        assert_eq!(decoded(&utf_16([0xFE, 0xFF], u16::to_be_bytes)), expected);
    }

    #[test]
    fn broken_bytes_become_marks_and_nothing_is_dropped_behind_them() {
        assert_eq!(decoded(b"a: \xFF\xFEb\nc: d"), "a: \u{FFFD}\u{FFFD}b\nc: d");
        assert_eq!(decoded(&[0xFF, 0xFE, 0x00, 0xD8, b'a', 0]), "\u{FFFD}a");
        assert_eq!(decoded(&[]), "");
    }

    #[test]
    fn a_manifest_comes_into_the_editor_under_its_own_name_and_nothing_moves() {
        let before = page();
        let state = after(before.clone(), "数据库 (1).yaml", WEB);
        assert_eq!(state.drafts.manifest.as_deref(), Some(WEB));
        assert!(state.drafts.brought && state.tools.sheet && state.tools.tab == Tab::Manifest);
        assert_eq!(&*manifest::file_name(&state), "数据库--1-.yaml");
        assert!(Rc::ptr_eq(&state.run, &before.run));
        for (name, text) in [("a.txt", WEB), ("a.JSON", "{}"), ("a", "{\"kind\": \"A\"}")] {
            assert!(is_manifest(name, text), "{name}");
        }
    }

    #[test]
    fn what_was_typed_can_be_put_back_after_a_file_was_opened() {
        let typed = Action::ManifestEdited("# mine\n".into());
        let state = after(update::update(page(), typed), "a.yaml", WEB);
        let state = update::update(state, Action::FormerPutBack);
        assert_eq!(state.drafts.manifest.as_deref(), Some("# mine\n"));
        assert!(after(page(), "a.yaml", WEB).drafts.replaced.is_none(), "the file is no draft");
    }

    #[test]
    fn a_saved_scenario_is_opened_again_and_can_be_undone() {
        let (first, text) = (page(), "# mine\n: release 1.36\n$ kubectl get pods\n");
        let before = first.run.scenario.clone();
        let state = after(first, "scenario.txt", text);
        assert_eq!(&*state.run.scenario.release, "1.36");
        let state = update::update(state, Action::Undone);
        assert_eq!(state.run.scenario, before);
    }

    #[test]
    fn a_file_that_is_neither_changes_nothing_and_the_reason_is_in_view() {
        let state = after(page(), "a.txt", "hello");
        assert_eq!(state.run.scenario, scenario::opening());
        assert!(
            matches!(&state.share.refused, Some(NotOpened::NoScenario(error)) if error.line == 1)
        );
        assert_eq!(state.around.pop, Some(Pop::Share));
        let large = OpenedFile { name: "a.yaml".into(), text: None };
        let state = update::update(page(), Action::Share(Sharing::FileOpened(large)));
        assert_eq!(state.share.refused, Some(NotOpened::TooLarge));
    }

    #[test]
    fn a_name_is_one_word_without_quotes() {
        let check = |name: &str, expected: &str| assert_eq!(word(name), expected);
        check("web.yaml", "web.yaml");
        check("мой файл.yaml", "мой-файл.yaml");
        check("cafe\u{301}.yaml", "cafe\u{301}.yaml");
        check("-f $(reboot);a,b.yaml", "f---reboot--a-b.yaml");
        check("\u{202E}lmay.a", "lmay.a");
        check("ملف.yaml", "ملف.yaml");
        check(" . ", "manifest.yaml");
    }
}
