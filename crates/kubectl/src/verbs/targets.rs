//! What a command is about: `sts/web`, `sts web other`, `pods -l app=nginx`.

use super::flags::Invocation;
use crate::selector::Selector;
use crate::server::Failure;
use crate::server::kind::Kind;

/// A kind, and an object of it if one is named.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) kind: &'static Kind,
    pub(super) name: Option<String>,
}

const NO_RESOURCE: &str = "You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'";

const TYPE_APART: &str = "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/// Reads the arguments that say what a command is about.
pub(super) fn read(arguments: &[String]) -> Result<Vec<Target>, Failure> {
    let Some((types, names)) = arguments.split_first() else {
        return Err(Failure::Plain(NO_RESOURCE.to_owned()));
    };
    if arguments.iter().any(|argument| argument.contains('/')) {
        return arguments.iter().map(|argument| slashed(argument)).collect();
    }
    let mut targets = Vec::new();
    for kind in types.split(',').map(kind) {
        let kind = kind?;
        targets.extend(names.iter().map(|name| Target { kind, name: Some(name.clone()) }));
        targets.extend(names.is_empty().then_some(Target { kind, name: None }));
    }
    Ok(targets)
}

fn slashed(argument: &str) -> Result<Target, Failure> {
    let Some((resource, name)) = argument.split_once('/') else {
        return Err(Failure::Plain(TYPE_APART.to_owned()));
    };
    let refused =
        |what: &str| Err(Failure::Plain(format!("arguments in resource/name form {what}")));
    if name.contains('/') {
        return refused("may not have more than one slash");
    }
    if resource.is_empty() || name.is_empty() {
        return refused("must have a single resource and name");
    }
    Ok(Target { kind: kind(resource)?, name: Some(name.to_owned()) })
}

fn kind(argument: &str) -> Result<&'static Kind, Failure> {
    let unknown = || {
        Failure::Plain(format!(
            "the server doesn't have a resource type {}",
            crate::value::quoted(argument)
        ))
    };
    Kind::of_argument(argument).ok_or_else(unknown)
}

/// The selector of `-l`; `what` is how upstream names the resource in an error.
pub(super) fn selector(invocation: &Invocation, kind: &Kind) -> Result<Selector, Failure> {
    let text = invocation.value("selector").unwrap_or_default();
    Selector::parse(text).map_err(|problem| {
        let resource = format!("{}/{}, Resource={}", kind.group, kind.version, kind.plural);
        let resource = resource.trim_start_matches(if kind.group.is_empty() { "" } else { "/" });
        let message = format!("Unable to find \"{resource}\" that match label selector \"{text}\", field selector \"\": {problem}");
        Failure::bad_request(message)
    })
}
