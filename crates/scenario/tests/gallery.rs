//! The gallery: each file has its texts in both languages, ends as it claims, and has a goal that can be reached.

#[path = "gallery/solutions.rs"]
mod solutions;

use std::sync::LazyLock;

use rollout_engine::trace::FrameIndex;
use scenario::{
    ANSWERS, Answer, BLOG, CHAPTERS, Check, GALLERY, OPENING, Scenario, Trace, simulate,
};
use solutions::SOLUTIONS;

/// The tutorial as a real control plane ran it, with the document's manifest.
const TUTORIAL: &str = include_str!("transcripts/recorded/1.37.1/a1-seed000.txt");
/// First line of the tutorial's scenarios: the document assumes that OnDelete is the default.
const TO_ON_DELETE: &str = r#"patch statefulset web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'"#;

fn each(mut check: impl FnMut(&str, &Scenario, &Trace)) {
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        check(name, &scenario, &simulate(&scenario));
    }
}

fn goal<'a>(name: &str, scenario: &'a Scenario) -> &'a Check {
    scenario
        .goal_check
        .as_ref()
        .unwrap_or_else(|| panic!("{name} does not say when its goal is met"))
}

/// Returns the scenario with one more line, typed at its end.
fn typed_at_the_end(scenario: &Scenario, trace: &Trace, line: &str) -> Scenario {
    let last_line = trace.ran.iter().flatten().map(|ran| ran.at).max().unwrap_or_default();
    let end = trace.rollout.at(trace.rollout.last()).max(last_line);
    scenario.with_line(trace, scenario.time_of_next_line(trace, end), 0, line)
}

#[test]
fn every_scenario_ends_as_it_claims() {
    let mut wrong = Vec::new();
    each(|name, scenario, trace| {
        let claim = scenario.claim.as_ref().unwrap_or_else(|| panic!("{name} claims nothing"));
        let last = trace.rollout.last();
        if !trace.holds(claim, last) {
            let answer = trace.answer(&claim.command, last).unwrap_or_default();
            wrong.push(format!("{name} claims\n{}and it is\n{answer}", claim.prints));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_goal_is_met_before_the_person_does_something() {
    each(|name, scenario, trace| {
        let goal = goal(name, scenario);
        for frame in (trace.begins.0..trace.rollout.len()).map(FrameIndex) {
            assert!(trace.answer(&goal.command, frame).is_some(), "{name}: the goal only reads");
            assert!(!trace.holds(goal, frame), "{name}: met at {}", trace.rollout.at(frame));
        }
    });
}

#[test]
fn every_goal_is_reached_by_some_lines() {
    let mut solutions = SOLUTIONS.iter();
    each(|name, scenario, _| {
        let (solved, lines) = solutions.next().expect("a solution for each");
        assert_eq!(*solved, name, "in the gallery's order");
        let mut scenario = scenario.clone();
        for line in *lines {
            scenario = typed_at_the_end(&scenario, &simulate(&scenario), line);
        }
        let (trace, goal) = (simulate(&scenario), goal(name, &scenario));
        let last = trace.rollout.last();
        assert!(trace.holds(goal, last), "{name}: {:?}", trace.answer(&goal.command, last));
    });
    assert_eq!(solutions.next(), None);
}

#[test]
fn every_scenario_is_complete_in_both_languages() {
    each(|name, scenario, trace| {
        let texts = [
            &scenario.question,
            &scenario.question_zh,
            &scenario.hint,
            &scenario.hint_zh,
            &scenario.goal,
            &scenario.goal_zh,
            &scenario.from,
            &scenario.see,
        ];
        assert!(texts.iter().all(|text| text.is_some()), "{name} lacks a header line");
        assert!(trace.ran.iter().all(Option::is_some), "{name}: every line runs");
    });
}

#[test]
fn the_english_is_short_sentences_without_noise() {
    const REFUSED: [&str; 6] = ["just", "simply", "healthy", "unhappy", "oops", "old"];
    each(|name, scenario, _| {
        for (text, end) in [(&scenario.question, '?'), (&scenario.hint, '.'), (&scenario.goal, '.')]
        {
            let text = text.as_deref().unwrap_or_default();
            assert!(text.ends_with(end), "{name}: {text}");
            assert!(!text.contains('!') && !text.contains("  "), "{name}: {text}");
            let mut words = text.split(|letter: char| !letter.is_alphabetic());
            assert_eq!(words.find(|word| REFUSED.contains(word)), None, "{name}: {text}");
        }
        let question = scenario.question.as_deref().map_or(0, |text| text.chars().count());
        assert!(question <= 80, "{name}: a question of {question} letters");
    });
}

#[test]
fn the_chinese_has_its_own_punctuation_and_a_space_beside_latin_words() {
    each(|name, scenario, _| {
        for (text, end) in
            [(&scenario.question_zh, '？'), (&scenario.hint_zh, '。'), (&scenario.goal_zh, '。')]
        {
            let text = text.as_deref().unwrap_or_default();
            assert!(text.ends_with(end) && text.chars().any(is_han), "{name}: {text}");
            assert_eq!(badly_set(text), None, "{name}: {text}");
        }
    });
}

/// Texts around each question.
fn answers() -> impl Iterator<Item = (&'static str, Answer)> {
    let read = |text: &str| Answer::parse(text);
    ANSWERS.iter().map(move |&(name, text)| {
        (name, read(text).unwrap_or_else(|error| panic!("{name}: {error}")))
    })
}

#[test]
fn every_question_has_an_answer_at_a_moment_of_its_run() {
    let mut answers = answers();
    each(|name, _, trace| {
        let (of, answer) = answers.next().expect("an answer for each");
        assert_eq!(of, name, "in the gallery's order");
        let moved = trace.rollout.next_change(trace.begins).map(|first| trace.rollout.at(first));
        assert!(moved.is_some_and(|first| first <= answer.shown_at), "{name}: before a pod moved");
        assert!(answer.shown_at <= trace.rollout.at(trace.rollout.last()) || !trace.ran.is_empty());
    });
    assert_eq!(answers.next(), None);
}

#[test]
fn answers_are_one_short_sentence_and_what_to_watch_is_a_question() {
    for (name, it) in answers() {
        for (text, end, most) in [
            (&it.watch.en, '?', 66),
            (&it.answer.en, '.', 70),
            (&it.next.en, '?', 44),
            (&it.help.en, '.', 80),
        ] {
            assert!(text.ends_with(end) && !text.contains('!'), "{name}: {text}");
            assert!(text.chars().count() <= most, "{name}: {text}");
        }
        for (text, end) in
            [(&it.watch.zh, '？'), (&it.answer.zh, '。'), (&it.next.zh, '？'), (&it.help.zh, '。')]
        {
            assert!(text.ends_with(end) && text.chars().any(is_han), "{name}: {text}");
            assert_eq!(badly_set(&text.replace(" : ", " ")), None, "{name}: {text}");
        }
    }
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

/// Finds the first position where Han and Latin touch, where a half-width mark follows a Han character, or where a
/// space is next to a full-width mark.
fn badly_set(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let is_wide = |letter: char| "，。；：？！（）、".contains(letter);
    let touches = |pair: &&[char]| match **pair {
        [a, b] => {
            (is_han(a) && (b.is_ascii_alphanumeric() || ",;:?!.()".contains(b)))
                || (is_han(b) && a.is_ascii_alphanumeric())
                || (is_wide(a) && b == ' ')
                || (a == ' ' && is_wide(b))
        }
        _ => false,
    };
    letters.windows(2).find(touches).map(|pair| pair.iter().collect())
}

#[test]
fn what_is_badly_set_is_found() {
    assert_eq!(badly_set("让web-1 回来"), Some("让w".into()));
    assert_eq!(badly_set("让 web-1回来"), Some("1回".into()));
    assert_eq!(badly_set("好,来"), Some("好,".into()));
    assert_eq!(badly_set("好， 来"), Some("， ".into()));
    assert_eq!(badly_set("让 web-1 回来，Ready 之后（5 秒）。"), None);
}

#[test]
fn every_file_stands_once_in_the_contents_and_titles_are_in_both_languages() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/gallery");
    let files = std::fs::read_dir(folder).map(Iterator::count);
    assert_eq!(files.ok(), Some(GALLERY.len()));
    let contents: Vec<&str> =
        CHAPTERS.iter().flat_map(|chapter| chapter.scenarios).copied().collect();
    let texts: Vec<&str> = GALLERY.iter().map(|(name, _)| *name).collect();
    assert_eq!(contents, texts);
    assert!(
        contents.iter().all(|name| contents.iter().filter(|other| *other == name).count() == 1)
    );
    for chapter in CHAPTERS {
        assert!(chapter.title_zh.chars().any(is_han), "{}", chapter.title);
        assert_eq!(badly_set(chapter.title_zh), None);
    }
    assert_eq!(GALLERY.iter().find(|(name, _)| *name == OPENING), Some(&(OPENING, BLOG)));
}

#[test]
fn the_tutorials_sections_use_its_manifest_word_for_word_and_begin_with_on_delete() {
    static MANIFEST: LazyLock<&str> = LazyLock::new(|| {
        let from = TUTORIAL.find(": file web.yaml\n").expect("the manifest");
        let length = TUTORIAL[from..].find(": end\n").expect("its end");
        &TUTORIAL[from..from + length]
    });
    for name in CHAPTERS[0].scenarios {
        let (_, text) = GALLERY.iter().find(|(other, _)| other == name).expect("it is there");
        assert!(text.contains(*MANIFEST), "{name}");
        let start = text.find("\n: start").expect("the figure begins after the set-up");
        assert!(text[..start].contains(TO_ON_DELETE), "{name}");
    }
}
