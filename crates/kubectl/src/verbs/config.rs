//! `kubectl cluster-info` and what of `kubectl config` only reads: there is one cluster, one context and one user.
//!
//! Their names and the address are the recorders' (b08-edit-wait.txt); nothing listens there. What would change the
//! configuration is refused with a sentence of our own.

use super::flags::Invocation;
use super::{Started, Verb};
use crate::print::table;
use crate::process::{Step, World};
use crate::server::Failure;

pub(super) const CLUSTER_INFO: Verb = Verb {
    words: "cluster-info",
    about: "Display cluster information",
    flags: &[],
    run: cluster_info,
};

pub(super) const CURRENT_CONTEXT: Verb = Verb {
    words: "config current-context",
    about: "Display the current-context",
    flags: &[],
    run: |_, _, step| {
        step.out("c\n");
        Ok(Started::Exited(0))
    },
};

pub(super) const CONTEXTS: Verb = Verb {
    words: "config get-contexts",
    about: "Describe one or many contexts",
    flags: &[],
    run: |_, _, step| {
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let headings = row(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
        step.out(table(vec![headings, row(["*", "c", "c", "u", "default"])]));
        Ok(Started::Exited(0))
    },
};

pub(super) const VIEW: Verb = Verb {
    words: "config view",
    about: "Display merged kubeconfig settings or a specified kubeconfig file",
    flags: &[],
    run: view,
};

/// Where the recorders' API server of this release was.
fn server(world: &World<'_>) -> String {
    format!("https://127.0.0.1:{}", 20_002 + 20 * u32::from(world.release().minor()))
}

fn cluster_info(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    if let Some(second) = invocation.arguments.first() {
        let message = format!("this playground has no \"kubectl cluster-info {second}\"");
        return Err(Failure::Plain(message));
    }
    let server = server(world);
    step.out(format!(
        "Kubernetes control plane is running at {server}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"
    ));
    Ok(Started::Exited(0))
}

fn view(_: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let server = server(world);
    step.out(format!(
        "\
apiVersion: v1
clusters:
- cluster:
    insecure-skip-tls-verify: true
    server: {server}
  name: c
contexts:
- context:
    cluster: c
    namespace: default
    user: u
  name: c
current-context: c
kind: Config
users:
- name: u
  user:
    token: REDACTED
"
    ));
    Ok(Started::Exited(0))
}
