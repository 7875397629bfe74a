//! Links: every link that was ever made can be read for ever, and no text makes reading panic.
//!
//! `tests/links/corpus.txt` has a line for each kind of link; two links on one line give the same scenario. The file
//! only grows: `tests/links/grown.txt` has its checksum at each length it had. `UPDATE_EXPECT=1 cargo test -p scenario
//! --test links` adds missing entries to both, and to the checksums of the bases.

#[path = "links/sums.rs"]
mod sums;
#[path = "links/variants.rs"]
mod variants;

use scenario::{
    Base, GALLERY, LETTERS_MAX, LONG_LETTERS_MAX, Link, Scenario, Unlinkable, Unreadable,
};
use sums::{is_updating, read, sha256};
use variants::{base, open, packed, short, typed};

const CORPUS: &str = "corpus.txt";
const GROWN: &str = "grown.txt";

#[test]
fn every_link_that_was_ever_made_is_read() {
    let corpus = read(CORPUS);
    assert!(corpus.lines().count() >= 200);
    for line in corpus.lines() {
        let mut links = line.split(' ').map(open);
        let first = links.next().expect("a link");
        assert!(links.all(|other| other.scenario == first.scenario), "{line}");
    }
}

#[test]
fn the_corpus_only_grows_and_has_every_kind() {
    let mut corpus = read(CORPUS);
    let grown = read(GROWN);
    for line in grown.lines() {
        let (count, sum) = line.split_once(' ').expect("a number and a checksum");
        let lines = corpus.split_inclusive('\n').take(count.parse().expect("a number"));
        assert_eq!(sha256(&lines.collect::<String>()), sum, "a link was changed; they only grow");
    }
    let missing = short().filter(|link| !has(&corpus, link));
    let missing: String =
        missing.map(|link| format!("{link} {}\n", packed(&open(&link)))).collect();
    if is_updating() && !missing.is_empty() {
        corpus.push_str(&missing);
        let line = format!("{} {}\n", corpus.lines().count(), sha256(&corpus));
        sums::write(GROWN, &(grown + &line));
        sums::write(CORPUS, &corpus);
    } else {
        assert_eq!(missing, "", "UPDATE_EXPECT=1 adds them");
        let counted = grown.lines().last().and_then(|line| line.split_once(' '));
        assert_eq!(counted.map(|(count, _)| count.parse()), Some(Ok(corpus.lines().count())));
    }
}

/// Whether the corpus has this kind of link, whatever the link was when it was added.
fn has(corpus: &str, key: &str) -> bool {
    corpus.lines().any(|line| line.split_once(' ').is_some_and(|(known, _)| known == key))
}

#[test]
fn what_was_typed_comes_back_and_links_are_short() {
    let mut lengths: Vec<usize> =
        read(CORPUS).lines().filter_map(|line| line.split(' ').nth(1)).map(str::len).collect();
    for (name, _) in GALLERY {
        let link = Link {
            scenario: typed(name),
            base: base(name),
            at: None,
            others: Vec::new(),
            sets: Vec::new(),
        };
        let letters = packed(&link);
        assert_eq!(open(&letters), link, "{letters}");
        lengths.push(letters.len());
    }
    lengths.sort_unstable();
    let (median, longest) = (lengths[lengths.len() / 2], lengths[lengths.len() - 1]);
    assert!(median < 100 && longest < 300, "median {median}, longest {longest}");
}

#[test]
fn a_link_survives_its_way() {
    let mut moment = open("blog?at=42s");
    moment.scenario = typed("blog");
    let link = packed(&moment);
    assert!(link.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.?=".contains(letter)));
    let percent = |text: &str| text.replace('?', "%3F").replace('=', "%3D").replace('.', "%2E");
    let twice = percent(&link).replace('%', "%25");
    let (begin, end) = apiserver::text::split_at(&link, 40);
    for way in [
        link.clone(),
        percent(&link),
        twice,
        format!("{begin}\r\n {end}"),
        format!("{link})."),
        format!("{link}**"),
        link.replace('_', "\\_"),
        format!("#{link}\">"),
    ] {
        assert_eq!(open(&way), moment);
    }
}

#[test]
fn a_damaged_link_says_where() {
    let link = Link { scenario: typed("blog"), ..open("blog") };
    let link = packed(&link);
    for cut in 0..link.len() {
        assert!(Link::read(&link[..cut], &sums::text).is_err(), "{}", &link[..cut]);
    }
    let half = &link[..link.len() - 1];
    assert!(
        matches!(Link::read(half, &sums::text), Err(Unreadable::Damaged(after)) if after <= half.len())
    );
    let later = link.replacen("v1.", "v7.", 1);
    assert_eq!(Link::read(&later, &sums::text), Err(Unreadable::Newer("v7".into())));
    let setting = Link::read(&format!("{link}?size=3"), &sums::text);
    assert!(matches!(setting, Err(Unreadable::Setting(_))));
}

#[test]
fn what_does_not_fit_is_refused_and_counted() {
    let noise = |seed: u32, length: u32| {
        (0..length).map(move |n| {
            let hash = (n + seed).wrapping_mul(0x9e37_79b9) ^ (n * seed).wrapping_mul(0x85eb_ca6b);
            char::from(b'a' + (hash >> 13) as u8 % 26)
        })
    };
    let text = format!("$ echo {}\n", noise(7, 40_000).collect::<String>());
    let scenario = Scenario::parse(&text).expect("a scenario");
    match Link::write(&scenario, &Base::nothing(), None, &sums::text) {
        Err(Unlinkable::TooLong(letters)) => assert!(letters > LONG_LETTERS_MAX),
        other => panic!("{other:?}"),
    }
    let text = format!("$ echo {}\n", noise(7, 4_000).collect::<String>());
    let scenario = Scenario::parse(&text).expect("a scenario");
    let long = Link::write(&scenario, &Base::nothing(), None, &sums::text).expect("a long link");
    assert!((LETTERS_MAX..LONG_LETTERS_MAX).contains(&long.len()), "{}", long.len());
    assert_eq!(open(&long).scenario, scenario);
    assert_eq!(Link::read(&"A".repeat(70_000), &sums::text), Err(Unreadable::TooLong));
}

#[test]
fn the_page_reads_what_is_its_own() {
    let link = open("blog?theme=dark&at=1500ms&controls=none");
    assert_eq!(link.at.map(|at| at.as_millis()), Some(1500));
    assert_eq!(link.others.len(), 2);
    assert_eq!(open("blog-maxunavailable").scenario, open("blog").scenario);
}

#[test]
fn a_file_that_is_not_here_yet_is_named() {
    let wanted = |file: &str| Err(Unreadable::Wanted(file.into()));
    assert_eq!(Link::read("canary?replicas=5", &|_| None), wanted("gallery/canary.txt"));
    let letters = packed(&open("canary?replicas=5"));
    let gallery = |file: &str| sums::text(file).filter(|_| file.starts_with("gallery/"));
    assert_eq!(Link::read(&letters, &gallery), wanted("link/words-1.txt"));
    assert_eq!(
        Link::write(&typed("blog"), &base("blog"), None, &|_| None),
        Err(Unlinkable::Wanted)
    );
}
