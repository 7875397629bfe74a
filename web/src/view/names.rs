//! Names of pods where they are drawn: `web-3`, or `-3` if such names have no room.
//!
//! The room is computed once for the whole run and window, so no name changes while time passes. If names are short,
//! the set's name is at the head of the figure, and sentences say *pod -3*. Leaves out accessible names, titles,
//! links, commands and kubectl's output: they have the whole name and do not use this module.
//!
//! Text cannot be measured here. The widths below are those of DejaVu, the widest font in the stacks of
//! `styles/tokens.css`.

use std::ops::Range;
use std::rc::Rc;

use super::pods::{EMBED_COLUMNS_FROM, Form, column_width, form_of};
use super::sentence::{SentencePart, split};
use super::{drawn, text};
use crate::history::SetHistory;
use crate::state::AppState;
use crate::text::{Key, Text};

/// A pod's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name in the API.
    pub whole: String,
    /// The drawn name: the same, or `-3`; in a sentence `pod -3`.
    pub shown: String,
}

impl Name {
    /// Returns the whole name, if the drawn one is shorter.
    pub fn hidden(&self) -> Option<&str> {
        (self.whole != self.shown).then_some(&*self.whole)
    }
}

/// The names of one set's pods.
#[derive(Clone, Debug)]
pub struct PodNames {
    set: Rc<str>,
    text: &'static Text,
    /// Whether plates, lanes, brackets and sentences have short names.
    short: bool,
    /// Whether row heads in the gutter have short names.
    short_in_gutter: bool,
}

/// Width of the gutter in px, in windows below 720 px and from 720 px on. As `--gutter` in `styles/tokens.css`.
const GUTTERS: [u32; 2] = [44, 76];
/// Width in px by which a row head may exceed the gutter.
const OVERHANG: u32 = 3;
/// Width of a character of the monospaced font, in thousandths of its size.
const MONO: u32 = 602;
/// Size of a row head in px.
const HEAD: u32 = 11;

impl PodNames {
    /// Returns the names for the drawn set. Without a set no name is short.
    pub fn of(state: &AppState) -> Self {
        match drawn(state) {
            Some(drawn) => Self::of_set(state, drawn.history),
            None => {
                Self { set: "".into(), text: text(state), short: false, short_in_gutter: false }
            }
        }
    }

    /// Returns the names for a set.
    pub fn of_set(state: &AppState, history: &SetHistory) -> Self {
        let short = !places(history).all(|places| have_room(state, &history.name, &places));
        let last = history.lives.ordinals().end.saturating_sub(1);
        let in_gutter = fits_gutter(state, &format!("{}-{last}", history.name), HEAD);
        Self {
            set: Rc::clone(&history.name),
            text: text(state),
            short,
            short_in_gutter: short || !in_gutter,
        }
    }

    /// Returns the set's name for the head of the figure. `None` unless names are short.
    pub fn at_head(&self) -> Option<Rc<str>> {
        self.short.then(|| Rc::clone(&self.set))
    }

    /// Returns the set's name for the head of the lanes. `None` unless their names are short.
    pub fn at_lanes(&self) -> Option<Rc<str>> {
        self.short_in_gutter.then(|| Rc::clone(&self.set))
    }

    /// Returns the name for a plate, a bracket or a row of cells.
    pub fn name(&self, ordinal: u32) -> Name {
        self.named(ordinal, self.short)
    }

    /// Returns the name for a lane.
    pub fn of_lane(&self, ordinal: u32) -> Name {
        self.named(ordinal, self.short_in_gutter)
    }

    fn named(&self, ordinal: u32, short: bool) -> Name {
        let whole = format!("{}-{ordinal}", self.set);
        let shown = if short { format!("-{ordinal}") } else { whole.clone() };
        Name { whole, shown }
    }

    /// Splits a sentence with the whole names of pods in brackets into its parts.
    pub fn parts(&self, sentence: &str) -> Vec<SentencePart> {
        let mut parts = self.parts_inside(sentence);
        if let Some(SentencePart::Pod(name, _)) = parts.first_mut().filter(|_| self.short) {
            name.shown = capital(&name.shown);
        }
        parts
    }

    /// Returns such a sentence as plain text.
    pub fn plain(&self, sentence: &str) -> String {
        plain(self.parts(sentence))
    }

    /// Returns words for the inside of a sentence as plain text: they do not begin with a capital.
    pub fn inside(&self, words: &str) -> String {
        plain(self.parts_inside(words))
    }

    fn parts_inside(&self, sentence: &str) -> Vec<SentencePart> {
        let mut parts = split(sentence);
        if self.short {
            (0..parts.len()).for_each(|at| self.shorten(&mut parts, at));
        }
        parts
    }

    /// Shortens one name to `pod -3`. In a list the first says *pods* for all: `pods -3, -2`. After an opening
    /// bracket the name is bare, because the noun precedes it.
    fn shorten(&self, parts: &mut [SentencePart], at: usize) {
        let words = |at: Option<usize>| match at.and_then(|at| parts.get(at)) {
            Some(SentencePart::Words(words)) => words.as_str(),
            _ => "",
        };
        let before = words(at.checked_sub(1));
        let is_bare = before.ends_with(['(', '（']) || (at >= 2 && lists(before));
        let begins_list = lists(words(Some(at + 1))) && parts.len() > at + 2;
        let opens = before.trim_end().ends_with(['.', '。']);
        let Some(SentencePart::Pod(name, ordinal)) = parts.get_mut(at) else { return };
        let bare = format!("-{ordinal}");
        name.shown = if is_bare {
            bare
        } else {
            let key = if begins_list { Key::ShortNames } else { Key::ShortName };
            let said = self.text.say(key, &[("name", &bare)]);
            if opens { capital(&said) } else { said }
        };
    }
}

/// Whether words separate the names of a list: `, `, ` to `, `、`.
fn lists(words: &str) -> bool {
    (1..=5).contains(&words.chars().count()) && !words.contains(['.', '。', '(', '（'])
}

fn plain(parts: Vec<SentencePart>) -> String {
    let said = |part| match part {
        SentencePart::Words(words) => words,
        SentencePart::Pod(name, _) => name.shown,
    };
    parts.into_iter().map(said).collect()
}

fn capital(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns the ordinals that have a column, at each time that there are more of them.
fn places(history: &SetHistory) -> impl Iterator<Item = Range<u32>> {
    let asked = history.specs.iter().map(|(_, spec)| spec.range().ordinals());
    let all = asked.chain([history.lives.ordinals()]).filter(|range| !range.is_empty());
    all.scan(None, |so_far: &mut Option<Range<u32>>, range| {
        let before = so_far.take().unwrap_or_else(|| range.clone());
        *so_far = Some(before.start.min(range.start)..before.end.max(range.end));
        so_far.clone()
    })
}

/// Whether the longest name fits, in the layout for this many columns.
fn have_room(state: &AppState, set: &str, places: &Range<u32>) -> bool {
    let name = format!("{set}-{}", places.end.saturating_sub(1));
    let layout = &state.layout;
    let count = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let (form, columns) = form_of(state, count);
    let column = column_width(form, columns, layout.window, layout.figure);
    if state.is_board && form == Form::Plates {
        return fits_board(&name, layout.window, layout.figure, columns);
    }
    let embedded = state.embed.is_some();
    let rows_below = if embedded { EMBED_COLUMNS_FROM } else { 720 };
    let (size, room) = match form {
        // On a phone the name is beside the plate.
        Form::Plates | Form::Tight if layout.window < rows_below => (15, 62),
        // From the plate's edge to its mark.
        Form::Plates if embedded && layout.window < 640 => (14, column.saturating_sub(32)),
        Form::Plates if embedded => (15, column.saturating_sub(38)),
        Form::Plates if layout.window >= 1920 => (22, column.saturating_sub(48)),
        Form::Plates => (18, column.saturating_sub(48)),
        // The mark is above the name.
        Form::Tight => (14, column.saturating_sub(10)),
        Form::Micro if layout.window < 768 => return fits_gutter(state, &name, 10),
        _ => return fits_gutter(state, &name, HEAD),
    };
    bold_width(&name).saturating_mul(size) <= room * 1_000
}

/// Whether a name fits a plate on a board; on a phone it is below the plate. Sizes as in `styles/compare.css`.
fn fits_board(name: &str, window: u32, figure: u32, columns: u32) -> bool {
    let gap = if window < 720 { 6 } else { 12 };
    let column = ((figure + gap) / columns.max(1)).saturating_sub(gap);
    let (size, room) = match column {
        _ if window < 720 => (12, column + gap),
        0..88 => (13, column.saturating_sub(14)),
        88..104 => (16, column.saturating_sub(36)),
        _ => (16, column.saturating_sub(40)),
    };
    bold_width(name).saturating_mul(size) <= room * 1_000
}

fn fits_gutter(state: &AppState, name: &str, size: u32) -> bool {
    let gutter = GUTTERS[usize::from(state.layout.window >= 720)] + OVERHANG;
    let letters = u32::try_from(name.chars().count()).unwrap_or(u32::MAX);
    letters.saturating_mul(MONO * size) <= gutter * 1_000
}

/// Widths of the letters a to z in the bold sans-serif font, in thousandths of its size.
const BOLD: [u32; 26] = [
    675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1_042, 712, 687, 716, 716, 493,
    595, 478, 712, 652, 924, 645, 652, 582,
];

/// Returns the width of a name in that font, in thousandths of its size. A name has letters, digits, hyphens and
/// dots.
fn bold_width(name: &str) -> u32 {
    let letter = |letter: u8| match letter {
        b'a'..=b'z' => BOLD[usize::from(letter - b'a')],
        b'-' => 415,
        b'.' => 380,
        _ => 696,
    };
    name.bytes().map(letter).fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ENGLISH;

    fn names(set: &str, short: bool) -> PodNames {
        PodNames { set: set.into(), text: &ENGLISH, short, short_in_gutter: short }
    }

    #[test]
    fn sentences_say_pod_before_a_short_name_and_once_before_a_list() {
        let names = names("search-master", true);
        for (sentence, shown) in [
            ("[search-master-4] is not Ready yet.", "Pod -4 is not Ready yet."),
            ("It waits for [search-master-4].", "It waits for pod -4."),
            ("so the next pod ([search-master-3]) waits", "so the next pod (-3) waits"),
            ("the next batch ([s-2], [s-1] and 3 more)", "the next batch (-2, -1 and 3 more)"),
            ("[s-2], [s-1] and 3 more are created.", "Pods -2, -1 and 3 more are created."),
            ("[s-3] to [s-5] are deleted.", "Pods -3 to -5 are deleted."),
            ("It is Ready. [s-1] is not.", "It is Ready. Pod -1 is not."),
            (
                "Every pod from [s-2] on; up to [s-1] they stay.",
                "Every pod from pod -2 on; up to pod -1 they stay.",
            ),
        ] {
            assert_eq!(names.plain(sentence), shown);
        }
    }

    #[test]
    fn names_that_have_room_are_whole_everywhere() {
        let names = names("web", false);
        assert_eq!(names.plain("[web-4] waits ([web-2], [web-1])."), "web-4 waits (web-2, web-1).");
        assert_eq!(names.name(3).hidden(), None);
        assert_eq!(names.at_head(), None);
    }
}
