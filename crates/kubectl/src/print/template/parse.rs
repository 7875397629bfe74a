//! Reading a Go template.

use super::{Base, Node, Operand, Pipeline};
use crate::text::split_at;
use crate::value::Value;

const FUNCTIONS: [&str; 16] = [
    "and", "eq", "exists", "ge", "gt", "index", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "nil",
];
/// Deeper than anybody nests; a hostile text must not exhaust the stack.
const DEPTH_MAX: usize = 32;

/// A piece of a template: text, or the tokens of an action.
enum Piece {
    Text(String),
    Action(Vec<Token>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// `.a.b`, of which the dots are gone; a lone dot is empty.
    Fields(Vec<String>),
    /// `$x.a`.
    Variable(String, Vec<String>),
    Literal(Value),
    Word(String),
    /// `|`, `(`, `)`, `,`, `:=`, `=`.
    Sign(&'static str),
}

pub(super) fn template(text: &str) -> Result<Vec<Node>, String> {
    let at = |(line, problem): (usize, String)| format!("template: output:{line}: {problem}");
    let pieces = pieces(text).map_err(at)?;
    let line = text.lines().count().max(1);
    let mut reader = Reader { pieces: pieces.into_iter(), depth: 0 };
    let (nodes, stop) = reader.nodes().map_err(|problem| at((line, problem)))?;
    match stop {
        Stop::Eof => Ok(nodes),
        Stop::End => Err(at((line, "unexpected {{end}}".to_owned()))),
        Stop::Else(_) => Err(at((line, "unexpected {{else}}".to_owned()))),
    }
}

/// Divides at the braces; `{{-` and `-}}` take away the blanks beside them.
fn pieces(text: &str) -> Result<Vec<Piece>, (usize, String)> {
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
            pieces.push(Piece::Text(before.to_owned()));
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
        pieces.extend((!tokens.is_empty()).then_some(Piece::Action(tokens)));
    }
}

struct Lexer<'a> {
    rest: &'a str,
}

impl Lexer<'_> {
    /// The tokens up to the closing braces, which are left.
    fn action(&mut self) -> Result<Vec<Token>, String> {
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

    /// Takes the closing braces; whether they take the blanks behind them too.
    fn trims(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let trimming = rest.strip_prefix("-}}");
        self.rest = trimming.or_else(|| rest.strip_prefix("}}")).unwrap_or_default();
        trimming.is_some()
    }

    fn token(&mut self) -> Result<Token, String> {
        for sign in ["|", "(", ")", ",", ":=", "="] {
            if let Some(rest) = self.rest.strip_prefix(sign) {
                self.rest = rest;
                return Ok(Token::Sign(sign));
            }
        }
        match self.rest.chars().next().ok_or("unclosed action")? {
            '.' => Ok(Token::Fields(self.fields())),
            '$' => {
                let name = self.word(1);
                Ok(Token::Variable(name, self.fields()))
            }
            '"' => self.quoted(),
            '`' => {
                let raw = self.rest.get(1..).unwrap_or_default();
                let (text, rest) = raw.split_once('`').ok_or("unterminated raw quoted string")?;
                self.rest = rest;
                Ok(Token::Literal(Value::string(text)))
            }
            letter if letter.is_ascii_digit() || letter == '-' => {
                let number = self.word(1);
                let number =
                    number.parse().map_err(|_| format!("bad number syntax: {number:?}"))?;
                Ok(Token::Literal(Value::Int(number)))
            }
            letter if letter.is_alphabetic() => Ok(Token::Word(self.word(0))),
            letter => {
                let code = u32::from(letter);
                Err(format!("unexpected U+{code:04X} '{letter}' in operand"))
            }
        }
    }

    /// So many letters of any kind, and the letters and digits behind them.
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

    fn quoted(&mut self) -> Result<Token, String> {
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
        Ok(Token::Literal(Value::String(text)))
    }
}

/// Why a body ends.
enum Stop {
    Eof,
    End,
    /// With what stands behind `else`.
    Else(Vec<Token>),
}

struct Reader {
    pieces: std::vec::IntoIter<Piece>,
    depth: usize,
}

impl Reader {
    fn nodes(&mut self) -> Result<(Vec<Node>, Stop), String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too deeply nested".to_owned());
        }
        let mut nodes = Vec::new();
        let stop = loop {
            let tokens = match self.pieces.next() {
                None => break Stop::Eof,
                Some(Piece::Text(text)) => {
                    nodes.push(Node::Text(text));
                    continue;
                }
                Some(Piece::Action(tokens)) => tokens,
            };
            let word = match tokens.first() {
                Some(Token::Word(word)) => word.as_str(),
                _ => "",
            };
            let rest = tokens.get(1..).unwrap_or_default();
            match word {
                "end" => break Stop::End,
                "else" => break Stop::Else(rest.to_vec()),
                "if" => nodes.push(self.branches(rest)?),
                "range" | "with" => nodes.push(self.block(word, rest)?),
                _ => nodes.push(Node::Print(pipeline(&tokens)?)),
            }
        };
        self.depth -= 1;
        Ok((nodes, stop))
    }

    fn branches(&mut self, condition: &[Token]) -> Result<Node, String> {
        let (mut branches, mut condition) = (Vec::new(), condition.to_vec());
        loop {
            let (body, stop) = self.nodes()?;
            branches.push((pipeline(&condition)?, body));
            match stop {
                Stop::End => return Ok(Node::If(branches, Vec::new())),
                Stop::Eof => return Err("unexpected EOF".to_owned()),
                Stop::Else(next) if next.first() == Some(&Token::Word("if".to_owned())) => {
                    condition = next.get(1..).unwrap_or_default().to_vec();
                }
                Stop::Else(_) => return Ok(Node::If(branches, self.body_to_end()?)),
            }
        }
    }

    fn block(&mut self, word: &str, tokens: &[Token]) -> Result<Node, String> {
        let pipeline = pipeline(tokens)?;
        let (body, stop) = self.nodes()?;
        let otherwise = match stop {
            Stop::End => Vec::new(),
            Stop::Else(_) => self.body_to_end()?,
            Stop::Eof => return Err("unexpected EOF".to_owned()),
        };
        Ok(if word == "range" {
            Node::Range(pipeline, body, otherwise)
        } else {
            Node::With(pipeline, body, otherwise)
        })
    }

    fn body_to_end(&mut self) -> Result<Vec<Node>, String> {
        match self.nodes()? {
            (nodes, Stop::End) => Ok(nodes),
            (_, Stop::Else(_)) => Err("unexpected {{else}}".to_owned()),
            (_, Stop::Eof) => Err("unexpected EOF".to_owned()),
        }
    }
}

fn pipeline(tokens: &[Token]) -> Result<Pipeline, String> {
    let mut pipeline = Pipeline::default();
    let is_set = |token: &Token| matches!(token, Token::Sign(":=" | "="));
    let mut tokens = tokens;
    if let Some(place) = tokens.iter().position(is_set) {
        let (names, rest) = tokens.split_at(place);
        let names = names.iter().filter_map(|token| match token {
            Token::Variable(name, _) => Some(name.clone()),
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

type Commands<'a> = (Vec<Vec<Operand>>, &'a [Token]);

/// The commands up to the end or a closing parenthesis, and what follows.
fn commands(tokens: &[Token], depth: usize) -> Result<Commands<'_>, String> {
    if depth > DEPTH_MAX {
        return Err("too deeply nested".to_owned());
    }
    let (mut commands, mut rest) = (vec![Vec::new()], tokens);
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let operand = match token {
            Token::Sign(")") => return finish(commands, token_and(rest, tokens)),
            Token::Sign("|") => {
                commands.push(Vec::new());
                continue;
            }
            Token::Sign("(") => {
                let (inner, after) = self::commands(rest, depth + 1)?;
                let closed = matches!(after.first(), Some(Token::Sign(")")));
                rest = after.get(1..).filter(|_| closed).ok_or("unclosed left paren")?;
                let base = Base::Pipeline(Pipeline { variables: Vec::new(), commands: inner });
                let fields = match rest.split_first() {
                    Some((Token::Fields(fields), after)) if !fields.is_empty() => {
                        rest = after;
                        fields.clone()
                    }
                    _ => Vec::new(),
                };
                Operand { base, fields }
            }
            Token::Sign(sign) => return Err(format!("unexpected {sign:?} in command")),
            token => operand(token)?,
        };
        commands.iter_mut().rev().take(1).for_each(|command| command.push(operand.clone()));
    }
    finish(commands, &[])
}

/// What is left, from the closing parenthesis on.
fn token_and<'a>(rest: &[Token], tokens: &'a [Token]) -> &'a [Token] {
    tokens.get(tokens.len() - rest.len() - 1..).unwrap_or_default()
}

fn finish<'a>(commands: Vec<Vec<Operand>>, rest: &'a [Token]) -> Result<Commands<'a>, String> {
    if commands.iter().any(Vec::is_empty) {
        return Err("missing value for command".to_owned());
    }
    Ok((commands, rest))
}

fn operand(token: &Token) -> Result<Operand, String> {
    let bare = |base| Ok(Operand { base, fields: Vec::new() });
    match token {
        Token::Fields(fields) => Ok(Operand { base: Base::Dot, fields: fields.clone() }),
        Token::Variable(name, fields) => {
            Ok(Operand { base: Base::Variable(name.clone()), fields: fields.clone() })
        }
        Token::Literal(value) => bare(Base::Literal(value.clone())),
        Token::Word(word) => match word.as_str() {
            "true" | "false" => bare(Base::Literal(Value::Bool(word == "true"))),
            "nil" => bare(Base::Literal(Value::Null)),
            word if FUNCTIONS.contains(&word) => bare(Base::Function(word.to_owned())),
            word => Err(format!("function \"{word}\" not defined")),
        },
        Token::Sign(sign) => Err(format!("unexpected {sign:?}")),
    }
}
