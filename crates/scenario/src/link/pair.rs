//! Links of a comparison: `A..B`, where `B` is a link of its own or begins with `?` and is a difference to `A`.
//!
//! `blog..?policy=Parallel` compares the scenario `blog` with itself under another policy. Packed links hold both sides:
//! `v1.….blog.2..v1.….blog.2.LETTERS`. A text that a single link can be is never a pair, so every earlier link is read
//! as before. Leaves out how two scenarios are compared (`compare`).

use rollout_engine::time::SimTime;

use super::{
    Base, LONG_LETTERS_MAX, Link, READ_MAX, Texts, Unlinkable, Unreadable, letters, short,
};
use crate::duration;
use crate::script::Scenario;

/// What stands between the two sides.
pub(super) const BETWEEN: &str = "..";

/// The two scenarios of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPair {
    /// The left side. Its time and its page settings are those of the comparison.
    pub left: Link,
    /// The right side.
    pub right: Link,
    /// The letters of the left side.
    pub letters: String,
    /// The settings by which the right side was written as a difference. Empty for a link of its own.
    pub differs: Vec<(String, String)>,
}

impl LinkPair {
    /// Parses the part of an address after `#`, and applies all settings. `None` if it is a single link, readable or not.
    ///
    /// # Errors
    /// As for [`Link::read`], about the side that is at fault.
    #[cfg(feature = "run")]
    pub fn read(fragment: &str, texts: Texts<'_>) -> Option<Result<Self, Unreadable>> {
        let completed = |pair: Self| {
            let (left, right) = (pair.left.completed()?, pair.right.completed()?);
            Ok(Self { left, right, ..pair })
        };
        Some(Self::parse(fragment, texts)?.and_then(completed))
    }

    /// Parses the part of an address after `#`. `None` if it is a single link, readable or not. The settings of a right
    /// side that is a difference come after those of the left side.
    ///
    /// # Errors
    /// As for [`Link::parse`], about the side that is at fault. The number of intact characters counts from the
    /// beginning of the whole.
    pub fn parse(fragment: &str, texts: Texts<'_>) -> Option<Result<Self, Unreadable>> {
        if fragment.len() > READ_MAX {
            return None;
        }
        let letters = letters::cleaned(fragment);
        let (left, right) = halves(&letters, texts)?;
        Some(read(left, right, texts))
    }

    /// Returns the part of an address after `#`: for two scenarios with their bases, the settings which make the left
    /// one the right one (empty if none do), and the time to show.
    ///
    /// # Errors
    /// As for [`Link::write`]; the limit is on both sides together.
    pub fn write(
        left: (&Scenario, &Base),
        right: (&Scenario, &Base),
        differs: &[(String, String)],
        at: Option<SimTime>,
        texts: Texts<'_>,
    ) -> Result<String, Unlinkable> {
        let first = Link::write(left.0, left.1, None, texts)?;
        Self::after(&first, left.0, right, differs, at, texts)
    }

    /// Returns the same as [`LinkPair::write`] with the letters of the left side as they are, for instance `blog`.
    ///
    /// # Errors
    /// As for [`LinkPair::write`].
    pub fn after(
        letters: &str,
        left: &Scenario,
        right: (&Scenario, &Base),
        differs: &[(String, String)],
        at: Option<SimTime>,
        texts: Texts<'_>,
    ) -> Result<String, Unlinkable> {
        let is_difference = !differs.is_empty() || *left == *right.0;
        let settings = |settings: &[(String, String)]| {
            let written =
                settings.iter().map(|(key, value)| format!("{key}={}", value.replace(' ', "+")));
            written.collect::<Vec<_>>().join("&")
        };
        let mut second = match is_difference {
            true => format!("?{}", settings(differs)),
            false => Link::write(right.0, right.1, None, texts)?,
        };
        if let Some(at) = at {
            let sign = if second.ends_with('?') {
                ""
            } else if is_difference {
                "&"
            } else {
                "?"
            };
            second.push_str(&format!("{sign}at={}", duration::write_moment(at)));
        }
        let whole = format!("{letters}{BETWEEN}{second}");
        if whole.len() > LONG_LETTERS_MAX {
            return Err(Unlinkable::TooLong(whole.len()));
        }
        let read = Self::parse(&whole, texts).and_then(Result::ok);
        let is_left = |link: &Link| !link.sets.is_empty() || link.scenario == *left;
        let is_same = read.is_some_and(|it| {
            let is_right = match is_difference {
                true => it.differs == *differs,
                false => it.right.sets.is_empty() && it.right.scenario == *right.0,
            };
            it.letters == *letters && is_left(&it.left) && is_right
        });
        if is_same { Ok(whole) } else { Err(Unlinkable::Unwritable) }
    }
}

/// Splits a cleaned link. `None` if it is a single one.
///
/// Before the first `?` two points stand in no single link, and `..?` begins a difference. Two points in a value
/// separate only if no single link has this value.
fn halves<'a>(letters: &'a str, texts: Texts<'_>) -> Option<(&'a str, &'a str)> {
    let of_name = letters.split('?').next().and_then(|name| name.split_once(BETWEEN));
    if let Some((left, _)) = of_name {
        return Some((left, letters.strip_prefix(left)?.strip_prefix(BETWEEN)?));
    }
    if let Some((left, settings)) = letters.split_once("..?") {
        return Some((left, letters.strip_prefix(left)?.strip_prefix(BETWEEN)?))
            .filter(|_| !settings.is_empty() || !left.is_empty());
    }
    let halves = letters.split_once(BETWEEN)?;
    let is_single = match Link::read_cleaned(letters, texts) {
        Ok(_) | Err(Unreadable::Wanted(_)) => true,
        Err(_) => false,
    };
    (!is_single).then_some(halves)
}

fn read(left: &str, right: &str, texts: Texts<'_>) -> Result<LinkPair, Unreadable> {
    let mut first = Link::read_cleaned(left, texts)?;
    let (second, differs) = match right.strip_prefix('?').or(right.is_empty().then_some("")) {
        Some(settings) => {
            let settings = short::settings(settings)?;
            let differs: Vec<_> = settings
                .iter()
                .filter(|(key, _)| key != "at" && !super::PAGE_KEYS.contains(&key.as_str()))
                .cloned()
                .collect();
            let begun = Link { at: None, others: Vec::new(), ..first.clone() };
            (begun.set(settings)?, differs)
        }
        None => {
            let begun = left.len() + BETWEEN.len();
            let second = Link::read_cleaned(right, texts).map_err(|why| match why {
                Unreadable::Damaged(letters) => Unreadable::Damaged(begun + letters),
                why => why,
            })?;
            (second, Vec::new())
        }
    };
    first.at = second.at.or(first.at);
    first.others.extend(second.others.iter().cloned());
    Ok(LinkPair { left: first, right: second, letters: left.to_owned(), differs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sums;

    fn pair(link: &str) -> Option<Result<LinkPair, Unreadable>> {
        LinkPair::read(link, &sums::text)
    }

    fn open(link: &str) -> LinkPair {
        pair(link).unwrap_or_else(|| panic!("{link} is single")).expect(link)
    }

    fn single(link: &str) -> Scenario {
        Link::read(link, &sums::text).expect(link).scenario
    }

    #[test]
    fn a_difference_counts_from_the_left_side() {
        for (link, left, right) in [
            ("blog..?policy=Parallel", "blog", "blog?policy=Parallel"),
            ("#blog..?release=1.36&partition=2", "blog", "blog?release=1.36&partition=2"),
            (
                "blog?maxUnavailable=2..?policy=Parallel",
                "blog?maxUnavailable=2",
                "blog?maxUnavailable=2&policy=Parallel",
            ),
            (
                "blog?image=nginx:1..?partition=2",
                "blog?image=nginx:1",
                "blog?image=nginx:1&partition=2",
            ),
            ("blog..canary", "blog", "canary"),
            ("blog?partition=2..canary?replicas=4", "blog?partition=2", "canary?replicas=4"),
            ("blog%2E%2E%3Fpolicy%3DParallel", "blog", "blog?policy=Parallel"),
        ] {
            let read = open(link);
            assert_eq!(read.left.scenario, single(left), "{link}");
            assert_eq!(read.right.scenario, single(right), "{link}");
        }
    }

    #[test]
    fn time_and_page_settings_are_those_of_the_comparison() {
        for link in
            ["blog..?policy=Parallel&at=5s&theme=dark", "blog?at=5s&theme=dark..?policy=Parallel"]
        {
            let read = open(link);
            assert_eq!(read.left.at, Some(SimTime::from_millis(5_000)), "{link}");
            assert_eq!(read.left.others, [("theme".to_owned(), "dark".to_owned())], "{link}");
        }
        assert_eq!(open("blog..?policy=Parallel&at=5s").differs.len(), 1);
    }

    #[test]
    fn what_a_single_link_can_be_stays_single() {
        for link in
            ["blog", "blog?image=a..b", "blog?partition=2", "blog?theme=a..b", "canary?at=42s"]
        {
            assert!(pair(link).is_none(), "{link}");
        }
        for line in include_str!("../../tests/links/corpus.txt").lines() {
            assert!(line.split(' ').all(|link| pair(link).is_none()), "{line}");
        }
    }

    #[test]
    fn both_sides_come_back() {
        let base = Base::find("blog", None, &sums::text).expect("it");
        let (left, right) = (single("blog"), single("canary?replicas=4"));
        let of_right = Base::find("canary", None, &sums::text).expect("it");
        let at = Some(SimTime::from_millis(1_500));
        let letters = LinkPair::write((&left, &base), (&right, &of_right), &[], at, &sums::text);
        let read = open(&letters.expect("letters"));
        assert_eq!((read.left.scenario, read.left.at), (left.clone(), at));
        assert_eq!(read.right.scenario, right);
        let differs = [("policy".to_owned(), "Parallel".to_owned())];
        let right = left.with_setting("policy", "Parallel").expect("a setting");
        for at in [None, at] {
            let letters =
                LinkPair::after("blog", &left, (&right, &base), &differs, at, &sums::text)
                    .expect("letters");
            assert!(letters.starts_with("blog..?policy=Parallel"), "{letters}");
            let read = open(&letters);
            assert_eq!(
                (read.right.scenario, read.left.at, read.differs),
                (right.clone(), at, differs.to_vec())
            );
        }
        let wrong = LinkPair::after("canary", &left, (&right, &base), &[], None, &sums::text);
        assert_eq!(wrong, Err(Unlinkable::Unwritable));
    }

    #[test]
    fn the_side_at_fault_is_named() {
        let fault = |link: &str| match pair(link) {
            Some(Err(why)) => why.to_string(),
            other => panic!("{link}: {other:?}"),
        };
        assert!(fault("blog..?size=3").contains("maxUnavailable"));
        assert!(fault("blog..nothing").contains("nothing"));
        assert!(fault("nothing..blog").contains("nothing"));
        assert!(fault("blog..v9.x").contains("v9"));
        assert!(fault("blog..a..b").contains("a..b"), "two sides, not three");
        assert_eq!(pair("blog..v1.AAAA.new.1"), Some(Err(Unreadable::Damaged(19))));
        let wanted = LinkPair::read("blog..canary", &|path| {
            (path == "gallery/blog.txt").then(|| crate::BLOG.into())
        });
        assert_eq!(wanted, Some(Err(Unreadable::Wanted("gallery/canary.txt".into()))));
        assert!(pair(&"a..".repeat(30_000)).is_none(), "too long for any link");
    }
}
