//! The link: a scenario as some letters after `#`, and back.
//!
//! A packed link is `v1.CHECK.NAME.NUMBER.LETTERS`: a version tag, a checksum of the scenario's text, the base that it began from,
//! and how it differs. A short one is written by hand: `blog?partition=3`. Either may be changed by hand in the same words,
//! `v1.….blog.1?partition=3`, and say with `?at=42s` which moment to show.
//!
//! Reading is total: whatever the letters, it ends with a scenario or with what is wrong with them, in time and memory that do not
//! depend on who wrote them. A link that was ever made is read for ever and gives the same scenario; a test keeps a list. Not here:
//! what a page does with a link.

mod base;
mod coder;
#[allow(
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "its offsets are of the letters that it has just found; to be replaced by the manifest's tree"
)]
mod field;
#[cfg(test)]
mod hostile;
mod letters;
mod model;
mod short;

use std::rc::Rc;

use rollout_engine::time::SimTime;

use crate::duration;
use crate::script::Scenario;
pub use base::Base;

/// Letters of the longest link that every program passes on; with a page's own address before them they stay below 2,000. A longer
/// one is a long link.
pub const LETTERS_MAX: usize = 1900;
/// Letters of the longest link that is made.
pub const LONG_LETTERS_MAX: usize = 16_000;
/// Letters of the longest link that is read.
const READ_MAX: usize = 64 * 1024;
/// Bytes of the longest text that a link holds: a manifest of the largest size that is read, and the script around it.
const TEXT_MAX: usize = kubectl::manifest::BYTES_MAX + 16 * 1024;
/// The file with the words of Kubernetes that every `v1` link was written with; never to be changed.
pub const WORDS: &str = "link/words-1.txt";
/// What a packed link begins with.
const VERSION: &str = "v1";
/// How likely it is that a line is not the last, of [`coder::CERTAIN`].
const GOES_ON: u32 = coder::CERTAIN - coder::CERTAIN / 64;

/// The texts that links need, by their path in this crate: a page fetches them on use, so one may not be there yet.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<Rc<str>>;

/// What a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The scenario.
    pub scenario: Scenario,
    /// The text that it began from.
    pub base: Base,
    /// The moment to show, if it names one.
    pub at: Option<SimTime>,
    /// What it says beside that, by key: [`PAGE_KEYS`], which are the page's to read.
    pub others: Vec<(String, String)>,
}

/// Keys behind `?` that say how a page shows a scenario and not what it is.
pub const PAGE_KEYS: [&str; 6] = ["theme", "controls", "autoplay", "start", "end", "lang"];

/// Why a link cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not as it was made; so many of its letters are.
    Damaged(usize),
    /// A later playground made it; this is its version tag.
    Newer(String),
    /// No scenario of the gallery has this name and number.
    NoSuchBase(String),
    /// This file has to be fetched first.
    Wanted(String),
    /// A short link has a key that does not exist, or a value that is none for it.
    Setting(String),
    /// It is longer than any link may be.
    TooLong,
    /// The text in it is no scenario; the line and what is wrong with it.
    NoScenario(crate::ParseError),
}

/// Why a scenario has no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinkable {
    /// It would have so many letters, at least, more than [`LONG_LETTERS_MAX`].
    TooLong(usize),
    /// [`WORDS`] has to be fetched first.
    Wanted,
    /// Its text does not read back as the same scenario.
    Unwritable,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damaged(letters) => write!(f, "this link is damaged after letter {letters}"),
            Self::Newer(tag) => write!(f, "this link was made by a later playground ({tag})"),
            Self::NoSuchBase(name) => write!(f, "the gallery has no scenario {name:?}"),
            Self::Wanted(file) => write!(f, "this link needs the file {file}, which is not here"),
            Self::Setting(what) => write!(f, "in this link {what}"),
            Self::TooLong => write!(f, "a link has at most {READ_MAX} letters"),
            Self::NoScenario(error) => write!(f, "the text in this link is no scenario: {error}"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl std::fmt::Display for Unlinkable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong(letters) => {
                write!(f, "{letters} letters do not fit into a link of at most {LONG_LETTERS_MAX}")
            }
            Self::Wanted => write!(f, "a link needs the file {WORDS}, which is not here"),
            Self::Unwritable => write!(f, "this scenario does not read back as it is written"),
        }
    }
}

impl std::error::Error for Unlinkable {}

impl Link {
    /// What stands in an address after `#`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(fragment: &str, texts: Texts<'_>) -> Result<Self, Unreadable> {
        if fragment.len() > READ_MAX {
            return Err(Unreadable::TooLong);
        }
        let letters = letters::cleaned(fragment);
        let (scenario, settings) = letters.split_once('?').unwrap_or((&letters, ""));
        let mut settings = short::settings(settings)?;
        let at = settings.iter().position(|(key, _)| key == "at");
        let at = at.map(|at| settings.remove(at).1);
        let at =
            at.map(|at| duration::parse_moment(&at)).transpose().map_err(Unreadable::Setting)?;
        let (others, settings): (Vec<_>, Vec<_>) =
            settings.into_iter().partition(|(key, _)| PAGE_KEYS.contains(&key.as_str()));
        let (base, mut scenario) = match scenario.split_once('.') {
            Some((version, rest)) if is_version(version) => unpack(version, rest, texts)?,
            None if is_version(scenario) => return Err(Unreadable::Damaged(scenario.len())),
            _ => short::scenario(scenario, texts)?,
        };
        short::change(&mut scenario, &settings)?;
        Ok(Self { scenario, base, at, others })
    }

    /// The letters for an address after `#`: those of a scenario that began from this text, at a moment if wanted.
    ///
    /// # Errors
    /// When they would be more than [`LONG_LETTERS_MAX`].
    pub fn write(
        scenario: &Scenario,
        base: &Base,
        at: Option<SimTime>,
        texts: Texts<'_>,
    ) -> Result<String, Unlinkable> {
        let text = base.order(&scenario.to_string());
        if Scenario::parse(&text).as_ref() != Ok(scenario) {
            return Err(Unlinkable::Unwritable);
        }
        let mut letters = pack(base, &text, texts)?;
        if let Some(at) = at {
            letters.push_str(&format!("?at={}", duration::write_moment(at)));
        }
        if letters.len() > LONG_LETTERS_MAX {
            return Err(Unlinkable::TooLong(letters.len()));
        }
        Ok(letters)
    }
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|letter| letter.is_ascii_digit())
    })
}

fn pack(base: &Base, text: &str, texts: Texts<'_>) -> Result<String, Unlinkable> {
    let begun = format!("{VERSION}.{}.{}.{}", letters::checksum(text), base.name, base.number);
    if *text == *base.text {
        return Ok(begun);
    }
    let words = texts(WORDS).ok_or(Unlinkable::Wanted)?;
    let begun = begun + ".";
    if text.len() > TEXT_MAX {
        return Err(Unlinkable::TooLong(text.len()));
    }
    let packed = difference(&words, &base.text, text)?;
    let letters = letters::write(&begun, &packed);
    Ok(begun + &letters)
}

fn unpack(version: &str, rest: &str, texts: Texts<'_>) -> Result<(Base, Scenario), Unreadable> {
    if version != VERSION {
        return Err(Unreadable::Newer(version.into()));
    }
    let whole = version.len() + 1 + rest.len();
    let mut parts = rest.splitn(4, '.');
    let mut part = || parts.next().ok_or(Unreadable::Damaged(whole));
    let (checksum, name, number) = (part()?, part()?, part()?);
    let packed = part().unwrap_or_default();
    let base = Base::find(name, Some(number), texts)?;
    let header = whole - packed.len();
    let text = if packed.is_empty() {
        base.text.to_string()
    } else {
        let begun = format!("{version}.{checksum}.{name}.{number}.");
        let bytes = letters::read(&begun, packed)
            .map_err(|good| Unreadable::Damaged(if good == 0 { 0 } else { header + good }))?;
        {
            let words = texts(WORDS).ok_or_else(|| Unreadable::Wanted(WORDS.into()))?;
            apply(&words, &base.text, &bytes)
        }
        .ok_or(Unreadable::Damaged(whole))?
    };
    if letters::checksum(&text) != checksum {
        return Err(Unreadable::Damaged(whole));
    }
    let scenario = Scenario::parse(&text).map_err(Unreadable::NoScenario)?;
    Ok((base, scenario))
}

/// A model that knows the words of Kubernetes and the base, and expects the base.
fn model(words: &str, base: &str) -> model::Model {
    thread_local! {
        // Two thirds of the work, and always the same.
        static KNOWS_WORDS: std::cell::OnceCell<model::Model> = const { std::cell::OnceCell::new() };
    }
    let mut model =
        KNOWS_WORDS.with(|known| known.get_or_init(|| model::Model::knowing(words)).clone());
    let from = model.len();
    model.learn(base);
    model.expect(if base.is_empty() { 0 } else { from });
    model
}

/// How a text, whose last line has an end, differs from its base.
///
/// # Errors
/// As soon as it is more than a link can hold: a large text takes long.
fn difference(words: &str, base: &str, text: &str) -> Result<Vec<u8>, Unlinkable> {
    let (mut model, mut writer) = (model(words, base), coder::Writer::new());
    for (index, byte) in text.bytes().enumerate() {
        for bit in (0..8).rev().map(|bit| byte >> bit & 1 == 1) {
            writer.write(bit, model.one());
            model.came(bit);
        }
        if byte == b'\n' {
            writer.write(index + 1 < text.len(), GOES_ON);
            if writer.length() * 4 / 3 > LONG_LETTERS_MAX {
                return Err(Unlinkable::TooLong(writer.length() * 4 / 3));
            }
        }
    }
    Ok(writer.finish())
}

/// The text that differs so from its base; nothing if that is no text.
fn apply(words: &str, base: &str, difference: &[u8]) -> Option<String> {
    let (mut model, mut reader) = (model(words, base), coder::Reader::new(difference));
    let mut text = Vec::new();
    while text.len() < TEXT_MAX {
        let mut byte = 0u8;
        for _ in 0..8 {
            let bit = reader.read(model.one());
            model.came(bit);
            byte = byte << 1 | u8::from(bit);
        }
        text.push(byte);
        if byte == b'\n' && !reader.read(GOES_ON) {
            return String::from_utf8(text).ok();
        }
    }
    None
}
