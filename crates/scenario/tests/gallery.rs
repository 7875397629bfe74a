//! The gallery: each file is a whole question, and ends as it claims.

use scenario::{GALLERY, Scenario, Trace, simulate};

fn each(mut check: impl FnMut(&str, &Scenario, &Trace)) {
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        check(name, &scenario, &simulate(&scenario));
    }
}

#[test]
fn every_scenario_ends_as_it_claims() {
    let mut wrong = Vec::new();
    each(|name, scenario, trace| {
        let claim = scenario.claim.as_ref().unwrap_or_else(|| panic!("{name} claims nothing"));
        let last = trace.rollout.last();
        if !trace.holds(claim, last) {
            let answer = trace.answer(&claim.command, last);
            wrong.push(format!(
                "{name} claims\n{}and it is\n{}",
                claim.prints,
                answer.unwrap_or_default()
            ));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_goal_is_reached_without_the_person() {
    each(|name, scenario, trace| {
        let goal = scenario.goal_check.as_ref().unwrap_or_else(|| panic!("{name} has no goal"));
        let answer = trace.answer(&goal.command, trace.rollout.last());
        assert!(answer.is_some(), "{name}: the goal's command only reads");
        assert_ne!(answer.as_deref(), Some(&*goal.prints), "{name}");
    });
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
fn every_file_is_in_the_gallery() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/gallery");
    let files = std::fs::read_dir(folder).map(Iterator::count);
    assert_eq!(files.ok(), Some(GALLERY.len()));
}
