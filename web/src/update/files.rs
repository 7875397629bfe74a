//! Opens a file that a person chose or dropped, or a text that was pasted on the page: a scenario, a cluster, or a manifest for
//! the editor.
//!
//! A manifest is not applied until the person presses a button. `state::files` decodes the bytes.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::{change, yours};
use crate::state::{
    AfterReading, AppState, BYTES_MAX, By, Change, NotOpened, OpenedFile, Opening, Pasting, Pop,
    Screen, Tab,
};

/// Opens a file.
pub(super) fn open(state: AppState, file: &OpenedFile) -> AppState {
    if yours::takes(&state, file.text.as_deref()) {
        return yours::take(state, Pasting::Pasted(file.text.clone()));
    }
    match &file.text {
        None => refuse(state, NotOpened::TooLarge),
        Some(text) if is_manifest(&file.name, text) => edited(state, &file.name, text),
        Some(text) => match Scenario::parse(text) {
            Ok(scenario) => opened(state, scenario),
            Err(error) => refuse(state, NotOpened::NoScenario(error)),
        },
    }
}

/// Opens a pasted text, if it is one that the page can read. Anything else was not meant for it and changes nothing.
pub(super) fn paste(state: AppState, text: Rc<str>) -> AppState {
    let name = Rc::from("");
    let is_long = text.len() > BYTES_MAX as usize;
    let is_ours = yours::takes(&state, Some(&text))
        || is_manifest(&name, &text)
        || is_scenario(&text) && Scenario::parse(&text).is_ok();
    // A picture on the clipboard is no text.
    if text.trim().is_empty() || !is_ours {
        return state;
    }
    open(state, &OpenedFile { name, text: (!is_long).then_some(text) })
}

/// Tells manifests from scenarios. A first line of the scenario language means a scenario. Otherwise a file extension
/// or a `kind` means a manifest.
fn is_manifest(name: &str, text: &str) -> bool {
    let name = name.to_lowercase();
    let is_named = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
    let has_kind = ["kind:", "\"kind\""].iter().any(|word| text.contains(word));
    !is_scenario(text) && (is_named || has_kind)
}

fn is_scenario(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    first.starts_with(": ") || first.starts_with("$ ")
}

fn opened(mut state: AppState, scenario: Scenario) -> AppState {
    state.around.pop = None;
    let opening = Opening { scenario, until: SimTime::ZERO, by: By::File };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// Puts a manifest into the editor. Unsaved text that it replaces can be put back.
fn edited(mut state: AppState, name: &str, text: &Rc<str>) -> AppState {
    let replaced = super::using::unsaved(&state, text);
    super::using::edit(&mut state, Rc::clone(text));
    (state.drafts.replaced, state.drafts.name) = (replaced, Some(word(name).into()));
    (state.around.pop, state.around.screen) = (None, Screen::Figure);
    (state.tools.tab, state.tools.sheet, state.tools.menu) = (Tab::Manifest, true, None);
    state.share.refused = None;
    super::reading::once_read(state, AfterReading::LookAhead)
}

/// Shows the reason in the popover from which files are opened.
fn refuse(mut state: AppState, why: NotOpened) -> AppState {
    state.share.refused = Some(why);
    state.around.pop = Some(Pop::Share);
    state
}

/// Turns a file name into one shell word that needs no quotes. Keeps letters of every script.
fn word(name: &str) -> String {
    let keep = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => letter,
        letter if letter.is_ascii() || letter.is_whitespace() || letter.is_control() => '-',
        // Direction marks and zero-width characters are not part of a name.
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
    use crate::view::manifest;

    const WEB: &str = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n";

    fn page() -> AppState {
        AppState::open(crate::update::driven::opening(), true)
    }

    fn after(state: AppState, name: &str, text: &str) -> AppState {
        let file = OpenedFile { name: name.into(), text: Some(text.into()) };
        crate::update::driven::update(state, Action::Share(Sharing::FileOpened(file)))
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
    fn a_text_pasted_on_the_page_opens_as_a_file_does_and_what_it_cannot_be_changes_nothing() {
        let paste = |state: AppState, text: &str| {
            let pasted = Sharing::TextPasted(text.into());
            crate::update::driven::update(state, Action::Share(pasted))
        };
        let before = page();
        let state = paste(before.clone(), WEB);
        assert_eq!(state.drafts.manifest.as_deref(), Some(WEB));
        assert_eq!(&*manifest::file_name(&state), "manifest.yaml");
        let state = paste(before.clone(), ": release 1.36\n$ kubectl get pods\n");
        assert_eq!(&*state.run.scenario.release, "1.36");
        for text in ["你好", "kubectl get pods", "$ 🙂\n: no such line\n", ""] {
            let state = paste(before.clone(), text);
            assert!(Rc::ptr_eq(&state.run, &before.run) && state.drafts.manifest.is_none());
            assert!(state.share.refused.is_none() && state.around.pop.is_none(), "{text}");
        }
        let long = format!("kind: List\n{}", "#".repeat(BYTES_MAX as usize));
        assert!(matches!(paste(before, &long).share.refused, Some(NotOpened::TooLarge)));
    }

    #[test]
    fn what_was_typed_can_be_put_back_after_a_file_was_opened() {
        let typed = Action::ManifestEdited("# mine\n".into());
        let state = after(crate::update::driven::update(page(), typed), "a.yaml", WEB);
        let state = crate::update::driven::update(state, Action::FormerPutBack);
        assert_eq!(state.drafts.manifest.as_deref(), Some("# mine\n"));
        assert!(after(page(), "a.yaml", WEB).drafts.replaced.is_none(), "the file is no draft");
    }

    #[test]
    fn a_saved_scenario_is_opened_again_and_can_be_undone() {
        let (first, text) = (page(), "# mine\n: release 1.36\n$ kubectl get pods\n");
        let before = first.run.scenario.clone();
        let state = after(first, "scenario.txt", text);
        assert_eq!(&*state.run.scenario.release, "1.36");
        let state = crate::update::driven::update(state, Action::Undone);
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
        let state =
            crate::update::driven::update(page(), Action::Share(Sharing::FileOpened(large)));
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
