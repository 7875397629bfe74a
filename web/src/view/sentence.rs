//! A sentence with links in it: `[web-4] is not Ready yet` becomes parts, of which some are pods.
//!
//! How a pod is called in it is chosen by [`super::names`].

use super::names::Name;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A pod's name, and its ordinal.
    Pod(Name, u32),
}

/// The parts of a sentence in which the names of pods stand in brackets, all whole.
pub fn split(sentence: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((words, (name, after))) =
        rest.split_once('[').and_then(|(words, name)| Some((words, name.split_once(']')?)))
    {
        push_words(&mut parts, words);
        let ordinal = name.rsplit_once('-').and_then(|(_, ordinal)| ordinal.parse().ok());
        let name = Name { whole: name.to_owned(), shown: name.to_owned() };
        parts.push(Part::Pod(name, ordinal.unwrap_or(0)));
        rest = after;
    }
    push_words(&mut parts, rest);
    parts
}

fn push_words(parts: &mut Vec<Part>, words: &str) {
    if !words.is_empty() {
        parts.push(Part::Words(words.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_brackets_become_links() {
        let pod = |ordinal: u32| {
            let name = format!("web-{ordinal}");
            Part::Pod(Name { whole: name.clone(), shown: name }, ordinal)
        };
        let words = |text: &str| Part::Words(text.to_owned());
        let sentence = "[web-4] waits ([web-2], [web-1]).";
        let expected = [pod(4), words(" waits ("), pod(2), words(", "), pod(1), words(").")];
        assert_eq!(split(sentence), expected);
    }
}
