//! `kubectl api-resources` and `kubectl api-versions`: lists the kinds and API versions that the API server serves.

use super::flags::{Invocation, OUTPUT, Takes, flag};
use super::{Started, Verb};
use crate::print::table;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::Kind;
use apiserver::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "api-resources",
    writes: false,
    about: "Print the supported API resources on the server",
    flags: &[
        flag("api-group", Takes::Text),
        flag("namespaced", Takes::Switch),
        flag("no-headers", Takes::Switch),
        OUTPUT,
        flag("sort-by", Takes::Text),
    ],
    run,
};

pub(super) const VERSIONS: Verb = Verb {
    words: "api-versions",
    writes: false,
    about: "Print the supported API versions on the server, in the form of \"group/version\"",
    flags: &[],
    run: versions,
};

fn run(invocation: &Invocation, _: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let mut kinds: Vec<_> = Kind::all().filter(|kind| is_wanted(invocation, kind)).collect();
    match invocation.value("sort-by") {
        None => kinds.sort_by_key(|kind| (kind.group, kind.plural)),
        Some("name") => kinds.sort_by_key(|kind| kind.plural),
        Some("kind") => kinds.sort_by_key(|kind| kind.name),
        Some(_) => {
            return Err(Failure::Plain("--sort-by accepts only name or kind".to_owned()));
        }
    }
    match invocation.value("output").unwrap_or_default() {
        "name" => step.out(kinds.iter().map(|kind| kind.resource() + "\n").collect::<String>()),
        "" | "wide" => step.out(rows(invocation, &kinds)),
        other => {
            return Err(Failure::Plain(format!("--output {} is not available", quoted(other))));
        }
    }
    Ok(Started::Exited(0))
}

fn is_wanted(invocation: &Invocation, kind: &Kind) -> bool {
    let of_group = invocation.value("api-group").is_none_or(|group| group == kind.group);
    let namespaced = invocation.value("namespaced");
    let scoped = namespaced.is_none_or(|_| invocation.is_on("namespaced") == kind.namespaced);
    of_group && scoped
}

fn rows(invocation: &Invocation, kinds: &[&Kind]) -> String {
    let headings = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"].map(str::to_owned);
    let headings = (!invocation.is_on("no-headers")).then(|| headings.to_vec());
    let row = |kind: &&Kind| {
        vec![
            kind.plural.to_owned(),
            kind.short.to_owned(),
            kind.api_version(),
            kind.namespaced.to_string(),
            kind.name.to_owned(),
        ]
    };
    table(headings.into_iter().chain(kinds.iter().map(row)).collect())
}

fn versions(_: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let mut versions: Vec<_> = Kind::all().map(Kind::api_version).collect();
    versions.push("autoscaling/v1".to_owned());
    if world.release().migrates_storage() {
        versions.push("storagemigration.k8s.io/v1".to_owned());
    }
    versions.sort();
    versions.dedup();
    step.out(versions.join("\n") + "\n");
    Ok(Started::Exited(0))
}
