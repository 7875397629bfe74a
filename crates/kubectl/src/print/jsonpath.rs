//! kubectl's JSONPath: text with expressions in braces, `{range .items[*]}{.metadata.name}{"\n"}{end}`.
//!
//! Written by hand: maintained crates follow RFC 9535, which has neither text nor `range` nor kubectl's output format,
//! and they are many times as large. Covers client-go's grammar. In a filter, a path always starts at the item, also
//! with `$`. Parsing is in `parse`.

mod parse;

use apiserver::value::Value;

/// Limit on the values that a path leads to. `..` after `..` exceeds it.
const VALUES_MAX: usize = 100_000;
/// Limit on the output, in bytes.
const PRINTED_MAX: usize = 4 << 20;
const TOO_MANY: &str = "it leads to too many values for this playground";

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonPath {
    nodes: Vec<PathStep>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum PathStep {
    Text(String),
    Path(Vec<PathPart>),
    Range(Vec<PathPart>, Vec<PathStep>),
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum PathPart {
    Field(String),
    /// `.*`, `[*]`.
    Every,
    /// `..`: the value and everything below it.
    Descend,
    Slice(Slice),
    Union(Vec<PathPart>),
    Filter(Vec<PathPart>, Option<(Comparison, Literal)>),
}

/// `[start:end:step]`. A single index has no step and must exist in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slice {
    start: Option<i64>,
    end: Option<i64>,
    step: Option<i64>,
    single: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Literal {
    Value(Value),
    Path(Vec<PathPart>),
}

/// Limit on `..` in one template. The output grows with their number.
const DESCENTS_MAX: usize = 50;

impl JsonPath {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// The template is invalid. The message is client-go's.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        // Each `..` may print a whole object.
        if text.matches("..").count() > DESCENTS_MAX {
            return Err(format!("this playground descends at most {DESCENTS_MAX} times"));
        }
        parse::template(text).map(|nodes| Self { nodes })
    }

    /// Parses a single field as in `--sort-by`; braces and the first dot are optional.
    ///
    /// # Errors
    ///
    /// The path is invalid. The message is client-go's.
    pub(crate) fn parse_field(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
        Self::parse(&format!("{{.{}}}", inner.strip_prefix('.').unwrap_or(inner)))
    }

    /// Formats a value. A missing field prints nothing.
    ///
    /// # Errors
    ///
    /// An index is outside its list, or the output exceeds a limit.
    pub(crate) fn print(&self, value: &Value) -> Result<String, String> {
        let mut printer = Printer { out: String::new(), left: VALUES_MAX };
        printer.nodes(&self.nodes, value)?;
        Ok(printer.out)
    }

    /// Returns all values that the paths lead to.
    ///
    /// # Errors
    ///
    /// An index is outside its list, or there are more than [`VALUES_MAX`] values.
    pub(crate) fn find<'a>(&self, value: &'a Value) -> Result<Vec<&'a Value>, String> {
        let mut found = Vec::new();
        for node in &self.nodes {
            if let PathStep::Path(parts) = node {
                found.extend(walk(parts, value)?);
            }
        }
        Ok(found)
    }
}

struct Printer {
    out: String,
    /// Values that may still be visited.
    left: usize,
}

impl Printer {
    fn nodes(&mut self, nodes: &[PathStep], value: &Value) -> Result<(), String> {
        for node in nodes {
            match node {
                PathStep::Text(text) => self.out.push_str(text),
                PathStep::Path(parts) => {
                    let texts: Vec<_> = self.walk(parts, value)?.into_iter().map(shown).collect();
                    self.out.push_str(&texts.join(" "));
                }
                PathStep::Range(parts, body) => {
                    for one in self.walk(parts, value)? {
                        self.nodes(body, one)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn walk<'a>(&mut self, parts: &[PathPart], value: &'a Value) -> Result<Vec<&'a Value>, String> {
        let found = walk(parts, value)?;
        self.left = self.left.checked_sub(found.len() + 1).ok_or(TOO_MANY)?;
        if self.out.len() > PRINTED_MAX {
            return Err(TOO_MANY.to_owned());
        }
        Ok(found)
    }
}

/// Formats scalars without quotes, maps and lists as JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::Map(_) | Value::List(_) => value.to_json(),
        scalar => scalar.to_go(),
    }
}

fn walk<'a>(parts: &[PathPart], value: &'a Value) -> Result<Vec<&'a Value>, String> {
    let mut values = vec![value];
    for part in parts {
        let mut next = Vec::new();
        for value in values {
            step(part, value, &mut next)?;
            if next.len() > VALUES_MAX {
                return Err(TOO_MANY.to_owned());
            }
        }
        values = next;
    }
    Ok(values)
}

fn step<'a>(part: &PathPart, value: &'a Value, found: &mut Vec<&'a Value>) -> Result<(), String> {
    match part {
        PathPart::Field(name) => found.extend(value.get(name)),
        PathPart::Every => {
            found.extend(value.items());
            found.extend(value.entries().iter().map(|(_, value)| value));
        }
        PathPart::Descend => descend(value, found),
        PathPart::Slice(slice) => found.extend(cut(slice, value)?),
        PathPart::Union(parts) => {
            for part in parts {
                step(part, value, found)?;
            }
        }
        PathPart::Filter(path, comparison) => {
            for item in value.items() {
                if holds(path, comparison.as_ref(), item)? {
                    found.push(item);
                }
            }
        }
    }
    Ok(())
}

fn descend<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(value);
    value.items().iter().for_each(|item| descend(item, found));
    value.entries().iter().for_each(|(_, value)| descend(value, found));
}

/// Returns the items of a slice. Negative indexes count from the end.
fn cut<'a>(slice: &Slice, value: &'a Value) -> Result<Vec<&'a Value>, String> {
    let items = value.items();
    if !matches!(value, Value::List(_)) {
        return Ok(Vec::new());
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let from_end = |index: i64| if index < 0 { index.saturating_add(length) } else { index };
    let start = from_end(slice.start.unwrap_or(0));
    if slice.single {
        let found = usize::try_from(start).ok().and_then(|index| items.get(index));
        let message = || format!("array index out of bounds: index {start}, length {length}");
        return found.map(|item| vec![item]).ok_or_else(message);
    }
    let end = from_end(slice.end.unwrap_or(length)).min(length);
    let step = usize::try_from(slice.step.unwrap_or(1)).unwrap_or(1).max(1);
    let inside = |index: i64| usize::try_from(index.max(0)).unwrap_or_default();
    let range = items.get(inside(start).min(items.len())..inside(end)).unwrap_or_default();
    Ok(range.iter().step_by(step).collect())
}

fn holds(
    path: &[PathPart],
    comparison: Option<&(Comparison, Literal)>,
    item: &Value,
) -> Result<bool, String> {
    let left = walk(path, item)?;
    let Some((comparison, right)) = comparison else { return Ok(!left.is_empty()) };
    let right = match right {
        Literal::Value(value) => Some(value),
        Literal::Path(path) => walk(path, item)?.first().copied(),
    };
    let (Some(left), Some(right)) = (left.first(), right) else { return Ok(false) };
    let order = match (left.as_int(), right.as_int()) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.to_go().cmp(&right.to_go()),
    };
    Ok(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECT: &str = r#"{"items":[
        {"metadata":{"name":"web-0","labels":{"a.b/c":"x"}},"n":1,"on":true},
        {"metadata":{"name":"web-1"},"n":2}],"s":{"b":1,"a":["x"]}}"#;

    fn check(path: &str, expected: &str) {
        let value = Value::from_json(OBJECT).unwrap_or(Value::Null).sorted();
        let printed = JsonPath::parse(path).and_then(|path| path.print(&value));
        assert_eq!(printed.unwrap_or_else(|error| error), expected, "{path}");
    }

    #[test]
    fn paths_print_what_they_lead_to() {
        check("{.items[*].metadata.name}", "web-0 web-1");
        check(
            "{range .items[*]}{.metadata.name}{\"\\t\"}{.n}{\"\\n\"}{end}",
            "web-0\t1\nweb-1\t2\n",
        );
        check("{.s}", r#"{"a":["x"],"b":1}"#);
        check("a={.s.b} {$.s.a[0]}", "a=1 x");
        check("{.items[0].metadata.labels.a\\.b/c}", "x");
        check("{.items[0].metadata.labels['a\\.b/c']}", "x");
        check("{.items[0]['n','on']}", "1 true");
        check("{.items[-1].n} {.items[0:1].n} {.items[1:].n}", "2 1 2");
        check("{..name}", "web-0 web-1");
        check("{.items[*].nosuch}{.nosuch.x}", "");
    }

    #[test]
    fn a_path_that_leads_too_far_is_refused() {
        let deep = format!("{{\"deep\":{}{}}}", "[".repeat(20), "]".repeat(20));
        let value = Value::from_json(&deep).unwrap_or(Value::Null);
        for path in [format!("{{.deep{}}}", "[*,*]".repeat(20)), "{.a[?(@".repeat(5000)] {
            assert!(JsonPath::parse(&path).and_then(|path| path.print(&value)).is_err());
        }
    }

    #[test]
    fn filters_choose() {
        check("{.items[?(@.metadata.name=='web-1')].n}", "2");
        check("{.items[?(@.n < 2)].metadata.name}", "web-0");
        check("{.items[?(@.on)].n}{.items[?(@.on==true)].n}", "11");
        check("{.items[?(@.metadata.name != \"web-1\")].n}", "1");
    }

    /// Recorded: b02-get.txt.
    #[test]
    fn what_is_wrong_is_said_in_client_gos_words() {
        check("{.items[*]", "unclosed action");
        check("{.items[7].n}", "array index out of bounds: index 7, length 2");
        check("{.items[*}", "unterminated array");
        check("{end}", "not in range");
    }
}
