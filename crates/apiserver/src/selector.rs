//! Label selectors: `-l app=nginx,tier!=db`, and `spec.selector`.
//!
//! Field selectors (`--field-selector`) are kubectl's.

use crate::text::split_at;
use crate::value::{Value, quoted};

/// A label selector. Labels match if they meet every requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
    /// Whether it was written with `=`.
    is_equality: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Selector {
    /// Parses the argument of `-l`.
    ///
    /// # Errors
    ///
    /// The text is not a selector. The message is close to that of upstream's parser.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut requirements = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (requirement, after) = requirement(rest)?;
            requirements.push(requirement);
            rest = after.trim_start();
            rest = match rest.strip_prefix(',') {
                Some(after) if !after.trim().is_empty() => after.trim_start(),
                None if rest.is_empty() => rest,
                _ => return Err(format!("found '{rest}', expected: ',' or identifier")),
            };
        }
        Ok(Self { requirements })
    }

    /// Whether the selector has no requirements and so matches everything.
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether labels meet every requirement. `label` returns the value of a key.
    pub fn matches<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = label(&requirement.key);
            let listed =
                value.is_some_and(|value| requirement.values.iter().any(|one| one == value));
            match requirement.operator {
                Operator::In => listed,
                Operator::NotIn => !listed,
                Operator::Exists => value.is_some(),
                Operator::DoesNotExist => value.is_none(),
            }
        })
    }

    /// Returns the selector as an object has it: `matchLabels` and `matchExpressions` (upstream `ParseToLabelSelector`).
    pub fn spec(&self) -> Value {
        let mut spec = Value::map();
        let mut expressions = Vec::new();
        for Requirement { key, operator, values, is_equality } in &self.requirements {
            let values =
                || Value::List(values.iter().map(|value| Value::string(&**value)).collect());
            let (word, lists) = match operator {
                Operator::In if *is_equality => {
                    let value = values().items().first().cloned().unwrap_or(Value::Null);
                    *spec.entry_at(&["matchLabels", key]) = value;
                    continue;
                }
                Operator::In => ("In", true),
                Operator::NotIn => ("NotIn", true),
                Operator::Exists => ("Exists", false),
                Operator::DoesNotExist => ("DoesNotExist", false),
            };
            let mut expression = Value::map();
            *expression.entry("key") = Value::string(&**key);
            *expression.entry("operator") = Value::string(word);
            if lists {
                *expression.entry("values") = values();
            }
            expressions.push(expression);
        }
        if !expressions.is_empty() {
            *spec.entry("matchExpressions") = Value::List(expressions);
        }
        spec
    }

    /// Returns the selector with these `matchLabels` and `matchExpressions`.
    fn of_spec(spec: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let labels = spec.get("matchLabels").map(Value::entries).unwrap_or_default();
        let equal = labels.iter().map(|(key, value)| Requirement {
            key: key.clone(),
            operator: Operator::In,
            values: vec![text(value)],
            is_equality: true,
        });
        let expressions = spec.get("matchExpressions").map(Value::items).unwrap_or_default();
        let others = expressions.iter().map(|expression| Requirement {
            key: expression.text_at(&["key"]).to_owned(),
            operator: match expression.text_at(&["operator"]) {
                "In" => Operator::In,
                "NotIn" => Operator::NotIn,
                "DoesNotExist" => Operator::DoesNotExist,
                _ => Operator::Exists,
            },
            values: expression
                .get("values")
                .map(Value::items)
                .unwrap_or_default()
                .iter()
                .map(text)
                .collect(),
            is_equality: false,
        });
        Self { requirements: equal.chain(others).collect() }
    }
}

/// Whether an object's selector matches these labels. An absent selector matches nothing.
pub fn matches_spec(selector: Option<&Value>, labels: Option<&Value>) -> bool {
    let label = |key: &str| labels?.get(key)?.as_str();
    selector.is_some_and(|selector| Selector::of_spec(selector).matches(label))
}

/// Parses the first requirement of a text. Returns it with the rest.
fn requirement(text: &str) -> Result<(Requirement, &str), String> {
    let (absent, text) = match text.strip_prefix('!') {
        Some(text) => (true, text.trim_start()),
        None => (false, text),
    };
    let (key, rest) = word(text);
    if key.is_empty() {
        return Err(format!(
            "unable to parse requirement: found '{}', expected: identifier",
            first_char(rest)
        ));
    }
    let made = |operator, values| Requirement {
        key: key.to_owned(),
        operator,
        values,
        is_equality: false,
    };
    if absent {
        return Ok((made(Operator::DoesNotExist, Vec::new()), rest));
    }
    for (sign, operator) in [("==", Operator::In), ("=", Operator::In), ("!=", Operator::NotIn)] {
        if let Some(rest) = rest.strip_prefix(sign) {
            let (value, rest) = word(rest.trim_start());
            let made = made(operator, vec![value.to_owned()]);
            return Ok((Requirement { is_equality: sign != "!=", ..made }, rest));
        }
    }
    match word(rest) {
        ("in", rest) => set(rest).map(|(values, rest)| (made(Operator::In, values), rest)),
        ("notin", rest) => set(rest).map(|(values, rest)| (made(Operator::NotIn, values), rest)),
        ("", _) => Ok((made(Operator::Exists, Vec::new()), rest)),
        (other, _) => Err(format!(
            "unable to parse requirement: found '{other}', expected: in, notin, =, ==, !=, gt, lt"
        )),
    }
}

/// Splits off a word. Skips whitespace after it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || "=!,()".contains(c)).unwrap_or(text.len());
    let (word, rest) = split_at(text, end);
    (word, rest.trim_start())
}

fn first_char(text: &str) -> String {
    text.chars().take(1).collect()
}

/// Parses a set of values: `(a, b)`.
fn set(text: &str) -> Result<(Vec<String>, &str), String> {
    let unclosed = |found: &str| {
        format!(
            "unable to parse requirement: found {}, expected: ',' or ')'",
            quoted(found).replace('"', "'")
        )
    };
    let inner = text.strip_prefix('(').ok_or_else(|| unclosed(&first_char(text)))?;
    let (inner, rest) = inner.split_once(')').ok_or_else(|| unclosed(""))?;
    Ok((inner.split(',').map(|value| value.trim().to_owned()).collect(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(selector: &str, expected: bool) {
        let label = |key: &str| match key {
            "app" => Some("nginx"),
            "tier" => Some("web"),
            _ => None,
        };
        assert_eq!(
            Selector::parse(selector).map(|selector| selector.matches(label)),
            Ok(expected),
            "{selector}"
        );
    }

    #[test]
    fn selectors_match_labels() {
        check("", true);
        check("app=nginx", true);
        check("app==nginx,tier!=db", true);
        check("app in (nginx, x), !zone", true);
        check("tier notin (web)", false);
        check("app", true);
        check("!app", false);
        check("zone!=a", true);
        check("app=none", false);
    }

    /// Recorded: b02-get.txt.
    #[test]
    fn a_broken_selector_is_refused_in_upstreams_words() {
        let refused = Selector::parse("app in (nginx");
        assert_eq!(
            refused,
            Err("unable to parse requirement: found '', expected: ',' or ')'".to_owned())
        );
        for text in ["=", "app=a,", "a b", ",", "app=a b", "(", "a in"] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
