//! Parses the resource arguments of a command: `sts/web`, `sts web other`, `pods`, and `-l app=nginx`.
//!
//! Only parses. The objects are looked up in [`super::objects`] and [`super::get`].

use super::flags::Invocation;
use apiserver::Failure;
use apiserver::kind::Kind;
use apiserver::selector::Selector;

/// A kind, and the name of one object if there is one.
#[derive(Clone)]
pub(super) struct ResourceArgument {
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

/// Parses resource arguments.
pub(super) fn read(arguments: &[String]) -> Result<Vec<ResourceArgument>, Failure> {
    let Some((types, names)) = arguments.split_first() else {
        return Err(Failure::Plain(NO_RESOURCE.to_owned()));
    };
    if arguments.iter().any(|argument| argument.contains('/')) {
        return arguments.iter().map(|argument| slashed(argument)).collect();
    }
    let mut targets = Vec::new();
    for kind in types.split(',').map(kind) {
        let kind = kind?;
        targets
            .extend(names.iter().map(|name| ResourceArgument { kind, name: Some(name.clone()) }));
        targets.extend(names.is_empty().then_some(ResourceArgument { kind, name: None }));
    }
    Ok(targets)
}

fn slashed(argument: &str) -> Result<ResourceArgument, Failure> {
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
    Ok(ResourceArgument { kind: kind(resource)?, name: Some(name.to_owned()) })
}

fn kind(argument: &str) -> Result<&'static Kind, Failure> {
    let unknown = || {
        Failure::Plain(format!(
            "the server doesn't have a resource type {}",
            apiserver::value::quoted(argument)
        ))
    };
    Kind::of_argument(argument).ok_or_else(unknown)
}

/// Parses the selector of `-l`. The error names the resource as upstream does.
pub(super) fn selector(invocation: &Invocation, kind: &Kind) -> Result<Selector, Failure> {
    let text = invocation.value("selector").unwrap_or_default();
    Selector::parse(text).map_err(|problem| {
        let resource = format!("{}/{}, Resource={}", kind.group, kind.version, kind.plural);
        let resource = resource.trim_start_matches(if kind.group.is_empty() { "" } else { "/" });
        let message = format!("Unable to find \"{resource}\" that match label selector \"{text}\", field selector \"\": {problem}");
        Failure::bad_request(message)
    })
}
