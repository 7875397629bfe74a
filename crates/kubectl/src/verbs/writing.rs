//! Objects of manifests that are written one after the other: what apply, create and replace have in common.
//!
//! Documents are written one a frame, so that each sees what the one before it did. What went wrong is told at the end.

use super::flags::{DRY_RUN, FILENAME, Flag, Invocation, OUTPUT, Takes, flag, short};
use super::manifests::{self, Object};
use super::{Running, Started};
use crate::process::{Step, World};
use crate::server::kind::Kind;
use crate::server::{Failure, UnknownFields, Written};
use crate::value::quoted;

/// Flags of the verbs that read manifests and write.
pub(super) const KUSTOMIZE: Flag = short('k', "kustomize", Takes::Text);
pub(super) const RECURSIVE: Flag = short('R', "recursive", Takes::Switch);
pub(super) const VALIDATE: Flag = flag("validate", Takes::Optional("strict"));
pub(super) const MANAGER: Flag = flag("field-manager", Takes::Text);
/// In the order of the table.
pub(super) const COMMON: [Flag; 7] =
    [DRY_RUN, FILENAME, KUSTOMIZE, MANAGER, OUTPUT, RECURSIVE, VALIDATE];

/// Writes one object; what was done, such as `created`.
pub(super) type Write =
    fn(&Options, &Target<'_>, &World<'_>, &mut Step) -> Result<(Written, &'static str), Failure>;

/// An object that is to be written, and its kind.
pub(super) struct Target<'a> {
    pub(super) object: &'a Object,
    pub(super) kind: &'static Kind,
}

/// How a verb was asked to write.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) dry_run: Option<&'static str>,
    names_only: bool,
    pub(super) unknown_fields: UnknownFields,
    /// `--server-side`.
    pub(super) server_side: bool,
    /// `--force-conflicts`.
    pub(super) force_conflicts: bool,
    /// `--save-config`.
    pub(super) save_config: bool,
}

/// Objects on their way.
#[derive(Clone, Debug)]
pub(crate) struct Writing {
    /// The next one last.
    objects: Vec<Object>,
    failures: Vec<Failure>,
    options: Options,
    write: Write,
}

/// Begins to write all that the command names.
pub(super) fn start(
    invocation: &Invocation,
    write: Write,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let verb = invocation.verb.words;
    if !invocation.arguments.is_empty() {
        let arguments = invocation.arguments.join(" ");
        let message = format!(
            "Unexpected args: [{arguments}]\nSee 'kubectl {verb} -h' for help and examples"
        );
        return Err(Failure::Plain(message));
    }
    if let Some(folder) = invocation.value("kustomize") {
        return Err(Failure::Plain(format!(
            "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{folder}'"
        )));
    }
    let options = options(invocation)?;
    let manifests::Manifests { mut objects, failures } = manifests::read(invocation, world)?;
    objects.reverse();
    let mut writing = Writing { objects, failures, options, write };
    Ok(match writing.step(world, step) {
        Some(status) => Started::Exited(status),
        None => Started::Running(Running::Writing(writing)),
    })
}

fn options(invocation: &Invocation) -> Result<Options, Failure> {
    let unknown_fields = match invocation.value("validate").unwrap_or("strict") {
        "strict" | "true" => UnknownFields::Refuse,
        "warn" => UnknownFields::Warn,
        "ignore" | "false" => UnknownFields::Ignore,
        other => {
            return Err(Failure::Plain(format!(
                "invalid - validate option {}; must be one of: strict (or true), warn, ignore (or false)",
                quoted(other)
            )));
        }
    };
    let server_side = invocation.is_on("server-side");
    let force_conflicts = invocation.is_on("force-conflicts");
    if force_conflicts && !server_side {
        let message = "--force-conflicts only works with --server-side";
        return Err(Failure::Plain(message.to_owned()));
    }
    Ok(Options {
        dry_run: invocation.dry_run(),
        names_only: invocation.value("output") == Some("name"),
        unknown_fields,
        server_side,
        force_conflicts,
        save_config: invocation.is_on("save-config"),
    })
}

impl Writing {
    /// Writes objects until one of them asks the engine for something, or all are done.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        while let Some(object) = self.objects.pop() {
            if let Err(failure) = self.write(&object, world, step) {
                self.failures.push(failure);
            }
            if !step.commands.is_empty() && !self.objects.is_empty() {
                return None;
            }
        }
        Some(super::report(&self.failures, step))
    }

    fn write(&self, object: &Object, world: &World<'_>, step: &mut Step) -> Result<(), Failure> {
        let options = &self.options;
        let kind = manifests::kind_of(object)?;
        let (written, did) = (self.write)(options, &Target { object, kind }, world, step)?;
        written.warnings.iter().for_each(|warning| step.err(format!("Warning: {warning}\n")));
        let shown = kind.slashed(&written.name);
        step.out(if options.names_only {
            format!("{shown}\n")
        } else {
            format!("{shown} {did}{}\n", options.dry_run.unwrap_or_default())
        });
        if options.dry_run.is_none() {
            if did == "created" && kind.runs_pods() {
                step.err(format!("(This playground keeps {shown}, but runs no pods for it.)\n"));
            }
            step.commands.extend(written.command);
        }
        Ok(())
    }
}
