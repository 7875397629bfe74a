//! `kubectl wait`: waits until objects have a condition or a value, exist, or are gone.

use std::time::Duration;

use rollout_engine::time::SimTime;

use super::flags::{ALL, FILENAME, Invocation, OUTPUT, SELECTOR, TEMPLATE, Takes, duration, flag};
use super::objects::{LiveObject, Nameless, named};
use super::{Started, Verb, Waiting};
use crate::print::JsonPath;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::Kind;
use apiserver::text::split_at;
use apiserver::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "wait",
    writes: false,
    about: "Wait for a specific condition on one or many resources",
    flags: &[
        ALL,
        FILENAME,
        flag("for", Takes::Text),
        OUTPUT,
        SELECTOR,
        TEMPLATE,
        flag("timeout", Takes::Duration),
    ],
    run,
};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A running `wait`, for objects one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Wait {
    objects: Vec<Awaited>,
    condition: WaitCondition,
    until: SimTime,
    names_only: bool,
    status: i32,
}

#[derive(Clone, Debug)]
struct Awaited {
    kind: &'static Kind,
    namespace: String,
    name: String,
    /// The very object whose deletion is awaited.
    object: Option<LiveObject>,
}

/// The condition to wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WaitCondition {
    Created,
    Deleted,
    /// `condition=Ready`, `condition=Ready=false`.
    Status {
        name: String,
        value: String,
    },
    /// `jsonpath={.status.replicas}=3`; without a value, any value.
    Field {
        path: JsonPath,
        value: Option<String>,
    },
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let condition = condition(invocation, world)?;
    let deleted = condition == WaitCondition::Deleted;
    let found = named(invocation, Nameless::Refused, &invocation.arguments, world)?;
    if found.objects.is_empty() && found.failures.is_empty() {
        return match condition {
            WaitCondition::Deleted => Ok(Started::Exited(0)),
            _ => Err(Failure::Plain("no matching resources found".to_owned())),
        };
    }
    if let Some(failure) = found.failures.into_iter().next().filter(|_| !deleted) {
        return Err(failure);
    }
    let awaited = |object: LiveObject| Awaited {
        kind: object.kind,
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        object: Some(object),
    };
    let timeout = invocation.value("timeout").and_then(duration).unwrap_or(TIMEOUT);
    let mut wait = Wait {
        objects: found.objects.into_iter().map(awaited).collect(),
        condition,
        until: world.at + timeout,
        names_only: invocation.value("output") == Some("name"),
        status: 0,
    };
    Ok(match wait.look(world, step) {
        Some(status) => Started::Exited(status),
        None => Waiting::Condition(wait).into(),
    })
}

fn condition(invocation: &Invocation, world: &World<'_>) -> Result<WaitCondition, Failure> {
    let text = invocation.value("for").unwrap_or_default();
    let lower = text.to_lowercase();
    match (lower.as_str(), text.split_once('=')) {
        ("create", _) => Ok(WaitCondition::Created),
        ("delete", _) => Ok(WaitCondition::Deleted),
        (_, Some(("condition", condition))) => {
            let (name, value) = condition.split_once('=').unwrap_or((condition, "true"));
            Ok(WaitCondition::Status { name: name.to_lowercase(), value: value.to_lowercase() })
        }
        (_, Some(("jsonpath", expression))) => field(expression),
        ("", _) if world.release().lists_wait_conditions() => {
            Err(Failure::Plain("unrecognized condition: []".to_owned()))
        }
        _ => Err(Failure::Plain(format!("unrecognized condition: {}", quoted(text)))),
    }
}

/// Parses `{.status.replicas}=3`. The braces are optional.
fn field(expression: &str) -> Result<WaitCondition, Failure> {
    let end = expression.rfind('}').map_or(0, |end| end + 1);
    let (path, value) = match expression.get(end..).and_then(|rest| rest.find('=')) {
        Some(place) => {
            let (path, value) = split_at(expression, end + place);
            (path, Some(value.trim_start_matches('=').trim_matches(['"', '\'']).to_owned()))
        }
        None => (expression, None),
    };
    if value.as_deref() == Some("") {
        let message = "jsonpath wait value cannot be empty";
        return Err(Failure::Plain(message.to_owned()));
    }
    let path = JsonPath::parse_field(path).map_err(Failure::Plain)?;
    Ok(WaitCondition::Field { path, value })
}

impl Wait {
    pub(super) fn wakes_at(&self) -> Option<SimTime> {
        Some(self.until)
    }

    /// Prints objects that meet the condition, in order, up to the first that does not. Returns the exit status after
    /// the last one.
    pub(super) fn look(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        while let Some(awaited) = self.objects.first() {
            if self.is_met(awaited, world) {
                let slashed = awaited.kind.slashed(&awaited.name);
                let met = if self.names_only { "" } else { " condition met" };
                step.out(format!("{slashed}{met}\n"));
                self.objects.remove(0);
            } else if self.until <= world.at {
                let (kind, name) = (awaited.kind.plural, &awaited.name);
                step.err(format!("error: timed out waiting for the condition on {kind}/{name}\n"));
                self.status = 1;
                self.objects.remove(0);
            } else {
                return None;
            }
        }
        Some(self.status)
    }

    fn is_met(&self, awaited: &Awaited, world: &World<'_>) -> bool {
        if self.condition == WaitCondition::Deleted {
            return awaited.object.as_ref().is_none_or(|object| !object.is_there(world));
        }
        let Some(document) = current(awaited, world) else { return false };
        match &self.condition {
            WaitCondition::Created | WaitCondition::Deleted => true,
            WaitCondition::Status { name, value } => has_condition(&document, name, value),
            WaitCondition::Field { path, value } => has_value(&document, path, value.as_deref()),
        }
    }
}

fn current(awaited: &Awaited, world: &World<'_>) -> Option<Value> {
    let Awaited { kind, namespace, name, .. } = awaited;
    super::objects::existing(kind, namespace, name, world).map(|object| object.document)
}

fn has_condition(document: &Value, name: &str, value: &str) -> bool {
    let conditions = document.at(&["status", "conditions"]).map(Value::items).unwrap_or_default();
    conditions.iter().any(|condition| {
        condition.text_at(&["type"]).to_lowercase() == name
            && condition.text_at(&["status"]).to_lowercase() == value
    })
}

fn has_value(document: &Value, path: &JsonPath, value: Option<&str>) -> bool {
    let found = path.find(document).unwrap_or_default();
    match (found.as_slice(), value) {
        ([only], Some(value)) => only.to_go() == value,
        (found, None) => found.iter().any(|value| !value.is_null()),
        _ => false,
    }
}
