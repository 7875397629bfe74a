//! What kubectl answers when its first words are no verb of ours.

use super::VERBS;

/// Text and an exit status.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) status: i32,
}

/// All of kubectl's commands, in its own order; suggestions come in it.
const COMMANDS: [&str; 42] = [
    "create",
    "expose",
    "run",
    "set",
    "explain",
    "get",
    "edit",
    "delete",
    "rollout",
    "scale",
    "autoscale",
    "certificate",
    "cluster-info",
    "top",
    "cordon",
    "uncordon",
    "drain",
    "taint",
    "describe",
    "logs",
    "attach",
    "exec",
    "port-forward",
    "proxy",
    "cp",
    "auth",
    "debug",
    "events",
    "diff",
    "apply",
    "patch",
    "replace",
    "wait",
    "kustomize",
    "label",
    "annotate",
    "completion",
    "api-resources",
    "api-versions",
    "config",
    "plugin",
    "version",
];

/// The answer to words that name none of [`VERBS`].
pub(super) fn answer(words: &[String]) -> Answer {
    let Some(first) = words.first().map(String::as_str) else { return overview() };
    if !COMMANDS.contains(&first) {
        return refused(format!(
            "unknown command \"{first}\" for \"kubectl\"\n{}",
            suggestions(first)
        ));
    }
    let has_subcommands = VERBS.iter().any(|verb| verb.words.starts_with(&format!("{first} ")));
    match words.get(1).map(String::as_str) {
        None if has_subcommands => group(first),
        Some(second) if has_subcommands && !SUBCOMMANDS.contains(&(first, second)) => {
            let rest = words.get(1..).unwrap_or_default().join(" ");
            refused(format!(
                "unknown command \"{rest}\"\nSee 'kubectl {first} -h' for help and examples\n"
            ))
        }
        _ => refused(format!("this playground has no \"kubectl {first}\" of this kind yet\n")),
    }
}

/// Subcommands that kubectl has and this world has not yet.
const SUBCOMMANDS: [(&str, &str); 10] = [
    ("rollout", "history"),
    ("rollout", "pause"),
    ("rollout", "restart"),
    ("rollout", "resume"),
    ("rollout", "undo"),
    ("set", "env"),
    ("set", "resources"),
    ("set", "selector"),
    ("set", "serviceaccount"),
    ("set", "subject"),
];

fn refused(message: String) -> Answer {
    Answer { err: format!("error: {message}"), status: 1, ..Answer::default() }
}

fn overview() -> Answer {
    let head = "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\nCommands of this playground:\n";
    Answer { out: format!("{head}{}", list("")), ..Answer::default() }
}

fn group(first: &str) -> Answer {
    let text = format!(
        "Available Commands:\n{}\nUsage:\n  kubectl {first} SUBCOMMAND [options]\n",
        list(first)
    );
    Answer { out: text, status: 1, ..Answer::default() }
}

fn list(first: &str) -> String {
    let verbs = VERBS.iter().filter(|verb| verb.words.starts_with(first));
    verbs.map(|verb| format!("  {:<16}{}\n", verb.words, verb.about)).collect()
}

/// Commands that are near to what was typed, or that it begins.
fn suggestions(typed: &str) -> String {
    let typed = typed.to_lowercase();
    // Nothing as long as this is near to anything, and a distance takes time.
    let near = |command: &&&str| {
        typed.len() < 64 && (distance(&typed, command) <= 2 || command.starts_with(&typed))
    };
    let near: String =
        COMMANDS.iter().filter(near).map(|command| format!("\t{command}\n")).collect();
    if near.is_empty() { near } else { format!("\nDid you mean this?\n{near}") }
}

/// How many letters must be put in, taken out or exchanged (Levenshtein).
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
        assert_eq!(answer(&words).err, expected);
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
