//! A sentence with links in it: `[web-4] is not Ready yet` becomes parts, of which some are pods.

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A pod's name, and its ordinal.
    Pod(String, u32),
}

/// The parts of a sentence in which the names of pods stand in brackets.
pub fn parts(sentence: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((words, (name, after))) =
        rest.split_once('[').and_then(|(words, name)| Some((words, name.split_once(']')?)))
    {
        push_words(&mut parts, words);
        let ordinal = name.rsplit_once('-').and_then(|(_, ordinal)| ordinal.parse().ok());
        parts.push(Part::Pod(name.to_owned(), ordinal.unwrap_or(0)));
        rest = after;
    }
    push_words(&mut parts, rest);
    parts
}

/// The same sentence without brackets.
pub fn plain(sentence: &str) -> String {
    sentence.replace(['[', ']'], "")
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
        let pod = |ordinal: u32| Part::Pod(format!("web-{ordinal}"), ordinal);
        let words = |text: &str| Part::Words(text.to_owned());
        let sentence = "[web-4] waits ([web-2], [web-1]).";
        let expected = [pod(4), words(" waits ("), pod(2), words(", "), pod(1), words(").")];
        assert_eq!(parts(sentence), expected);
        assert_eq!(plain(sentence), "web-4 waits (web-2, web-1).");
    }
}
