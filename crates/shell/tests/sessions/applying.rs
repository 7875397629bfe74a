//! `kubectl apply`: what it creates, configures and leaves alone.

use rollout_engine::version::Rules;

use crate::lines::{check, running, with_files};
use crate::{NGINX, WEB};

#[test]
fn apply_creates_configures_and_leaves_alone() {
    let mut session = with_files(Rules::LATEST);
    let apply = "kubectl apply -f nginx.yaml -f web.yaml";
    check(&mut session, apply, "service/nginx created\nstatefulset.apps/web created\n");
    session.settle();
    check(&mut session, apply, "service/nginx unchanged\nstatefulset.apps/web unchanged\n");
    session.file("web.yaml", &WEB.replace("replicas: 3", "replicas: 4"));
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web configured\n");
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web unchanged\n");
    check(&mut session, "kubectl apply -f web.yaml -o name", "statefulset.apps/web\n");
}

#[test]
fn apply_reads_several_documents_and_standard_input() {
    let mut session = with_files(Rules::LATEST);
    session.file("all.yaml", &format!("{NGINX}---\n{WEB}---\n{WEB}"));
    check(
        &mut session,
        "kubectl apply -f all.yaml",
        "service/nginx created\nstatefulset.apps/web created\nstatefulset.apps/web unchanged\n",
    );
    let line = format!(
        "kubectl apply -f - <<EOF\n{}EOF",
        WEB.replace("name: web\nspec", "name: web2\nspec")
    );
    check(&mut session, &line, "statefulset.apps/web2 created\n");
    check(&mut session, "cat web.yaml | kubectl apply -f -", "statefulset.apps/web unchanged\n");
}

#[test]
fn apply_keeps_what_scale_did_unless_the_file_says_otherwise() {
    let mut session = with_files(Rules::LATEST);
    session.file("web.yaml", &WEB.replace("  replicas: 3\n", ""));
    session.run("kubectl apply -f web.yaml; kubectl scale sts web --replicas=4");
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web unchanged\n");
    check(&mut session, "kubectl get sts --no-headers", "web   0/4   0s\n");
    session.file("web.yaml", WEB);
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web configured\n");
    session.file("web.yaml", &WEB.replace("  replicas: 3\n", ""));
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web configured\n");
    check(&mut session, "kubectl get sts --no-headers", "web   0/1   0s\n");
}

/// Only the message of a conflict is recorded (c4), there for a patch.
#[test]
fn what_get_printed_can_be_applied_again() {
    let mut session = running();
    let printed = session.run("kubectl get sts web -o yaml").out;
    session.file("web.yaml", &printed);
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web configured\n");
    check(&mut session, "kubectl apply -f web.yaml", "statefulset.apps/web unchanged\n");
    check(&mut session, "kubectl replace -f web.yaml", "statefulset.apps/web replaced\n");
    let version = printed.lines().find(|line| line.contains("resourceVersion")).expect("a version");
    session.file("web.yaml", &printed.replace(version, "  resourceVersion: '1'"));
    check(
        &mut session,
        "kubectl replace -f web.yaml",
        "Error from server (Conflict): error when replacing \"web.yaml\": Operation cannot be fulfilled on statefulsets.apps \"web\": the object has been modified; please apply your changes to the latest version and try again\n[exit 1]\n",
    );
}

#[test]
fn kinds_of_a_chart_are_kept() {
    let mut session = with_files(Rules::LATEST);
    session.file("chart.yaml", include_str!("../hostile/corpus/manifests/bundle.yaml"));
    check(
        &mut session,
        "kubectl apply -f chart.yaml",
        "serviceaccount/db created\nconfigmap/db created\npoddisruptionbudget.policy/db created\nclusterrole.rbac.authorization.k8s.io/db created\nservice/db created\nstatefulset.apps/db created\n",
    );
    session.settle();
    check(&mut session, "kubectl get sts --no-headers", "db    3/3   1s\n");
    let again = session.run("kubectl apply -f chart.yaml").out;
    assert_eq!(again.matches(" unchanged\n").count(), 5, "{again}");
    // Claim templates are compared as a whole, and the file's have no defaults.
    assert!(again.ends_with("statefulset.apps/db configured\n"), "{again}");
    session.file(
        "deploy.yaml",
        "{kind: Deployment, apiVersion: apps/v1, metadata: {name: a}, spec: {}}",
    );
    check(
        &mut session,
        "kubectl create -f deploy.yaml -o name",
        "(This playground keeps deployment.apps/a, but runs no pods for it.)\ndeployment.apps/a\n",
    );
    session.file("pod.yaml", "{kind: Pod, apiVersion: v1, metadata: {name: a}}");
    check(
        &mut session,
        "kubectl apply -f pod.yaml",
        "error: this playground has no pods but those of StatefulSets\n[exit 1]\n",
    );
}

/// Recorded: c3-immutable.txt, where the set had been recreated before.
#[test]
fn server_side_apply_conflicts_where_client_side_apply_owns() {
    let mut session = with_files(Rules::LATEST);
    let claims = |size: &str| {
        format!(
            "{WEB}  volumeClaimTemplates:\n  - metadata: {{name: www}}\n    spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {size}}}}}}}\n"
        )
    };
    session.file("v1.yaml", &claims("1Gi"));
    session.file("v2.yaml", &claims("2Gi"));
    session.run("kubectl apply -f v1.yaml");
    let conflict = session.run("kubectl apply --server-side -f v2.yaml").err;
    assert!(conflict.starts_with("error: Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.volumeClaimTemplates\nPlease review the fields above"), "{conflict}");
    let forced = session.run("kubectl apply --server-side --force-conflicts -f v2.yaml").err;
    assert!(forced.ends_with(": field is immutable\n"), "{forced}");
    // A field that the annotation has exactly as stored is handed over without a conflict.
    session.file(
        "v4.yaml",
        &WEB.replace("replicas: 3", "replicas: 4").replace("name: web\n", "name: web2\n"),
    );
    session.file("v5.yaml", &WEB.replace("name: web\n", "name: web2\n"));
    session.run("kubectl apply -f v5.yaml");
    check(
        &mut session,
        "kubectl apply --server-side -f v4.yaml",
        "statefulset.apps/web2 serverside-applied\n",
    );
}

#[test]
fn apply_does_what_it_can_and_reports_the_rest_at_the_end() {
    let mut session = with_files(Rules::LATEST);
    let bad =
        WEB.replace("replicas: 3", "replicas: -1").replace("name: web\nspec", "name: web2\nspec");
    session.file("two.yaml", &format!("{bad}---\n{WEB}"));
    check(
        &mut session,
        "kubectl apply -f two.yaml",
        "The StatefulSet \"web2\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\nstatefulset.apps/web created\n[exit 1]\n",
    );
}

#[test]
fn apply_answers_wrong_use_as_kubectl_does() {
    let mut session = with_files(Rules::LATEST);
    for (line, expected) in [
        ("kubectl apply", "error: must specify one of -f and -k\n"),
        ("kubectl apply -f nothere.yaml", "error: the path \"nothere.yaml\" does not exist\n"),
        ("kubectl apply -f -", "error: no objects passed to apply\n"),
        (
            "kubectl apply web.yaml",
            "error: Unexpected args: [web.yaml]\nSee 'kubectl apply -h' for help and examples\n",
        ),
        (
            "kubectl apply -f",
            "error: flag needs an argument: 'f' in -f\nSee 'kubectl apply --help' for usage.\n",
        ),
    ] {
        check(&mut session, line, &format!("{expected}[exit 1]\n"));
    }
}
