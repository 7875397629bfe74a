//! Says why a text is not JSON, in the words of Go's `encoding/json`.
//!
//! Only checks syntax and builds no value; `json` parses. kubectl prints these messages for manifests and patches.

/// Where a text stops being JSON, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Offset in bytes of the offending byte; the length of the text if it ends too early.
    pub at: usize,
    /// Such as `invalid character '}' looking for beginning of value`, or `unexpected EOF`.
    pub message: String,
}

/// Limit on nesting, in levels; the same as the reader's.
const DEPTH_MAX: usize = 160;

/// Returns the problem of the value at the start of a text. `None` if that is valid JSON.
pub(super) fn of(text: &str) -> Option<Problem> {
    Scanner { bytes: text.as_bytes(), at: 0 }.value(0).err()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Returns the error for the next byte.
    fn wrong<T>(&self, context: &str) -> Result<T, Problem> {
        let message = match self.peek() {
            Some(b'\'') => format!("invalid character '\\'' {context}"),
            Some(b'"') => format!("invalid character '\"' {context}"),
            Some(byte) => {
                let quoted = crate::value::quoted(&char::from(byte).to_string());
                format!("invalid character '{}' {context}", quoted.trim_matches('"'))
            }
            None => "unexpected EOF".to_owned(),
        };
        Err(Problem { at: self.at, message })
    }

    /// Skips whitespace, then consumes one of these bytes.
    fn take(&mut self, any: &[u8], context: &str) -> Result<u8, Problem> {
        while self.peek().is_some_and(|byte| b" \t\r\n".contains(&byte)) {
            self.at += 1;
        }
        match self.peek().filter(|byte| any.contains(byte)) {
            Some(byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => self.wrong(context),
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), Problem> {
        let begins = b"{[\"tfn-0123456789";
        match self.take(begins, "looking for beginning of value")? {
            b'{' | b'[' if depth > DEPTH_MAX => {
                Err(Problem { at: self.at, message: "exceeded max depth".to_owned() })
            }
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            first => self.number(first),
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), Problem> {
        const KEY: &str = "looking for beginning of object key string";
        if self.take(b"\"}", KEY)? == b'}' {
            return Ok(());
        }
        loop {
            self.string()?;
            self.take(b":", "after object key")?;
            self.value(depth + 1)?;
            if self.take(b",}", "after object key:value pair")? == b'}' {
                return Ok(());
            }
            self.take(b"\"", KEY)?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), Problem> {
        if self.take(b"]", "").is_ok() {
            return Ok(());
        }
        loop {
            self.value(depth + 1)?;
            if self.take(b",]", "after array element")? == b']' {
                return Ok(());
            }
        }
    }

    /// Reads the rest of a string, after its opening quote.
    fn string(&mut self) -> Result<(), Problem> {
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                Some(0..=0x1f) | None => return self.wrong("in string literal"),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), Problem> {
        let digits = match self.peek() {
            Some(b'u') => 4,
            Some(byte) if b"bfnrt\\/\"".contains(&byte) => 0,
            _ => return self.wrong("in string escape code"),
        };
        self.at += 1;
        for _ in 0..digits {
            if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                return self.wrong("in \\u hexadecimal character escape");
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Reads the rest of `true`, `false` or `null`, after its first character.
    fn literal(&mut self, word: &str) -> Result<(), Problem> {
        for expected in word.chars().skip(1) {
            if self.peek().map(char::from) != Some(expected) {
                return self.wrong(&format!("in literal {word} (expecting '{expected}')"));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self, first: u8) -> Result<(), Problem> {
        let mut first = first;
        if first == b'-' {
            first = self.digit("in numeric literal")?;
        }
        if first != b'0' {
            self.digits();
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digit("after decimal point in numeric literal")?;
            self.digits();
        }
        if self.peek().is_some_and(|byte| b"eE".contains(&byte)) {
            self.at += 1;
            if self.peek().is_some_and(|byte| b"+-".contains(&byte)) {
                self.at += 1;
            }
            self.digit("in exponent of numeric literal")?;
            self.digits();
        }
        Ok(())
    }

    fn digit(&mut self, context: &str) -> Result<u8, Problem> {
        match self.peek().filter(u8::is_ascii_digit) {
            Some(digit) => {
                self.at += 1;
                Ok(digit)
            }
            None => self.wrong(context),
        }
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_says_where_json_ends() {
        for (text, at, message) in [
            ("{\"a\": [}", 7, "invalid character '}' looking for beginning of value"),
            ("{\"a\": 1", 7, "unexpected EOF"),
            ("{'a': 1}", 1, "invalid character '\\'' looking for beginning of object key string"),
            ("{\"a\": 1,}", 8, "invalid character '}' looking for beginning of object key string"),
            ("{\"a\" 1}", 5, "invalid character '1' after object key"),
            ("{\"a\": 1 \"b\": 2}", 8, "invalid character '\"' after object key:value pair"),
            ("[1 2]", 3, "invalid character '2' after array element"),
            ("[1,]", 3, "invalid character ']' looking for beginning of value"),
            ("{\"a\": \"b\nc\"}", 8, "invalid character '\\n' in string literal"),
            ("\"\\x\"", 2, "invalid character 'x' in string escape code"),
            ("\"\\u00g0\"", 5, "invalid character 'g' in \\u hexadecimal character escape"),
            ("trye", 2, "invalid character 'y' in literal true (expecting 'u')"),
            ("-a", 1, "invalid character 'a' in numeric literal"),
            ("1.x", 2, "invalid character 'x' after decimal point in numeric literal"),
            ("1ex", 2, "invalid character 'x' in exponent of numeric literal"),
            ("", 0, "unexpected EOF"),
        ] {
            assert_eq!(of(text), Some(Problem { at, message: message.to_owned() }), "{text}");
        }
        for text in ["{}", "[]", "{\"a\": [1, -2.5e3, true, null, \"\\u00e9ü\"]} rest", " 0"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
