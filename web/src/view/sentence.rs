//! Sentences with links: `[web-4] is not Ready yet` is split into words and pods.
//!
//! Leaves out how a pod is named: [`super::names`] chooses that.

use super::names::Name;

/// A part of a sentence: words, or a pod that is a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentencePart {
    /// Words.
    Words(String),
    /// A pod's name, and its ordinal.
    Pod(Name, u32),
}

impl SentencePart {
    /// Returns the words, or the pod's whole name.
    pub fn says(&self) -> &str {
        match self {
            Self::Words(words) => words,
            Self::Pod(name, _) => &name.whole,
        }
    }
}

/// Splits a sentence with the names of pods in brackets into its parts. Names stay whole.
pub fn split(sentence: &str) -> Vec<SentencePart> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some((words, (name, after))) =
        rest.split_once('[').and_then(|(words, name)| Some((words, name.split_once(']')?)))
    {
        push_words(&mut parts, words);
        let ordinal = name.rsplit_once('-').and_then(|(_, ordinal)| ordinal.parse().ok());
        let name = Name { whole: name.to_owned(), shown: name.to_owned() };
        parts.push(SentencePart::Pod(name, ordinal.unwrap_or(0)));
        rest = after;
    }
    push_words(&mut parts, rest);
    parts
}

fn push_words(parts: &mut Vec<SentencePart>, words: &str) {
    if !words.is_empty() {
        parts.push(SentencePart::Words(words.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_brackets_become_links() {
        let pod = |ordinal: u32| {
            let name = format!("web-{ordinal}");
            SentencePart::Pod(Name { whole: name.clone(), shown: name }, ordinal)
        };
        let words = |text: &str| SentencePart::Words(text.to_owned());
        let sentence = "[web-4] waits ([web-2], [web-1]).";
        let expected = [pod(4), words(" waits ("), pod(2), words(", "), pod(1), words(").")];
        assert_eq!(split(sentence), expected);
    }
}
