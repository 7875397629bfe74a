//! Whether a line writes to the cluster, judged by its words. Runs nothing. Which verbs write is in
//! [`kubectl::verbs::writes`].

use crate::syntax::{Command, List, Simple, expand, read};

/// Whether a line contains a kubectl command that writes. False for a line with a syntax error, which runs nothing.
/// Variables count as empty.
pub fn writes(line: &str) -> bool {
    read(line).is_ok_and(|script| list_writes(&script.list))
}

fn list_writes(list: &List) -> bool {
    list.iter().flat_map(|item| item.pipeline.iter()).any(|command| match command {
        Command::Simple(simple) => simple_writes(simple),
        Command::For { body, .. } => list_writes(body),
    })
}

fn simple_writes(simple: &Simple) -> bool {
    let words: Vec<_> =
        simple.words.iter().flat_map(|word| expand(word, &|_| String::new())).collect();
    match words.split_first() {
        Some((program, arguments)) if program == "kubectl" => kubectl::verbs::writes(arguments),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_writes_if_one_of_its_commands_does() {
        for line in [
            "kubectl apply -f web.yaml",
            "kubectl -n default delete pod web-0",
            "for i in 0 1; do kubectl delete pod web-$i; done",
            "cat web.yaml | kubectl apply -f -",
            "kubectl rollout undo sts/web",
            "cat <<EOF | kubectl apply -f -\nkind: StatefulSet\nEOF",
            "kubectl create ns 名",
            "kubectl get pods; kubectl scale sts web --replicas=5",
            "kubectl scale sts web --replicas=5 --dry-run=none",
        ] {
            assert!(writes(line), "{line}");
        }
    }

    #[test]
    fn reading_dry_runs_and_unknown_verbs_write_nothing() {
        for line in [
            "kubectl get pods -w",
            "kubectl -n delete get pods",
            "kubectl rollout status sts/web",
            "kubectl rollout history sts/web",
            "kubectl apply view-last-applied sts/web",
            "kubectl apply -f web.yaml --dry-run=client",
            "kubectl set image -f web.yaml nginx=nginx:1.27 --local -o yaml",
            "echo kubectl; ls",
            "echo kubectl delete pod web-0",
            "kubectl frobnicate",
            "kubectl delete pod 'web-0",
            "echo für; echo 🙂",
            "",
        ] {
            assert!(!writes(line), "{line}");
        }
    }
}
