//! Characters of every script, typed and pasted: the page does not panic, and a shared scenario opens unchanged.

use super::*;
use crate::view;
use crate::view::manifest::word_at;

const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");

/// Characters of two, three and four bytes, right to left, combining, of no width, byte-order marks, line ends.
const TEXTS: [&str; 14] = [
    "für",
    "你好 # 中文注释",
    "🙂",
    "שלום",
    "مرحبا\u{202e}",
    "e\u{301}",
    "a\u{200b}b",
    "👩\u{200d}👧",
    "\u{feff}a",
    "\u{a0}",
    "\u{85}\u{2028}",
    "a\0b",
    "a\rb",
    "“quoted” – dash…",
];

fn page() -> AppState {
    after(
        AppState::open(crate::update::driven::former(), true),
        [Action::FileArrived(File::Words, Some(WORDS.into())), Action::WentToEnd],
    )
}

/// Projects everything that the page shows.
fn seen(state: &AppState) {
    view::question::view(state);
    view::explain::view(state);
    view::legend::view(state);
    view::transport::view(state);
    view::controls::view(state);
    view::objects::view(state);
    view::faults::view(state);
    view::terminals::view(state);
    view::own::view(state);
    view::pods::view(state);
    view::ends::view(state);
    let shape = view::timeline::shape(state);
    view::share::view(
        state,
        &view::share::make(state, "https://x.example/", shape.as_ref()).into(),
    );
    let manifest = crate::update::driven::editor(state);
    for place in (0..=Utf16::length(&manifest.text).0.min(160)).map(Utf16) {
        word_at(&manifest.text, place);
        for row in &manifest.rows {
            row.pieces(Some((place, place)));
            row.pieces(Some((Utf16(place.0 / 2), place)));
        }
    }
}

/// Opens the address's link and compares it with the current scenario without secrets.
fn shared(page: &AppState, state: &AppState) {
    if !state.is_changed() && state.run.scenario == page.run.scenario {
        return;
    }
    let letters = state.address().expect("the words are here");
    assert!(!letters.is_empty(), "no link holds {:?}", state.run.scenario.lines.last());
    let opened = after(page.clone(), [Action::LinkFollowed(letters)]);
    assert_eq!(opened.linked.unreadable, None);
    assert_eq!(opened.run.scenario, state.shared());
}

#[test]
fn lines_of_every_script_are_typed_completed_and_shared() {
    let page = page();
    for text in TEXTS {
        let note = format!("kubectl annotate sts web note={text} --overwrite");
        let mut state = page.clone();
        for line in [text, &note, &format!("echo {text} "), &format!(": pod {text} crashes ")] {
            let edited = Action::Prompted(0, PromptKey::Edited(line.into()));
            let typing = after(state.clone(), [edited]);
            view::terminals::view(&after(
                typing.clone(),
                [Action::Prompted(0, PromptKey::Searched)],
            ));
            let length = Utf16::length(line).0;
            for caret in (length.saturating_sub(9)..length + 2).map(Utf16) {
                after(typing.clone(), [Action::Prompted(0, PromptKey::Tab(caret))]);
            }
            state = after(state, typed(line));
            state = after(state, [Action::WentToEnd, Action::PodNamed(text.into())]);
            state = after(state, text.chars().map(|key| Action::PodNamed(key.to_string())));
        }
        seen(&state);
        shared(&page, &state);
    }
}

#[test]
fn manifests_of_every_script_are_pasted_applied_and_begun_anew_with() {
    let page = page();
    let web = view::manifest::source(&page);
    for text in TEXTS {
        for pasted in [
            format!("# {text}\r\n{web}"),
            web.replace(
                "metadata:\n",
                &format!("metadata: # {text}\n  annotations:\n    note: \"{text}\"\n"),
            ),
            web.replace("kind", text),
            format!("{web}# {text}"),
        ] {
            let edited = after(
                page.clone(),
                [Action::TabChosen(Tab::Manifest), Action::ManifestEdited(pasted)],
            );
            let source = view::manifest::source(&edited);
            assert!(
                !source.contains('\r'),
                "a field of text has no such letter, so its places would differ"
            );
            seen(&edited);
            for end in [Action::ManifestApplied, Action::BegunAnew] {
                let state = after(edited.clone(), [Action::ManifestRested, end, Action::WentToEnd]);
                shared(&page, &state);
            }
        }
    }
}
