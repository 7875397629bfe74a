//! Texts with placeholders.
//!
//! | in a text | replaced by |
//! |---|---|
//! | `{pods}` | the value of `pods` |
//! | `{pods:number}` | the value grouped by thousands: `1,210` |
//! | `{pods:words}` | the value in words, if the language has a word for it: `five` |
//! | `{pods:Words}` | the value in words with a capital: `Five` |
//! | `{pods?is\|are}` | the first form if the value is 1, else the second |

use std::fmt::Display;

use apiserver::text::{split_at, split_first};

/// Returns a text with its placeholders filled. `words` has the language's words for 0, 1, 2, … separated by spaces.
pub fn fill(text: &str, words: &str, with: &[(&str, &dyn Display)]) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, (inner, after))) =
        rest.split_once('{').and_then(|(before, open)| Some((before, open.split_once('}')?)))
    {
        said.push_str(before);
        said.push_str(&filled(inner, words, with));
        rest = after;
    }
    said.push_str(rest);
    said
}

fn filled(inner: &str, words: &str, with: &[(&str, &dyn Display)]) -> String {
    let end = inner.find([':', '?']).unwrap_or(inner.len());
    let (name, form) = split_at(inner, end);
    let given = with.iter().find(|(given, _)| *given == name);
    debug_assert!(given.is_some(), "nobody says what {{{inner}}} is");
    let given = given.map(|(_, value)| value.to_string()).unwrap_or_default();
    match form {
        "" => given,
        ":number" => grouped(given),
        ":words" => in_words(given, words),
        ":Words" => capital(&in_words(given, words)),
        _ => {
            let (one, other) =
                form.strip_prefix('?').unwrap_or_default().split_once('|').unwrap_or_default();
            if given == "1" { one } else { other }.to_owned()
        }
    }
}

/// Groups digits by thousands with a comma, as both languages do.
fn grouped(number: String) -> String {
    let length = number.chars().count();
    let mut said = String::new();
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && (length - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

fn capital(word: &str) -> String {
    let Some((first, rest)) = split_first(word) else { return String::new() };
    first.to_uppercase().chain(rest.chars()).collect()
}

fn in_words(number: String, words: &str) -> String {
    let word = number.parse().ok().and_then(|number| words.split(' ').nth(number));
    match word {
        Some(word) if !word.is_empty() => word.to_owned(),
        _ => grouped(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(text: &str, pods: u32) -> String {
        fill(text, "no one two", &[("pods", &pods), ("name", &"web")])
    }

    #[test]
    fn one_is_one_and_everything_else_is_several() {
        let said = [0, 1, 2, 11].map(|pods| say("{pods} {pods?pod|pods}", pods));
        assert_eq!(said, ["0 pods", "1 pod", "2 pods", "11 pods"]);
    }

    #[test]
    fn a_count_is_grouped_by_thousands() {
        let said = [7, 999, 1_000, 1_234_567].map(|pods| say("{pods:number}", pods));
        assert_eq!(said, ["7", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn words_end_where_the_language_has_no_more() {
        assert_eq!(
            [0, 2, 3, 1_000].map(|pods| say("{pods:words}", pods)),
            ["no", "two", "3", "1,000"]
        );
        assert_eq!(fill("{pods:words}", "", &[("pods", &0)]), "0");
        assert_eq!([2, 3].map(|pods| say("{pods:Words}", pods)), ["Two", "3"]);
    }

    #[test]
    fn text_around_placeholders_stays() {
        assert_eq!(say("{name}: {pods}, {name}", 3), "web: 3, web");
        assert_eq!(say("a } and a { stay", 3), "a } and a { stay");
    }
}
