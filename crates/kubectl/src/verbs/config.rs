//! `kubectl cluster-info` and `kubectl config`: one cluster, one context, one user.
//!
//! Only the namespace of the context can be changed; any other change is an error in our own words. Names and addresses
//! are the playground's own, or in a recorded session those of the recordings (b08-edit-wait.txt). Nothing listens at
//! either address.

use super::flags::{Invocation, Takes, flag};
use super::{Started, Verb};
use crate::print::table;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::value::quoted;

pub(super) const CLUSTER_INFO: Verb = Verb {
    words: "cluster-info",
    writes: false,
    about: "Display cluster information",
    flags: &[],
    run: cluster_info,
};

pub(super) const CURRENT_CONTEXT: Verb = Verb {
    words: "config current-context",
    writes: false,
    about: "Display the current-context",
    flags: &[],
    run: |_, world, step| {
        step.out(format!("{}\n", ConfigNames::of(world).context));
        Ok(Started::Exited(0))
    },
};

pub(super) const CONTEXTS: Verb = Verb {
    words: "config get-contexts",
    writes: false,
    about: "Describe one or many contexts",
    flags: &[],
    run: |_, world, step| {
        let ConfigNames { context, cluster, user } = ConfigNames::of(world);
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        let headings = row(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]);
        step.out(table(vec![headings, row(["*", context, cluster, user, world.namespace])]));
        Ok(Started::Exited(0))
    },
};

pub(super) const VIEW: Verb = Verb {
    words: "config view",
    writes: false,
    about: "Display merged kubeconfig settings or a specified kubeconfig file",
    flags: &[],
    run: view,
};

pub(super) const SET_CONTEXT: Verb = Verb {
    words: "config set-context",
    writes: false,
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
    writes: false,
    about: "Set the current-context in a kubeconfig file",
    flags: &[],
    run: |invocation, world, step| {
        let [name] = invocation.arguments.as_slice() else {
            return Err(Failure::Plain("Unexpected args: one context name is needed".to_owned()));
        };
        if name != ConfigNames::of(world).context {
            return Err(no_context(name));
        }
        step.out(format!("Switched to context {}.\n", quoted(name)));
        Ok(Started::Exited(0))
    },
};

/// `config set-context`: changes the namespace of the only context.
fn set_context(
    invocation: &Invocation,
    world: &World<'_>,
    step: &mut Step,
) -> Result<Started, Failure> {
    let context = ConfigNames::of(world).context;
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

/// Names in the configuration.
struct ConfigNames {
    context: &'static str,
    cluster: &'static str,
    user: &'static str,
}

impl ConfigNames {
    fn of(world: &World<'_>) -> Self {
        if world.rules.stand_in.is_some() {
            return Self { context: "c", cluster: "c", user: "u" };
        }
        Self { context: "statefulset-playground", cluster: "playground", user: "learner" }
    }
}

/// Returns the URL of the API server: Kubernetes' default port, or the port of this release's recordings.
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
    let (server, ConfigNames { context, cluster, user }) = (server(world), ConfigNames::of(world));
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
