//! Rows of a watch while the cluster changes.

use rollout_engine::trace::FrameIndex;
use rollout_engine::version::Rules;
use shell::Terminal;

use crate::WEB;
use crate::session::Session;

fn running(rules: Rules) -> Session {
    let mut session = Session::new(rules);
    session.file("web.yaml", WEB);
    session.run("kubectl apply -f web.yaml");
    session.settle();
    session
}

/// Returns the rows without spaces and ages: `web-2 1/1 Running 0`.
fn rows(text: &str) -> Vec<String> {
    let row = |line: &str| {
        let cells: Vec<_> = line.split_whitespace().collect();
        cells[..cells.len() - 1].join(" ")
    };
    text.lines().map(row).collect()
}

/// Recorded: a1-seed000.txt, `printed w4`.
#[test]
fn watching_one_pod_shows_every_write_of_it() {
    let mut session = running(Rules::LATEST);
    let text = session.watched("kubectl get pod web-0 -w", "kubectl delete pod web-0");
    assert_eq!(
        rows(&text),
        [
            "NAME READY STATUS RESTARTS",
            "web-0 1/1 Running 0",
            "web-0 1/1 Terminating 0",
            "web-0 0/1 Completed 0",
            "web-0 0/1 Completed 0",
            "web-0 0/1 Completed 0",
            "web-0 0/1 Pending 0",
            "web-0 0/1 Pending 0",
            "web-0 0/1 ContainerCreating 0",
            "web-0 0/1 ContainerCreating 0",
            "web-0 1/1 Running 0",
        ]
    );
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.first().copied(), Some("NAME    READY   STATUS    RESTARTS   AGE"));
    assert_eq!(lines.last().copied(), Some("web-0   1/1     Running             0          1s"));
}

#[test]
fn older_releases_show_ended_pods_as_terminating() {
    let mut session =
        running(Rules { release: "1.30", ..Rules::named("1.33").expect("a release") });
    let text = session.watched("kubectl get po web-0 -w --no-headers", "kubectl delete pod web-0");
    assert_eq!(
        rows(&text)[..4],
        [
            "web-0 1/1 Running 0",
            "web-0 1/1 Terminating 0",
            "web-0 0/1 Terminating 0",
            "web-0 0/1 Terminating 0"
        ]
    );
}

#[test]
fn an_empty_watch_prints_its_headings_with_the_first_row() {
    let mut session = Session::new(Rules::LATEST);
    session.file("web.yaml", &WEB.replace("replicas: 3", "replicas: 1"));
    let text = session.watched("kubectl get pods -w -l app=nginx", "kubectl apply -f web.yaml");
    assert_eq!(rows(&text)[..2], ["NAME READY STATUS RESTARTS", "web-0 0/1 Pending 0"]);
    let mut session = Session::new(Rules::LATEST);
    session.file("web.yaml", WEB);
    assert_eq!(session.watched("kubectl get pods -w -l app=none", "kubectl apply -f web.yaml"), "");
}

#[test]
fn a_watch_of_sets_shows_writes_of_spec_and_status() {
    let mut session = running(Rules::LATEST);
    let text = session.watched("kubectl get sts -w", "kubectl scale sts web --replicas=4");
    assert_eq!(rows(&text), ["NAME READY", "web 3/3", "web 3/4", "web 3/4", "web 3/4", "web 4/4"]);
}

#[test]
fn a_watch_may_name_its_events() {
    let mut session = running(Rules::LATEST);
    let text = session.watched(
        "kubectl get pods -w --output-watch-events",
        "kubectl delete pod web-2 --force --grace-period=0",
    );
    let rows = rows(&text);
    assert_eq!(
        rows[..7],
        [
            "EVENT NAME READY STATUS RESTARTS",
            "ADDED web-0 1/1 Running 0",
            "ADDED web-1 1/1 Running 0",
            "ADDED web-2 1/1 Running 0",
            "MODIFIED web-2 1/1 Terminating 0",
            "DELETED web-2 1/1 Terminating 0",
            "ADDED web-2 0/1 Pending 0",
        ]
    );
}

#[test]
fn ctrl_c_ends_a_watch() {
    let mut terminal = Terminal::open("kubectl get pods -w; echo no", FrameIndex(0));
    assert_eq!(terminal.interrupt().exited, Some(130));
    assert!(terminal.watch().is_none());
}
