//! Parses a Go template: first into text and tokens, then into nodes. Execution is in [`super`].

use super::{Operand, Pipeline, TemplateNode, TermBase};
use apiserver::text::split_at;
use apiserver::value::Value;

const FUNCTIONS: [&str; 16] = [
    "and", "eq", "exists", "ge", "gt", "index", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "nil",
];
/// Limit on nesting, in levels. It keeps hostile text from exhausting the stack.
const DEPTH_MAX: usize = 32;

/// Text, or the tokens of an action.
enum Lexeme {
    Text(String),
    Action(Vec<TemplateToken>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplateToken {
    /// `.a.b` without the dots. A lone dot is empty.
    Fields(Vec<String>),
    /// `$x.a`.
    Variable(String, Vec<String>),
    Literal(Value),
    Word(String),
    /// `|`, `(`, `)`, `,`, `:=`, `=`.
    Sign(&'static str),
}

pub(super) fn template(text: &str) -> Result<Vec<TemplateNode>, String> {
    let at = |(line, problem): (usize, String)| format!("template: output:{line}: {problem}");
    let pieces = pieces(text).map_err(at)?;
    let line = text.lines().count().max(1);
    let mut reader = TemplateParser { pieces: pieces.into_iter(), depth: 0 };
    let (nodes, stop) = reader.nodes().map_err(|problem| at((line, problem)))?;
    match stop {
        BlockEnd::Eof => Ok(nodes),
        BlockEnd::End => Err(at((line, "unexpected {{end}}".to_owned()))),
        BlockEnd::Else(_) => Err(at((line, "unexpected {{else}}".to_owned()))),
    }
}

/// Splits a template at its braces. `{{-` and `-}}` remove adjacent whitespace.
fn pieces(text: &str) -> Result<Vec<Lexeme>, (usize, String)> {
    let (mut pieces, mut rest, mut trims) = (Vec::new(), text, false);
    loop {
        let begin = rest.find("{{").unwrap_or(rest.len());
        let (before, action) = split_at(rest, begin);
        let before = if trims { before.trim_start() } else { before };
        let action = action.strip_prefix("{{").unwrap_or_default();
        let (trims_before, action) = match action.strip_prefix("- ") {
            Some(action) => (true, action),
            None => (false, action),
        };
        let before = if trims_before { before.trim_end() } else { before };
        if !before.is_empty() {
            pieces.push(Lexeme::Text(before.to_owned()));
        }
        if begin == rest.len() {
            return Ok(pieces);
        }
        let line = text.len() - action.len();
        let line = text.get(..line).unwrap_or_default().matches('\n').count() + 1;
        let mut lexer = Lexer { rest: action };
        let tokens = lexer.action().map_err(|problem| (line, problem))?;
        trims = lexer.trims();
        rest = lexer.rest;
        pieces.extend((!tokens.is_empty()).then_some(Lexeme::Action(tokens)));
    }
}

struct Lexer<'a> {
    rest: &'a str,
}

impl Lexer<'_> {
    /// Reads the tokens up to the closing braces, and leaves the braces.
    fn action(&mut self) -> Result<Vec<TemplateToken>, String> {
        let mut tokens = Vec::new();
        loop {
            let rest = self.rest.trim_start();
            if rest.starts_with("}}") || (rest.starts_with("-}}") && rest.len() < self.rest.len()) {
                return Ok(tokens);
            }
            self.rest = rest;
            if let Some(comment) = self.rest.strip_prefix("/*") {
                self.rest = comment.split_once("*/").ok_or("unclosed comment")?.1;
                continue;
            }
            tokens.push(self.token()?);
        }
    }

    /// Consumes the closing braces. Returns whether they remove whitespace after them.
    fn trims(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let trimming = rest.strip_prefix("-}}");
        self.rest = trimming.or_else(|| rest.strip_prefix("}}")).unwrap_or_default();
        trimming.is_some()
    }

    fn token(&mut self) -> Result<TemplateToken, String> {
        for sign in ["|", "(", ")", ",", ":=", "="] {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                self.rest = rest;
                return Ok(TemplateToken::Sign(sign));
            }
        }
        match self.rest.chars().next().ok_or("unclosed action")? {
            '.' => Ok(TemplateToken::Fields(self.fields())),
            '$' => {
                let name = self.word(1);
                Ok(TemplateToken::Variable(name, self.fields()))
            }
            '"' => self.quoted(),
            '`' => {
                let raw = self.rest.get(1..).unwrap_or_default();
                let (text, rest) = raw.split_once('`').ok_or("unterminated raw quoted string")?;
                self.rest = rest;
                Ok(TemplateToken::Literal(Value::string(text)))
            }
            letter if letter.is_ascii_digit() || letter == '-' => {
                let number = self.word(1);
                let number =
                    number.parse().map_err(|_| format!("bad number syntax: {number:?}"))?;
                Ok(TemplateToken::Literal(Value::Int(number)))
            }
            letter if letter.is_alphabetic() => Ok(TemplateToken::Word(self.word(0))),
            letter => {
                let code = u32::from(letter);
                Err(format!("unexpected U+{code:04X} '{letter}' in operand"))
            }
        }
    }

    /// Consumes `any` bytes of any kind, then letters, digits and underscores.
    fn word(&mut self, any: usize) -> String {
        let rest = self.rest.get(any..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, rest) = split_at(self.rest, any + end);
        self.rest = rest;
        word.to_owned()
    }

    fn fields(&mut self) -> Vec<String> {
        let mut fields = Vec::new();
        while let Some(rest) = self.rest.strip_prefix('.') {
            self.rest = rest;
            let name = self.word(0);
            fields.extend((!name.is_empty()).then_some(name));
        }
        fields
    }

    fn quoted(&mut self) -> Result<TemplateToken, String> {
        let mut letters = self.rest.chars();
        letters.next();
        let mut text = String::new();
        loop {
            match letters.next().ok_or("unterminated quoted string")? {
                '"' => break,
                '\\' => match letters.next().ok_or("unterminated quoted string")? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    letter => text.push(letter),
                },
                letter => text.push(letter),
            }
        }
        self.rest = letters.as_str();
        Ok(TemplateToken::Literal(Value::String(text)))
    }
}

/// End of a body.
enum BlockEnd {
    Eof,
    End,
    /// `else`, with the tokens after it.
    Else(Vec<TemplateToken>),
}

struct TemplateParser {
    pieces: std::vec::IntoIter<Lexeme>,
    depth: usize,
}

impl TemplateParser {
    fn nodes(&mut self) -> Result<(Vec<TemplateNode>, BlockEnd), String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too deeply nested".to_owned());
        }
        let mut nodes = Vec::new();
        let stop = loop {
            let tokens = match self.pieces.next() {
                None => break BlockEnd::Eof,
                Some(Lexeme::Text(text)) => {
                    nodes.push(TemplateNode::Text(text));
                    continue;
                }
                Some(Lexeme::Action(tokens)) => tokens,
            };
            let word = match tokens.first() {
                Some(TemplateToken::Word(word)) => word.as_str(),
                _ => "",
            };
            let rest = tokens.get(1..).unwrap_or_default();
            match word {
                "end" => break BlockEnd::End,
                "else" => break BlockEnd::Else(rest.to_vec()),
                "if" => nodes.push(self.branches(rest)?),
                "range" | "with" => nodes.push(self.block(word, rest)?),
                _ => nodes.push(TemplateNode::Print(pipeline(&tokens)?)),
            }
        };
        self.depth -= 1;
        Ok((nodes, stop))
    }

    fn branches(&mut self, condition: &[TemplateToken]) -> Result<TemplateNode, String> {
        let (mut branches, mut condition) = (Vec::new(), condition.to_vec());
        loop {
            let (body, stop) = self.nodes()?;
            branches.push((pipeline(&condition)?, body));
            match stop {
                BlockEnd::End => return Ok(TemplateNode::If(branches, Vec::new())),
                BlockEnd::Eof => return Err("unexpected EOF".to_owned()),
                BlockEnd::Else(next)
                    if next.first() == Some(&TemplateToken::Word("if".to_owned())) =>
                {
                    condition = next.get(1..).unwrap_or_default().to_vec();
                }
                BlockEnd::Else(_) => return Ok(TemplateNode::If(branches, self.body_to_end()?)),
            }
        }
    }

    fn block(&mut self, word: &str, tokens: &[TemplateToken]) -> Result<TemplateNode, String> {
        let pipeline = pipeline(tokens)?;
        let (body, stop) = self.nodes()?;
        let otherwise = match stop {
            BlockEnd::End => Vec::new(),
            BlockEnd::Else(_) => self.body_to_end()?,
            BlockEnd::Eof => return Err("unexpected EOF".to_owned()),
        };
        Ok(if word == "range" {
            TemplateNode::Range(pipeline, body, otherwise)
        } else {
            TemplateNode::With(pipeline, body, otherwise)
        })
    }

    fn body_to_end(&mut self) -> Result<Vec<TemplateNode>, String> {
        match self.nodes()? {
            (nodes, BlockEnd::End) => Ok(nodes),
            (_, BlockEnd::Else(_)) => Err("unexpected {{else}}".to_owned()),
            (_, BlockEnd::Eof) => Err("unexpected EOF".to_owned()),
        }
    }
}

fn pipeline(tokens: &[TemplateToken]) -> Result<Pipeline, String> {
    let mut pipeline = Pipeline::default();
    let is_set = |token: &TemplateToken| matches!(token, TemplateToken::Sign(":=" | "="));
    let mut tokens = tokens;
    if let Some(place) = tokens.iter().position(is_set) {
        let (names, rest) = tokens.split_at(place);
        let names = names.iter().filter_map(|token| match token {
            TemplateToken::Variable(name, _) => Some(name.clone()),
            _ => None,
        });
        pipeline.variables = names.collect();
        tokens = rest.get(1..).unwrap_or_default();
    }
    let (commands, rest) = commands(tokens, 0)?;
    if !rest.is_empty() {
        return Err("unexpected right paren".to_owned());
    }
    pipeline.commands = commands;
    Ok(pipeline)
}

type Commands<'a> = (Vec<Vec<Operand>>, &'a [TemplateToken]);

/// Parses commands up to the end or a closing parenthesis. Returns the remaining tokens.
fn commands(tokens: &[TemplateToken], depth: usize) -> Result<Commands<'_>, String> {
    if depth > DEPTH_MAX {
        return Err("too deeply nested".to_owned());
    }
    let (mut commands, mut rest) = (vec![Vec::new()], tokens);
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let operand = match token {
            TemplateToken::Sign(")") => return finish(commands, token_and(rest, tokens)),
            TemplateToken::Sign("|") => {
                commands.push(Vec::new());
                continue;
            }
            TemplateToken::Sign("(") => {
                let (inner, after) = self::commands(rest, depth + 1)?;
                let closed = matches!(after.first(), Some(TemplateToken::Sign(")")));
                rest = after.get(1..).filter(|_| closed).ok_or("unclosed left paren")?;
                let base = TermBase::Pipeline(Pipeline { variables: Vec::new(), commands: inner });
                let fields = match rest.split_first() {
                    Some((TemplateToken::Fields(fields), after)) if !fields.is_empty() => {
                        rest = after;
                        fields.clone()
                    }
                    _ => Vec::new(),
                };
                Operand { base, fields }
            }
            TemplateToken::Sign(sign) => return Err(format!("unexpected {sign:?} in command")),
            token => operand(token)?,
        };
        commands.iter_mut().rev().take(1).for_each(|command| command.push(operand.clone()));
    }
    finish(commands, &[])
}

/// Returns the remaining tokens, including the closing parenthesis.
fn token_and<'a>(rest: &[TemplateToken], tokens: &'a [TemplateToken]) -> &'a [TemplateToken] {
    tokens.get(tokens.len() - rest.len() - 1..).unwrap_or_default()
}

fn finish<'a>(
    commands: Vec<Vec<Operand>>,
    rest: &'a [TemplateToken],
) -> Result<Commands<'a>, String> {
    if commands.iter().any(Vec::is_empty) {
        return Err("missing value for command".to_owned());
    }
    Ok((commands, rest))
}

fn operand(token: &TemplateToken) -> Result<Operand, String> {
    let bare = |base| Ok(Operand { base, fields: Vec::new() });
    match token {
        TemplateToken::Fields(fields) => {
            Ok(Operand { base: TermBase::Dot, fields: fields.clone() })
        }
        TemplateToken::Variable(name, fields) => {
            Ok(Operand { base: TermBase::Variable(name.clone()), fields: fields.clone() })
        }
        TemplateToken::Literal(value) => bare(TermBase::Literal(value.clone())),
        TemplateToken::Word(word) => match word.as_str() {
            "true" | "false" => bare(TermBase::Literal(Value::Bool(word == "true"))),
            "nil" => bare(TermBase::Literal(Value::Null)),
            word if FUNCTIONS.contains(&word) => bare(TermBase::Function(word.to_owned())),
            word => Err(format!("function \"{word}\" not defined")),
        },
        TemplateToken::Sign(sign) => Err(format!("unexpected {sign:?}")),
    }
}
