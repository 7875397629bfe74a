//! `kubectl version`: prints the versions of client and server, which are always equal here.

use super::flags::{Invocation, OUTPUT, Takes, flag};
use super::{Started, Verb};
use crate::print::Output;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::release::Release;
use apiserver::value::Value;

pub(super) const VERB: Verb = Verb {
    words: "version",
    writes: false,
    about: "Print the client and server version information",
    flags: &[flag("client", Takes::Switch), OUTPUT],
    run,
};

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let release = world.release();
    let client_only = invocation.is_on("client");
    let version = release.version();
    match invocation.value("output") {
        None | Some("") => {
            let kustomize = release.kustomize();
            step.out(format!("Client Version: {version}\nKustomize Version: {kustomize}\n"));
            step.out(if client_only {
                String::new()
            } else {
                format!("Server Version: {version}\n")
            });
        }
        Some(form @ ("yaml" | "json")) => {
            let form = Output::parse(form, None, release).map_err(Failure::Plain)?;
            let all = document(release, client_only);
            step.out(form.document(&all).map_err(Failure::Plain)?);
        }
        Some(_) => {
            let message = "--output must be 'yaml' or 'json'";
            return Err(Failure::Plain(message.to_owned()));
        }
    }
    Ok(Started::Exited(0))
}

fn document(release: Release, client_only: bool) -> Value {
    let mut all = Value::map();
    *all.entry("clientVersion") = build(release);
    *all.entry("kustomizeVersion") = Value::string(release.kustomize());
    if !client_only {
        let (minor, before) = (release.minor().to_string(), release.minor().saturating_sub(1));
        let server = all.entry("serverVersion");
        *server = build(release);
        for (name, value) in [
            ("emulationMajor", "1"),
            ("emulationMinor", &minor),
            ("minCompatibilityMajor", "1"),
            ("minCompatibilityMinor", &before.to_string()),
        ] {
            *server.entry(name) = Value::string(value);
        }
    }
    all.sorted()
}

/// Returns the build information. All of it is copied from the recordings, because nothing here was built by
/// Kubernetes.
fn build(release: Release) -> Value {
    let mut build = Value::map();
    for (name, value) in [
        ("buildDate", "2026-01-01T00:00:00Z"),
        ("compiler", "gc"),
        ("gitCommit", &"0".repeat(40)),
        ("gitTreeState", "clean"),
        ("gitVersion", &release.version()),
        ("goVersion", "go1.26.8"),
        ("major", "1"),
        ("minor", &release.minor().to_string()),
        ("platform", "linux/amd64"),
    ] {
        *build.entry(name) = Value::string(value);
    }
    build
}
