//! `kubectl set image`: sets the images of containers in a pod template.

use super::{SetEdit, containers, edit, split};
use crate::verbs::flags::{ALL, DRY_RUN, FILENAME, Invocation, LOCAL, OUTPUT, RECORD, SELECTOR};
use crate::verbs::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::value::{Value, quoted};

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "set image",
    writes: true,
    about: "Update the image of a pod template",
    flags: &[ALL, DRY_RUN, FILENAME, LOCAL, OUTPUT, RECORD, SELECTOR],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let (resources, pairs) = split(invocation, |argument| argument.contains('='));
    let mut images = Vec::new();
    for argument in pairs {
        let all_before = || {
            let message =
                format!("all resources must be specified before image changes: {argument}");
            Failure::Plain(message)
        };
        images.push(argument.split_once('=').ok_or_else(all_before)?);
    }
    if !resources.is_empty() {
        // Errors of the resources come first.
        crate::verbs::targets::read(resources)?;
        if images.is_empty() {
            return Err(Failure::Plain("at least one image update is required".to_owned()));
        }
    }
    let change = |spec: &mut Value| {
        let mut missing = Vec::new();
        for (container, image) in &images {
            let mut found = false;
            for one in containers(spec, &["initContainers", "containers"], container) {
                *one.entry("image") = Value::string(*image);
                found = true;
            }
            if !found {
                let message = format!("unable to find container named {}", quoted(container));
                missing.push(Failure::Plain(message));
            }
        }
        missing
    };
    let doing =
        SetEdit { did: "image updated", refused: "image update to pod template:", change: &change };
    edit(invocation, resources, &doing, world, step)
}
