//! The gallery: its scenarios as they were fetched, and what of each has been computed for its preview.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::CHAPTERS;
use scenario::Scenario;

use super::Run;
use crate::view::gallery::{Shown, shown};

/// A scenario of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its name.
    pub name: &'static str,
    /// In which chapter it stands.
    pub chapter: usize,
    /// Its text, which links begin from.
    pub text: Rc<str>,
    /// The scenario.
    pub scenario: Scenario,
    /// What its preview shows, once it has been run.
    pub shown: Option<Shown>,
}

/// Reads the fetched file: every scenario below a line with its name. What cannot be read is left out.
pub(super) fn read(file: &str) -> Vec<Rc<Card>> {
    let mut cards = Vec::new();
    for (chapter, contents) in CHAPTERS.iter().enumerate() {
        for &name in contents.scenarios {
            let Some(text) = part(file, name) else { continue };
            if let Ok(scenario) = Scenario::parse(text) {
                cards.push(Rc::new(Card {
                    name,
                    chapter,
                    text: text.into(),
                    scenario,
                    shown: None,
                }));
            }
        }
    }
    cards
}

fn part<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = file.split("==> ").skip(1);
    let (_, text) =
        parts.find_map(|part| part.split_once(" <==\n").filter(|&(it, _)| it == name))?;
    Some(text)
}

/// Runs the cheapest scenario that has not been run yet; whether there was one.
pub(super) fn compute_one(cards: &mut [Rc<Card>]) -> bool {
    let missing = cards.iter_mut().filter(|card| card.shown.is_none());
    let Some(card) = missing.min_by_key(|card| cost(&card.scenario)) else { return false };
    let run = Run::of(card.scenario.clone(), SimTime::MAX);
    *card = Rc::new(Card { shown: Some(shown(&run)), ..Card::clone(card) });
    true
}

/// What a run costs grows with the pods, and with the lines.
fn cost(scenario: &Scenario) -> usize {
    let pods = |text: &str| {
        let numbers = text.split("replicas").skip(1);
        let number = |after: &str| {
            let digits = after.trim_start_matches(['=', ':', ' ', '"']);
            digits.split(|it: char| !it.is_ascii_digit()).next()?.parse::<usize>().ok()
        };
        numbers.filter_map(number).max().unwrap_or(0)
    };
    let most = scenario.lines.iter().map(|line| pods(&line.text)).max().unwrap_or(0);
    most * 10 + scenario.lines.len()
}
