//! `kubectl cluster-info` and what of `kubectl config` only reads: there is one cluster, one context and one user.
//!
//! In a recorded session names and address are the recorders' (b08-edit-wait.txt), else the playground's own; nothing listens
//! at either. What would change the configuration is refused with a sentence of our own.

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
    run: |_, world, step| {
        step.out(format!("{}\n", Names::of(world).context));
        Ok(Started::Exited(0))
    },
};

pub(super) const CONTEXTS: Verb = Verb {
    words: "config get-contexts",
    about: "Describe one or many contexts",
    flags: &[],
    run: |_, world, step| {
        let Names { context, cluster, user } = Names::of(world);
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let headings = row(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
        step.out(table(vec![headings, row(["*", context, cluster, user, "default"])]));
        Ok(Started::Exited(0))
    },
};

pub(super) const VIEW: Verb = Verb {
    words: "config view",
    about: "Display merged kubeconfig settings or a specified kubeconfig file",
    flags: &[],
    run: view,
};

/// What things are called in the configuration.
struct Names {
    context: &'static str,
    cluster: &'static str,
    user: &'static str,
}

impl Names {
    fn of(world: &World<'_>) -> Self {
        if world.rules.stand_in.is_some() {
            return Self { context: "c", cluster: "c", user: "u" };
        }
        Self { context: "statefulset-playground", cluster: "playground", user: "learner" }
    }
}

/// Where the API server would be: at the port that Kubernetes gives it, or where the recorders' of this release was.
fn server(world: &World<'_>) -> String {
    let port = match world.rules.stand_in {
        Some(_) => 20_002 + 20 * u32::from(world.release().minor()),
        None => 6_443,
    };
    format!("https://127.0.0.1:{port}")
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
    let (server, Names { context, cluster, user }) = (server(world), Names::of(world));
    step.out(format!(
        "\
apiVersion: v1
clusters:
- cluster:
    insecure-skip-tls-verify: true
    server: {server}
  name: {cluster}
contexts:
- context:
    cluster: {cluster}
    namespace: default
    user: {user}
  name: {context}
current-context: {context}
kind: Config
users:
- name: {user}
  user:
    token: REDACTED
"
    ));
    Ok(Started::Exited(0))
}
