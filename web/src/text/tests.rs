//! Both languages have every text, in the same order, with the same placeholders.

use std::collections::BTreeSet;

use rollout_engine::api::ProbeKind;
use rollout_engine::controller::{Act, Rule};

use super::english::NAMES;
use super::*;
use crate::history::Trouble;

const CHINESE: &str = include_str!("../../text/zh.txt");

fn chinese() -> &'static Text {
    Text::read(Language::Chinese, CHINESE).expect("every text is there")
}

#[test]
fn chinese_has_every_text_in_the_order_of_english() {
    let there: Vec<&str> = entries(CHINESE).map(|(name, _)| name).collect();
    let missing: Vec<_> = NAMES.iter().filter(|name| !there.contains(name)).collect();
    assert!(missing.is_empty(), "web/text/zh.txt lacks {missing:?}");
    let unknown: Vec<_> = there.iter().filter(|name| !NAMES.contains(name)).collect();
    assert!(unknown.is_empty(), "web/src/text/english.rs has no {unknown:?}");
    let elsewhere = NAMES.iter().zip(&there).find(|(english, chinese)| english != chinese);
    assert_eq!(elsewhere, None, "(English, Chinese): the order differs from here on");
    assert_eq!(there.len(), NAMES.len());
}

/// Returns the placeholders of a text, and apart from them those that only choose singular or plural.
fn placeholders(text: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let inner = text.split('{').skip(1).filter_map(|open| Some(open.split_once('}')?.0));
    let (plural, said): (Vec<&str>, Vec<&str>) = inner.partition(|inner| inner.contains('?'));
    let name = |inner| str::split(inner, [':', '?']).next().unwrap_or(inner);
    (said.into_iter().map(name).collect(), plural.into_iter().map(name).collect())
}

#[test]
fn chinese_says_what_english_says_and_nothing_else() {
    let english = (0..NAMES.len()).map(english::later::text);
    for ((name, says), english) in entries(CHINESE).zip(english) {
        let (said, plural) = placeholders(says);
        assert!(plural.is_empty(), "{name}: Chinese has one form for one and many");
        assert_eq!(said, placeholders(english).0, "{name}");
        assert!(name == "NumberWords" || !says.trim().is_empty(), "{name} says nothing");
    }
}

/// Han is U+4E00 to U+9FFF.
fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Returns the first typographic fault for a reader of Chinese.
fn untidy(said: &str) -> Option<String> {
    let letters: Vec<char> = said.chars().collect();
    let glued = letters.windows(2).find(|pair| {
        let han = pair.iter().any(|&letter| is_han(letter));
        han && pair.iter().any(char::is_ascii_alphanumeric)
    });
    let half = letters
        .windows(2)
        .find(|pair| is_han(pair[0]) && matches!(pair[1], ',' | '.' | ';' | ':' | '?' | '!' | '('));
    glued.or(half).map(|pair| format!("{pair:?} in {said}"))
}

#[test]
fn chinese_has_a_space_beside_latin_and_full_width_punctuation() {
    for (name, says) in entries(CHINESE) {
        assert_eq!(untidy(says), None, "{name}");
    }
}

/// Returns facts for every rule and act, with few pods and with many.
fn all_facts() -> Vec<Facts> {
    let pod = |ordinal: u32| format!("[web-{ordinal}]");
    let mut all = Vec::new();
    for &rule in Rule::ALL {
        for act in [Act::Nothing, Act::Create, Act::ScaleDown, Act::Replace] {
            for (next_count, trouble, culprit) in [
                (1, Some(Trouble::Image), None),
                (1, Some(Trouble::Image), Some(("log".to_owned(), None))),
                (2, None, None),
                (2, Some(Trouble::Crash), Some(("log".to_owned(), None))),
                (2, Some(Trouble::Crash), Some(("log".to_owned(), Some(ProbeKind::Startup)))),
                (1_500, None, None),
            ] {
                all.push(Facts {
                    rule,
                    act,
                    on: Some(pod(4)),
                    waits_for_its_going: act == Act::ScaleDown,
                    trouble,
                    culprit,
                    next: (1..3).take(next_count as usize).map(pod).collect(),
                    next_count,
                    replicas: next_count,
                    unavailable: next_count,
                    looks_in: 3,
                    on_is_ready: next_count == 1,
                    overspent: next_count / 1_000,
                    update: 'B',
                    current: 'A',
                    is_of_one_revision: next_count == 1,
                    partition: (next_count > 1).then(|| (pod(2), pod(1))),
                    min_ready_seconds: next_count - 1,
                    parallel: act == Act::Create,
                    on_has_update: next_count == 2,
                    on_exists: true,
                    refusal: "exceeded quota".into(),
                });
            }
        }
    }
    all
}

fn everything_said_of(text: &Text, facts: &Facts) -> Vec<String> {
    let waits = [(Some(4), None), (Some(4), Some("0:26")), (None, None)];
    let goes_on = waits.map(|(seconds, line)| text.goes_on(facts, seconds, line));
    let rule = text.rule(facts).map(|(name, _)| name.to_owned());
    let frees = [Key::FreesTemplate, Key::FreesPod, Key::FreesCondemned, Key::FreesNotOwn];
    let frees = frees.map(|key| Some(text.frees_by(key, facts)));
    let said = [Some(text.reason(facts)), rule, Some(text.stuck(facts))];
    said.into_iter().chain(frees).chain(goes_on).flatten().collect()
}

#[test]
fn reasons_are_whole_sentences_in_both_languages() {
    for facts in all_facts() {
        for said in everything_said_of(&ENGLISH, &facts) {
            assert!(!said.contains(['{', '}']) && !said.contains("  "), "{said}");
            assert!(!said.chars().any(is_han), "{said}");
        }
        for said in everything_said_of(chinese(), &facts) {
            assert!(!said.contains(['{', '}']), "{said}");
            // Brackets become links, which are drawn as their names.
            assert_eq!(untidy(&said.replace(['[', ']'], "")), None);
        }
    }
}

#[test]
fn a_reason_follows_the_word_order_of_its_language() {
    let facts = all_facts().into_iter().find(|facts| {
        facts.rule == Rule::ReplicaIsNotReady && facts.act == Act::Replace && facts.next_count == 2
    });
    let facts = facts.expect("it is among them");
    let said = [&ENGLISH, chinese()].map(|text| text.reason(&facts));
    assert_eq!(
        said,
        [
            "[web-4] is not Ready yet, so the next batch ([web-1], [web-2]) waits.",
            "[web-4] 尚未 Ready，下一批（[web-1]、[web-2]）还在等待。",
        ]
    );
}

#[test]
fn how_it_ends_has_its_links_in_either_order() {
    let ends = Ends {
        done: true,
        seconds: 340,
        creation: false,
        pasted: false,
        deleted: None,
        cut: false,
        moves: true,
        lowest: 3,
        replicas: 1_000,
        available: false,
    };
    let english =
        ["Done ", "5 min 40 s after the change", "; ", "at least 3 of 1,000 Ready", " throughout."];
    assert_eq!(ENGLISH.ends(&ends), english);
    let chinese_says =
        ["", "变更 5 分 40 秒后", "完成；1,000 个 Pod 中", "始终至少有 3 个 Ready", "。"];
    assert_eq!(chinese().ends(&ends), chinese_says);
    for (creation, done, moves, available) in
        (0..16_u8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0, bits & 8 > 0))
    {
        let ends = Ends { creation, done, moves, available, ..ends };
        let said = chinese().ends(&ends);
        assert_eq!(untidy(&said.concat()), None);
        assert!(said.concat().ends_with('。'), "{said:?}");
    }
}

#[test]
fn the_first_language_that_the_page_speaks_is_chosen() {
    let of = |tags: &[&str]| Language::first_of(tags.iter().copied());
    assert_eq!(of(&["fr-FR", "zh-CN", "en"]), Language::Chinese);
    assert_eq!(of(&["en-GB", "zh"]), Language::English);
    assert_eq!(of(&["zh-Hans-SG"]), Language::Chinese);
    assert_eq!(of(&["fr", "zhx"]), Language::English);
    assert_eq!(of(&[]), Language::English);
}

#[test]
fn a_file_that_is_not_ours_is_no_language() {
    assert_eq!(Text::read(Language::Chinese, "<!doctype html>"), None);
    let cut = CHINESE.rsplit_once('\n').and_then(|(rest, _)| rest.rsplit_once('\n'));
    assert_eq!(Text::read(Language::Chinese, cut.expect("it has lines").0), None);
}

const PAGES: [&str; 2] =
    [include_str!("../../text/model.en.txt"), include_str!("../../text/model.zh.txt")];

/// The names of the headings, in their order.
fn headings(file: &str) -> Vec<&str> {
    let headings = file.lines().filter_map(|line| line.strip_prefix("# "));
    headings.filter_map(|heading| heading.split_once(" {")?.1.strip_suffix('}')).collect()
}

#[test]
fn every_rule_has_its_page_in_both_languages() {
    let [english, chinese] = PAGES.map(headings);
    assert_eq!(english, chinese);
    for facts in all_facts() {
        if let Some((name, page)) = ENGLISH.rule(&facts) {
            assert!(english.contains(&page), "the rule {name:?} has no page {page:?}");
        }
    }
}

#[test]
fn the_pages_say_as_much_in_chinese() {
    let [english, chinese] = PAGES.map(|file| file.lines().collect::<Vec<_>>());
    let kind = |line: &&str| line.split(' ').next().filter(|it| ["#", "-"].contains(it)).is_some();
    assert_eq!(
        english.iter().map(kind).collect::<Vec<_>>(),
        chinese.iter().map(kind).collect::<Vec<_>>()
    );
    for line in chinese {
        // Kubernetes' words in backquotes have spaces around them, like any other Latin.
        assert_eq!(untidy(&line.replace('`', "")), None);
    }
}

#[test]
fn an_end_that_is_a_deletion_or_is_not_known_is_said() {
    let ends = Ends {
        done: false,
        seconds: 3_600,
        creation: false,
        pasted: false,
        deleted: None,
        cut: true,
        moves: true,
        lowest: 1,
        replicas: 3,
        available: false,
    };
    let said = |ends: Ends| ENGLISH.ends(&ends).concat();
    assert_eq!(said(ends), "Not done 60 min after the change. There the playground stops looking.");
    let deleted = Ends { deleted: Some(0), seconds: 3, ..ends };
    assert_eq!(said(deleted), "The set is deleted; its pods are gone 3 s later.");
    assert_eq!(said(Ends { deleted: Some(1), ..ends }), "The set is deleted; 1 pod is left.");
}

/// Components of the rest of the program, which alone may say a text that is not marked `opening`.
const OF_REST: [&str; 18] = [
    "cells",
    "change",
    "compare",
    "faults",
    "gallery",
    "keys",
    "manifest",
    "menu",
    "objects",
    "own",
    "pages",
    "plan",
    "preview",
    "releases",
    "share",
    "unavailable",
    "yours",
    "later",
];

#[test]
fn components_of_the_first_part_say_marked_texts_only() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components");
    let mut folders = vec![folder];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of components").flatten() {
            let path = entry.path();
            let stem = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            if OF_REST.contains(&&*stem) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let code = std::fs::read_to_string(&path).expect("a source file is text");
            for said in code.split("Key::").skip(1) {
                let name: String = said.chars().take_while(char::is_ascii_alphanumeric).collect();
                let Some(place) = NAMES.iter().position(|it| *it == name) else { continue };
                seen += 1;
                assert!(!ENGLISH.texts[place].is_empty(), "{} says {name}", path.display());
            }
        }
    }
    assert!(seen > 60, "{seen} texts were found");
}
