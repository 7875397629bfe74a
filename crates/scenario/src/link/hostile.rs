//! Hostile links: reading any text ends quickly, with a scenario or an error.
//!
//! Some inputs are damaged links of the corpus. Others have correct check characters around random bytes, and so reach
//! the parser of scenarios. The same seed gives the same inputs. `cargo test` runs a few seconds, CI a minute;
//! HOSTILE_SECONDS and HOSTILE_SEED override that. Every input that fails becomes a test.

#![expect(
    clippy::disallowed_methods,
    reason = "offsets are at character boundaries, and the clock only limits a run"
)]

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use super::{Base, Link, LinkPair, Unreadable, WORDS, apply, difference, letters};
use crate::{GALLERY, sums};

const CORPUS: &str = include_str!("../../tests/links/corpus.txt");
/// CPU time after which a link counts as endless. Speed is a question for the benchmarks.
const ENDLESS: Duration = Duration::from_secs(10);
/// Text to insert.
const PIECES: [&str; 47] = [
    "..?",
    "..blog",
    "..?policy=Parallel&",
    "%",
    "%25",
    "%2",
    "?",
    "&",
    "=",
    "&&=",
    ".",
    "..",
    "v1.",
    "v2.",
    "#",
    "at=",
    "at=-1s",
    "partition=",
    "release=1.36",
    "image=",
    "new.1.",
    "\u{0}",
    "é",
    "你",
    "😀",
    "שלום",
    "e\u{301}",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\r",
    "%0D%0A",
    "%00",
    // The first bytes of ü, 你 and 🙂 alone, and bytes that start no character.
    "%C3",
    "%E4%BD",
    "%F0%9F%99",
    "%BC",
    "%FF",
    // Surrogates, each alone and both together (CESU-8), and an overlong encoding.
    "%ED%A0%BD",
    "%ED%B9%82",
    "%ED%A0%BD%ED%B9%82",
    "%C0%80",
    "%EF%BB%BF",
    "%u4F60",
    "\\",
    "+",
    "AAAA",
];

/// Pseudo-random numbers (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).unwrap_or_default()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn place(&mut self, text: &str) -> usize {
        let wanted = self.below(text.len() + 1);
        (wanted..=text.len()).find(|place| text.is_char_boundary(*place)).unwrap_or(text.len())
    }

    /// Returns a damaged link.
    fn damaged(&mut self, corpus: &[&str]) -> String {
        let mut link = self.pick(corpus).to_owned();
        for _ in 0..=self.below(3) {
            let (place, piece) = (self.place(&link), self.pick(&PIECES));
            match self.below(4) {
                0 => link.insert_str(place, piece),
                1 => link.truncate(place),
                2 => link.push_str(&self.pick(corpus).repeat(1 + self.below(9))),
                _ => drop(link.drain(place..).next()),
            }
        }
        link
    }

    /// Returns a link with correct check characters around random bytes.
    fn forged(&mut self, bases: &[Base]) -> String {
        let base = &bases[self.below(bases.len())];
        let words = sums::text(WORDS).expect("the words");
        let mut bytes = difference(&words, &base.text, &base.text).expect("short");
        let kept = self.below(bytes.len() + 1);
        bytes.truncate(kept);
        let more = self.below(40);
        bytes.extend((0..more).map(|_| self.below(256) as u8));
        let text = apply(&words, &base.text, &bytes).unwrap_or_default();
        let begun = format!("v1.{}.{}.{}.", letters::checksum(&text), base.name, base.number);
        let packed = letters::write(&begun, &bytes);
        begun + &packed
    }
}

/// Reads a link. Writes its scenario to a new link and reads that too.
fn read(link: &str) {
    match Link::read(link, &sums::text) {
        Ok(read) => {
            if let Ok(again) = Link::write(&read.scenario, &read.base, read.at, &sums::text) {
                let again = Link::read(&again, &sums::text).expect("it was just made");
                assert_eq!((again.scenario, again.at), (read.scenario, read.at));
            }
        }
        Err(Unreadable::Damaged(after)) => assert!(after <= link.len()),
        Err(why) => assert!(!why.to_string().is_empty()),
    }
    match LinkPair::read(link, &sums::text) {
        Some(Ok(read)) => {
            let sides = [&read.left, &read.right].map(|it| (&it.scenario, &it.base));
            let again =
                LinkPair::write(sides[0], sides[1], &read.differs, read.left.at, &sums::text);
            if let Ok(again) = again {
                let again =
                    LinkPair::read(&again, &sums::text).expect("a pair").expect("just made");
                assert_eq!((again.left.at, again.differs), (read.left.at, read.differs));
            }
        }
        Some(Err(Unreadable::Damaged(after))) => assert!(after <= link.len()),
        Some(Err(why)) => assert!(!why.to_string().is_empty()),
        None => {}
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
#[expect(clippy::print_stdout, reason = "prints the report of a run")]
fn no_letters_are_too_hostile() {
    let usual = if std::env::var_os("CI").is_some() { 60 } else { 3 };
    let seconds = Duration::from_secs(setting("HOSTILE_SECONDS").unwrap_or(usual));
    let mut chance = Chance(setting("HOSTILE_SEED").unwrap_or(1).wrapping_mul(0x9e37_79b9) | 1);
    let corpus: Vec<&str> = CORPUS.split_whitespace().collect();
    let gallery = GALLERY.iter().map(|&(name, text)| Base::now(name, text.into()));
    let bases: Vec<Base> = gallery.chain([Base::nothing()]).collect();
    let began = Instant::now();
    let mut longest = Duration::ZERO;
    for round in 0u64.. {
        if began.elapsed() > seconds {
            println!("{round} links, the longest took {longest:?}");
            break;
        }
        let link = if round % 4 == 0 { chance.forged(&bases) } else { chance.damaged(&corpus) };
        let start = computed();
        assert!(catch_unwind(|| read(&link)).is_ok(), "round {round} panics:\n{link:?}");
        let took = computed().saturating_sub(start);
        assert!(took < ENDLESS, "round {round} takes {took:?}:\n{link:?}");
        longest = longest.max(took);
    }
}

/// Returns the CPU time of this thread. Zero if the system does not report it.
fn computed() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// Texts that random mutation does not find.
#[test]
fn long_links_are_refused_quickly() {
    let long = |bytes: &[u8]| {
        let begun = String::from("v1.AAAA.new.1.");
        let packed = letters::write(&begun, bytes);
        begun + &packed
    };
    for link in [
        "%25".repeat(20_000),
        "?&".repeat(30_000),
        "a=b&".repeat(15_000),
        ".".repeat(60_000),
        format!("blog?{}", "image=x&".repeat(8_000)),
        long(&[0; 40_000]),
        long(&[0xff; 40_000]),
    ] {
        assert!(Link::read(&link, &sums::text).is_err());
    }
}
