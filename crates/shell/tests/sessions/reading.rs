//! Reads a settled cluster in every output format of kubectl.

use rollout_engine::version::Rules;

use crate::session::Session;
use crate::{NGINX, WEB};

fn settled(rules: Rules) -> Session {
    let mut session = Session::new(rules);
    session.file("web.yaml", &WEB.replace("replicas: 3", "replicas: 2"));
    session.file("nginx.yaml", NGINX);
    session.run("kubectl apply -f nginx.yaml -f web.yaml");
    session.settle();
    session
}

/// Compares standard error, then standard output, of a line.
fn check(line: &str, expected: &str) {
    let printed = settled(Rules::LATEST).run(line);
    assert_eq!(printed.err + &printed.out, expected, "{line}");
}

/// Recorded: b02-get.txt.
#[test]
fn templates_print_fields() {
    check("kubectl get pods -o jsonpath='{.items[*].metadata.name}'", "web-0 web-1");
    check(
        r#"kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.status.phase}{"\n"}{end}'"#,
        "web-0\tRunning\nweb-1\tRunning\n",
    );
    check(
        "kubectl get sts web -o jsonpath='{.spec.updateStrategy}'",
        r#"{"rollingUpdate":{"maxUnavailable":1,"partition":0},"type":"RollingUpdate"}"#,
    );
    check(
        "kubectl get pod web-0 --template '{{range $i, $c := .spec.containers}}{{$c.image}}{{end}}'",
        "nginx:1.25",
    );
    check(
        "kubectl get pods --template '{{range .items}}{{.metadata.name}} {{.nosuch}}{{\"\\n\"}}{{end}}'",
        "web-0 <no value>\nweb-1 <no value>\n",
    );
    check(
        "kubectl get pods -o custom-columns='NAME:.metadata.name,RSRC:.metadata.x'",
        "NAME    RSRC\nweb-0   <none>\nweb-1   <none>\n",
    );
}

/// Recorded: b02-get.txt.
#[test]
fn wrong_forms_get_kubectls_words() {
    check(
        "kubectl get pods -o jsonpath='{.items[*]'",
        "error: error parsing jsonpath {.items[*], unclosed action\n",
    );
    check(
        "kubectl get sts web -o jsonpath",
        "error: template format specified but no template given\n",
    );
    check(
        "kubectl get pods -o custom-columns=NAME",
        "error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>\n",
    );
    check(
        "kubectl get pod web-0 --template '{{.spec.containers'",
        "error: error parsing template {{.spec.containers, template: output:1: unclosed action\n",
    );
    check(
        "kubectl get sts --field-selector=spec.replicas=2",
        "Error from server (BadRequest): Unable to find \"apps/v1, Resource=statefulsets\" that match label selector \"\", field selector \"spec.replicas=2\": \"spec.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"\n",
    );
}

/// Recorded: b02-get.txt.
#[test]
fn several_kinds_stand_in_tables_of_their_own() {
    check(
        "kubectl get all -l app=nginx",
        "NAME        READY   STATUS    RESTARTS   AGE
pod/web-0   1/1     Running   0          2s
pod/web-1   1/1     Running   0          1s

NAME            TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
service/nginx   ClusterIP   None         <none>        80/TCP    2s
",
    );
}

/// Recorded: b02-get.txt, in 1.34.4 and 1.37.1.
#[test]
fn events_have_a_capital_letter_since_1_36() {
    let line = "kubectl get events --field-selector involvedObject.kind=StatefulSet";
    let old = Rules::named("1.34").expect("a release");
    for (rules, verb) in [(old, "create"), (Rules::LATEST, "Create")] {
        let printed = settled(rules).run(line).out;
        let last = printed.lines().last().unwrap_or_default();
        assert!(
            last.ends_with(&format!("{verb} Pod web-1 in StatefulSet web successful")),
            "{printed}"
        );
    }
}

#[test]
fn a_watch_with_a_timeout_ends() {
    let printed = settled(Rules::LATEST).run("kubectl get pods -w --request-timeout=1s");
    assert_eq!(printed.exit, Some(0));
}

#[test]
fn help_and_explain_are_there_for_every_verb() {
    let mut session = settled(Rules::LATEST);
    for verb in ["get", "apply", "rollout undo", "set image", "explain"] {
        let printed = session.run(&format!("kubectl {verb} --help"));
        assert!(printed.out.contains(&format!("kubectl {verb}")), "{verb}: {}", printed.out);
        assert_eq!(printed.exit, Some(0));
    }
    assert!(session.run("kubectl explain sts.spec").out.contains("podManagementPolicy\t<string>"));
}

/// Event watches were never recorded; the columns are those of the list.
#[test]
fn a_watch_of_events_prints_each_as_it_comes() {
    let mut session = settled(Rules::LATEST);
    let printed = session.watched("kubectl events -w --for pod/web-1", "kubectl delete pod web-1");
    let reasons: Vec<_> =
        printed.lines().skip(1).filter_map(|line| line.split_whitespace().nth(2)).collect();
    let life = ["Scheduled", "Pulled", "Created", "Started"];
    assert_eq!(reasons, [&life[..], &["Killing"], &life].concat(), "{printed}");
}

#[test]
fn files_name_objects_too() {
    check("kubectl get -f nginx.yaml -o name", "service/nginx\n");
    check("kubectl get -f web.yaml -o jsonpath='{.kind}'", "StatefulSet");
    let printed = settled(Rules::LATEST).run("kubectl describe -f nginx.yaml").out;
    assert!(printed.starts_with("Name:                     nginx\n"), "{printed}");
}

/// The recorders' names are in b08-edit-wait.txt, and only its replay prints them.
#[test]
fn the_configuration_has_names_of_its_own() {
    check("kubectl config current-context", "statefulset-playground\n");
    check(
        "kubectl config get-contexts",
        "\
CURRENT   NAME                     CLUSTER      AUTHINFO   NAMESPACE
*         statefulset-playground   playground   learner    default
",
    );
    let session = settled(Rules::LATEST).run("kubectl config view").out;
    for line in ["server: https://127.0.0.1:6443", "current-context: statefulset-playground"] {
        assert!(session.contains(line), "{session}");
    }
}
