//! `--help`: what a verb is good for, how it is typed, what its flags do; in our own words, from tables.
//!
//! Completion shows the same words.

use super::flags::{Flag, GLOBAL, Takes};
use super::{VERBS, Verb};

/// What a flag does, by its name: it does the same for every verb that has it.
const FLAGS: &[(&str, &str)] = &[
    ("all", "All objects of the kind"),
    ("all-namespaces", "Objects of all namespaces, with a column that names them"),
    (
        "allow-missing-template-keys",
        "A template prints nothing, or <no value>, for what is missing",
    ),
    ("api-group", "Only kinds of this API group"),
    ("api-version", "The version of the kind that is meant"),
    ("cascade", "What becomes of the pods: background, foreground or orphan"),
    ("chunk-size", "How many objects are asked for at a time; changes nothing here"),
    ("cluster", "The cluster of the context; there is one here"),
    ("client", "Only the client's version"),
    ("containers", "The containers that are meant; * for all"),
    ("context", "The cluster; there is one"),
    ("cpu", "How busy the pods may be on average, such as 50%"),
    ("cpu-percent", "Deprecated: --cpu"),
    ("current", "The current context"),
    ("current-replicas", "Scale only if there are so many replicas now"),
    ("dry-run", "Change nothing: client only prints, server also validates"),
    ("env", "A variable that is to be set"),
    ("field-manager", "Under which name the fields are owned"),
    ("field-selector", "Only objects with these fields, such as status.phase=Running"),
    ("filename", "A file of this scenario, or - for what comes through the pipe"),
    ("for", "The object, or what is waited for: condition=Ready, delete, jsonpath={.status.x}=1"),
    ("force", "Do it even where it is not safe, such as removing a pod at once"),
    ("force-conflicts", "Take fields over that somebody else owns"),
    (
        "grace-period",
        "How many seconds containers get to end; 0 with --force removes the pod at once",
    ),
    ("ignore-not-found", "What is missing is no error"),
    ("kubeconfig", "The file that names the cluster; there is none"),
    ("kustomize", "A directory of kustomize; not here"),
    ("label-columns", "Labels that get a column of their own"),
    ("limits", "The most that a container may use, such as cpu=200m,memory=128Mi"),
    ("list", "Print what is there and change nothing"),
    ("max", "The most pods that there may be"),
    ("min", "The fewest pods that there may be"),
    ("name", "The name of what is made"),
    ("local", "Change the manifest of -f and print it, and send nothing"),
    ("namespace", "In which namespace; else that of the current context"),
    ("namespaced", "Only kinds that belong to a namespace, or with =false those that do not"),
    ("no-headers", "Without the line of headings"),
    ("now", "Containers get one second to end"),
    (
        "output",
        "The form: wide, name, yaml, json, jsonpath=..., go-template=..., custom-columns=...",
    ),
    ("output-watch-events", "With a column that says ADDED, MODIFIED or DELETED"),
    ("overwrite", "Change what has a value already"),
    ("patch", "The patch, as JSON or YAML"),
    ("patch-file", "A file with the patch"),
    ("port", "The port that is opened"),
    ("prune", "Delete what was applied before and is gone from the files"),
    ("raw", "Ask the API server for this path"),
    ("record", "Deprecated: write the command into the annotation kubernetes.io/change-cause"),
    ("recursive", "Files in directories below, too; with explain, all fields at once"),
    ("replicas", "How many pods there are to be"),
    ("request-timeout", "Give up after so long, such as 1s"),
    ("requests", "What a container needs, such as cpu=100m"),
    ("resource-version", "Only if the object is still of this version"),
    ("revision", "The revision that is meant"),
    ("save-config", "Keep the object in the annotation that apply compares with"),
    ("selector", "Only objects with these labels, such as app=nginx"),
    ("server", "The API server; there is one"),
    ("server-print", "The server makes the table; changes nothing here"),
    ("server-side", "The server merges instead of kubectl"),
    ("show-events", "With the events of the object"),
    ("show-kind", "With the kind before each name"),
    ("show-labels", "With a column of all labels"),
    ("show-managed-fields", "With metadata.managedFields; the playground keeps none"),
    ("sort-by", "Order by this field, such as .metadata.creationTimestamp"),
    ("subresource", "A part of the object: status or scale"),
    ("target-port", "The port of the pods behind it"),
    ("template", "The template, in the place of what stands behind -o go-template="),
    ("timeout", "How long to wait, such as 30s"),
    ("to-revision", "The revision to go back to; 0 is the one before"),
    ("type", "The kind of patch: strategic, merge or json"),
    ("types", "Only events of these types: Normal, Warning"),
    ("v", "How much kubectl says of itself; nothing here"),
    ("user", "The user of the context; there is one here"),
    ("validate", "What becomes of unknown fields: strict, warn or ignore"),
    ("wait", "Come back when the object is gone; --wait=false comes back at once"),
    ("watch", "Go on and print every change, until Ctrl-C"),
    ("watch-only", "Print changes only, not what is there now"),
];

/// What stands behind a verb, and a line that does something with it.
const USES: &[(&str, &str, &str)] = &[
    (
        "annotate",
        "TYPE/NAME KEY=VALUE ... KEY- ...",
        "kubectl annotate sts/web kubernetes.io/change-cause='to 1.27'",
    ),
    ("api-resources", "", "kubectl api-resources --api-group=apps"),
    ("apply", "-f FILE", "kubectl apply -f web.yaml"),
    ("create", "-f FILE", "kubectl create -f web.yaml"),
    ("delete", "TYPE NAME ... | -f FILE", "kubectl delete pod web-0"),
    ("describe", "TYPE [NAME]", "kubectl describe sts web"),
    ("edit", "TYPE/NAME", "kubectl edit sts/web"),
    ("events", "[--for TYPE/NAME]", "kubectl events --for sts/web"),
    ("explain", "TYPE.FIELD.FIELD", "kubectl explain sts.spec.updateStrategy"),
    ("get", "TYPE [NAME ...]", "kubectl get pods -w -l app=nginx"),
    ("label", "TYPE/NAME KEY=VALUE ... KEY- ...", "kubectl label pod web-0 tier=canary"),
    ("patch", "TYPE/NAME -p PATCH", "kubectl patch sts web -p '{\"spec\":{\"replicas\":5}}'"),
    ("replace", "-f FILE", "kubectl replace -f web.yaml"),
    ("rollout", "sts/NAME", "kubectl rollout status sts/web"),
    ("scale", "sts/NAME --replicas=COUNT", "kubectl scale sts/web --replicas=5"),
    ("set env", "sts/NAME KEY=VALUE ...", "kubectl set env sts/web LEVEL=debug"),
    ("set image", "sts/NAME CONTAINER=IMAGE ...", "kubectl set image sts/web nginx=nginx:1.27"),
    ("set resources", "sts/NAME", "kubectl set resources sts/web --limits=cpu=200m"),
    ("wait", "TYPE/NAME --for=...", "kubectl wait --for=condition=Ready pod/web-0"),
];

/// What a flag does; empty if nobody said so.
pub(super) fn about(flag: &Flag) -> &'static str {
    FLAGS.iter().find(|(name, _)| *name == flag.name).map_or("", |(_, about)| about)
}

/// The help of a verb.
pub(super) fn help(verb: &Verb) -> String {
    let words = verb.words;
    let of = |(name, ..): &&(&str, &str, &str)| words.starts_with(name);
    let (usage, example) = USES.iter().find(of).map_or(("", ""), |(_, usage, line)| (usage, line));
    let mut text = format!("{}.\n\n", verb.about);
    if !example.is_empty() && example.contains(words) {
        text.push_str(&format!("Examples:\n  {example}\n\n"));
    }
    text.push_str("Options:\n");
    verb.flags.iter().chain(&GLOBAL).for_each(|flag| text.push_str(&option(flag)));
    let usage = [words, usage, "[options]"].map(|part| format!(" {part}"));
    let usage: String = usage.into_iter().filter(|part| part != " ").collect();
    format!("{text}\nUsage:\n  kubectl{usage}\n")
}

/// The flags of every verb.
pub(super) fn options() -> String {
    let options: String = GLOBAL.iter().map(option).collect();
    format!("The following options can be passed to any command:\n\n{options}")
}

/// A flag with its letter, its value and what it does.
fn option(flag: &Flag) -> String {
    let letter = flag.short.map_or_else(|| "    ".to_owned(), |letter| format!("-{letter}, "));
    let value = match flag.takes {
        Takes::Switch => "",
        Takes::Optional(_) | Takes::Text => "=''",
        Takes::Number => "=0",
        Takes::Duration => "=0s",
    };
    format!("    {letter}--{}{value}:\n        {}\n", flag.name, about(flag))
}

/// The verbs that begin so, with what they are good for.
pub(super) fn verbs(first: &str) -> impl Iterator<Item = &'static Verb> {
    let words = format!("{first} ");
    VERBS.iter().filter(move |verb| verb.words.starts_with(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_says_what_it_does() {
        for verb in VERBS {
            for flag in verb.flags {
                assert!(!about(flag).is_empty(), "kubectl {} --{}", verb.words, flag.name);
            }
        }
    }

    #[test]
    fn help_shows_how_a_verb_is_typed() {
        let get = VERBS.iter().find(|verb| verb.words == "get").map(help).unwrap_or_default();
        assert!(get.contains("kubectl get TYPE [NAME ...] [options]"), "{get}");
        assert!(get.contains("-w, --watch:\n        Go on"), "{get}");
    }
}
