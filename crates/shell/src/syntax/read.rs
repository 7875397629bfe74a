//! Parses tokens into commands: the part of bash's grammar that this shell has. Splitting into tokens is in `words`.

use std::rc::Rc;

use super::words::{Token, Tokens, unexpected};
use super::{
    Command, Descriptor, List, ListItem, RedirectTarget, Redirection, Runs, Script, Simple, Word,
};

/// Limit on nested loops, in levels.
const DEPTH_MAX: usize = 16;

/// Parses a line, or several lines with their here-documents.
///
/// # Errors
///
/// The line has a syntax error, or something that this shell does not have. Bash prints the message after `bash: `.
pub(crate) fn read(text: &str) -> Result<Script, String> {
    let mut tokens = Tokens::new(text);
    let next = tokens.next()?;
    let mut reader = LineReader { tokens, next, depth: 0 };
    let list = reader.list()?;
    match reader.next {
        Token::End => {}
        token => return Err(unexpected(&name(&token))),
    }
    Ok(Script { list: Rc::new(list), here_documents: reader.tokens.here_documents })
}

struct LineReader<'a> {
    tokens: Tokens<'a>,
    next: Token,
    depth: usize,
}

fn name(token: &Token) -> String {
    match token {
        Token::Operator(operator) => (*operator).to_owned(),
        Token::Word(word) => word.plain().unwrap_or_default().to_owned(),
        Token::NewLine | Token::End => "newline".to_owned(),
    }
}

impl LineReader<'_> {
    fn advance(&mut self) -> Result<Token, String> {
        let next = self.tokens.next()?;
        Ok(std::mem::replace(&mut self.next, next))
    }

    fn is(&self, operator: &str) -> bool {
        matches!(self.next, Token::Operator(known) if known == operator)
    }

    /// Whether this unquoted word comes next.
    fn is_word(&self, text: &str) -> bool {
        matches!(&self.next, Token::Word(word) if word.plain() == Some(text))
    }

    fn skip_new_lines(&mut self) -> Result<(), String> {
        while self.next == Token::NewLine {
            self.advance()?;
        }
        Ok(())
    }

    fn error(&self) -> String {
        match &self.next {
            Token::End => "syntax error: unexpected end of file".to_owned(),
            token => unexpected(&name(token)),
        }
    }

    /// Parses pipelines up to the end, or up to `do` or `done`.
    fn list(&mut self) -> Result<List, String> {
        let mut list = List::new();
        let mut runs = Runs::Always;
        loop {
            self.skip_new_lines()?;
            let ends =
                self.next == Token::End || ["do", "done"].iter().any(|word| self.is_word(word));
            if ends && runs == Runs::Always {
                return Ok(list);
            }
            list.push(ListItem { runs, pipeline: self.pipeline()? });
            runs = match &self.next {
                Token::Operator("&&") => Runs::AfterSuccess,
                Token::Operator("||") => Runs::AfterFailure,
                Token::Operator(";") | Token::NewLine => Runs::Always,
                Token::Operator("&") => {
                    return Err("this terminal runs nothing in the background (&)".to_owned());
                }
                Token::End => return Ok(list),
                _ => return Err(self.error()),
            };
            self.advance()?;
        }
    }

    fn pipeline(&mut self) -> Result<Rc<[Command]>, String> {
        let mut commands = vec![self.command()?];
        while self.is("|") {
            self.advance()?;
            self.skip_new_lines()?;
            commands.push(self.command()?);
        }
        Ok(commands.into())
    }

    fn command(&mut self) -> Result<Command, String> {
        if self.is_word("for") {
            return self.loop_over_words();
        }
        for word in ["while", "until", "if", "case", "{", "!", "function", "[["] {
            if self.is_word(word) {
                return Err(format!("this terminal does not know {word}"));
            }
        }
        if ["do", "done", "then", "fi"].iter().any(|word| self.is_word(word)) {
            return Err(self.error());
        }
        self.simple().map(Command::Simple)
    }

    fn loop_over_words(&mut self) -> Result<Command, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too many loops in one another".to_owned());
        }
        self.advance()?;
        let Token::Word(word) = self.advance()? else { return Err(self.error()) };
        let variable = word.plain().filter(|name| is_name(name));
        let invalid = || format!("`{}': not a valid identifier", word.plain().unwrap_or_default());
        let variable: Rc<str> = variable.ok_or_else(invalid)?.into();
        self.skip_new_lines()?;
        let mut values = Vec::new();
        if self.is_word("in") {
            self.advance()?;
            while let Token::Word(_) = self.next {
                let Token::Word(word) = self.advance()? else { break };
                values.push(word);
            }
        }
        if self.is(";") {
            self.advance()?;
        }
        self.skip_new_lines()?;
        self.expect("do")?;
        let body = self.list()?;
        if body.is_empty() {
            return Err(self.error());
        }
        self.expect("done")?;
        self.depth -= 1;
        Ok(Command::For { variable, values, body: Rc::new(body) })
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        if !self.is_word(word) {
            return Err(self.error());
        }
        self.advance().map(drop)
    }

    fn simple(&mut self) -> Result<Simple, String> {
        let mut simple = Simple::default();
        loop {
            match &self.next {
                Token::Word(_) => {
                    let Token::Word(word) = self.advance()? else { break };
                    match assignment(&word).filter(|_| simple.words.is_empty()) {
                        Some(assignment) => simple.assignments.push(assignment),
                        None => simple.words.push(word),
                    }
                }
                &Token::Operator(operator) => match descriptor(operator) {
                    Some(from) => simple.redirections.push(self.redirection(from, operator)?),
                    None => break,
                },
                Token::NewLine | Token::End => break,
            }
        }
        if simple == Simple::default() { Err(self.error()) } else { Ok(simple) }
    }

    fn redirection(
        &mut self,
        from: Descriptor,
        operator: &'static str,
    ) -> Result<Redirection, String> {
        let like = match operator {
            "2>&1" => Some(Descriptor::Output),
            ">&2" | "1>&2" => Some(Descriptor::Errors),
            _ => None,
        };
        if let Some(other) = like {
            self.advance()?;
            return Ok(Redirection { from, to: RedirectTarget::Like(other) });
        }
        // The here-document must be announced before the next token is read, which may be the end of the line.
        let Token::Word(word) = self.tokens.next()? else {
            self.advance()?;
            return Err(self.error());
        };
        let to = match operator {
            "<<" | "<<-" => RedirectTarget::HereDocument(self.tokens.expect_here_document(&word)),
            "<<<" => RedirectTarget::Text(word),
            _ => RedirectTarget::File { name: word, appends: operator.ends_with(">>") },
        };
        self.advance()?;
        Ok(Redirection { from, to })
    }
}

fn descriptor(operator: &str) -> Option<Descriptor> {
    Some(match operator {
        "<" | "<<" | "<<-" | "<<<" => Descriptor::Input,
        ">" | ">>" | "1>" | "1>>" | ">&2" | "1>&2" => Descriptor::Output,
        "2>" | "2>>" | "2>&1" => Descriptor::Errors,
        "&>" => Descriptor::OutputAndErrors,
        _ => return None,
    })
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Splits `NAME=VALUE`.
fn assignment(word: &Word) -> Option<(String, Word)> {
    let (name, value) = word.split_first('=')?;
    is_name(&name).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(line: &str) -> Vec<Runs> {
        read(line).expect("a line").list.iter().map(|item| item.runs).collect()
    }

    #[test]
    fn what_follows_may_depend_on_how_the_one_before_ended() {
        let expected = [Runs::Always, Runs::AfterSuccess, Runs::AfterFailure, Runs::Always];
        assert_eq!(runs("a && b || c; d"), expected);
        assert_eq!(runs("a &&\n b\n\nc;"), [Runs::Always, Runs::AfterSuccess, Runs::Always]);
        assert_eq!(runs("# nothing"), []);
    }

    #[test]
    fn a_loop_has_values_and_a_body() {
        for line in [
            "for p in 0 1; do a $p; b; done",
            "for p in 0 1\ndo\n  a $p\n  b\ndone",
            "for p in 0 1; do a $p && b; done | c; d",
        ] {
            let script = read(line).expect("a loop");
            let first = script.list.first().and_then(|item| item.pipeline.first());
            let Some(Command::For { variable, values, body }) = first else {
                panic!("{line} is no loop");
            };
            assert_eq!((&**variable, values.len(), body.len()), ("p", 2, 2), "{line}");
        }
    }

    #[test]
    fn a_here_document_is_read_to_its_end() {
        let script = read("cat <<EOF | kubectl apply -f -\na: $x\nb: 'x\nEOF\necho done");
        let script = script.expect("a script");
        assert_eq!((script.list.len(), script.here_documents.len()), (2, 1));
        let text = |word: &Word| super::super::join(word, &|_| "1".to_owned());
        assert_eq!(script.here_documents.first().map(text).as_deref(), Some("a: 1\nb: 'x\n"));
        let script = read("cat <<'EOF'\na: $x\nEOF").expect("a script");
        assert_eq!(script.here_documents.first().map(text).as_deref(), Some("a: $x\n"));
    }

    #[test]
    fn errors_are_bashs() {
        let check =
            |line: &str, expected: &str| assert_eq!(read(line), Err(expected.to_owned()), "{line}");
        let unexpected = |token: &str| format!("syntax error near unexpected token `{token}'");
        check("a 'b", "unexpected EOF while looking for matching `''");
        check("a \"b", "unexpected EOF while looking for matching `\"'");
        check("a | | b", &unexpected("|"));
        check("a |", "syntax error: unexpected end of file");
        check("&& a", &unexpected("&&"));
        check("(a)", &unexpected("("));
        check("a; done", &unexpected("done"));
        check("for p in 0; do; done", &unexpected(";"));
        check("for p in 0; do done", &unexpected("done"));
        check("for p in 0; do a", "syntax error: unexpected end of file");
        check("for 1 in 0; do a; done", "`1': not a valid identifier");
        check("echo ${x-y}", "${x-y}: bad substitution");
        check("a >", "syntax error: unexpected end of file");
    }
}
