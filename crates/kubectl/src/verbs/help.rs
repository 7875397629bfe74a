//! `--help`: prints description, usage and flags of a verb, in our own words. Completion shows the same texts.
//!
//! Descriptions of verbs are kubectl's and are in each verb's module.

use super::flags::{Flag, GLOBAL, Takes};
use super::{VERBS, Verb};

/// Descriptions of flags, by name. A flag does the same for every verb.
const FLAGS: &[(&str, &str)] = &[
    ("all", "All objects of the kind"),
    ("all-namespaces", "Objects of all namespaces, with a column that names them"),
    (
        "allow-missing-template-keys",
        "Print nothing, or <no value>, for fields that a template misses",
    ),
    ("api-group", "Only kinds of this API group"),
    ("api-version", "Version of the kind"),
    ("cascade", "Whether dependents are deleted: background, foreground or orphan"),
    ("chunk-size", "Objects per request; no effect here"),
    ("cluster", "Cluster of the context; there is one here"),
    ("client", "Only the client's version"),
    ("containers", "Names of the containers; * for all"),
    ("context", "Context of the configuration; there is one here"),
    ("cpu", "Target of the pods' average cpu usage, such as 50%"),
    ("cpu-percent", "Deprecated: --cpu"),
    ("current", "The current context"),
    ("current-replicas", "Scale only if this is the present number of replicas"),
    ("dry-run", "Change nothing: client only prints, server also validates"),
    ("env", "Variable to set, as KEY=VALUE"),
    ("field-manager", "Name of the fields' owner"),
    ("field-selector", "Only objects with these fields, such as status.phase=Running"),
    ("filename", "A file of this scenario, or - for standard input"),
    ("for", "Object, or condition to wait for: condition=Ready, delete, jsonpath={.status.x}=1"),
    ("force", "Skip safety checks, such as waiting for a pod's containers to end"),
    ("force-conflicts", "Take over fields that another manager owns"),
    ("grace-period", "Seconds that containers have to end; 0 with --force removes the pod at once"),
    ("global-default", "Make this the class of pods that name none"),
    ("hard", "Resources and their limits, such as pods=3,requests.cpu=2"),
    ("ignore-not-found", "Treat a missing object as success"),
    ("kubeconfig", "Configuration file; there is none here"),
    ("kustomize", "Directory of kustomize; not supported here"),
    ("label-columns", "Labels to show as columns"),
    ("limits", "Limits of the container, such as cpu=200m,memory=128Mi"),
    ("list", "Print the present values and change nothing"),
    ("max-unavailable", "Number or percentage of pods that may be disrupted"),
    ("min-available", "Number or percentage of pods that have to stay healthy"),
    ("max", "Maximum number of pods"),
    ("min", "Minimum number of pods"),
    ("name", "Name of the new object"),
    ("local", "Change the manifest of -f and print it, without a request"),
    ("namespace", "Namespace; default: that of the current context"),
    ("namespaced", "Only namespaced kinds, or with =false only cluster-scoped ones"),
    ("no-headers", "Without the header line"),
    ("now", "Give containers one second to end"),
    ("output", "Format: wide, name, yaml, json, jsonpath=..., go-template=..., custom-columns=..."),
    ("output-watch-events", "With a column for ADDED, MODIFIED or DELETED"),
    ("overwrite", "Change keys that have a value"),
    ("delete-emptydir-data", "Evict pods with emptyDir volumes too; their data is lost"),
    ("description", "Purpose of the priority class"),
    (
        "disable-eviction",
        "Delete pods instead of evicting them, without regard to disruption budgets",
    ),
    ("ignore-daemonsets", "Leave pods of DaemonSets on the node"),
    ("patch", "The patch, as JSON or YAML"),
    ("patch-file", "A file with the patch"),
    ("pod-selector", "Only pods with these labels, such as app=nginx"),
    ("port", "Port of the Service"),
    ("prune", "Delete objects that were applied before and are no longer in the files"),
    ("preemption-policy", "Whether pods of the class evict others: PreemptLowerPriority or Never"),
    ("raw", "Path to request from the API server"),
    ("record", "Deprecated: write the command into the annotation kubernetes.io/change-cause"),
    ("recursive", "Include files in subdirectories; with explain, list all fields"),
    ("replicas", "Number of pods"),
    ("request-timeout", "Time limit of a request, such as 1s"),
    ("requests", "Resources that the container requests, such as cpu=100m"),
    ("resource-version", "Only if the object still has this version"),
    ("revision", "Number of the revision"),
    ("save-config", "Save the object in the annotation with which apply compares"),
    ("scopes", "Which pods the quota counts, such as BestEffort"),
    ("selector", "Only objects with these labels, such as app=nginx"),
    ("server", "Address of the API server; there is one here"),
    ("server-print", "Let the server format tables; no effect here"),
    ("server-side", "Let the server merge the fields"),
    ("show-events", "With the object's events"),
    ("show-kind", "With the kind before each name"),
    ("show-labels", "With a column of all labels"),
    ("show-managed-fields", "With metadata.managedFields; the playground keeps none"),
    (
        "skip-wait-for-delete-timeout",
        "Do not wait for pods deleted more than this many seconds ago",
    ),
    ("sort-by", "Field to sort by, such as .metadata.creationTimestamp"),
    ("subresource", "Subresource of the object: status or scale"),
    ("target-port", "Port of the pods"),
    ("template", "Template for -o go-template or -o jsonpath"),
    ("timeout", "Time to wait, such as 30s"),
    ("to-revision", "Number of the revision to return to; 0 is the previous one"),
    ("type", "Type of the patch (strategic, merge, json) or of the Service (ClusterIP)"),
    ("types", "Only events of these types: Normal, Warning"),
    ("v", "Log level; no effect here"),
    ("user", "User of the context; there is one here"),
    ("validate", "How unknown fields are treated: strict, warn or ignore"),
    ("value", "Priority of the class: pods with a higher one go first"),
    ("wait", "Wait until the object is removed; --wait=false returns at once"),
    ("watch", "Print every change until Ctrl-C"),
    ("watch-only", "Print only changes, without the present objects"),
];

/// Usage and an example of each verb.
const USES: &[(&str, &str, &str)] = &[
    (
        "annotate",
        "TYPE/NAME KEY=VALUE ... KEY- ...",
        "kubectl annotate sts/web kubernetes.io/change-cause='to 1.27'",
    ),
    ("api-resources", "", "kubectl api-resources --api-group=apps"),
    ("apply", "-f FILE", "kubectl apply -f web.yaml"),
    ("cordon", "NODE", "kubectl cordon node-1"),
    ("create namespace", "NAME", "kubectl create namespace argocd"),
    (
        "create poddisruptionbudget",
        "NAME --selector=SELECTOR --min-available=N",
        "kubectl create poddisruptionbudget web --selector=app=nginx --min-available=2",
    ),
    (
        "create priorityclass",
        "NAME --value=VALUE",
        "kubectl create priorityclass high --value=1000",
    ),
    (
        "create quota",
        "NAME [--hard=KEY=VALUE,...] [--scopes=SCOPE,...]",
        "kubectl create quota small --hard=pods=3,requests.cpu=2",
    ),
    ("create", "-f FILE", "kubectl create -f web.yaml"),
    ("delete", "TYPE NAME ... | -f FILE", "kubectl delete pod web-0"),
    ("describe", "TYPE [NAME]", "kubectl describe sts web"),
    ("drain", "NODE", "kubectl drain node-1 --ignore-daemonsets"),
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
    ("taint", "node NAME KEY=VALUE:EFFECT ...", "kubectl taint node node-1 key=value:NoSchedule"),
    ("uncordon", "NODE", "kubectl uncordon node-1"),
    ("wait", "TYPE/NAME --for=...", "kubectl wait --for=condition=Ready pod/web-0"),
];

/// Returns the description of a flag; empty if it has none.
pub(super) fn about(flag: &Flag) -> &'static str {
    FLAGS.iter().find(|(name, _)| *name == flag.name).map_or("", |(_, about)| about)
}

/// Returns the help text of a verb.
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

/// Returns the help text of the global flags (`kubectl options`).
pub(super) fn options() -> String {
    let options: String = GLOBAL.iter().map(option).collect();
    format!("The following options can be passed to any command:\n\n{options}")
}

/// Formats a flag with its short name, its value and its description.
fn option(flag: &Flag) -> String {
    let letter = flag.short.map_or_else(|| "    ".to_owned(), |letter| format!("-{letter}, "));
    let value = match flag.takes {
        Takes::Switch => "",
        Takes::Optional(_) | Takes::Text => "=''",
        Takes::Number | Takes::Number32 => "=0",
        Takes::Duration => "=0s",
    };
    format!("    {letter}--{}{value}:\n        {}\n", flag.name, about(flag))
}

/// Returns the verbs with this first word and a subcommand.
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
        assert!(get.contains("-w, --watch:\n        Print every change"), "{get}");
    }
}
