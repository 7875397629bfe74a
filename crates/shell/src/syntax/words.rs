//! Splits a line into words and operators: quotes, comments, variables, here-documents. The grammar is in `read`.

use super::{Word, WordPart};
use apiserver::text::split_at;

/// A token of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Word(Word),
    /// One of [`OPERATORS`], including a number before `<` or `>` (`2>`).
    Operator(&'static str),
    NewLine,
    End,
}

/// Longer operators come first, so that the first match is the longest.
const OPERATORS: [&str; 21] = [
    "2>&1", ">&2", "&>", "2>>", "2>", "1>&2", "1>>", "1>", "<<<", "<<-", "<<", "<", ">>", ">",
    "&&", "||", ";;", ";", "|", "&", "(",
];

/// Reads a text token by token.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// Here-documents that start on the next line: the delimiter, and whether variables are expanded.
    waiting: Vec<(String, bool)>,
    /// Here-documents read so far.
    pub(crate) here_documents: Vec<Word>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, waiting: Vec::new(), here_documents: Vec::new() }
    }

    /// Returns the next token.
    ///
    /// # Errors
    ///
    /// The line has a syntax error, or something that this shell does not have. Bash prints the message after `bash: `.
    pub(crate) fn next(&mut self) -> Result<Token, String> {
        self.skip_whitespace();
        let Some(letter) = self.rest.chars().next() else {
            self.read_here_documents();
            return Ok(Token::End);
        };
        if letter == '\n' {
            self.take("\n");
            self.read_here_documents();
            return Ok(Token::NewLine);
        }
        if letter == ')' {
            return Err(unexpected(")"));
        }
        let found = OPERATORS.iter().find(|operator| self.rest.starts_with(**operator));
        if let Some(operator) = found {
            self.take(operator);
            return Ok(Token::Operator(operator));
        }
        self.word().map(Token::Word)
    }

    /// Announces a here-document that starts on the next line. Returns its index.
    pub(crate) fn expect_here_document(&mut self, end: &Word) -> usize {
        let quoted = end.0.iter().any(|piece| matches!(piece, WordPart::Quoted(_)));
        let text = end.0.iter().map(|piece| match piece {
            WordPart::Plain(text) | WordPart::Quoted(text) => text.clone(),
            WordPart::Variable { name, .. } => format!("${name}"),
        });
        self.waiting.push((text.collect(), !quoted));
        self.here_documents.len() + self.waiting.len() - 1
    }

    fn skip_whitespace(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
            if self.rest.starts_with('#') {
                self.rest =
                    self.rest.find('\n').map_or("", |end| self.rest.get(end..).unwrap_or_default());
            }
            if !self.take("\\\n") {
                return;
            }
        }
    }

    fn next_char(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(letter)
    }

    /// Consumes this text if it comes next.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn word(&mut self) -> Result<Word, String> {
        let mut word = Word::default();
        while let Some(letter) = self.rest.chars().next() {
            if " \t\r\n;|&<>()".contains(letter) {
                break;
            }
            self.next_char();
            match letter {
                '\'' => self.quote_single(&mut word)?,
                '"' => self.quote_double(&mut word)?,
                '\\' => match self.next_char() {
                    Some('\n') => {}
                    Some(letter) => word.push(letter, true),
                    None => word.push('\\', true),
                },
                '$' if self.take("'") => self.quote_dollar(&mut word)?,
                '$' => self.variable(&mut word, false)?,
                '`' => return Err("this terminal does not know `".to_owned()),
                _ => word.push(letter, false),
            }
        }
        Ok(word)
    }

    fn quote_single(&mut self, word: &mut Word) -> Result<(), String> {
        let (text, rest) = self.rest.split_once('\'').ok_or_else(|| unclosed('\''))?;
        self.rest = rest;
        word.0.push(WordPart::Quoted(text.to_owned()));
        Ok(())
    }

    fn quote_double(&mut self, word: &mut Word) -> Result<(), String> {
        word.0.push(WordPart::Quoted(String::new()));
        loop {
            match self.next_char().ok_or_else(|| unclosed('"'))? {
                '"' => return Ok(()),
                letter => self.quoted_char(letter, word)?,
            }
        }
    }

    /// Reads a character between double quotes or in a here-document.
    fn quoted_char(&mut self, letter: char, word: &mut Word) -> Result<(), String> {
        match letter {
            '$' => return self.variable(word, true),
            '\\' => match self.rest.chars().next() {
                Some('\n') => drop(self.next_char()),
                Some(escaped @ ('"' | '\\' | '$' | '`')) => {
                    self.next_char();
                    word.push(escaped, true);
                }
                _ => word.push('\\', true),
            },
            letter => word.push(letter, true),
        }
        Ok(())
    }

    fn quote_dollar(&mut self, word: &mut Word) -> Result<(), String> {
        word.0.push(WordPart::Quoted(String::new()));
        loop {
            match self.next_char().ok_or_else(|| unclosed('\''))? {
                '\'' => return Ok(()),
                '\\' => match self.next_char().ok_or_else(|| unclosed('\''))? {
                    'n' => word.push('\n', true),
                    't' => word.push('\t', true),
                    letter @ ('\'' | '"' | '\\') => word.push(letter, true),
                    letter => {
                        word.push('\\', true);
                        word.push(letter, true);
                    }
                },
                letter => word.push(letter, true),
            }
        }
    }

    /// Reads `$NAME`, `${NAME}` or `$?`. A dollar before anything else is a dollar.
    fn variable(&mut self, word: &mut Word, quoted: bool) -> Result<(), String> {
        if self.rest.starts_with('(') {
            return Err("this terminal does not know $(".to_owned());
        }
        let braced = self.take("{");
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = if self.rest.starts_with('?') {
            1
        } else {
            self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len())
        };
        let (name, rest) = split_at(self.rest, end);
        self.rest = rest;
        if braced && (name.is_empty() || !self.take("}")) {
            let end = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
            let (text, _) = split_at(self.rest, end);
            return Err(format!("${{{name}{text}: bad substitution"));
        }
        if name.is_empty() {
            word.push('$', quoted);
        } else {
            word.0.push(WordPart::Variable { name: name.to_owned(), quoted });
        }
        Ok(())
    }

    fn read_here_documents(&mut self) {
        for (end, expands) in std::mem::take(&mut self.waiting) {
            let text = self.here_document(&end);
            let word = if expands { in_here_document(&text) } else { None };
            let literal = || Word(vec![WordPart::Quoted(text.clone())]);
            self.here_documents.push(word.unwrap_or_else(literal));
        }
    }

    /// Reads the lines up to the delimiter or the end of the text.
    fn here_document(&mut self, end: &str) -> String {
        let mut text = String::new();
        while !self.rest.is_empty() {
            let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = rest;
            if line.trim_end_matches('\r').trim_start_matches('\t') == end {
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

/// Parses the variables of a here-document. `None` if it contains something that this shell does not have.
fn in_here_document(text: &str) -> Option<Word> {
    let mut tokens = Tokens::new(text);
    let mut word = Word(vec![WordPart::Quoted(String::new())]);
    while let Some(letter) = tokens.next_char() {
        match letter {
            // Quotes are ordinary characters here, so a backslash before one stays.
            '\\' if tokens.rest.starts_with('"') => word.push('\\', true),
            letter => tokens.quoted_char(letter, &mut word).ok()?,
        }
    }
    Some(word)
}

fn unclosed(quote: char) -> String {
    format!("unexpected EOF while looking for matching `{quote}'")
}

pub(crate) fn unexpected(token: &str) -> String {
    format!("syntax error near unexpected token `{token}'")
}
