//! Texts around a question of the gallery: what to watch, the answer, the next question, help with the goal.
//!
//! There is one file for each scenario, `crates/scenario/answers/NAME.txt`, in both languages. They are not part of the
//! scenario's text, which is the base of links and never changes. The page links only the opening one ([`BLOG_ANSWER`])
//! and fetches the others with the gallery. Tests have all of them ([`ANSWERS`]).

use std::rc::Rc;

use rollout_engine::time::SimTime;

use crate::directive::split_word;
use crate::duration;

pub use crate::gallery::{ANSWERS, BLOG_ANSWER};

/// A text in English and in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// English.
    pub en: Rc<str>,
    /// 简体中文.
    pub zh: Rc<str>,
}

/// Texts around a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Time at which the scenario has shown the answer.
    pub shown_at: SimTime,
    /// What to watch until then: a question.
    pub watch: Bilingual,
    /// The answer, in one sentence.
    pub answer: Bilingual,
    /// Short form of the next scenario's question, after *Next:*.
    pub next: Bilingual,
    /// Help with the goal.
    pub help: Bilingual,
}

impl Answer {
    /// Parses a file of `answers`.
    ///
    /// # Errors
    /// A line is not one of `: shown MOMENT`, `: watch`, `: answer`, `: next` and `: help` with `en` or `zh` and a
    /// text, or one of them is missing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut answer = Self::default();
        for line in text.lines() {
            answer.read(line.strip_prefix(": ").ok_or_else(|| format!("{line:?} is no line"))?)?;
        }
        let Self { watch, answer: says, next, help, .. } = &answer;
        let is_missing = |it: &&Bilingual| it.en.is_empty() || it.zh.is_empty();
        match [watch, says, next, help].iter().any(is_missing) {
            true => Err("a text is missing".into()),
            false => Ok(answer),
        }
    }

    fn read(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = split_word(line);
        let (language, says) = split_word(rest);
        let texts = match word {
            "shown" => {
                self.shown_at = duration::parse_moment(rest)?;
                return Ok(());
            }
            "watch" => &mut self.watch,
            "answer" => &mut self.answer,
            "next" => &mut self.next,
            "help" => &mut self.help,
            _ => return Err(format!("`: {word}` is no line of an answer")),
        };
        match language {
            "en" => texts.en = says.into(),
            "zh" => texts.zh = says.into(),
            _ => return Err(format!("`: {word}` lacks its language")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_unknown_is_told() {
        assert!(Answer::parse(BLOG_ANSWER).is_ok());
        let cut = BLOG_ANSWER.replace(": help en", ": help fr");
        assert_eq!(Answer::parse(&cut), Err("`: help` lacks its language".into()));
        let cut = BLOG_ANSWER.replace(": shown", ": when");
        assert_eq!(Answer::parse(&cut), Err("`: when` is no line of an answer".into()));
        assert_eq!(Answer::parse(": shown 1s"), Err("a text is missing".into()));
    }
}
