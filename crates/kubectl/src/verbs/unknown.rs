//! kubectl's answers to commands that are not in [`super::VERBS`]: unknown words, help topics, commands that the
//! playground lacks.

use super::{VERBS, Verb};
use apiserver::release::Release;
use apiserver::value::quoted;

/// Output and exit status.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) status: i32,
}

/// All commands of kubectl, in its order and words. Suggestions have this order. Recorded for 1.37
/// (b09-usage-errors.txt).
const COMMANDS: &str = "\
Basic Commands (Beginner):
\x20 create Create a resource from a file or from stdin
\x20 expose Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service
\x20 run Run a particular image on the cluster
\x20 set Set specific features on objects

Basic Commands (Intermediate):
\x20 explain Get documentation for a resource
\x20 get Display one or many resources
\x20 edit Edit a resource on the server
\x20 delete Delete resources by file names, stdin, resources and names, or by resources and label selector

Deploy Commands:
\x20 rollout Manage the rollout of a resource
\x20 scale Set a new size for a deployment, replica set, or replication controller
\x20 autoscale Auto-scale a deployment, replica set, stateful set, or replication controller

Cluster Management Commands:
\x20 certificate Modify certificate resources
\x20 cluster-info Display cluster information
\x20 top Display resource (CPU/memory) usage
\x20 cordon Mark node as unschedulable
\x20 uncordon Mark node as schedulable
\x20 drain Drain node in preparation for maintenance
\x20 taint Update the taints on one or more nodes

Troubleshooting and Debugging Commands:
\x20 describe Show details of a specific resource or group of resources
\x20 logs Print the logs for a container in a pod
\x20 attach Attach to a running container
\x20 exec Execute a command in a container
\x20 port-forward Forward one or more local ports to a pod
\x20 proxy Run a proxy to the Kubernetes API server
\x20 cp Copy files and directories to and from containers
\x20 auth Inspect authorization
\x20 debug Create debugging sessions for troubleshooting workloads and nodes
\x20 events List events

Advanced Commands:
\x20 diff Diff the live version against a would-be applied version
\x20 apply Apply a configuration to a resource by file name or stdin
\x20 patch Update fields of a resource
\x20 replace Replace a resource by file name or stdin
\x20 wait Wait for a specific condition on one or many resources
\x20 kustomize Build a kustomization target from a directory or URL

Settings Commands:
\x20 label Update the labels on a resource
\x20 annotate Update the annotations on a resource
\x20 completion Output shell completion code for the specified shell (bash, zsh, fish, or powershell)

Subcommands provided by plugins:

Other Commands:
\x20 api-resources Print the supported API resources on the server
\x20 api-versions Print the supported API versions on the server, in the form of \"group/version\"
\x20 config Modify kubeconfig files
\x20 kuberc Manage kuberc configuration files
\x20 plugin Provides utilities for interacting with plugins
\x20 version Print the client and server version information
";

/// Shells for which `kubectl completion` writes code.
const SHELLS: [&str; 4] = ["bash", "fish", "powershell", "zsh"];

/// Returns the names of all commands.
fn commands() -> impl Iterator<Item = &'static str> {
    let name = |line: &'static str| line.strip_prefix("  ")?.split(' ').next();
    COMMANDS.lines().filter_map(name)
}

/// Returns the answer to words that are not in [`VERBS`].
pub(super) fn answer(words: &[String], release: Release) -> Answer {
    let Some(first) = words.first().map(String::as_str) else { return overview(release) };
    match first {
        "help" => return help(words.get(1..).unwrap_or_default(), release),
        "options" => return Answer { out: super::help::options(), ..Answer::default() },
        _ => {}
    }
    if !commands().any(|command| command == first) {
        return refused(format!(
            "unknown command \"{first}\" for \"kubectl\"\n{}",
            suggestions(first)
        ));
    }
    let has_subcommands = VERBS.iter().any(|verb| verb.words.starts_with(&format!("{first} ")));
    match words.get(1).map(String::as_str) {
        None if has_subcommands => group(first),
        Some(shell) if first == "completion" && !SHELLS.contains(&shell) => refused(format!(
            "Unsupported shell type {}.\nSee 'kubectl completion -h' for help and examples\n",
            quoted(shell)
        )),
        Some(second) if ["auth", "config"].contains(&first) => {
            refused(format!("{}\n", cannot(&format!("{first} {second}"))))
        }
        Some(_) if has_subcommands && first != "apply" => {
            let rest = words.get(1..).unwrap_or_default().join(" ");
            refused(format!(
                "unknown command \"{rest}\"\nSee 'kubectl {first} -h' for help and examples\n"
            ))
        }
        _ => refused(format!("{}\n", cannot(first))),
    }
}

/// Subcommands of `kubectl create` that need no manifest. There is none for a StatefulSet.
const CREATED: [&str; 13] = [
    "clusterrole",
    "clusterrolebinding",
    "configmap",
    "cm",
    "cronjob",
    "deployment",
    "ingress",
    "job",
    "role",
    "rolebinding",
    "secret",
    "service",
    "serviceaccount",
];

/// Returns the answer to a subcommand of `kubectl create` that the playground lacks.
pub(super) fn subcommand_of_create(verb: &Verb, words: &[String]) -> Option<Answer> {
    let second = words.get(1).filter(|_| verb.words == "create")?;
    CREATED.contains(&second.as_str()).then(|| {
        refused(format!(
            "this playground makes objects from manifests (kubectl create -f FILE), so it has no \"kubectl create {second}\"\n"
        ))
    })
}

/// `kubectl help scale` prints the same as `kubectl scale --help`. The answer to an unknown topic was never recorded.
fn help(topic: &[String], release: Release) -> Answer {
    if topic.is_empty() {
        return overview(release);
    }
    match super::find(topic, release) {
        Ok(verb) => Answer { out: super::help::help(verb), ..Answer::default() },
        Err(answer) if commands().any(|command| topic.first().is_some_and(|it| it == command)) => {
            answer
        }
        Err(_) => {
            let err = format!("Unknown help topic {}\n", quoted(&topic.join(" ")));
            Answer { err, ..overview(release) }
        }
    }
}

/// Explains in one sentence why the playground lacks a command.
fn cannot(command: &str) -> String {
    let why = match command.split(' ').next().unwrap_or_default() {
        "attach" | "cp" | "debug" | "exec" | "logs" | "port-forward" | "proxy" | "top" => {
            "no container runs in this playground, so"
        }
        "run" => "this playground runs the pods of StatefulSets only, so",
        "cordon" | "drain" | "taint" | "uncordon" => {
            "a node of this playground can be lost, return and be deleted (: node node-1 is lost), so"
        }
        "auth" | "certificate" | "config" | "kuberc" => {
            "this playground is one cluster with one user, so"
        }
        "plugin" => return "unable to find any kubectl plugins in your PATH".to_owned(),
        _ => return format!("this playground has no \"kubectl {command}\""),
    };
    format!("{why} it has no \"kubectl {command}\"")
}

fn refused(message: String) -> Answer {
    Answer { err: format!("error: {message}"), status: 1, ..Answer::default() }
}

fn overview(release: Release) -> Answer {
    let mut out = "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n".to_owned();
    for line in COMMANDS.lines() {
        let command = line.strip_prefix("  ").and_then(|line| line.split_once(' '));
        match command {
            Some(("kuberc", _)) if !release.has_kuberc() => {}
            Some(("wait", about)) if release.calls_wait_experimental() => {
                out.push_str(&format!("  {:<16}Experimental: {about}\n", "wait"));
            }
            Some((name, about)) => out.push_str(&format!("  {name:<16}{about}\n")),
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out.push_str("\nUsage:\n  kubectl [flags] [options]\n");
    out.push_str(&more("<command>"));
    Answer { out, ..Answer::default() }
}

fn more(command: &str) -> String {
    format!(
        "\nUse \"kubectl {command} --help\" for more information about a given command.\nUse \"kubectl options\" for a list of global command-line options (applies to all commands).\n"
    )
}

/// Lists the subcommands of a command. `kubectl set` is recorded (b06-patch-set.txt); the others never were.
fn group(first: &str) -> Answer {
    let about = match first {
        "set" => {
            "Configure application resources.\n\n These commands help you make changes to existing application resources.\n\n"
        }
        "auth" => "Inspect authorization.\n\n",
        "config" => "Modify kubeconfig files.\n\n",
        _ => "Manage the rollout of one or many resources.\n\n",
    };
    let subcommands = VERBS.iter().filter_map(|verb| {
        let name = verb.words.strip_prefix(first)?.strip_prefix(' ')?;
        Some((name, verb.about))
    });
    let mut subcommands: Vec<_> = subcommands.collect();
    if first == "set" {
        let about =
            "Update the user, group, or service account in a role binding or cluster role binding";
        subcommands.push(("subject", about));
    }
    subcommands.sort_unstable();
    let width = subcommands.iter().map(|(name, _)| name.len()).max().unwrap_or_default() + 3;
    let list: String =
        subcommands.iter().map(|(name, about)| format!("  {name:<width$}{about}\n")).collect();
    let usage = format!("\nUsage:\n  kubectl {first} SUBCOMMAND [options]\n");
    let out =
        format!("{about}Available Commands:\n{list}{usage}{}", more(&format!("{first} <command>")));
    Answer { out, status: 1, ..Answer::default() }
}

/// Suggests commands that are similar to the typed word or start with it.
fn suggestions(typed: &str) -> String {
    let typed = typed.to_lowercase();
    // No command is similar to a word this long, and computing the distance takes time.
    let near = |command: &&str| {
        typed.len() < 64 && (distance(&typed, command) <= 2 || command.starts_with(&typed))
    };
    let near: String = commands().filter(near).map(|command| format!("\t{command}\n")).collect();
    if near.is_empty() { near } else { format!("\nDid you mean this?\n{near}") }
}

/// Edit distance in characters (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (place, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let above = *place;
            *place = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            (diagonal, left) = (above, *place);
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &str) {
        let words: Vec<_> = words.split(' ').map(str::to_owned).collect();
        let release = Release::of(&rollout_engine::version::Rules::LATEST);
        assert_eq!(answer(&words, release).err, expected);
    }

    /// Recorded: b09-usage-errors.txt.
    #[test]
    fn an_unknown_command_gets_kubectls_suggestions() {
        check("nosuch", "error: unknown command \"nosuch\" for \"kubectl\"\n");
        check(
            "gt pods",
            "error: unknown command \"gt\" for \"kubectl\"\n\nDid you mean this?\n\tset\n\tget\n\tcp\n",
        );
        check(
            "scael sts web",
            "error: unknown command \"scael\" for \"kubectl\"\n\nDid you mean this?\n\tscale\n",
        );
        check(
            "roll status",
            "error: unknown command \"roll\" for \"kubectl\"\n\nDid you mean this?\n\trollout\n",
        );
        check(
            "set nosuch sts/web",
            "error: unknown command \"nosuch sts/web\"\nSee 'kubectl set -h' for help and examples\n",
        );
    }

    #[test]
    fn distances_are_levenshteins() {
        for (a, b, expected) in
            [("gt", "get", 1), ("scael", "scale", 2), ("", "abc", 3), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
