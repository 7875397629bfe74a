//! `kubectl cluster-info` and `kubectl config`: there is one cluster, one context and one user.
//!
//! Of the configuration only the context's namespace can be changed.
//!
//! In a recorded session names and address are the recorders' (b08-edit-wait.txt), else the playground's own; nothing listens
//! at either. What would change the configuration is refused with a sentence of our own.

use super::flags::{Invocation, Takes, flag};
use super::{Started, Verb};
use crate::print::table;
use crate::process::{Step, World};
use crate::server::Failure;
use crate::value::quoted;

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
        step.out(table(vec![headings, row(["*", context, cluster, user, world.namespace])]));
        Ok(Started::Exited(0))
    },
};

pub(super) const VIEW: Verb = Verb {
    words: "config view",
    about: "Display merged kubeconfig settings or a specified kubeconfig file",
    flags: &[],
    run: view,
};

pub(super) const SET_CONTEXT: Verb = Verb {
    words: "config set-context",
    about: "Set a context entry in kubeconfig",
    flags: &[
        flag("cluster", Takes::Text),
        flag("current", Takes::Switch),
        flag("user", Takes::Text),
    ],
    run: set_context,
};

pub(super) const USE_CONTEXT: Verb = Verb {
    words: "config use-context",
    about: "Set the current-context in a kubeconfig file",
    flags: &[],
    run: |invocation, world, step| {
        let [name] = invocation.arguments.as_slice() else {
            return Err(Failure::Plain("Unexpected args: one context name is needed".to_owned()));
        };
        if name != Names::of(world).context {
            return Err(no_context(name));
        }
        step.out(format!("Switched to context {}.\n", quoted(name)));
        Ok(Started::Exited(0))
    },
};

/// Changes the namespace of the one context there is.
fn set_context(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let context = Names::of(world).context;
    let is_current = match (invocation.arguments.as_slice(), invocation.is_on("current")) {
        ([], true) => true,
        ([name], false) => name == context,
        _ => {
            return Err(Failure::Plain(
                "Unexpected args: a context name or --current is needed".to_owned(),
            ));
        }
    };
    if !is_current || invocation.value("cluster").or(invocation.value("user")).is_some() {
        let message = "this playground is one cluster with one user and one context; of that, --namespace can be set";
        return Err(Failure::Plain(message.to_owned()));
    }
    step.out(format!("Context {} modified.\n", quoted(context)));
    step.namespace = invocation.value("namespace").map(|namespace| match namespace {
        "" => "default".to_owned(),
        name => name.to_owned(),
    });
    Ok(Started::Exited(0))
}

fn no_context(name: &str) -> Failure {
    Failure::Plain(format!("no context exists with the name: {}", quoted(name)))
}

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
    let namespace = world.namespace;
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
    namespace: {namespace}
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
