//! Output and exit status of each verb.

use rollout_engine::version::Rules;

use crate::session::Session;
use crate::{NGINX, WEB};

/// Returns a settled cluster with three pods.
pub(crate) fn running() -> Session {
    let mut session = with_files(Rules::LATEST);
    session.run("kubectl apply -f nginx.yaml -f web.yaml");
    session.settle();
    session
}

pub(crate) fn with_files(rules: Rules) -> Session {
    let mut session = Session::new(rules);
    session.file("web.yaml", WEB);
    session.file("nginx.yaml", NGINX);
    session
}

/// Runs a line and compares standard error, standard output and exit status, as a transcript has them.
pub(crate) fn check(session: &mut Session, line: &str, expected: &str) {
    let printed = session.run(line);
    let exit = match printed.exit {
        Some(0) => String::new(),
        Some(status) => format!("[exit {status}]\n"),
        None => "[still runs]\n".to_owned(),
    };
    assert_eq!(format!("{}{}{exit}", printed.err, printed.out), expected, "{line}");
}

#[test]
fn scale_prints_scaled_even_when_nothing_changes() {
    let mut session = running();
    for line in [
        "kubectl scale sts web --replicas=5",
        "kubectl scale sts web --replicas=5",
        "kubectl scale statefulset/web --replicas=3",
        "kubectl scale --replicas=4 sts/web",
        "kubectl scale --replicas 3 statefulset web",
    ] {
        check(&mut session, line, "statefulset.apps/web scaled\n");
    }
    session.settle();
    check(
        &mut session,
        "kubectl get sts web -o wide --no-headers",
        "web   3/3   3s    nginx   nginx:1.25\n",
    );
}

#[test]
fn scale_answers_wrong_use_as_kubectl_does() {
    let mut session = running();
    let usage = "See 'kubectl scale --help' for usage.\n";
    let parsing = |value| {
        format!(
            "error: invalid argument \"{value}\" for \"--replicas\" flag: strconv.ParseInt: parsing \"{value}\": invalid syntax\n{usage}"
        )
    };
    for (line, expected) in [
        ("kubectl scale sts web", "error: required flag(s) \"replicas\" not set\n".to_owned()),
        ("kubectl scale sts web --replicas=-1", "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\n".to_owned()),
        ("kubectl scale sts web --replicas=abc", parsing("abc")),
        ("kubectl scale sts web --replicas=1.5", parsing("1.5")),
        ("kubectl scale sts web --replica=2", format!("error: unknown flag: --replica\n{usage}")),
        ("kubectl scale sts nosuch --replicas=2", "Error from server (NotFound): statefulsets.apps \"nosuch\" not found\n".to_owned()),
        ("kubectl scale pod web-0 --replicas=2", "Error from server (NotFound): the server could not find the requested resource\n".to_owned()),
        ("kubectl scale web --replicas=2", "error: the server doesn't have a resource type \"web\"\n".to_owned()),
        ("kubectl scale sts web --current-replicas=2 --replicas=4", "error: Expected replicas to be 2, was 3\n".to_owned()),
        ("kubectl scale sts web --replicas=99999", "The StatefulSet \"web\" is invalid: spec.replicas: Invalid value: 99999: this playground runs at most 10000 pods of a set\n".to_owned()),
    ] {
        check(&mut session, line, &format!("{expected}[exit 1]\n"));
    }
}

#[test]
fn set_image_prints_nothing_when_nothing_changes() {
    let mut session = running();
    check(
        &mut session,
        "kubectl set image sts/web nginx=nginx:1.26",
        "statefulset.apps/web image updated\n",
    );
    check(&mut session, "kubectl set image sts/web nginx=nginx:1.26", "");
    check(
        &mut session,
        "kubectl set image sts web *=nginx:1.27",
        "statefulset.apps/web image updated\n",
    );
    check(
        &mut session,
        "kubectl set image sts/web wrong=nginx:1.30",
        "error: unable to find container named \"wrong\"\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl set image sts/web nginx=nginx:1.30 wrong=x",
        "error: unable to find container named \"wrong\"\nstatefulset.apps/web image updated\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl set image sts/web nginx=",
        "error: failed to patch image update to pod template: StatefulSet.apps \"web\" is invalid: spec.template.spec.containers[0].image: Required value\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl set image sts/web",
        "error: at least one image update is required\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl set image svc/nginx nginx=x",
        "error: services/nginx the object is not a pod or does not have a pod template: *v1.Service\n[exit 1]\n",
    );
}

#[test]
fn patch_says_whether_it_changed_anything() {
    let mut session = running();
    for (line, change) in [
        (r#"-p '{"spec":{"replicas":2}}'"#, ""),
        (r#"-p '{"spec":{"replicas":2}}'"#, " (no change)"),
        (r#"--type=merge -p '{"spec":{"replicas":3}}'"#, ""),
        (r#"--type json -p '[{"op":"replace","path":"/spec/replicas","value":2}]'"#, ""),
        (
            r#"--type='json' -p='[{"op": "replace", "path": "/spec/replicas", "value":2}]'"#,
            " (no change)",
        ),
        ("--type strategic -p 'spec: {replicas: 3}'", ""),
        (r"-p $'spec:\n  replicas: 3'", " (no change)"),
        (r#"-p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#, ""),
        (r#"-p '{"spec":{"updateStrategy":{"rollingUpdate":null}}}'"#, ""),
        (r#"-p '{"spec":{"updateStrategy":{"type":"OnDelete"}}}'"#, ""),
        (r#"-p '{"spec":{"updateStrategy":null}}'"#, ""),
        (r#"-p '{"status":{"replicas":9}}'"#, " (no change)"),
        ("-p '{}'", " (no change)"),
    ] {
        check(
            &mut session,
            &format!("kubectl patch sts web {line}"),
            &format!("statefulset.apps/web patched{change}\n"),
        );
    }
}

#[test]
fn patch_warns_of_unknown_fields() {
    let mut session = running();
    let expected =
        "Warning: unknown field \"spec.replica\"\nstatefulset.apps/web patched (no change)\n";
    check(&mut session, r#"kubectl patch sts web -p '{"spec":{"replica":3}}'"#, expected);
}

#[test]
fn delete_waits_for_the_very_pods_that_it_deleted() {
    let mut session = running();
    check(
        &mut session,
        "kubectl delete pod web-1",
        "pod \"web-1\" deleted from default namespace\n",
    );
    check(
        &mut session,
        "kubectl get pod web-1",
        "Error from server (NotFound): pods \"web-1\" not found\n[exit 1]\n",
    );
    session.settle();
    check(
        &mut session,
        "kubectl delete po web-0 web-2",
        "pod \"web-0\" deleted from default namespace\npod \"web-2\" deleted from default namespace\n",
    );
    session.settle();
    check(
        &mut session,
        "kubectl delete pod web-1 web-9",
        "Error from server (NotFound): pods \"web-9\" not found\npod \"web-1\" deleted from default namespace\n[exit 1]\n",
    );
    session.settle();
    check(&mut session, "kubectl delete pod -l app=none", "No resources found\n");
    check(
        &mut session,
        "kubectl delete pod",
        "error: resource(s) were provided, but no name was specified\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl delete pod web-0 --wait=false",
        "pod \"web-0\" deleted from default namespace\n",
    );
    check(
        &mut session,
        "kubectl get pods -l app=nginx --no-headers",
        "web-0   1/1   Terminating   0     4s\nweb-1   1/1   Running       0     1s\nweb-2   1/1   Running       0     3s\n",
    );
}

#[test]
fn older_releases_name_no_namespace_when_they_delete() {
    let mut session = with_files(Rules::named("1.33").expect("a release"));
    session.run("kubectl apply -f web.yaml");
    session.settle();
    check(&mut session, "kubectl delete pod web-1", "pod \"web-1\" deleted\n");
}

#[test]
fn rollout_status_prints_a_line_for_each_write_until_the_rollout_is_done() {
    let mut session = running();
    check(
        &mut session,
        "kubectl rollout status sts/web",
        "partitioned roll out complete: 3 new pods have been updated...\n",
    );
    session.run("kubectl set image sts/web nginx=nginx:1.26");
    session.wait(std::time::Duration::from_millis(1));
    let (ready, of) =
        ("Waiting for 1 pods to be ready...\n", "out of 3 new pods have been updated...\n");
    let expected = format!(
        "Waiting for partitioned roll out to finish: 0 {of}{ready}{ready}{ready}Waiting for partitioned roll out to finish: 1 {of}{ready}{ready}{ready}Waiting for partitioned roll out to finish: 2 {of}{ready}{ready}{ready}partitioned roll out complete: 3 new pods have been updated...\n"
    );
    check(&mut session, "kubectl rollout status sts/web", &expected);
}

#[test]
fn rollout_status_gives_up_after_its_timeout_and_with_ondelete() {
    let mut session = running();
    session.run("kubectl set image sts/web nginx=nginx:1.26");
    session.wait(std::time::Duration::from_millis(700));
    check(
        &mut session,
        "kubectl rollout status sts/web --timeout=100ms",
        "error: timed out waiting for the condition\nWaiting for 1 pods to be ready...\n[exit 1]\n",
    );
    check(
        &mut session,
        "kubectl rollout status sts/web --watch=false",
        "Waiting for 1 pods to be ready...\n",
    );
    session.run(r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'"#);
    check(
        &mut session,
        "kubectl rollout status statefulset web",
        "error: rollout status is only available for RollingUpdate strategy type\n[exit 1]\n",
    );
}

#[test]
fn get_prints_tables() {
    let mut session = Session::new(Rules::LATEST);
    check(&mut session, "kubectl get sts", "No resources found in default namespace.\n");
    check(&mut session, "kubectl get pods", "No resources found in default namespace.\n");
    let mut session = running();
    let pods = "web-0   1/1     Running   0          3s\nweb-1   1/1     Running   0          2s\nweb-2   1/1     Running   0          1s\n";
    let header = "NAME    READY   STATUS    RESTARTS   AGE\n";
    check(&mut session, "kubectl get po", &format!("{header}{pods}"));
    check(
        &mut session,
        "kubectl get pods -l app=other",
        "No resources found in default namespace.\n",
    );
    check(&mut session, "kubectl get StatefulSet web", "NAME   READY   AGE\nweb    3/3     3s\n");
    check(&mut session, "kubectl get statefulsets.v1.apps -o name", "statefulset.apps/web\n");
    check(
        &mut session,
        "kubectl get pod/web-0 sts/web",
        "NAME        READY   STATUS    RESTARTS   AGE\npod/web-0   1/1     Running   0          3s\n\nNAME                   READY   AGE\nstatefulset.apps/web   3/3     3s\n",
    );
    check(
        &mut session,
        "kubectl get pods web-0 -L controller-revision-hash --show-labels --no-headers",
        "web-0   1/1   Running   0     3s    web-677f98675c   app=nginx,apps.kubernetes.io/pod-index=0,controller-revision-hash=web-677f98675c,statefulset.kubernetes.io/pod-name=web-0\n",
    );
}

#[test]
fn pods_are_listed_as_the_storage_orders_them() {
    let mut session = with_files(Rules::LATEST);
    session.file(
        "web.yaml",
        &WEB.replace("replicas: 3", "replicas: 11\n  podManagementPolicy: Parallel"),
    );
    session.run("kubectl apply -f web.yaml");
    session.settle();
    let names = session.run("kubectl get pods -o name").out;
    assert_eq!(
        names.lines().take(4).collect::<Vec<_>>(),
        ["pod/web-0", "pod/web-1", "pod/web-10", "pod/web-2"]
    );
}

#[test]
fn get_answers_wrong_use_as_kubectl_does() {
    let mut session = running();
    for (line, expected) in [
        (
            "get statefullset web",
            "error: the server doesn't have a resource type \"statefullset\"\n",
        ),
        ("get STS", "error: the server doesn't have a resource type \"STS\"\n"),
        ("get sts Web", "Error from server (NotFound): statefulsets.apps \"Web\" not found\n"),
        (
            "get sts/web pods",
            "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'\n",
        ),
        (
            "get pods --nosuch",
            "error: unknown flag: --nosuch\nSee 'kubectl get --help' for usage.\n",
        ),
        (
            "get pods -z",
            "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage.\n",
        ),
        ("get pods,sts -w", "error: you may only specify a single resource type\n"),
        ("get pod web-9 -w", "Error from server (NotFound): pods \"web-9\" not found\n"),
        (
            "get pods/web-0/x",
            "error: arguments in resource/name form may not have more than one slash\n",
        ),
    ] {
        check(&mut session, &format!("kubectl {line}"), &format!("{expected}[exit 1]\n"));
    }
    check(
        &mut session,
        "kubectl get sts web pods",
        "Error from server (NotFound): statefulsets.apps \"pods\" not found\nNAME   READY   AGE\nweb    3/3     3s\n[exit 1]\n",
    );
}

#[test]
fn the_shell_answers_too() {
    let mut session = with_files(Rules::LATEST);
    check(&mut session, "", "");
    check(&mut session, "# nothing", "");
    check(&mut session, "get po web-2", "bash: line 1: get: command not found\n[exit 127]\n");
    check(&mut session, "echo a  'b  c'; echo -n d", "a b  c\nd");
    check(&mut session, "false && echo a || echo b", "b\n");
    check(
        &mut session,
        "echo 'a",
        "bash: unexpected EOF while looking for matching `''\n[exit 2]\n",
    );
    check(
        &mut session,
        "kubectl nosuch",
        "error: unknown command \"nosuch\" for \"kubectl\"\n[exit 1]\n",
    );
    check(&mut session, "cat x", "cat: x: No such file or directory\n[exit 1]\n");
}

#[test]
fn commands_of_one_line_see_what_the_ones_before_them_did() {
    let mut session = with_files(Rules::LATEST);
    check(
        &mut session,
        "kubectl apply -f web.yaml; kubectl scale sts web --replicas=1; kubectl get sts --no-headers; kubectl rollout status sts/web && echo done",
        "statefulset.apps/web created\nstatefulset.apps/web scaled\nweb   0/1   0s\nWaiting for 1 pods to be ready...\npartitioned roll out complete: 1 new pods have been updated...\ndone\n",
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let mut session = running();
    check(
        &mut session,
        "kubectl scale sts web --replicas=4 --dry-run=client",
        "statefulset.apps/web scaled (dry run)\n",
    );
    check(
        &mut session,
        "kubectl set image sts/web nginx=x --dry-run=server",
        "statefulset.apps/web image updated (server dry run)\n",
    );
    check(
        &mut session,
        "kubectl delete pod web-1 --dry-run=client",
        "pod \"web-1\" deleted from default namespace (dry run)\n",
    );
    check(&mut session, "kubectl get sts --no-headers", "web   3/3   3s\n");
}
