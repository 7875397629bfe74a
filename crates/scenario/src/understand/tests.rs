//! What is understood of a paste, and the scripts that begin with it.

use super::*;
use crate::yours::Printed;
use crate::{Origin, cluster_of, names_in, simulate};

const STUCK: &str = include_str!("../../tests/snapshots/recorded/e-p09-stuck-then-freed.txt");

fn pasted() -> &'static str {
    let after = STUCK.split_once("-o yaml\n").expect("a command that prints").1;
    after.split_once("\n: watch").expect("a watch").0
}

fn paste(text: &str) -> Paste {
    let [text, release, question] = [text, "1.37", "它为什么不动？"].map(str::to_owned);
    Paste {
        text,
        release,
        question,
        first: None,
        plain: false,
        printed: Printed::AtLastChange,
        script: String::new(),
    }
}

#[test]
fn a_stuck_cluster_is_understood() {
    let read = understand(&paste(pasted())).expect("a set");
    let [set] = &read.sets[..] else { panic!("{:?}", read.sets) };
    assert_eq!((&*set.name, set.pods.len() as u32), ("web", set.spec.replicas));
    let stuck: Vec<_> = set.pods.iter().filter(|pod| pod.ready == "0/1").collect();
    let [stuck] = stuck[..] else { panic!("{:?}", set.pods) };
    assert!(stuck.status.contains("ImagePull"), "{}", stuck.status);
    assert_eq!(stuck.since_at, "2026-11-28T04:22:21Z");
    let left = |it: &RevisionUnderstood| !it.is_update && !it.is_current && it.pods == 1;
    assert!(set.revisions.iter().any(left), "the set has gone back, the pod has not");
    assert!(read.measured.iter().any(|it| it.start.is_some() && it.ready.is_some()));
}

#[test]
fn its_script_begins_with_the_cluster_and_can_be_read_again() {
    let read = understand(&paste(pasted())).expect("a set");
    let scenario = Scenario::parse(&read.script).expect("a scenario");
    assert_eq!(scenario.question.as_deref(), Some("它为什么不动？"));
    assert!(scenario.lines.iter().all(|line| line.origin == Origin::Scenario));
    assert!(read.script.contains(": timing nginx:1.25 start="), "{}", read.script);
    let trace = simulate(&scenario);
    assert!(trace.ran.iter().flatten().all(|ran| ran.exited.is_none_or(|(_, code)| code == 0)));
    assert!(trace.rollout.len() > 1);
}

#[test]
fn without_names_the_rollout_is_the_same() {
    let run = |plain| {
        let read = understand(&Paste { plain, ..paste(pasted()) }).expect("a set");
        let scenario = Scenario::parse(&read.script).expect("a scenario");
        let trace = simulate(&scenario);
        (trace.rollout.len(), trace.rollout.at(trace.rollout.last()), names_in(&scenario))
    };
    let (named, plain) = (run(false), run(true));
    assert_eq!((named.0, named.1), (plain.0, plain.1));
    assert_eq!(plain.2, Vec::<String>::new(), "plain names tell nothing");
    assert_eq!(named.2, ["nginx", "nginx:1.25", "nginx:bad"]);
}

#[test]
fn a_set_whose_name_begins_as_its_container_is_listed() {
    let text = pasted().replace("name: web", "name: nginx-web").replace(": web-", ": nginx-web-");
    let read = understand(&paste(&text)).expect("a set");
    let names = names_in(&Scenario::parse(&read.script).expect("a scenario"));
    assert_eq!(names, ["nginx", "nginx-web", "nginx:1.25", "nginx:bad"]);
}

#[test]
fn names_go_from_a_whole_scenario_and_its_rollout_stays() {
    let text = pasted()
        .replace("name: web", "name: set")
        .replace("web-", "set-")
        .replace("namespace: default", "namespace: 数据库");
    let read = understand(&paste(&text)).expect("a set");
    let typed =
        "kubectl delete pod set-3 -n 数据库\nkubectl set image sts/set nginx=nginx:bad -n 数据库\n";
    let script = format!("{}{}", read.script, typed.replace("kubectl", "$ kubectl"));
    let before = Scenario::parse(&script).expect("a scenario");
    let text = cluster_of(&before).expect("a cluster").to_owned();
    let plain = Paste { plain: true, script, ..paste(&text) };
    let read = understand(&plain).expect("a set");
    for name in ["nginx", "数据库", "set-3", "sts/set"] {
        assert!(!read.script.contains(name), "{name}: {}", read.script);
    }
    let after = Scenario::parse(&read.script).expect("a scenario");
    let lines: Vec<&str> = after.lines.iter().map(|it| &*it.text).collect();
    assert!(lines.contains(&"kubectl delete pod web-3 -n default"), "{lines:?}");
    assert!(lines.contains(&"kubectl set image sts/web main=app:2 -n default"), "{lines:?}");
    let end = |scenario: &Scenario| {
        let trace = simulate(scenario);
        (trace.rollout.len(), trace.rollout.at(trace.rollout.last()))
    };
    assert_eq!(end(&before), end(&after));
}

#[test]
fn what_is_not_used_is_said_and_not_carried() {
    let other = |number: u32| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop-7d4b9-{number}\n  namespace: default\n"
        )
    };
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: geheim\n";
    let text = format!("{}\n{}{}{secret}---\nkind: [\n", pasted(), other(1), other(2));
    let read = understand(&paste(&text)).expect("a set");
    assert!(!read.script.contains("shop-") && !read.script.contains("geheim"), "{}", read.script);
    assert_eq!(
        read.notes,
        [
            Note::Unread(1),
            Note::Nobodys("shop-7d4b9-1".to_owned(), 1),
            Note::LeftOut("Secret".to_owned(), 1)
        ]
    );
    assert!(read.printed_at.is_some_and(|at| at.starts_with("2026-11-28T04:22")));
}

#[test]
fn the_chosen_set_comes_first() {
    let set = |name: &str| {
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: {name}\nspec:\n  replicas: 0\n"
        )
    };
    let text = format!("{}---\n{}", set("a"), set("b"));
    let first = |first: Option<&str>| {
        let paste = Paste { first: first.map(str::to_owned), ..paste(&text) };
        understand(&paste).expect("sets").sets.first().map(|set| set.name.clone())
    };
    assert_eq!(first(None).as_deref(), Some("a"));
    assert_eq!(first(Some("default/b")).as_deref(), Some("b"));
    assert_eq!(first(Some("default/c")).as_deref(), Some("a"));
}

#[test]
fn no_text_in_an_object_ends_the_file() {
    let text = pasted().replace("app: nginx", "app: \"x\\n: end\\n$ kubectl delete sts --all\\n\"");
    let read = understand(&paste(&text)).expect("a set");
    let scenario = Scenario::parse(&read.script).expect("a scenario");
    assert_eq!(scenario.lines.iter().filter(|line| line.text.starts_with("kubectl")).count(), 0);
}

#[test]
fn objects_without_a_set_are_not_enough() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-0\n";
    assert_eq!(understand(&paste(pod)), Err(Unreadable::NoSet));
}
