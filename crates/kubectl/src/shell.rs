//! The shell: from a typed line to the words of its commands.
//!
//! As much of bash as people type at kubectl: words, quotes, comments, `;`, `&&`, `||`, `|`, here-documents. No variable is ever
//! set here, so each is empty. Loops are not read yet; what a command does is [`crate::process`]'s business.

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) pipelines: Vec<Pipeline>,
}

/// Commands of which each reads what the one before it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pipeline {
    /// Whether it runs, given how the one before it ended.
    pub(crate) runs: Runs,
    /// At least one.
    pub(crate) commands: Vec<Simple>,
}

/// When a pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    Always,
    /// After `&&`.
    AfterSuccess,
    /// After `||`.
    AfterFailure,
}

/// A program and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Simple {
    pub(crate) words: Vec<String>,
    /// The text of its here-document.
    pub(crate) here: Option<String>,
}

/// Reads a line, or several with their here-documents.
///
/// # Errors
///
/// What bash prints, after `bash: `.
pub(crate) fn parse(text: &str) -> Result<Script, String> {
    let mut reader = Reader { rest: text, ..Reader::default() };
    while let Some(letter) = reader.next() {
        reader.letter(letter)?;
    }
    reader.end_pipeline(Runs::Always)?;
    Ok(Script { pipelines: reader.pipelines })
}

struct Reader<'a> {
    rest: &'a str,
    word: Option<String>,
    command: Simple,
    commands: Vec<Simple>,
    pipelines: Vec<Pipeline>,
    runs: Runs,
    /// The delimiter of a here-document that begins on the next line.
    here: Option<String>,
    /// The next word is such a delimiter.
    here_begins: bool,
}

impl Default for Reader<'_> {
    fn default() -> Self {
        Self {
            rest: "",
            word: None,
            command: Simple::default(),
            commands: Vec::new(),
            pipelines: Vec::new(),
            runs: Runs::Always,
            here: None,
            here_begins: false,
        }
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(letter)
    }

    /// Takes this text if it comes next.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn letter(&mut self, letter: char) -> Result<(), String> {
        match letter {
            ' ' | '\t' | '\r' => self.end_word(),
            '\n' => return self.end_line(),
            ';' => return self.end_pipeline(Runs::Always),
            '|' if self.take("|") => return self.end_pipeline(Runs::AfterFailure),
            '|' => return self.end_command(),
            '&' if self.take("&") => return self.end_pipeline(Runs::AfterSuccess),
            '&' | '>' | '`' => return Err(format!("this terminal does not know {letter}")),
            '(' | ')' => return Err(unexpected(&letter.to_string())),
            '<' if self.take("<") => self.begin_here(),
            '<' => return Err("this terminal does not know <".to_owned()),
            '#' if self.word.is_none() => {
                self.rest =
                    self.rest.find('\n').map_or("", |end| self.rest.get(end..).unwrap_or_default())
            }
            '\'' => return self.quote_single(),
            '"' => return self.quote_double(),
            '\\' => self.escape(),
            '$' => return self.dollar(),
            _ => self.push(letter),
        }
        Ok(())
    }

    fn push(&mut self, letter: char) {
        self.word.get_or_insert_default().push(letter);
    }

    fn escape(&mut self) {
        match self.next() {
            Some('\n') => {}
            Some(letter) => self.push(letter),
            None => self.push('\\'),
        }
    }

    fn quote_single(&mut self) -> Result<(), String> {
        let (text, rest) = self.rest.split_once('\'').ok_or_else(|| unclosed('\''))?;
        self.rest = rest;
        self.word.get_or_insert_default().push_str(text);
        Ok(())
    }

    fn quote_double(&mut self) -> Result<(), String> {
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or_else(|| unclosed('"'))? {
                '"' => return Ok(()),
                '$' => self.variable(),
                '\\' => match self.next() {
                    Some('\n') => {}
                    Some(letter @ ('"' | '\\' | '$' | '`')) => self.push(letter),
                    Some(letter) => {
                        self.push('\\');
                        self.push(letter);
                    }
                    None => return Err(unclosed('"')),
                },
                letter => self.push(letter),
            }
        }
    }

    fn dollar(&mut self) -> Result<(), String> {
        if !self.take("'") {
            self.variable();
            return Ok(());
        }
        self.word.get_or_insert_default();
        loop {
            match self.next().ok_or_else(|| unclosed('\''))? {
                '\'' => return Ok(()),
                '\\' => match self.next().ok_or_else(|| unclosed('\''))? {
                    'n' => self.push('\n'),
                    't' => self.push('\t'),
                    letter @ ('\'' | '"' | '\\') => self.push(letter),
                    letter => {
                        self.push('\\');
                        self.push(letter);
                    }
                },
                letter => self.push(letter),
            }
        }
    }

    /// A variable is empty; a dollar before anything else is itself.
    fn variable(&mut self) {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let is_name = rest.len() < self.rest.len();
        if is_name { self.rest = rest } else { self.push('$') }
    }

    fn begin_here(&mut self) {
        self.end_word();
        self.take("-");
        self.here_begins = true;
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if std::mem::take(&mut self.here_begins) {
            self.here = Some(word);
        } else {
            self.command.words.push(word);
        }
    }

    fn end_line(&mut self) -> Result<(), String> {
        self.end_word();
        if let Some(delimiter) = self.here.take() {
            self.command.here = Some(self.here_document(&delimiter));
        }
        self.end_pipeline(Runs::Always)
    }

    /// The lines up to the delimiter, or to the end.
    fn here_document(&mut self, delimiter: &str) -> String {
        let mut text = String::new();
        while !self.rest.is_empty() {
            let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = rest;
            if line.trim_end_matches('\r') == delimiter {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    fn end_command(&mut self) -> Result<(), String> {
        self.end_word();
        if self.command.words.is_empty() {
            return Err(unexpected("|"));
        }
        self.commands.push(std::mem::take(&mut self.command));
        Ok(())
    }

    fn end_pipeline(&mut self, next_runs: Runs) -> Result<(), String> {
        self.end_word();
        let is_empty = self.command.words.is_empty();
        if is_empty && (!self.commands.is_empty() || next_runs != Runs::Always) {
            return Err(if next_runs == Runs::Always {
                "syntax error: unexpected end of file".to_owned()
            } else {
                unexpected("&&")
            });
        }
        if !is_empty {
            self.commands.push(std::mem::take(&mut self.command));
            let commands = std::mem::take(&mut self.commands);
            self.pipelines.push(Pipeline { runs: self.runs, commands });
            self.runs = next_runs;
        }
        Ok(())
    }
}

fn unclosed(quote: char) -> String {
    format!("unexpected EOF while looking for matching `{quote}'")
}

fn unexpected(token: &str) -> String {
    format!("syntax error near unexpected token `{token}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&[&str]]) {
        let words: Vec<_> = parse(line)
            .expect("a line")
            .pipelines
            .into_iter()
            .flat_map(|pipeline| pipeline.commands)
            .map(|command| command.words)
            .collect();
        assert_eq!(words, expected, "{line}");
    }

    #[test]
    fn words_are_divided_and_quotes_removed() {
        check("kubectl  get pods", &[&["kubectl", "get", "pods"]]);
        check(r#"a 'b "c' "d 'e" f\ g"h"'i' """#, &[&["a", "b \"c", "d 'e", "f ghi", ""]]);
        check(r#"-p "{\"spec\":{}}" '{"a":1}'"#, &[&["-p", r#"{"spec":{}}"#, r#"{"a":1}"#]]);
        check(r"-p $'spec:\n  replicas: 3'", &[&["-p", "spec:\n  replicas: 3"]]);
        check("", &[]);
    }

    #[test]
    fn commands_are_divided_and_comments_dropped() {
        check("a; b # c; d", &[&["a"], &["b"]]);
        check("a#b", &[&["a#b"]]);
        check("a\n\nb;", &[&["a"], &["b"]]);
        check("cat f | kubectl apply -f -", &[&["cat", "f"], &["kubectl", "apply", "-f", "-"]]);
        check("a \\\n  b", &[&["a", "b"]]);
    }

    #[test]
    fn variables_are_empty() {
        check("echo a$x b \"$y\" $ '$z'", &[&["echo", "a", "b", "", "$", "$z"]]);
    }

    #[test]
    fn a_here_document_is_read_to_its_delimiter() {
        let script =
            parse("kubectl apply -f - <<EOF\na: 1\nb: 'x\nEOF\necho done").expect("a script");
        let first = script.pipelines.first().and_then(|pipeline| pipeline.commands.first());
        assert_eq!(first.and_then(|command| command.here.as_deref()), Some("a: 1\nb: 'x\n"));
        assert_eq!(script.pipelines.len(), 2);
    }

    #[test]
    fn what_follows_may_depend_on_how_the_one_before_ended() {
        let runs: Vec<_> = parse("a && b || c; d")
            .expect("a script")
            .pipelines
            .iter()
            .map(|one| one.runs)
            .collect();
        assert_eq!(runs, [Runs::Always, Runs::AfterSuccess, Runs::AfterFailure, Runs::Always]);
    }

    #[test]
    fn errors_are_bashs() {
        let check = |line: &str, expected: &str| {
            assert_eq!(parse(line), Err(expected.to_owned()), "{line}")
        };
        check("a 'b", "unexpected EOF while looking for matching `''");
        check("a \"b", "unexpected EOF while looking for matching `\"'");
        check("a | | b", "syntax error near unexpected token `|'");
        check("a |", "syntax error: unexpected end of file");
        check("&& a", "syntax error near unexpected token `&&'");
        check("(a)", "syntax error near unexpected token `('");
    }
}
