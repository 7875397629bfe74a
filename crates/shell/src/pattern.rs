//! grep's patterns: characters, `.`, `[…]`, `^`, `$`, `*`, `|` and, with `-E`, `+` and `?`.
//!
//! Groups and counts (`(…)`, `{3}`) are not supported; their characters match themselves. Written by hand, because a
//! regex library would be larger than the rest of the shell. The matcher follows all states at once, so no pattern
//! takes exponential time.

/// A pattern. A line matches if it contains one of the alternatives.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    alternatives: Vec<Alternative>,
    ignores_case: bool,
    whole_words: bool,
}

#[derive(Clone, Debug, Default)]
struct Alternative {
    items: Vec<Atom>,
    at_start: bool,
    at_end: bool,
}

#[derive(Clone, Debug)]
struct Atom {
    what: What,
    optional: bool,
    repeats: bool,
}

#[derive(Clone, Debug)]
enum What {
    Any,
    Letter(char),
    OneOf { ranges: Vec<(char, char)>, negated: bool },
}

impl Pattern {
    /// Parses a pattern. Every text is one.
    pub(crate) fn read(
        text: &str,
        extended: bool,
        fixed: bool,
        ignores_case: bool,
        whole_words: bool,
    ) -> Self {
        let text = if ignores_case { text.to_lowercase() } else { text.to_owned() };
        let bar = match (fixed, extended) {
            (true, _) => "\n",
            (false, true) => "|",
            (false, false) => "\\|",
        };
        let read = |part: &str| if fixed { literal(part) } else { alternative(part, extended) };
        Self { alternatives: text.split(bar).map(read).collect(), ignores_case, whole_words }
    }

    /// Whether a line matches.
    pub(crate) fn is_in(&self, line: &str) -> bool {
        let lower = if self.ignores_case { line.to_lowercase() } else { String::new() };
        let letters: Vec<char> = if self.ignores_case { &lower } else { line }.chars().collect();
        self.alternatives.iter().any(|alternative| alternative.is_in(&letters, self.whole_words))
    }
}

fn literal(text: &str) -> Alternative {
    let item = |letter| Atom { what: What::Letter(letter), optional: false, repeats: false };
    Alternative { items: text.chars().map(item).collect(), ..Alternative::default() }
}

fn alternative(text: &str, extended: bool) -> Alternative {
    let mut read = Alternative::default();
    let mut letters = text.chars().peekable();
    read.at_start = letters.next_if_eq(&'^').is_some();
    while let Some(letter) = letters.next() {
        let counts = if extended { "*+?" } else { "*" };
        if let Some(last) = read.items.last_mut().filter(|_| counts.contains(letter)) {
            last.optional |= letter != '+';
            last.repeats |= letter != '?';
            continue;
        }
        let what = match letter {
            '$' if letters.peek().is_none() => {
                read.at_end = true;
                break;
            }
            '.' => What::Any,
            '[' => one_of(&mut letters),
            '\\' => What::Letter(letters.next().unwrap_or('\\')),
            letter => What::Letter(letter),
        };
        read.items.push(Atom { what, optional: false, repeats: false });
    }
    read
}

fn one_of(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> What {
    let negated = letters.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    while let Some(first) = letters.next() {
        if first == ']' && !ranges.is_empty() {
            break;
        }
        let mut ahead = letters.clone();
        let is_range = ahead.next() == Some('-') && ahead.peek().is_some_and(|last| *last != ']');
        let last = if is_range { letters.nth(1).unwrap_or(first) } else { first };
        ranges.push((first, last));
    }
    What::OneOf { ranges, negated }
}

impl Alternative {
    fn is_in(&self, letters: &[char], whole_words: bool) -> bool {
        let starts = if self.at_start { 0..1 } else { 0..letters.len() + 1 };
        let is_word = |place: Option<usize>| {
            place
                .and_then(|place| letters.get(place))
                .is_some_and(|c| c.is_alphanumeric() || *c == '_')
        };
        starts.into_iter().any(|start| {
            let begins = !whole_words || !is_word(start.checked_sub(1));
            begins && self.ends(letters, start).any(|end| !whole_words || !is_word(Some(end)))
        })
    }

    /// Returns the ends of all matches that start at `start`, in characters.
    fn ends(&self, letters: &[char], start: usize) -> impl Iterator<Item = usize> {
        let end = self.items.len();
        let mut states = vec![false; end + 1];
        states[0] = true;
        let mut found = Vec::new();
        for place in start..=letters.len() {
            self.skip_optional(&mut states);
            if states[end] && (!self.at_end || place == letters.len()) {
                found.push(place);
            }
            let Some(letter) = letters.get(place).filter(|_| states.contains(&true)) else { break };
            let mut next = vec![false; end + 1];
            for (index, item) in self.items.iter().enumerate() {
                if states[index] && item.what.is(*letter) {
                    next[index + 1] = true;
                    next[index] |= item.repeats;
                }
            }
            // An atom that repeats has matched once, so the next one may follow.
            states = next;
        }
        found.into_iter()
    }

    fn skip_optional(&self, states: &mut [bool]) {
        for (index, item) in self.items.iter().enumerate() {
            if item.optional && states[index] {
                states[index + 1] = true;
            }
        }
    }
}

impl What {
    fn is(&self, letter: char) -> bool {
        match self {
            Self::Any => true,
            Self::Letter(known) => *known == letter,
            Self::OneOf { ranges, negated } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter)) != *negated
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, line: &str, expected: bool) {
        let pattern_read = Pattern::read(pattern, false, false, false, false);
        assert_eq!(pattern_read.is_in(line), expected, "{pattern} in {line}");
    }

    #[test]
    fn patterns_are_found_as_grep_finds_them() {
        check("web-1", "pod/web-10", true);
        check("^web", "web-0", true);
        check("^web", "a web-0", false);
        check("ing$", "Running", true);
        check("ScriptRun$", "Running", false);
        check("w.b-[0-2]*", "web-", true);
        check("a*b", "caab", true);
        check("a[^0-9]c", "a1c", false);
        check("Pending\\|Running", "Running", true);
        check("a|b", "b", false);
        check("1/1", "web-0   1/1", true);
        check("\\.", "ab", false);
        check("", "x", true);
        check("*", "a*b", true);
        check("[", "a", false);
    }

    #[test]
    fn options_change_what_is_found() {
        let read =
            |text, extended, fixed, case, words| Pattern::read(text, extended, fixed, case, words);
        assert!(read("a|b+", true, false, false, false).is_in("xbb"));
        assert!(!read("a.c", false, true, false, false).is_in("abc"));
        assert!(read("RUNNING", false, false, true, false).is_in("Running"));
        assert!(!read("web-1", false, false, false, true).is_in("web-10"));
        assert!(read("web-1", false, false, false, true).is_in("pod/web-1 x"));
    }

    #[test]
    fn no_pattern_takes_long() {
        let stars = "a*".repeat(40) + "b";
        check(&stars, &"a".repeat(100), false);
    }
}
