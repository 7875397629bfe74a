//! Label selectors: `-l app=nginx,tier!=db`, and a StatefulSet's own.

use crate::text::split_at;
use crate::value::{Value, quoted};

/// What a selector asks of labels; all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Selector {
    /// Reads a selector as `-l` takes it.
    ///
    /// # Errors
    ///
    /// What upstream's parser says, roughly.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
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

    /// Whether it asks for nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Whether these labels are what it asks for.
    pub(crate) fn matches<'a>(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
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

    /// The selector of an object's spec.
    fn of_spec(spec: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let labels = spec.get("matchLabels").map(Value::entries).unwrap_or_default();
        let equal = labels.iter().map(|(key, value)| Requirement {
            key: key.clone(),
            operator: Operator::In,
            values: vec![text(value)],
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
        });
        Self { requirements: equal.chain(others).collect() }
    }
}

/// Whether an object's selector matches these labels; one that is absent matches nothing.
pub(crate) fn matches_spec(selector: Option<&Value>, labels: Option<&Value>) -> bool {
    let label = |key: &str| labels?.get(key)?.as_str();
    selector.is_some_and(|selector| Selector::of_spec(selector).matches(label))
}

/// The first requirement of a text, and what follows it.
fn requirement(text: &str) -> Result<(Requirement, &str), String> {
    let (absent, text) = match text.strip_prefix('!') {
        Some(text) => (true, text.trim_start()),
        None => (false, text),
    };
    let (key, rest) = word(text);
    if key.is_empty() {
        return Err(format!(
            "unable to parse requirement: found '{}', expected: identifier",
            first_letter(rest)
        ));
    }
    let made = |operator, values| Requirement { key: key.to_owned(), operator, values };
    if absent {
        return Ok((made(Operator::DoesNotExist, Vec::new()), rest));
    }
    for (sign, operator) in [("==", Operator::In), ("=", Operator::In), ("!=", Operator::NotIn)] {
        if let Some(rest) = rest.strip_prefix(sign) {
            let (value, rest) = word(rest.trim_start());
            return Ok((made(operator, vec![value.to_owned()]), rest));
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

/// A word, and what follows it and its blanks.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || "=!,()".contains(c)).unwrap_or(text.len());
    let (word, rest) = split_at(text, end);
    (word, rest.trim_start())
}

fn first_letter(text: &str) -> String {
    text.chars().take(1).collect()
}

/// `(a, b)`.
fn set(text: &str) -> Result<(Vec<String>, &str), String> {
    let unclosed = |found: &str| {
        format!(
            "unable to parse requirement: found {}, expected: ',' or ')'",
            quoted(found).replace('"', "'")
        )
    };
    let inner = text.strip_prefix('(').ok_or_else(|| unclosed(&first_letter(text)))?;
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
