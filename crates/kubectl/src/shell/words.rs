//! From text to words and operators: quotes, comments, variables, here-documents.

use super::{Piece, Word};
use crate::text::split_at;

/// What a line consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// One of [`OPERATORS`], or a number before `<` or `>` with it (`2>`).
    Operator(&'static str),
    NewLine,
    End,
}

/// The longer ones first.
const OPERATORS: [&str; 21] = [
    "2>&1", ">&2", "&>", "2>>", "2>", "1>&2", "1>>", "1>", "<<<", "<<-", "<<", "<", ">>", ">",
    "&&", "||", ";;", ";", "|", "&", "(",
];

/// Reads a text token by token.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// The here-documents that begin on the next line: each one's end, and whether variables in it are replaced.
    waiting: Vec<(String, bool)>,
    /// The texts of those that were read.
    pub(super) here_documents: Vec<Word>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, waiting: Vec::new(), here_documents: Vec::new() }
    }

    /// The next token.
    ///
    /// # Errors
    ///
    /// What bash prints, after `bash: `.
    pub(super) fn next(&mut self) -> Result<Token, String> {
        self.skip_blanks();
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

    /// A here-document with this end begins on the next line; its number.
    pub(super) fn expect_here_document(&mut self, end: &Word) -> usize {
        let quoted = end.0.iter().any(|piece| matches!(piece, Piece::Quoted(_)));
        let text = end.0.iter().map(|piece| match piece {
            Piece::Plain(text) | Piece::Quoted(text) => text.clone(),
            Piece::Variable { name, .. } => format!("${name}"),
        });
        self.waiting.push((text.collect(), !quoted));
        self.here_documents.len() + self.waiting.len() - 1
    }

    fn skip_blanks(&mut self) {
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

    fn letter(&mut self) -> Option<char> {
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

    fn word(&mut self) -> Result<Word, String> {
        let mut word = Word::default();
        while let Some(letter) = self.rest.chars().next() {
            if " \t\r\n;|&<>()".contains(letter) {
                break;
            }
            self.letter();
            match letter {
                '\'' => self.quote_single(&mut word)?,
                '"' => self.quote_double(&mut word)?,
                '\\' => match self.letter() {
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
        word.0.push(Piece::Quoted(text.to_owned()));
        Ok(())
    }

    fn quote_double(&mut self, word: &mut Word) -> Result<(), String> {
        word.0.push(Piece::Quoted(String::new()));
        loop {
            match self.letter().ok_or_else(|| unclosed('"'))? {
                '"' => return Ok(()),
                letter => self.quoted_letter(letter, word)?,
            }
        }
    }

    /// A letter between double quotes or in a here-document.
    fn quoted_letter(&mut self, letter: char, word: &mut Word) -> Result<(), String> {
        match letter {
            '$' => return self.variable(word, true),
            '\\' => match self.rest.chars().next() {
                Some('\n') => drop(self.letter()),
                Some(escaped @ ('"' | '\\' | '$' | '`')) => {
                    self.letter();
                    word.push(escaped, true);
                }
                _ => word.push('\\', true),
            },
            letter => word.push(letter, true),
        }
        Ok(())
    }

    fn quote_dollar(&mut self, word: &mut Word) -> Result<(), String> {
        word.0.push(Piece::Quoted(String::new()));
        loop {
            match self.letter().ok_or_else(|| unclosed('\''))? {
                '\'' => return Ok(()),
                '\\' => match self.letter().ok_or_else(|| unclosed('\''))? {
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

    /// `$NAME`, `${NAME}` or `$?`; a dollar before anything else is itself.
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
            word.0.push(Piece::Variable { name: name.to_owned(), quoted });
        }
        Ok(())
    }

    fn read_here_documents(&mut self) {
        for (end, expands) in std::mem::take(&mut self.waiting) {
            let text = self.here_document(&end);
            let word = if expands { in_here_document(&text) } else { None };
            let literal = || Word(vec![Piece::Quoted(text.clone())]);
            self.here_documents.push(word.unwrap_or_else(literal));
        }
    }

    /// The lines up to the end, or to the end of all.
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

/// The text of a here-document with its variables; `None` where it has something that this shell does not know.
fn in_here_document(text: &str) -> Option<Word> {
    let mut tokens = Tokens::new(text);
    let mut word = Word(vec![Piece::Quoted(String::new())]);
    while let Some(letter) = tokens.letter() {
        match letter {
            // Quotes mean nothing here, so a backslash before one stays.
            '\\' if tokens.rest.starts_with('"') => word.push('\\', true),
            letter => tokens.quoted_letter(letter, &mut word).ok()?,
        }
    }
    Some(word)
}

fn unclosed(quote: char) -> String {
    format!("unexpected EOF while looking for matching `{quote}'")
}

pub(super) fn unexpected(token: &str) -> String {
    format!("syntax error near unexpected token `{token}'")
}
