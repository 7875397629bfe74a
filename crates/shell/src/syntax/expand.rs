//! Expands a word when its command runs: braces, then variables, then word splitting. There is no globbing and no
//! command substitution.

use super::{Word, WordPart};

/// Limit on the words that the braces of one word expand to.
const WORDS_MAX: usize = 1000;

/// Expands a word into zero or more words. `value` returns the value of a variable.
pub(crate) fn expand(word: &Word, value: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut fields = Vec::new();
    for word in braces(word) {
        let mut field: Option<String> = None;
        for piece in &word.0 {
            match piece {
                WordPart::Plain(text) | WordPart::Quoted(text) => {
                    field.get_or_insert_default().push_str(text);
                }
                WordPart::Variable { name, quoted: true } => {
                    field.get_or_insert_default().push_str(&value(name));
                }
                WordPart::Variable { name, quoted: false } => {
                    split(&value(name), &mut field, &mut fields);
                }
            }
        }
        fields.extend(field);
    }
    fields
}

/// Expands a word into a single text: a file name, a variable's value, a here-document. Neither braces nor spaces split
/// it.
pub(crate) fn join(word: &Word, value: &dyn Fn(&str) -> String) -> String {
    let text = |piece: &WordPart| match piece {
        WordPart::Plain(text) | WordPart::Quoted(text) => text.clone(),
        WordPart::Variable { name, .. } => value(name),
    };
    word.0.iter().map(text).collect()
}

/// Splits the value of an unquoted variable at whitespace.
fn split(value: &str, field: &mut Option<String>, fields: &mut Vec<String>) {
    if value.starts_with(char::is_whitespace) {
        fields.extend(field.take());
    }
    for (index, part) in value.split_whitespace().enumerate() {
        if index > 0 {
            fields.extend(field.take());
        }
        field.get_or_insert_default().push_str(part);
    }
    if value.ends_with(char::is_whitespace) {
        fields.extend(field.take());
    }
}

/// Expands braces: `web-{0..2}` is three words and `{a,b}` two. Other braces stay as text.
fn braces(word: &Word) -> Vec<Word> {
    let mut words = vec![Word::default()];
    for piece in &word.0 {
        let texts = match piece {
            WordPart::Plain(text) if words.len() < WORDS_MAX => alternatives(text),
            _ => None,
        };
        let Some(texts) = texts else {
            words.iter_mut().for_each(|word| word.0.push(piece.clone()));
            continue;
        };
        let with = |word: Word| {
            texts.iter().map(move |text| {
                let mut word = word.clone();
                word.0.push(WordPart::Plain(text.clone()));
                word
            })
        };
        words = words.into_iter().flat_map(with).take(WORDS_MAX).collect();
    }
    words
}

/// Expands the braces in a text. `None` if there are none.
fn alternatives(text: &str) -> Option<Vec<String>> {
    let start = text.find('{')?;
    let end = start + text.get(start..)?.find('}')?;
    let inner = text.get(start + 1..end)?;
    let values: Vec<String> = match inner.split_once("..") {
        Some((first, last)) => numbers(first.parse().ok()?, last.parse().ok()?),
        None if inner.contains(',') => inner.split(',').map(str::to_owned).collect(),
        None => return None,
    };
    let (before, after) = (text.get(..start)?, text.get(end + 1..)?);
    let afters = alternatives(after).unwrap_or_else(|| vec![after.to_owned()]);
    let with = |value: &String| {
        let begin = format!("{before}{value}");
        afters.iter().map(move |after| format!("{begin}{after}")).collect::<Vec<_>>()
    };
    Some(values.iter().flat_map(with).take(WORDS_MAX).collect())
}

fn numbers(first: i32, last: i32) -> Vec<String> {
    let (low, high) = (first.min(last), first.max(last));
    let mut numbers: Vec<_> = (low..=high).take(WORDS_MAX).collect();
    if last < first {
        numbers.reverse();
    }
    numbers.into_iter().map(|number| number.to_string()).collect()
}

impl Word {
    /// Splits the word at the first `letter`. `None` unless that is unquoted and nothing before it is quoted.
    pub(crate) fn split_first(&self, letter: char) -> Option<(String, Self)> {
        let Some((WordPart::Plain(text), rest)) = self.0.split_first() else { return None };
        let (before, after) = text.split_once(letter)?;
        let mut pieces = vec![WordPart::Plain(after.to_owned())];
        pieces.extend_from_slice(rest);
        Some((before.to_owned(), Self(pieces)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Command, read};
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let script = read(line).expect("a line");
        let Some(Command::Simple(simple)) =
            script.list.first().and_then(|item| item.pipeline.first())
        else {
            panic!("{line} is not a simple command");
        };
        let value = |name: &str| match name {
            "p" => "2".to_owned(),
            "list" => " a  b ".to_owned(),
            _ => String::new(),
        };
        let words: Vec<_> = simple.words.iter().flat_map(|word| expand(word, &value)).collect();
        assert_eq!(words, expected, "{line}");
    }

    #[test]
    fn words_are_divided_and_quotes_removed() {
        check("kubectl  get pods", &["kubectl", "get", "pods"]);
        check(r#"a 'b "c' "d 'e" f\ g"h"'i' """#, &["a", "b \"c", "d 'e", "f ghi", ""]);
        check(r#"-p "{\"spec\":{}}" '{"a":1}'"#, &["-p", r#"{"spec":{}}"#, r#"{"a":1}"#]);
        check(r"-p $'spec:\n  replicas: 3'", &["-p", "spec:\n  replicas: 3"]);
        check("a#b \\\n  c # d", &["a#b", "c"]);
    }

    #[test]
    fn variables_are_replaced_unless_quoted() {
        check("web-$p ${p}x \"$p\" '$p' \\$p $ $", &["web-2", "2x", "2", "$p", "$p", "$", "$"]);
        check("a$x \"$x\" $x", &["a", ""]);
        check("x$list. \"$list\"", &["x", "a", "b", ".", " a  b "]);
    }

    #[test]
    fn braces_make_several_words() {
        check("web-{0..2} {b,a}x", &["web-0", "web-1", "web-2", "bx", "ax"]);
        check("a{0,1}{x,y}", &["a0x", "a0y", "a1x", "a1y"]);
        check("{2..0} {} {a} '{a,b}' x{", &["2", "1", "0", "{}", "{a}", "{a,b}", "x{"]);
        check("*=nginx:1.29", &["*=nginx:1.29"]);
    }
}
