//! Parses a JSONPath template (client-go `util/jsonpath/parser.go`). Evaluation is in [`super`].

use super::{Comparison, Literal, PathPart, PathStep, Slice};
use apiserver::text::split_at;
use apiserver::value::Value;

const UNCLOSED: &str = "unclosed action";
/// Limit on nesting, in levels. It keeps hostile text from exhausting the stack.
const DEPTH_MAX: usize = 32;

pub(super) fn template(text: &str) -> Result<Vec<PathStep>, String> {
    let mut reader = PathParser { rest: text, depth: 0 };
    let nodes = reader.nodes(false)?;
    Ok(nodes)
}

struct PathParser<'a> {
    rest: &'a str,
    depth: usize,
}

fn unrecognized(letter: char) -> String {
    format!("unrecognized character in action: U+{:04X} '{letter}'", u32::from(letter))
}

impl PathParser<'_> {
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = self.rest.get(letter.len_utf8()..).unwrap_or_default();
        Some(letter)
    }

    fn skip_whitespace(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    /// Parses text and actions, up to the end or the `{end}` of a range.
    fn nodes(&mut self, in_range: bool) -> Result<Vec<PathStep>, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too deeply nested".to_owned());
        }
        let mut nodes = Vec::new();
        while !self.rest.is_empty() {
            let brace = self.rest.find('{').unwrap_or(self.rest.len());
            let (text, rest) = split_at(self.rest, brace);
            if !text.is_empty() {
                nodes.push(PathStep::Text(text.to_owned()));
            }
            self.rest = rest;
            if self.take("{") && self.action(in_range, &mut nodes)? {
                self.depth -= 1;
                return Ok(nodes);
            }
        }
        self.depth -= 1;
        if in_range { Err("unterminated range".to_owned()) } else { Ok(nodes) }
    }

    /// Parses a pair of braces. Returns whether it was the end of a range.
    fn action(&mut self, in_range: bool, nodes: &mut Vec<PathStep>) -> Result<bool, String> {
        loop {
            self.skip_whitespace();
            if self.take("}") {
                return Ok(false);
            }
            match self.rest.chars().next().ok_or(UNCLOSED)? {
                quote @ ('"' | '\'') => nodes.push(PathStep::Text(self.quoted(quote)?)),
                'r' if self.word("range") => {
                    self.skip_whitespace();
                    let path = self.path()?;
                    self.skip_whitespace();
                    if !self.take("}") {
                        return Err(UNCLOSED.to_owned());
                    }
                    nodes.push(PathStep::Range(path, self.nodes(true)?));
                    return Ok(false);
                }
                'e' if self.word("end") => {
                    self.skip_whitespace();
                    return match (in_range, self.take("}")) {
                        (true, true) => Ok(true),
                        (true, false) => Err(UNCLOSED.to_owned()),
                        (false, _) => Err("not in range".to_owned()),
                    };
                }
                letter => {
                    let left = self.rest.len();
                    nodes.push(PathStep::Path(self.path()?));
                    if self.rest.len() == left {
                        return Err(unrecognized(letter));
                    }
                }
            }
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
        self.rest.strip_prefix(word).is_some_and(ends) && self.take(word)
    }

    /// Parses a string with Go's escapes.
    fn quoted(&mut self, quote: char) -> Result<String, String> {
        self.next();
        let mut text = String::new();
        loop {
            match self.next().ok_or("unterminated quoted string")? {
                letter if letter == quote => return Ok(text),
                '\\' => match self.next().ok_or("unterminated quoted string")? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' => text.push('\r'),
                    letter => text.push(letter),
                },
                letter => text.push(letter),
            }
        }
    }

    fn path(&mut self) -> Result<Vec<PathPart>, String> {
        let mut parts = Vec::new();
        loop {
            let letter = self.rest.chars().next();
            if self.take("..") {
                parts.push(PathPart::Descend);
                self.field(&mut parts);
            } else if self.take(".") {
                self.field(&mut parts);
            } else if self.take("[") {
                parts.push(self.brackets()?);
            } else if self.take("$") || self.take("@") {
            } else if letter.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '*') {
                self.field(&mut parts);
            } else if parts.is_empty() && letter.is_some_and(|c| !" })".contains(c)) {
                return Err(unrecognized(letter.unwrap_or_default()));
            } else {
                return Ok(parts);
            }
        }
    }

    /// Parses a name after a dot. `\.` is a dot inside the name.
    fn field(&mut self, parts: &mut Vec<PathPart>) {
        let mut name = String::new();
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '\\' => {
                    self.next();
                    name.extend(self.next());
                }
                ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}' | '('
                | ')' | '=' | '!' | '<' | '>' | '&' | '|' => break,
                _ => name.extend(self.next()),
            }
        }
        match name.as_str() {
            "" => {}
            "*" => parts.push(PathPart::Every),
            _ => parts.push(PathPart::Field(name)),
        }
    }

    /// Parses the rest of `[…]`.
    fn brackets(&mut self) -> Result<PathPart, String> {
        if self.take("?(") {
            return self.filter();
        }
        let mut choices = Vec::new();
        loop {
            self.skip_whitespace();
            let choice = match self.rest.chars().next().ok_or("unterminated array")? {
                quote @ ('"' | '\'') => PathPart::Field(self.quoted(quote)?),
                _ => self.index()?,
            };
            choices.push(choice);
            self.skip_whitespace();
            if self.take("]") {
                return Ok(match choices.len() {
                    1 => choices.remove(0),
                    _ => PathPart::Union(choices),
                });
            }
            if !self.take(",") {
                return Err("unterminated array".to_owned());
            }
        }
    }

    /// Parses an index: `*`, `0`, `-1`, `0:2`, `::2`.
    fn index(&mut self) -> Result<PathPart, String> {
        let end = self.rest.find([']', ',', '}', ' ']).unwrap_or(self.rest.len());
        let (text, rest) = split_at(self.rest, end);
        self.rest = rest;
        if text == "*" {
            return Ok(PathPart::Every);
        }
        let invalid = || format!("invalid array index {text}");
        let mut numbers = [None; 3];
        for (place, part) in text.split(':').enumerate() {
            let number = numbers.get_mut(place).ok_or_else(invalid)?;
            if !part.is_empty() {
                *number = Some(part.parse().map_err(|_| invalid())?);
            }
        }
        let [start, end, step] = numbers;
        if text.is_empty() {
            return Err(invalid());
        }
        Ok(PathPart::Slice(Slice { start, end, step, single: !text.contains(':') }))
    }

    fn filter(&mut self) -> Result<PathPart, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("too deeply nested".to_owned());
        }
        self.skip_whitespace();
        let path = self.path()?;
        self.skip_whitespace();
        let signs = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let comparison = signs.into_iter().find(|(sign, _)| self.take(sign));
        let comparison = match comparison {
            Some((_, comparison)) => Some((comparison, self.literal()?)),
            None => None,
        };
        self.skip_whitespace();
        if !self.take(")") || !self.take("]") {
            return Err("unterminated filter".to_owned());
        }
        self.depth -= 1;
        Ok(PathPart::Filter(path, comparison))
    }

    fn literal(&mut self) -> Result<Literal, String> {
        self.skip_whitespace();
        match self.rest.chars().next().ok_or("unterminated filter")? {
            quote @ ('"' | '\'') => Ok(Literal::Value(Value::String(self.quoted(quote)?))),
            '@' | '$' | '.' => Ok(Literal::Path(self.path()?)),
            _ => {
                let end = self.rest.find([')', ' ']).unwrap_or(self.rest.len());
                let (text, rest) = split_at(self.rest, end);
                self.rest = rest;
                Ok(Literal::Value(Value::from_json(text).unwrap_or_else(|| Value::string(text))))
            }
        }
    }
}
