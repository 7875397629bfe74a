//! Go templates as people type them for kubectl: `{{range $i, $c := .spec.containers}}{{$c.image}}{{end}}`.
//!
//! Written by hand: the only crate for them is not maintained and has its own value type. Supports fields, variables,
//! pipelines, `range`, `if`, `with`, comparisons and printing. Does not support `define`, `template`, `break` and
//! methods. Parsing is in `parse`.

mod parse;

use apiserver::value::Value;

/// Limit on the nodes that a template executes. Nested ranges exceed it.
const NODES_MAX: usize = 100_000;

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    nodes: Vec<TemplateNode>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplateNode {
    Text(String),
    Print(Pipeline),
    /// The first branch with a true condition is executed, otherwise the second list.
    If(Vec<(Pipeline, Vec<TemplateNode>)>, Vec<TemplateNode>),
    Range(Pipeline, Vec<TemplateNode>, Vec<TemplateNode>),
    With(Pipeline, Vec<TemplateNode>, Vec<TemplateNode>),
}

/// Commands. Each gets the result of the one before it as its last argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pipeline {
    /// Variables for the result: `$i, $c :=`.
    variables: Vec<String>,
    commands: Vec<Vec<Operand>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Operand {
    base: TermBase,
    /// Fields of the base: `.a.b`.
    fields: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TermBase {
    /// `.`
    Dot,
    Variable(String),
    Literal(Value),
    Function(String),
    Pipeline(Pipeline),
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    ///
    /// The template is invalid. The message is Go's.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::template(text).map(|nodes| Self { nodes })
    }

    /// Executes the template on a value. A missing field prints `<no value>`.
    ///
    /// # Errors
    ///
    /// A variable or function is not defined, `range` is used on a scalar, or the template exceeds [`NODES_MAX`].
    pub(crate) fn print(&self, value: &Value) -> Result<String, String> {
        let variables = vec![("$".to_owned(), Some(value.clone()))];
        let mut run = Execution { out: String::new(), variables, left: NODES_MAX };
        run.nodes(&self.nodes, Some(value))?;
        Ok(run.out)
    }
}

struct Execution {
    out: String,
    /// Nodes that may still be executed.
    left: usize,
    /// Variables, the innermost last. `None` is Go's "no value".
    variables: Vec<(String, Option<Value>)>,
}

impl Execution {
    fn nodes(&mut self, nodes: &[TemplateNode], dot: Option<&Value>) -> Result<(), String> {
        let scope = self.variables.len();
        for node in nodes {
            self.left = self.left.checked_sub(1).ok_or("it does too much for this playground")?;
            self.node(node, dot)?;
        }
        self.variables.truncate(scope);
        Ok(())
    }

    fn node(&mut self, node: &TemplateNode, dot: Option<&Value>) -> Result<(), String> {
        match node {
            TemplateNode::Text(text) => self.out.push_str(text),
            TemplateNode::Print(pipeline) => {
                let value = self.pipeline(pipeline, dot)?;
                if pipeline.variables.is_empty() {
                    self.out.push_str(&shown(value.as_ref()));
                } else {
                    self.declare(&pipeline.variables, None, value);
                }
            }
            TemplateNode::If(branches, otherwise) => {
                for (condition, body) in branches {
                    if is_true(self.pipeline(condition, dot)?.as_ref()) {
                        return self.nodes(body, dot);
                    }
                }
                self.nodes(otherwise, dot)?;
            }
            TemplateNode::With(pipeline, body, otherwise) => {
                let value = self.pipeline(pipeline, dot)?;
                if !is_true(value.as_ref()) {
                    return self.nodes(otherwise, dot);
                }
                let scope = self.variables.len();
                self.declare(&pipeline.variables, None, value.clone());
                self.nodes(body, value.as_ref())?;
                self.variables.truncate(scope);
            }
            TemplateNode::Range(pipeline, body, otherwise) => {
                return self.range(pipeline, body, otherwise, dot);
            }
        }
        Ok(())
    }

    fn range(
        &mut self,
        pipeline: &Pipeline,
        body: &[TemplateNode],
        otherwise: &[TemplateNode],
        dot: Option<&Value>,
    ) -> Result<(), String> {
        let value = self.pipeline(pipeline, dot)?;
        let pairs: Vec<(Value, Value)> = match value {
            Some(Value::List(items)) => (0..).map(Value::Int).zip(items).collect(),
            Some(Value::Map(entries)) => {
                entries.into_iter().map(|(key, value)| (Value::String(key), value)).collect()
            }
            None | Some(Value::Null) => Vec::new(),
            Some(other) => return Err(format!("range can't iterate over {}", other.to_go())),
        };
        if pairs.is_empty() {
            return self.nodes(otherwise, dot);
        }
        let scope = self.variables.len();
        for (key, value) in pairs {
            self.declare(&pipeline.variables, Some(key), Some(value.clone()));
            self.nodes(body, Some(&value))?;
            self.variables.truncate(scope);
        }
        Ok(())
    }

    /// Declares variables: the last one gets the value, one before it the key.
    fn declare(&mut self, names: &[String], key: Option<Value>, value: Option<Value>) {
        if let [first, _] = names {
            self.variables.push((first.clone(), key));
        }
        self.variables.extend(names.last().map(|name| (name.clone(), value)));
    }

    fn pipeline(
        &mut self,
        pipeline: &Pipeline,
        dot: Option<&Value>,
    ) -> Result<Option<Value>, String> {
        let mut piped: Option<Option<Value>> = None;
        for command in &pipeline.commands {
            piped = Some(self.command(command, piped, dot)?);
        }
        Ok(piped.flatten())
    }

    fn command(
        &mut self,
        operands: &[Operand],
        piped: Option<Option<Value>>,
        dot: Option<&Value>,
    ) -> Result<Option<Value>, String> {
        let Some((first, rest)) = operands.split_first() else { return Ok(None) };
        let TermBase::Function(name) = &first.base else { return self.operand(first, dot) };
        let mut arguments = Vec::new();
        for operand in rest {
            arguments.push(self.operand(operand, dot)?);
        }
        arguments.extend(piped);
        call(name, &arguments)
    }

    fn operand(&mut self, operand: &Operand, dot: Option<&Value>) -> Result<Option<Value>, String> {
        let base = match &operand.base {
            TermBase::Dot => dot.cloned(),
            TermBase::Literal(value) => Some(value.clone()),
            TermBase::Variable(name) => {
                let known = self.variables.iter().rev().find(|(known, _)| known == name);
                known.ok_or_else(|| format!("undefined variable \"{name}\""))?.1.clone()
            }
            TermBase::Function(name) => call(name, &[])?,
            TermBase::Pipeline(pipeline) => self.pipeline(pipeline, dot)?,
        };
        let fields = operand.fields.iter();
        let found = fields.fold(base.as_ref(), |value, name| value?.get(name));
        Ok(found.cloned())
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "<no value>".to_owned(),
        Some(value) => value.to_go(),
    }
}

fn is_true(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false) | Value::Int(0)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::List(items)) => !items.is_empty(),
        Some(Value::Map(entries)) => !entries.is_empty(),
        Some(_) => true,
    }
}

/// Calls one of Go's functions, or kubectl's `exists`.
fn call(name: &str, arguments: &[Option<Value>]) -> Result<Option<Value>, String> {
    let texts = || arguments.iter().map(|value| shown(value.as_ref()));
    let first = || arguments.first().and_then(Option::as_ref);
    let value = match name {
        "print" => Value::String(texts().collect()),
        "println" => Value::String(texts().collect::<Vec<_>>().join(" ") + "\n"),
        "printf" => Value::String(printf(&texts().collect::<Vec<_>>())),
        "len" => Value::Int(length(first())),
        "not" => Value::Bool(!is_true(first())),
        "and" => return Ok(first_that(arguments, |value| !is_true(value))),
        "or" => return Ok(first_that(arguments, is_true)),
        "eq" => Value::Bool(arguments.iter().skip(1).any(|other| other.as_ref() == first())),
        "ne" => Value::Bool(arguments.get(1).and_then(Option::as_ref) != first()),
        "lt" | "le" | "gt" | "ge" => Value::Bool(compare(name, arguments)),
        "index" => return Ok(index(arguments).cloned()),
        "exists" => Value::Bool(index(arguments).is_some()),
        _ => return Err(format!("function \"{name}\" not defined")),
    };
    Ok(Some(value))
}

/// Returns the first argument for which `is_so` holds, otherwise the last one.
fn first_that(arguments: &[Option<Value>], is_so: fn(Option<&Value>) -> bool) -> Option<Value> {
    let found = arguments.iter().find(|value| is_so(value.as_ref()));
    found.or(arguments.last()).cloned().flatten()
}

fn length(value: Option<&Value>) -> i64 {
    let length = match value {
        Some(Value::String(text)) => text.len(),
        Some(Value::List(items)) => items.len(),
        Some(Value::Map(entries)) => entries.len(),
        _ => 0,
    };
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn compare(name: &str, arguments: &[Option<Value>]) -> bool {
    let [Some(left), Some(right)] = arguments else { return false };
    let order = match (left.as_int(), right.as_int()) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.to_go().cmp(&right.to_go()),
    };
    match name {
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    }
}

/// Returns `X[1]["a"]` for `index X 1 "a"`.
fn index(arguments: &[Option<Value>]) -> Option<&Value> {
    let (first, keys) = arguments.split_first()?;
    keys.iter().try_fold(first.as_ref()?, |value, key| match key.as_ref()? {
        Value::Int(place) => value.items().get(usize::try_from(*place).ok()?),
        Value::String(key) => value.get(key),
        _ => None,
    })
}

/// Formats as `printf`. Every verb prints the value; `%q` quotes it. Widths are not supported.
fn printf(texts: &[String]) -> String {
    let mut texts = texts.iter();
    let mut format = texts.next().map(|format| format.chars()).into_iter().flatten();
    let mut out = String::new();
    while let Some(letter) = format.next() {
        match letter {
            '%' => match format.next() {
                Some('q') => {
                    out.push_str(&apiserver::value::quoted(texts.next().map_or("", String::as_str)))
                }
                Some('%') | None => out.push('%'),
                Some(_) => out.push_str(texts.next().map_or("", String::as_str)),
            },
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OBJECT: &str =
        r#"{"items":[{"n":"a","c":[{"i":"x:1"},{"i":"y:2"}]},{"n":"b"}],"m":{"k":1},"z":""}"#;

    fn check(template: &str, expected: &str) {
        let value = Value::from_json(OBJECT).unwrap_or(Value::Null);
        let printed = Template::parse(template).and_then(|template| template.print(&value));
        assert_eq!(printed.unwrap_or_else(|error| error), expected, "{template}");
    }

    #[test]
    fn ranges_go_through_lists_and_maps() {
        check("{{range .items}}{{.n}}{{\"\\n\"}}{{end}}", "a\nb\n");
        check("{{range $i, $c := (index .items 0).c}}{{$i}}={{$c.i}} {{end}}", "0=x:1 1=y:2 ");
        check(
            "{{range $c := .items}}{{$c.n}}{{end}}{{range $k, $v := .m}}{{$k}}{{$v}}{{end}}",
            "abk1",
        );
        check("{{range .nosuch.x}}{{.}}{{else}}none{{end}}", "none");
    }

    #[test]
    fn what_is_missing_has_no_value() {
        check("{{.nosuch}} {{.m}} {{.items.x}}", "<no value> map[k:1] <no value>");
    }

    #[test]
    fn conditions_and_functions() {
        check("{{if .z}}a{{else if eq .m.k 1 2}}b{{else}}c{{end}}", "b");
        check("{{with .m}}{{.k}}{{end}}{{with .z}}x{{else}}y{{end}}", "1y");
        check("{{len .items}} {{.m.k | printf \"%d-%s\" 3}} {{not .z}}", "2 3-1 true");
        check("a {{- /* gone */ -}} b {{- $x := 1 }}{{$x}}{{$.m.k}}", "ab11");
    }

    #[test]
    fn a_template_that_does_too_much_is_refused() {
        let nested = "{{range $.items}}".repeat(30) + "x" + &"{{end}}".repeat(30);
        let value = Value::from_json(OBJECT).unwrap_or(Value::Null);
        assert!(Template::parse(&nested).and_then(|nested| nested.print(&value)).is_err());
        assert!(Template::parse(&"{{(".repeat(9000)).is_err());
    }

    /// Recorded: b02-get.txt.
    #[test]
    fn an_open_action_is_refused() {
        check("{{.spec.containers", "template: output:1: unclosed action");
        check("{{range .items}}", "template: output:1: unexpected EOF");
        check("{{nosuch}}", "template: output:1: function \"nosuch\" not defined");
    }
}
