//! The shell around kubectl: loops, pipes, redirections.

use rollout_engine::version::Rules;

use crate::session::Session;
use crate::{NGINX, WEB};

fn running() -> Session {
    let mut session = Session::new(Rules::LATEST);
    session.file("web.yaml", WEB);
    session.file("nginx.yaml", NGINX);
    session.run("kubectl apply -f web.yaml");
    session.settle();
    session
}

fn check(session: &mut Session, line: &str, expected: &str) {
    let printed = session.run(line);
    let exit = match printed.exit {
        Some(0) => String::new(),
        Some(status) => format!("[exit {status}]\n"),
        None => "[goes on]\n".to_owned(),
    };
    assert_eq!(printed.err + &printed.out + &exit, expected, "{line}");
}

#[test]
fn a_loop_takes_its_turns() {
    let mut session = running();
    check(&mut session, "for p in 0 1 2; do echo web-$p; done", "web-0\nweb-1\nweb-2\n");
    check(
        &mut session,
        "for i in {0..1}; do for j in a b; do echo $i$j; done; done; echo $j",
        "0a\n0b\n1a\n1b\nb\n",
    );
    check(
        &mut session,
        "for p in 0 1; do kubectl delete pod web-$p; done",
        "pod \"web-0\" deleted from default namespace\npod \"web-1\" deleted from default namespace\n",
    );
    session.settle();
    check(
        &mut session,
        "for p in 9 2; do kubectl get pod web-$p --no-headers && echo there || echo \"no web-$p\"; done | grep -v Running",
        "Error from server (NotFound): pods \"web-9\" not found\nno web-9\nthere\n",
    );
}

#[test]
fn lines_without_end_are_ended() {
    let mut session = running();
    let line = "for a in {1..100}; do for b in {1..100}; do true; done; done";
    check(&mut session, line, "bash: too many commands in one line\n[exit 1]\n");
    let line =
        format!("x={}; for a in {{1..900}}; do echo $x$x$x$x; sleep 0.1; done", "y".repeat(1000));
    let printed = session.run(&line);
    assert_eq!(printed.exit, Some(1));
    assert!(printed.out.len() < 1_100_000);
}

#[test]
fn pipes_filter_what_kubectl_prints() {
    let mut session = running();
    check(&mut session, "kubectl get pods -o name | grep -c web", "3\n");
    check(&mut session, "kubectl get pods -o name | head -2 | tail -1", "pod/web-1\n");
    check(&mut session, "kubectl get pods --no-headers | wc -l", "3\n");
    check(&mut session, "kubectl get pods -o name | sort -r | head -n 1", "pod/web-2\n");
    check(&mut session, "kubectl get pods | grep nosuch", "[exit 1]\n");
    check(
        &mut session,
        "kubectl get pod nosuch | cat",
        "Error from server (NotFound): pods \"nosuch\" not found\n",
    );
    check(&mut session, "kubectl get pod nosuch 2>/dev/null", "[exit 1]\n");
    check(&mut session, "kubectl get pod nosuch 2>&1 | wc -l", "1\n");
    check(&mut session, "cat nginx.yaml | kubectl apply -f -", "service/nginx created\n");
    check(&mut session, "kubectl apply -f - < nginx.yaml", "service/nginx unchanged\n");
    check(
        &mut session,
        "grep -n replicas web.yaml nosuch",
        "grep: nosuch: No such file or directory\n7:  replicas: 3\n[exit 1]\n",
    );
    check(
        &mut session,
        "cat <<< hello | nosuch",
        "bash: line 1: nosuch: command not found\n[exit 127]\n",
    );
}

#[test]
fn a_watch_is_looked_through_while_it_goes_on() {
    let mut session = running();
    session.run("kubectl delete pod web-1 --wait=false");
    let printed = session.run("kubectl get pods -w | grep web-1 | head -4");
    assert_eq!(printed.exit, Some(0));
    let words = |line: &str| line.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    assert_eq!(
        printed.out.lines().map(words).collect::<Vec<_>>(),
        [
            "web-1 1/1 Terminating",
            "web-1 0/1 Completed",
            "web-1 0/1 Completed",
            "web-1 0/1 Completed"
        ]
    );
}

#[test]
fn files_can_be_written_and_read() {
    let mut session = running();
    check(&mut session, "cat > two.yaml <<EOF\n$(cat)\nEOF", "");
    check(
        &mut session,
        "sed s/a/b/ web.yaml > two.yaml",
        "bash: line 1: sed: command not found\n[exit 127]\n",
    );
    check(
        &mut session,
        "echo a > x; echo b >> x; cat x; ls",
        "a\nb\nnginx.yaml\ntwo.yaml\nweb.yaml\nx\n",
    );
    check(
        &mut session,
        "cat web.yaml > copy.yaml && kubectl apply -f copy.yaml",
        "statefulset.apps/web unchanged\n",
    );
    check(&mut session, "cat < nosuch", "bash: nosuch: No such file or directory\n[exit 1]\n");
}

#[test]
fn time_passes_while_a_line_sleeps() {
    let mut session = running();
    check(
        &mut session,
        "kubectl delete pod web-1 --wait=false; sleep 10; kubectl get pods --no-headers | wc -l",
        "pod \"web-1\" deleted from default namespace\n3\n",
    );
    check(&mut session, "sleep x", "sleep: invalid time interval 'x'\n[exit 1]\n");
    check(&mut session, "printf '%s is %d\\n' a 1 b 2", "a is 1\nb is 2\n");
}

/// Recorded: b06-patch-set.txt.
#[test]
fn pods_can_be_labeled_and_patched_by_hand() {
    let mut session = running();
    check(
        &mut session,
        "kubectl label pods -l app=nginx zone=z1; kubectl label pods --all zone-",
        "pod/web-0 labeled\npod/web-1 labeled\npod/web-2 labeled\npod/web-0 unlabeled\npod/web-1 unlabeled\npod/web-2 unlabeled\n",
    );
    let image = r#"kubectl patch pod web-0 -p '{"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}'"#;
    check(&mut session, image, "pod/web-0 patched\n");
    check(
        &mut session,
        "kubectl get pod web-0 -o jsonpath='{.spec.containers[0].image}'",
        "nginx:1.27",
    );
    check(&mut session, "kubectl label pod web-0 app=other --overwrite", "pod/web-0 labeled\n");
    session.settle();
    check(&mut session, "kubectl get pods -l app=nginx -o name", "pod/web-1\npod/web-2\n");
    check(
        &mut session,
        "kubectl delete pod web-0 --wait=false",
        "pod \"web-0\" deleted from default namespace\n",
    );
    session.settle();
    check(&mut session, "kubectl label pod web-0 app=nginx --overwrite", "pod/web-0 not labeled\n");
}
