//! `kubectl expose` and `kubectl autoscale`: create a Service or an autoscaler for another object.
//!
//! The objects are stored and have no effect, because there is neither network nor load here.

use super::flags::{DRY_RUN, FILENAME, Flag, Invocation, OUTPUT, SELECTOR, Takes, flag};
use super::objects::{LiveObject, Nameless, Selection, named};
use super::{Started, Verb, manifests, report};
use crate::world::{Step, World};
use apiserver::kind::Kind;
use apiserver::value::{Value, quoted};
use apiserver::{Failure, UnknownFields, create};

const NAME: Flag = flag("name", Takes::Text);

pub(super) const EXPOSE: Verb = Verb {
    words: "expose",
    writes: true,
    about: "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
    flags: &[
        DRY_RUN,
        FILENAME,
        NAME,
        OUTPUT,
        flag("port", Takes::Text),
        SELECTOR,
        flag("target-port", Takes::Text),
        flag("type", Takes::Text),
    ],
    run: |invocation, world, step| each(invocation, world, step, service),
};

pub(super) const AUTOSCALE: Verb = Verb {
    words: "autoscale",
    writes: true,
    about: "Auto-scale a deployment, replica set, stateful set, or replication controller",
    flags: &[
        flag("cpu", Takes::Text),
        flag("cpu-percent", Takes::Number),
        DRY_RUN,
        FILENAME,
        flag("max", Takes::Number),
        flag("min", Takes::Number),
        NAME,
        OUTPUT,
    ],
    run: |invocation, world, step| {
        if invocation.number("max").is_none() {
            return Err(Failure::Plain("required flag(s) \"max\" not set".to_owned()));
        }
        each(invocation, world, step, autoscaler)
    },
};

/// A new object, and the word for its creation.
type Made = (Value, &'static str);

fn each(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
    make: fn(&Invocation, &LiveObject) -> Result<Made, Failure>,
) -> Result<Started, Failure> {
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::Refused, &invocation.arguments, world)?;
    for object in &objects {
        let made = make(invocation, object)
            .and_then(|(document, did)| write(invocation, &document, did, world, step));
        failures.extend(made.err());
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn write(
    invocation: &Invocation,
    document: &Value,
    did: &str,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(), Failure> {
    let Some(kind) = Kind::of_object(document) else { return Ok(()) };
    let place = manifests::place_for(kind, document, world);
    let written = create(kind, document, UnknownFields::Ignore, place, world.release())?;
    let slashed = kind.slashed(&written.name);
    step.out(match invocation.value("output") {
        Some("name") => format!("{slashed}\n"),
        _ => format!("{slashed} {}\n", invocation.did(did)),
    });
    if invocation.dry_run().is_none() {
        step.commands.extend(written.command);
    }
    Ok(())
}

fn begin(version: &str, kind: &str, invocation: &Invocation, object: &LiveObject) -> Value {
    let mut document = Value::map();
    *document.entry("apiVersion") = Value::string(version);
    *document.entry("kind") = Value::string(kind);
    let name = invocation.value("name").unwrap_or(&object.name);
    *document.entry_at(&["metadata", "name"]) = Value::string(name);
    *document.entry_at(&["metadata", "namespace"]) = Value::string(&*object.namespace);
    document
}

fn number(text: &str) -> Value {
    text.parse().map_or_else(|_| Value::string(text), Value::Int)
}

fn service(invocation: &Invocation, object: &LiveObject) -> Result<Made, Failure> {
    let selector = match object.kind.name {
        "Pod" => object.document.at(&["metadata", "labels"]),
        "Service" => object.document.at(&["spec", "selector"]),
        _ => {
            let message = format!("cannot expose a {}", object.kind.qualified());
            return Err(Failure::Plain(message));
        }
    };
    let port = invocation.value("port").ok_or_else(|| {
        let message = "couldn't find port via --port flag or introspection";
        Failure::Plain(message.to_owned())
    })?;
    let mut document = begin("v1", "Service", invocation, object);
    *document.entry_at(&["spec", "selector"]) = selector.cloned().unwrap_or_else(Value::map);
    let mut entry = Value::map();
    *entry.entry("port") = number(port);
    *entry.entry("protocol") = Value::string("TCP");
    *entry.entry("targetPort") = number(invocation.value("target-port").unwrap_or(port));
    *document.entry_at(&["spec", "ports"]) = Value::List(vec![entry]);
    if let Some(kind) = invocation.value("type") {
        *document.entry_at(&["spec", "type"]) = Value::string(kind);
    }
    Ok((document, "exposed"))
}

fn autoscaler(invocation: &Invocation, object: &LiveObject) -> Result<Made, Failure> {
    if !object.kind.is_stateful_set() {
        let message = format!("cannot autoscale a {}: not implemented", object.kind.qualified());
        return Err(Failure::Plain(message));
    }
    let cpu = invocation.value("cpu").or(invocation.value("cpu-percent")).ok_or_else(|| {
        let message = "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input";
        Failure::Plain(message.to_owned())
    })?;
    let percent: i64 = cpu.trim_end_matches('%').parse().map_err(|_| {
        Failure::Plain(format!("this playground takes a percentage as --cpu, not {}", quoted(cpu)))
    })?;
    let mut document = begin("autoscaling/v2", "HorizontalPodAutoscaler", invocation, object);
    let spec = document.entry("spec");
    *spec.entry("maxReplicas") = Value::Int(invocation.number("max").unwrap_or_default());
    *spec.entry("minReplicas") = Value::Int(invocation.number("min").unwrap_or(1).max(1));
    let target = spec.entry("scaleTargetRef");
    *target.entry("apiVersion") = Value::string(object.kind.api_version());
    *target.entry("kind") = Value::string(object.kind.name);
    *target.entry("name") = Value::string(object.name.as_str());
    let mut metric = Value::map();
    *metric.entry("type") = Value::string("Resource");
    *metric.entry_at(&["resource", "name"]) = Value::string("cpu");
    *metric.entry_at(&["resource", "target", "type"]) = Value::string("Utilization");
    *metric.entry_at(&["resource", "target", "averageUtilization"]) = Value::Int(percent);
    *spec.entry("metrics") = Value::List(vec![metric]);
    Ok((document, "autoscaled"))
}
