//! Links: a scenario as characters after `#`, and back.
//!
//! A packed link is `v1.CHECK.NAME.NUMBER.LETTERS`: version tag, checksum of the scenario's text, base, and difference
//! from the base. A short link is written by hand: `blog?partition=3`. Both accept the same settings by hand,
//! `v1.….blog.1?partition=3`, and `?at=42s` for the time to show. Two of them are a comparison (`pair`).
//!
//! Reading is total: every text gives a scenario or an error, within fixed limits on time and memory. A link that was
//! ever made gives the same scenario for ever; a test keeps a list of them. How a page uses links is not here.

mod base;
mod coder;
#[cfg(feature = "run")]
mod field;
#[cfg(test)]
mod hostile;
mod letters;
mod model;
mod pair;
mod plan;
mod short;

use std::rc::Rc;

use rollout_engine::time::SimTime;

use crate::duration;
use crate::script::Scenario;
pub use base::Base;
pub use pair::LinkPair;
pub use plan::{LinkPlan, PlanSettings};
#[cfg(feature = "run")]
pub(crate) use short::settings_in;

/// Limit on a link that every program passes on, in characters. With a page's address it stays below 2,000. Longer ones
/// are long links.
pub const LETTERS_MAX: usize = 1900;
/// Limit on a link that is made, in characters.
pub const LONG_LETTERS_MAX: usize = 16_000;
/// Limit on a link that is read, in bytes.
const READ_MAX: usize = 64 * 1024;
/// Limit on the text in a link, in bytes: the largest manifest, and the script around it.
const TEXT_MAX: usize = apiserver::found::FILE_BYTES_MAX + 16 * 1024;
/// File with the words of Kubernetes that every `v1` link is made with. It must never change.
pub const WORDS: &str = "link/words-1.txt";
/// Version tag of packed links.
const VERSION: &str = "v1";
/// Probability that a line is not the last one, in 1/[`coder::CERTAIN`].
const GOES_ON: u32 = coder::CERTAIN - coder::CERTAIN / 64;

/// Returns a file that links need, by its path in this crate. `None` if a page has not fetched it yet.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<Rc<str>>;

/// A parsed link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The scenario.
    pub scenario: Scenario,
    /// The text that it started from.
    pub base: Base,
    /// Time to show.
    pub at: Option<SimTime>,
    /// Settings with a key of [`PAGE_KEYS`]; the page reads them.
    pub others: Vec<(String, String)>,
    /// Settings that change a manifest of the scenario and are not applied yet, in order. The service applies them
    /// (`Scenario::with_link_settings`).
    pub sets: Vec<(String, String)>,
}

/// Keys after `?` that set how a page shows a scenario.
pub const PAGE_KEYS: [&str; 6] = ["theme", "controls", "autoplay", "start", "end", "lang"];

/// Returns whether a text after `#` may be the link of a comparison or of a plan. `false` for certain if it is the link of
/// one scenario without two dots in it.
pub fn is_of_several(fragment: &str) -> bool {
    if fragment.len() > READ_MAX {
        return false;
    }
    shows_several(&letters::cleaned(fragment))
}

/// Returns whether letters that need no cleaning may be the link of a comparison or of a plan. `false` says nothing of others
/// ([`is_of_several`]).
pub fn shows_several(letters: &str) -> bool {
    letters.contains(pair::BETWEEN) || letters.starts_with(plan::BEGINS)
}

/// Returns whether letters that need no cleaning are a packed link, which has a scenario of a person's own in it.
pub fn is_packed(letters: &str) -> bool {
    letters.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with('.'))
}

/// Why a link cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is damaged after this number of characters.
    Damaged(usize),
    /// It was made by a later version of the playground, with this version tag.
    Newer(String),
    /// The gallery has no scenario with this name and number.
    NoSuchBase(String),
    /// This file must be fetched first.
    Wanted(String),
    /// A setting has an unknown key or a wrong value.
    Setting(String),
    /// It exceeds the limit on links.
    TooLong,
    /// Its text is not a scenario.
    NoScenario(crate::ParseError),
}

/// Why a scenario has no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinkable {
    /// The link would have at least this many characters, more than [`LONG_LETTERS_MAX`].
    TooLong(usize),
    /// [`WORDS`] must be fetched first.
    Wanted,
    /// Its text does not parse back to the same scenario.
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
    /// Parses the part of an address after `#`, and applies all settings.
    ///
    /// # Errors
    /// As for [`Link::parse`], or the scenario has no StatefulSet that a setting could change.
    #[cfg(feature = "run")]
    pub fn read(fragment: &str, texts: Texts<'_>) -> Result<Self, Unreadable> {
        Self::parse(fragment, texts)?.completed()
    }

    /// Applies the settings that change a manifest.
    #[cfg(feature = "run")]
    fn completed(mut self) -> Result<Self, Unreadable> {
        let sets = std::mem::take(&mut self.sets);
        let scenario = self.scenario.with_link_settings(&sets).map_err(Unreadable::Setting)?;
        Ok(Self { scenario, ..self })
    }

    /// Parses the part of an address after `#`. Checks all settings, and applies those that need no manifest read.
    ///
    /// # Errors
    /// The link is damaged, too long or from a later version, it has a wrong setting, or it needs a file that is not
    /// fetched.
    pub fn parse(fragment: &str, texts: Texts<'_>) -> Result<Self, Unreadable> {
        if fragment.len() > READ_MAX {
            return Err(Unreadable::TooLong);
        }
        Self::read_cleaned(&letters::cleaned(fragment), texts)
    }

    /// Parses a link that [`letters::cleaned`] has cleaned.
    fn read_cleaned(letters: &str, texts: Texts<'_>) -> Result<Self, Unreadable> {
        let (scenario, settings) = letters.split_once('?').unwrap_or((letters, ""));
        let settings = short::settings(settings)?;
        let (base, scenario) = match scenario.split_once('.') {
            Some((version, rest)) if is_version(version) => unpack(version, rest, texts)?,
            None if is_version(scenario) => return Err(Unreadable::Damaged(scenario.len())),
            _ => short::scenario(scenario, texts)?,
        };
        Self { scenario, base, at: None, others: Vec::new(), sets: Vec::new() }.set(settings)
    }

    /// Returns the link of a scenario that is here already, if `fragment` is that: the name of `base`, and no settings
    /// but those of how a page shows it. `None` for any other link, which [`Link::parse`] reads.
    pub fn of_film(fragment: &str, scenario: &Scenario, base: Base) -> Option<Self> {
        let letters = letters::cleaned(fragment);
        let (name, settings) = letters.split_once('?').unwrap_or((&letters, ""));
        let scenario = scenario.clone();
        let link = Self { scenario, base, at: None, others: Vec::new(), sets: Vec::new() };
        let (link, settings) = link.shown(short::settings(settings).ok()?).ok()?;
        (name == &*link.base.name && settings.is_empty()).then_some(link)
    }

    /// Applies the settings after `?`.
    fn set(self, settings: Vec<(String, String)>) -> Result<Self, Unreadable> {
        let (mut link, settings) = self.shown(settings)?;
        link.sets.extend(short::change(&mut link.scenario, &settings)?);
        Ok(link)
    }

    /// Applies the settings of how a page shows the scenario. Returns the others.
    fn shown(
        self,
        mut settings: Vec<(String, String)>,
    ) -> Result<(Self, Vec<(String, String)>), Unreadable> {
        let at = settings.iter().position(|(key, _)| key == "at");
        let at = at.map(|at| settings.remove(at).1);
        let at =
            at.map(|at| duration::parse_seconds(&at)).transpose().map_err(Unreadable::Setting)?;
        let (others, settings): (Vec<_>, Vec<_>) =
            settings.into_iter().partition(|(key, _)| PAGE_KEYS.contains(&key.as_str()));
        Ok((Self { at, others, ..self }, settings))
    }

    /// Returns the part of an address after `#`: for a scenario that started from `base`, and the time to show.
    ///
    /// # Errors
    /// The link would be longer than [`LONG_LETTERS_MAX`], [`WORDS`] is not fetched, or the scenario does not parse
    /// back.
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

/// Returns a model that has learned Kubernetes' words and the base, and expects the base.
fn model(words: &str, base: &str) -> model::Model {
    thread_local! {
        // Learning the words is two thirds of the work, so it is done once.
        static KNOWS_WORDS: std::cell::OnceCell<model::Model> = const { std::cell::OnceCell::new() };
    }
    let mut model =
        KNOWS_WORDS.with(|known| known.get_or_init(|| model::Model::knowing(words)).clone());
    let from = model.len();
    model.learn(base);
    model.expect(if base.is_empty() { 0 } else { from });
    model
}

/// Encodes the difference of a text from its base. The text must end with a line break.
///
/// # Errors
/// The result exceeds the limit on a link. Stops early, because a large text takes long.
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

/// Decodes the text with this difference from its base. `None` if the result is not UTF-8 or exceeds [`TEXT_MAX`].
fn apply(words: &str, base: &str, difference: &[u8]) -> Option<String> {
    let (mut model, mut reader) = (model(words, base), coder::BitReader::new(difference));
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
