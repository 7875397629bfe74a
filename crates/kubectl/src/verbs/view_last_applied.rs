//! `kubectl apply view-last-applied`: prints the annotation of the last apply as a manifest.

use super::flags::{ALL, FILENAME, Invocation, OUTPUT, SELECTOR};
use super::objects::{Nameless, Selection, named};
use super::{Started, Verb, report};
use crate::print::Output;
use crate::world::{Step, World};
use apiserver::{Failure, last_applied, stored};

pub(super) const VERB: Verb = Verb {
    words: "apply view-last-applied",
    writes: false,
    about: "View the latest last-applied-configuration annotations of a resource/object",
    flags: &[ALL, FILENAME, OUTPUT, SELECTOR],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let output = match invocation.output(world.release())? {
        Output::Table => Output::Yaml,
        output @ (Output::Yaml | Output::Json) => output,
        _ => return Err(Failure::Plain(wrong_output(invocation))),
    };
    let Selection { objects, mut failures, .. } =
        named(invocation, Nameless::All, &invocation.arguments, world)?;
    for object in objects {
        match last_applied::of(&object.document) {
            Some(text) => {
                step.out(output.document(&stored(text)).map_err(Failure::Plain)?);
            }
            None => failures.push(Failure::Plain(format!(
                "no last-applied-configuration annotation found on resource: {}",
                object.name
            ))),
        }
    }
    Ok(Started::Exited(report(&failures, step)))
}

fn wrong_output(invocation: &Invocation) -> String {
    let form = invocation.value("output").unwrap_or_default();
    format!(
        "Unexpected -o output mode: {form}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples"
    )
}
