//! Completion with Tab.

use crate::session::Session;
use crate::{NGINX, WEB};

/// Compares the candidates at the end of a line, each with its description, and the text that they replace.
fn check(line: &str, expected: &[&str]) {
    let mut session = Session::new(rollout_engine::version::Rules::LATEST);
    session.file("web.yaml", WEB);
    session.file("nginx.yaml", NGINX);
    session.run("kubectl apply -f web.yaml -f nginx.yaml");
    session.settle();
    let completion = session.complete(line);
    let shown = completion.candidates.iter().take(3);
    let shown =
        shown.map(|one| format!("{}{} ({})", &line[..completion.from], one.text, one.about));
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{line}");
}

#[test]
fn programs_and_verbs_are_completed() {
    check("ku", &["kubectl (Controls the cluster)"]);
    check(
        "kubectl desc",
        &["kubectl describe (Show details of a specific resource or group of resources)"],
    );
    check(
        "echo a; kubectl rollout un",
        &["echo a; kubectl rollout undo (Undo a previous rollout)"],
    );
}

#[test]
fn names_come_with_their_state() {
    check(
        "kubectl get po",
        &[
            "kubectl get pods (Pod, or po)",
            "kubectl get poddisruptionbudgets (PodDisruptionBudget, or pdb)",
            "kubectl get podtemplates (PodTemplate)",
        ],
    );
    check(
        "kubectl delete pod ",
        &[
            "kubectl delete pod web-0 (1/1 Running)",
            "kubectl delete pod web-1 (1/1 Running)",
            "kubectl delete pod web-2 (1/1 Running)",
        ],
    );
    check(
        "kubectl delete pod web-0 web-1 ",
        &["kubectl delete pod web-0 web-1 web-2 (1/1 Running)"],
    );
    check("kubectl scale ", &["kubectl scale sts/web (3/3 3s)"]);
    check("kubectl set image sts/web ", &["kubectl set image sts/web nginx= (nginx:1.25)"]);
}

#[test]
fn flags_and_their_values_are_completed() {
    check(
        "kubectl get pods --watch",
        &["kubectl get pods --watch-only (Print only changes, without the present objects)"],
    );
    check("kubectl apply -f we", &["kubectl apply -f web.yaml (21 lines)"]);
    check("kubectl get pods -o y", &["kubectl get pods -o yaml (The whole object)"]);
    check(
        "kubectl patch sts web --type=m",
        &["kubectl patch sts web --type=merge (Lists are replaced)"],
    );
}

#[test]
fn fields_are_completed_for_explain() {
    check(
        "kubectl explain sts.spec.updateStrategy.rollingUpdate.p",
        &[
            "kubectl explain sts.spec.updateStrategy.rollingUpdate.partition (Pods with an ordinal below the partition keep their revision.)",
        ],
    );
}

#[test]
fn nothing_is_said_where_nothing_is_known() {
    check("kubectl nosuch ", &[]);
    check("kubectl get 'pods web-", &[]);
    check(
        "",
        &[
            "kubectl (Controls the cluster)",
            "cat (Prints files of this scenario)",
            "echo (Prints its arguments)",
        ],
    );
}
