//! Header lines of a scenario, for its reader: question, hint, goal, claim, source and rule.
//!
//! They have no effect in the cluster. Texts are in English (`en`, or no language) or Chinese (`zh`). A claim, and the
//! check of a goal, is a command with its expected output.

use std::fmt::{self, Formatter};
use std::rc::Rc;

use crate::directive::split_word;
use crate::script::{Check, Scenario};
use crate::transcript::tidy;

/// Parses `: WORD TEXT`, `: WORD en TEXT` or `: WORD zh TEXT`.
pub(crate) fn text(scenario: &mut Scenario, word: &str, rest: &str) -> Result<(), String> {
    let (language, said) = match split_word(rest) {
        ("zh", said) => ("zh", said),
        ("en", said) => ("en", said),
        _ => ("en", rest),
    };
    let place = match (word, language) {
        ("from", _) => return once(&mut scenario.from, rest, word),
        ("see", _) => return once(&mut scenario.see, rest, word),
        ("question", "en") => &mut scenario.question,
        ("question", _) => &mut scenario.question_zh,
        ("hint", "en") => &mut scenario.hint,
        ("hint", _) => &mut scenario.hint_zh,
        ("goal", "en") => &mut scenario.goal,
        ("goal", _) => &mut scenario.goal_zh,
        _ => return Err(format!("`: {word} $ LINE`, what it prints, and `: end`")),
    };
    once(place, said, &format!("{word} {language}"))
}

/// Parses `: claim $ LINE` or `: goal $ LINE` with its expected output. `block` is the whole block.
pub(crate) fn check(
    scenario: &mut Scenario,
    word: &str,
    command: &str,
    block: &str,
) -> Result<(), String> {
    let place = match word {
        "claim" => &mut scenario.claim,
        "goal" => &mut scenario.goal_check,
        _ => return Err(format!("`: {word}` is checked by no command")),
    };
    if place.is_some() {
        return Err(format!("`: {word} $ ...` is there already"));
    }
    let printed = block.split_once('\n').and_then(|(_, rest)| rest.strip_suffix(": end"));
    *place = Some(Check {
        command: command.trim().into(),
        prints: tidy(printed.unwrap_or_default()).into(),
    });
    Ok(())
}

/// Writes all header lines in their fixed order.
pub(crate) fn write(f: &mut Formatter<'_>, scenario: &Scenario) -> fmt::Result {
    writeln!(f, ": release {}", scenario.release)?;
    let texts = [
        ("question en", &scenario.question),
        ("question zh", &scenario.question_zh),
        ("hint en", &scenario.hint),
        ("hint zh", &scenario.hint_zh),
        ("goal en", &scenario.goal),
        ("goal zh", &scenario.goal_zh),
        ("from", &scenario.from),
        ("see", &scenario.see),
    ];
    for (heading, text) in texts {
        if let Some(text) = text {
            writeln!(f, ": {heading} {text}")?;
        }
    }
    for (heading, check) in [("goal", &scenario.goal_check), ("claim", &scenario.claim)] {
        if let Some(Check { command, prints }) = check {
            write!(f, ": {heading} $ {command}\n{prints}: end\n")?;
        }
    }
    Ok(())
}

fn once(place: &mut Option<Rc<str>>, text: &str, what: &str) -> Result<(), String> {
    match place {
        _ if text.is_empty() => Err(format!("`: {what}` says nothing")),
        Some(_) => Err(format!("`: {what}` is there already")),
        None => {
            *place = Some(text.into());
            Ok(())
        }
    }
}
