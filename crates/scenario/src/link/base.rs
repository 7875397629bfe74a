//! Bases of links: the gallery's files, each version as it was when a link was made.
//!
//! A base has a name and a number, and its text never changes. When a gallery file is edited, its former text becomes a
//! file of `link/former` and an entry of [`FORMER`], and the new text gets the next number. A test with checksums
//! enforces that. The texts are not here; a page fetches them on use.

use std::rc::Rc;

use super::{Texts, Unreadable};
use crate::gallery::CHAPTERS;
use crate::script::Scenario;
use apiserver::text::split_at;

/// Names of former texts, the oldest of each file first. The first entry `blog` is `link/former/blog.1.txt`.
const FORMER: [&str; 12] = [
    "a-node-is-lost",
    "an-evicted-pod",
    "blog",
    "larger-claims",
    "on-delete",
    "on-delete-before-1-37",
    "partition-beyond-the-replicas",
    "partition-counts-from-the-first-ordinal",
    "rolling-update",
    "scale-up",
    "staging-an-update",
    "switching-to-on-delete",
];

/// Aliases that short links may use, with the names of their files.
const ALSO: [(&str, &str); 1] = [("blog-maxunavailable", "blog")];

/// Name in links of scenarios that started empty.
const NOTHING: &str = "new";

/// The text that a scenario started from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Name of the gallery's file; `new` for none.
    pub name: Rc<str>,
    /// Version of the file's text, from 1.
    pub number: usize,
    /// The text.
    pub text: Rc<str>,
}

impl Base {
    /// Returns the base of a scenario that started empty.
    pub fn nothing() -> Self {
        Self { name: NOTHING.into(), number: 1, text: "".into() }
    }

    /// Returns the base for the current text of a gallery file.
    pub fn now(name: &str, text: Rc<str>) -> Self {
        Self { name: name.into(), number: number_now(name), text }
    }

    /// Returns the base with this name and number; the current one without a number.
    pub(super) fn find(
        name: &str,
        number: Option<&str>,
        texts: Texts<'_>,
    ) -> Result<Self, Unreadable> {
        let none = || {
            Unreadable::NoSuchBase(number.map_or(name.into(), |number| format!("{name}.{number}")))
        };
        let known = ALSO.iter().find(|(also, _)| *also == name).map_or(name, |(_, name)| name);
        let now = number_now(known);
        let number = number.map_or(Some(now), |number| number.parse().ok()).ok_or_else(none)?;
        if (known, number) == (NOTHING, 1) {
            return Ok(Self::nothing());
        }
        let is_known = CHAPTERS.iter().any(|chapter| chapter.scenarios.contains(&known));
        if !is_known || number == 0 || number > now {
            return Err(none());
        }
        let file = match number {
            _ if number == now => format!("gallery/{known}.txt"),
            _ => format!("link/former/{known}.{number}.txt"),
        };
        let text = texts(&file).ok_or(Unreadable::Wanted(file))?;
        Ok(Self { name: known.into(), number, text })
    }

    /// Reorders the header lines of a text as in the base, if they are the same lines. A gallery file may have another
    /// order than the writer.
    pub(super) fn order(&self, text: &str) -> String {
        let Ok(own) = Scenario::parse(&self.text) else { return text.into() };
        let own = own.to_string();
        let (begin, script) = split_header(text);
        let (own_begin, own_script) = split_header(&own);
        if begin != own_begin {
            return text.into();
        }
        let (here, own_here) = split_header(&self.text);
        let script = if script == own_script { own_here } else { script };
        let release = text.lines().next().unwrap_or_default();
        format!("{release}\n{here}{script}")
    }
}

/// Returns the number of a file's current text.
fn number_now(name: &str) -> usize {
    1 + FORMER.iter().filter(|former| **former == name).count()
}

/// Splits off the header lines after the first one, which is the release.
fn split_header(text: &str) -> (&str, &str) {
    let text = text.split_once('\n').map_or("", |(_, rest)| rest);
    let mut end = 0;
    let mut in_check = false;
    for line in text.split_inclusive('\n') {
        let is_check = [": claim $ ", ": goal $ "].iter().any(|check| line.starts_with(check));
        let is_header = in_check || is_check || is_header(line);
        in_check = (in_check || is_check) && line.trim_end() != ": end";
        if !is_header {
            break;
        }
        end += line.len();
    }
    split_at(text, end)
}

fn is_header(line: &str) -> bool {
    ["question", "hint", "goal", "claim", "from", "see"]
        .iter()
        .any(|word| line.strip_prefix(": ").is_some_and(|line| line.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery::GALLERY;
    use crate::sums;

    const SUMS: &str = "bases.txt";

    /// Returns every text with which links are made or read, with name and number.
    fn frozen() -> impl Iterator<Item = (String, Rc<str>)> {
        let names = GALLERY.iter().flat_map(|&(name, _)| {
            (1..=number_now(name)).map(move |number| (name, number.to_string()))
        });
        let bases = names.map(|(name, number)| {
            let base = Base::find(name, Some(&number), &sums::text).expect("in the gallery");
            (format!("{name}.{number}"), base.text)
        });
        bases.chain([("words.1".into(), sums::text(super::super::WORDS).expect("the words"))])
    }

    #[test]
    fn the_text_of_a_base_never_changes() {
        let mut known = sums::read(SUMS);
        for (name, text) in frozen() {
            let line = format!("{} {name}\n", sums::sha256(&text));
            if known.contains(&line) {
                continue;
            }
            let is_new = !known.lines().any(|line| line.ends_with(&format!(" {name}")));
            assert!(
                is_new,
                "{name} was edited. Links begin from its text: keep the former one as \
                 crates/scenario/link/former/{name}.txt, with its name in FORMER (link/base.rs)"
            );
            known.push_str(&line);
        }
        if sums::is_updating() {
            sums::write(SUMS, &known);
        }
        assert_eq!(known, sums::read(SUMS), "UPDATE_EXPECT=1 adds a new file's checksum");
    }

    #[test]
    fn the_order_of_header_lines_is_the_bases() {
        for &(name, text) in GALLERY {
            let base = Base::now(name, text.into());
            let scenario = Scenario::parse(text).expect("a scenario");
            let ordered = base.order(&scenario.to_string());
            assert_eq!(ordered.lines().next(), text.lines().next(), "{name}");
            assert_eq!(Scenario::parse(&ordered), Ok(scenario), "{name}");
        }
    }
}
