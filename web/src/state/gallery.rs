//! Gallery scenarios, as fetched, and a computed preview for each.

use std::rc::Rc;

use scenario::{Answer, CHAPTERS, Chapter, Film, FilmReply, Scenario};

use super::Shown;

/// A gallery scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Name.
    pub name: &'static str,
    /// Index of its chapter.
    pub chapter: usize,
    /// Text. Links count from it.
    pub text: Rc<str>,
    /// Parsed scenario.
    pub scenario: Scenario,
    /// Former texts, the oldest first. Older links count from them.
    pub former: Vec<Rc<str>>,
    /// Texts around its question.
    pub answer: Option<Rc<Answer>>,
    /// Computed preview. `None` until a run or a film has arrived.
    pub shown: Option<Shown>,
}

impl Card {
    /// Returns the card of a film. `None` for a broken film.
    pub fn of_film(film: &Film) -> Option<Self> {
        let in_chapter = |(chapter, contents): (usize, &'static Chapter)| {
            let name = contents.scenarios.iter().find(|name| **name == film.name)?;
            Some((chapter, *name))
        };
        let (chapter, name) = CHAPTERS.iter().enumerate().find_map(in_chapter)?;
        let scenario = film.replies.iter().find_map(|reply| match reply {
            FilmReply::Opened(_, scenario, _) => Some(Scenario::clone(scenario)),
            _ => None,
        })?;
        let answer = film.answer.as_deref().and_then(|text| Answer::parse(text).ok());
        Some(Self {
            name,
            chapter,
            text: film.text.as_str().into(),
            scenario,
            former: Vec::new(),
            answer: answer.map(Rc::new),
            shown: None,
        })
    }
}

/// Reads the fetched file, in which a line with its name precedes each scenario. Skips scenarios that cannot be
/// parsed.
pub fn read(file: &str) -> Vec<Rc<Card>> {
    let mut cards = Vec::new();
    for (chapter, contents) in CHAPTERS.iter().enumerate() {
        for &name in contents.scenarios {
            let Some(text) = part(file, name) else { continue };
            if let Ok(scenario) = Scenario::parse(text) {
                cards.push(Rc::new(Card {
                    name,
                    chapter,
                    text: text.into(),
                    former: former(file, name),
                    answer: answer(file, name),
                    scenario,
                    shown: None,
                }));
            }
        }
    }
    cards
}

fn former(file: &str, name: &str) -> Vec<Rc<str>> {
    let text = |number: u32| part(file, &format!("former {name}.{number}")).map(Into::into);
    (1..).map_while(text).collect()
}

fn answer(file: &str, name: &str) -> Option<Rc<Answer>> {
    part(file, &format!("answer {name}")).and_then(|text| Answer::parse(text).ok()).map(Rc::new)
}

fn part<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = file.split("==> ").skip(1);
    let (_, text) =
        parts.find_map(|part| part.split_once(" <==\n").filter(|&(it, _)| it == name))?;
    Some(text)
}
