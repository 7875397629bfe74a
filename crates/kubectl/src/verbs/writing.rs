//! Writes the objects of manifests one after the other: the common part of apply, create and replace.
//!
//! Writes one object a frame, so that each sees the effect of the one before it. Errors are printed at the end.
//! Reading the manifests is in [`super::manifests`].

use std::collections::BTreeSet;

use super::flags::{DRY_RUN, FILENAME, Flag, Invocation, OUTPUT, Takes, flag, short};
use rollout_engine::command::Cascade;

use super::manifests::{self, Object};
use super::{Started, Waiting, objects};
use crate::print::Output;
use crate::world::{Step, World};
use apiserver::kind::Kind;
use apiserver::value::{Value, quoted};
use apiserver::{Failure, UnknownFields, Written, unmodelled};

/// Flags of the verbs that write manifests.
pub(super) const KUSTOMIZE: Flag = short('k', "kustomize", Takes::Text);
pub(super) const RECURSIVE: Flag = short('R', "recursive", Takes::Switch);
pub(super) const VALIDATE: Flag = flag("validate", Takes::Optional("strict"));
pub(super) const MANAGER: Flag = flag("field-manager", Takes::Text);
/// All of them, in the order of the flag table.
pub(super) const COMMON: [Flag; 7] =
    [DRY_RUN, FILENAME, KUSTOMIZE, MANAGER, OUTPUT, RECURSIVE, VALIDATE];

/// Writes one object. Returns the word for it, such as `created`.
pub(super) type Write =
    fn(&Options, &Target<'_>, &World<'_>, &mut Step) -> Result<(Written, &'static str), Failure>;

/// An object to write, and its kind.
pub(super) struct Target<'a> {
    pub(super) object: &'a Object,
    pub(super) kind: &'static Kind,
}

/// Options of a verb that writes.
#[derive(Clone, Debug)]
pub(super) struct Options {
    dry_run: Option<&'static str>,
    /// `--dry-run=client`: nothing is sent.
    unsent: bool,
    /// Whether the verb is `apply`, which looks up all kinds before it writes the first object.
    applies: bool,
    output: Output,
    /// `replace --force`: deletes an existing object before it recreates it.
    pub(super) force: bool,
    pub(super) unknown_fields: UnknownFields,
    /// `--server-side`.
    pub(super) server_side: bool,
    /// `--force-conflicts`.
    pub(super) force_conflicts: bool,
    /// `--save-config`.
    pub(super) save_config: bool,
}

/// A running command that writes objects.
#[derive(Clone, Debug)]
pub(crate) struct Writing {
    /// Objects left, in reverse order.
    objects: Vec<Object>,
    /// Errors of documents that cannot be parsed or have an unknown kind.
    unread: Vec<Failure>,
    /// Errors of writing.
    failures: Vec<Failure>,
    /// Warnings printed so far. kubectl prints each once.
    warned: BTreeSet<String>,
    options: Options,
    write: Write,
    waits: Waits,
}

/// What it waits for between two objects.
#[derive(Clone, Debug, Default)]
enum Waits {
    #[default]
    Nothing,
    /// A write, after which the object is printed.
    ToShow(&'static Kind, Value),
    /// A deletion, after which the object is recreated.
    ToGo(Box<objects::LiveObject>),
}

/// Starts to write all objects of the command.
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
    let options = options(invocation, world)?;
    let mut manifests = manifests::read(invocation, world)?;
    if options.applies {
        manifests.map();
    }
    let manifests::Manifests { mut objects, failures: unread } = manifests;
    objects.reverse();
    let (failures, waits) = (Vec::new(), Waits::Nothing);
    let mut writing =
        Writing { objects, unread, failures, warned: BTreeSet::new(), options, write, waits };
    Ok(match writing.step(world, step) {
        Some(status) => Started::Exited(status),
        None => Waiting::Writing(Box::new(writing)).into(),
    })
}

fn options(invocation: &Invocation, world: &World<'_>) -> Result<Options, Failure> {
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
        unsent: invocation
            .value("dry-run")
            .is_some_and(|asked| !["none", "server"].contains(&asked)),
        applies: invocation.verb.words == "apply",
        output: invocation.output(world.release())?,
        force: invocation.verb.words == "replace" && invocation.is_on("force"),
        unknown_fields,
        server_side,
        force_conflicts,
        save_config: invocation.is_on("save-config"),
    })
}

impl Writing {
    /// Writes objects until one has requests for the engine. Returns the exit status once all are written.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        if self.still_waits(world, step) {
            return None;
        }
        while let Some(object) = self.objects.pop() {
            let done = match self.to_remove(&object, world) {
                Some(existing) => {
                    self.objects.push(object);
                    self.remove(existing, world, step);
                    Ok(())
                }
                None => self.write(&object, world, step),
            };
            self.failures.extend(done.err());
            let waits = !matches!(self.waits, Waits::Nothing);
            if waits || !step.commands.is_empty() && !self.objects.is_empty() {
                return None;
            }
        }
        Some(super::report(&self.all_failures(), step))
    }

    /// Returns the errors in kubectl's order. apply reports all unusable documents as one error, in brackets if there
    /// are others. The other verbs read and write one document after the other.
    fn all_failures(&self) -> Vec<Failure> {
        let mut unread = self.unread.clone();
        if !self.options.applies {
            return [self.failures.clone(), unread].concat();
        }
        if unread.len() > 1 && !self.failures.is_empty() {
            let mut messages: Vec<_> = unread.iter().map(Failure::message).collect();
            messages.dedup();
            unread = vec![Failure::Plain(format!("[{}]", messages.join(", ")))];
        }
        unread.extend(self.failures.iter().cloned());
        unread
    }

    fn still_waits(&mut self, world: &World<'_>, step: &mut Step) -> bool {
        match std::mem::take(&mut self.waits) {
            Waits::Nothing => {}
            Waits::ToShow(kind, written) => {
                if let Some(object) = existing(kind, &written, world) {
                    let shown = self.show(&object.document, step);
                    self.failures.extend(shown.err());
                }
            }
            Waits::ToGo(object) if object.is_there(world) => self.waits = Waits::ToGo(object),
            Waits::ToGo(_) => {}
        }
        matches!(self.waits, Waits::ToGo(_))
    }

    /// With `replace --force`, returns the existing object to delete.
    fn to_remove(&self, object: &Object, world: &World<'_>) -> Option<objects::LiveObject> {
        let kind = manifests::kind_of(object).ok().filter(|_| self.options.force)?;
        existing(kind, &object.value, world)
    }

    fn remove(&mut self, existing: objects::LiveObject, world: &World<'_>, step: &mut Step) {
        let (kind, name) = (existing.kind.dotted(), quoted(&existing.name));
        let named = existing.kind.namespaced && world.release().names_namespace_of_deleted();
        let namespace = &existing.namespace;
        let place = if named { format!(" from {namespace} namespace") } else { String::new() };
        step.out(format!("{kind} {name} deleted{place}\n"));
        step.commands.extend(existing.delete(Cascade::Background, None));
        self.waits = Waits::ToGo(Box::new(existing));
    }

    fn write(
        &mut self,
        object: &Object,
        world: &World<'_>,
        step: &mut Step,
    ) -> Result<(), Failure> {
        let options = &self.options;
        let kind = manifests::kind_of(object)?;
        let (written, did) = (self.write)(options, &Target { object, kind }, world, step)?;
        for warning in &written.warnings {
            if self.warned.insert(warning.clone()) {
                step.err(format!("Warning: {warning}\n"));
            }
        }
        let shown = kind.slashed(&written.name);
        let writes = options.dry_run.is_none();
        match &options.output {
            Output::Table | Output::Wide => {
                step.out(format!("{shown} {did}{}\n", options.dry_run.unwrap_or_default()))
            }
            Output::Name => step.out(format!("{shown}\n")),
            _ if writes && written.command.is_some() => {
                self.waits = Waits::ToShow(kind, identity(object, &written));
            }
            _ if writes => {
                let found = existing(kind, &identity(object, &written), world);
                found.map_or(Ok(()), |found| self.show(&found.document, step))?;
            }
            _ => self.show(&tried(object, &written, options.unsent), step)?,
        }
        if writes {
            if did == "created" {
                say_what_is_not_modelled(kind, &shown, &object.value, step);
            }
            step.commands.extend(written.command);
        }
        Ok(())
    }

    fn show(&self, document: &Value, step: &mut Step) -> Result<(), Failure> {
        let text = self.options.output.document(document).map_err(Failure::Plain)?;
        step.out(text);
        Ok(())
    }
}

/// Prints which fields of a new object, or its kind, have no effect here. For webhooks and quotas, names the line
/// that rejects pods.
fn say_what_is_not_modelled(kind: &Kind, shown: &str, object: &Value, step: &mut Step) {
    if let Some(says) = unmodelled::of_kind(kind) {
        let refuses = ["does not enforce it", "calls no webhook"].contains(&says);
        let way = if refuses { " `: pods cannot be created: WORDS` does." } else { "" };
        step.err(format!("(This playground keeps {shown}, but {says}.{way})\n"));
    }
    let fields = unmodelled::fields(kind, object);
    if !fields.is_empty() {
        let fields = fields.join(", ");
        step.err(format!("(This playground keeps, but does not act on: {fields}.)\n"));
    }
}

/// Returns the object that a dry run prints: the manifest, or the object that the server would store.
fn tried(object: &Object, written: &Written, unsent: bool) -> Value {
    match written.document().filter(|_| !unsent) {
        Some(document) => document,
        None => object.value.clone().sorted(),
    }
}

/// Returns the namespace and name of a written object. The server may have generated the name.
fn identity(object: &Object, written: &Written) -> Value {
    let mut identity = Value::map();
    let namespace = object.value.text_at(&["metadata", "namespace"]);
    *identity.entry_at(&["metadata", "namespace"]) = Value::string(namespace);
    *identity.entry_at(&["metadata", "name"]) = Value::string(&*written.name);
    identity
}

/// Returns the live object with the same kind, namespace and name.
fn existing(kind: &'static Kind, object: &Value, world: &World<'_>) -> Option<objects::LiveObject> {
    let [namespace, name] = ["namespace", "name"].map(|key| object.text_at(&["metadata", key]));
    objects::existing(kind, namespace, name, world)
}
