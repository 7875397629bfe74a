//! Uids of pasted clusters: objects keep the ones that they came with, later ones get others, links and *Without names* have none.
//!
//! The clusters are those of every snapshot in the project, and those that the playground prints itself. Not here: how a uid is made up
//! (`apiserver/src/document/uids.rs`), and what the page says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use apiserver::found::{Dropped, Note, Tally};
use apiserver::snapshot::{kept, paste};
use apiserver::value::Value;
use rollout_engine::cluster::Change;
use rollout_engine::trace::FrameIndex;
use scenario::{Base, Link, Paste, Scenario, Trace, WORDS, simulate, understand};

const PRINTS: &str = "$ kubectl get sts,pods,pvc,controllerrevisions -o yaml\n";
/// All kinds that are read of a paste.
const GET: &str = "$ kubectl get sts,pods,pvc,pdb,controllerrevisions,nodes -A -o yaml\n";

/// What was printed in each snapshot of the project, by file.
fn snapshots() -> BTreeMap<String, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(here.join("tests/snapshots/recorded")).expect("a folder") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("text");
        if let Some((_, after)) = text.split_once(PRINTS) {
            let objects = after.split_once("\n: watch").expect("a watch").0;
            all.insert(path.display().to_string(), objects.to_owned());
        }
    }
    let typed = here.join("../apiserver/tests/snapshots/secrets.yaml");
    all.insert("secrets.yaml".to_owned(), std::fs::read_to_string(typed).expect("text"));
    all
}

fn stuck() -> String {
    let all = snapshots();
    all.into_iter().find(|(file, _)| file.contains("e-p09-stuck")).expect("a snapshot").1
}

/// A cluster of the playground itself, with all kinds, as it prints it.
fn own() -> String {
    let script = "\
: file web.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: main, image: 'app:1'}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 1Gi}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
: end
$ kubectl apply -f web.yaml
: settle
";
    printed(script, GET)
}

fn paste(text: &str) -> Paste {
    Paste { text: text.to_owned(), release: "1.37".to_owned(), ..Paste::default() }
}

fn script(text: &str) -> String {
    understand(&paste(text)).expect("a set").script
}

fn run(script: &str, typed: &str) -> Trace {
    let scenario = Scenario::parse(&format!("{script}{typed}")).expect("a script");
    let trace = simulate(&scenario);
    for (line, ran) in trace.ran.iter().enumerate() {
        let code = ran.and_then(|ran| ran.exited).map_or(0, |(_, code)| code);
        assert_eq!(code, 0, "{}: {}", scenario.lines[line].text, trace.output(line));
    }
    trace
}

/// What the last line prints.
fn printed(script: &str, typed: &str) -> String {
    let trace = run(script, typed);
    trace.output(trace.ran.len() - 1)
}

/// Uids of objects and of their owners. An owner's key has the object's before it.
fn uids(text: &str) -> BTreeMap<Vec<String>, String> {
    let mut uids = BTreeMap::new();
    for object in paste::objects(text).expect("objects").objects {
        let called = |it: &Value, name: &Value| {
            vec![it.text_at(&["kind"]).to_owned(), name.text_at(&["name"]).to_owned()]
        };
        let metadata = object.get("metadata").expect("metadata");
        let key = called(&object, metadata);
        uids.insert(key.clone(), metadata.text_at(&["uid"]).to_owned());
        for owner in metadata.get("ownerReferences").map(Value::items).unwrap_or_default() {
            let key = [key.clone(), called(owner, owner)].concat();
            uids.insert(key, owner.text_at(&["uid"]).to_owned());
        }
    }
    uids
}

/// The same of the objects that are read.
fn read_kinds(text: &str) -> BTreeMap<Vec<String>, String> {
    let mut uids = uids(text);
    uids.retain(|key, _| apiserver::snapshot::KINDS.contains(&&*key[0]));
    uids
}

#[test]
fn every_object_of_every_snapshot_has_the_uid_that_it_came_with() {
    let all = snapshots();
    assert!(all.len() > 15, "{}", all.len());
    for (file, text) in all.into_iter().chain([("own".to_owned(), own())]) {
        let expected = read_kinds(&text);
        let raw = format!(": file c.yaml\n{text}\n: end\n: cluster c.yaml\n");
        for script in [raw, script(&text)] {
            let found = uids(&printed(&script, GET));
            for (key, uid) in expected.iter().filter(|(_, uid)| uid.len() == 36) {
                assert_eq!(found.get(key), Some(uid), "{file}: {key:?}");
            }
        }
    }
}

#[test]
fn every_way_to_print_a_uid_prints_the_given_one() {
    let (text, script) = (stuck(), script(&stuck()));
    let given = uids(&text);
    let of = |kind: &str, name: &str| &given[&vec![kind.to_owned(), name.to_owned()]];
    let pod = of("Pod", "web-3");
    let said = |line: &str| printed(&script, &format!("$ {line}\n"));
    assert_eq!(said("kubectl get pod web-3 -o jsonpath='{.metadata.uid}'"), **pod);
    let columns = said("kubectl get pods -o custom-columns=NAME:.metadata.name,UID:.metadata.uid");
    assert!(columns.lines().any(|it| it.split_whitespace().eq(["web-3", &**pod])), "{columns}");
    let template = "kubectl get pod web-3 -o go-template='{{.metadata.uid}}'";
    assert_eq!(said(template), **pod);
    let found = said(&format!(
        "kubectl get pods -o jsonpath='{{.items[?(@.metadata.uid==\"{pod}\")].metadata.name}}'"
    ));
    assert_eq!(found, "web-3");
    let revision = given.keys().find(|key| key[0] == "ControllerRevision").expect("one")[1].clone();
    let described = said(&format!("kubectl describe controllerrevision {revision}"));
    assert!(described.contains(&**of("ControllerRevision", &revision)), "{described}");
}

#[test]
fn events_are_about_the_uid_that_their_object_came_with() {
    let (text, script) = (own(), script(&own()));
    let given = uids(&text);
    let of = |kind: &str, name: &str| &given[&vec![kind.to_owned(), name.to_owned()]];
    let pod = of("Pod", "web-2");
    let deleted = "$ kubectl delete pod web-2 --wait=false\n: wait 1s\n";
    let of_pod = format!("$ kubectl get events --field-selector involvedObject.uid={pod}\n");
    let events = printed(&script, &format!("{deleted}{of_pod}"));
    assert!(events.contains("pod/web-2"), "also of one that is gone: {events}");
    let described = printed(&script, &format!("{deleted}$ kubectl describe sts web\n"));
    assert!(described.contains("reate Pod web-2 in StatefulSet web successful"), "{described}");
    let crashes = ": pod web-2 crashes\n: wait 15s\n: pod web-2 crashes\n: wait 40s\n";
    let described = printed(&script, &format!("{crashes}$ kubectl describe pod web-2\n"));
    assert!(described.contains(&format!("in pod web-2_default({pod})")), "{described}");
    let node = "$ kubectl delete node node-3\n: wait 10s\n";
    let events = printed(&script, &format!("{node}$ kubectl get events -o yaml\n"));
    assert!(events.contains(&**of("Node", "node-3")), "{events}");
}

#[test]
fn what_is_made_later_has_a_uid_that_is_not_in_the_paste() {
    let again = "\
: file b.yaml
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
: end
$ kubectl delete pdb web
$ kubectl apply -f b.yaml
$ kubectl delete node node-3
: nodes 3
$ kubectl set image sts/web main=app:2
$ kubectl delete pods --all
: settle
";
    let text = own();
    let given: BTreeSet<String> = uids(&text).into_values().collect();
    let (before, after) = (uids(&text), uids(&printed(&script(&text), &format!("{again}{GET}"))));
    let is_new = |kind: &str, name: &str| {
        let key = vec![kind.to_owned(), name.to_owned()];
        let uid = &after[&key];
        assert_ne!(before.get(&key), Some(uid), "{key:?}");
        assert!(!given.contains(uid), "{key:?}");
    };
    for pod in ["web-0", "web-1", "web-2"] {
        is_new("Pod", pod);
    }
    is_new("PodDisruptionBudget", "web");
    is_new("Node", "node-3");
    let owner = ["Pod", "web-0", "StatefulSet", "web"].map(str::to_owned).to_vec();
    assert_eq!(before[&owner], after[&owner]);
    let metadata = after.iter().filter(|(key, _)| key.len() == 2);
    let own: BTreeSet<&String> = metadata.clone().map(|(_, uid)| uid).collect();
    assert_eq!(own.len(), metadata.count(), "no uid is given twice");
}

#[test]
fn an_object_without_a_uid_gets_one() {
    let text: String = stuck()
        .lines()
        .filter(|row| !row.trim().starts_with("uid:"))
        .collect::<Vec<_>>()
        .join("\n");
    let found = uids(&printed(&script(&text), GET));
    assert!(found.values().all(|uid| uid.len() == 36), "{found:?}");
    let owner = |pod: &str| &found[&["Pod", pod, "StatefulSet", "web"].map(str::to_owned).to_vec()];
    assert_eq!(owner("web-0"), &found[&vec!["StatefulSet".to_owned(), "web".to_owned()]]);
}

#[test]
fn a_set_without_a_uid_has_the_one_that_its_pods_name() {
    let text = stuck();
    let set = &uids(&text)[&vec!["StatefulSet".to_owned(), "web".to_owned()]];
    let without = text.replace(
        &format!("\n    uid: {set}\n  spec:\n    persistent"),
        "\n  spec:\n    persistent",
    );
    assert_eq!(without.len() + set.len() + 10, text.len());
    assert_eq!(
        &uids(&printed(&script(&without), GET))[&vec!["StatefulSet".to_owned(), "web".to_owned()]],
        set
    );
}

#[test]
fn a_uid_that_two_objects_have_is_said_and_stays() {
    let text = stuck();
    let given = uids(&text);
    let of = |pod: &str| &given[&vec!["Pod".to_owned(), pod.to_owned()]];
    let (first, second) = (of("web-0"), of("web-1"));
    let doubled = text.replace(&**second, first);
    let read = understand(&paste(&doubled)).expect("a set");
    let note = Note::SameUid("Pod web-1".to_owned(), "Pod web-0".to_owned(), 0);
    assert!(read.notes.contains(&note), "{:?}", read.notes);
    let trace = run(&read.script, "");
    let said: String = (0..trace.ran.len()).map(|line| trace.output(line)).collect();
    assert!(said.contains("Pod web-1 has the uid of Pod web-0"), "{said}");
    let found = uids(&printed(&read.script, GET));
    let found = |pod: &str| &found[&vec!["Pod".to_owned(), pod.to_owned()]];
    assert_eq!((found("web-0"), found("web-1")), (first, first));
    let twice = format!("{text}\n---\n{text}");
    let notes = understand(&paste(&twice)).expect("a set").notes;
    assert!(!notes.iter().any(|note| matches!(note, Note::SameUid(..))), "{notes:?}");
}

#[test]
fn a_pod_that_names_another_uid_of_its_set_is_said() {
    let text = stuck();
    let given = uids(&text);
    let set = &given[&vec!["StatefulSet".to_owned(), "web".to_owned()]];
    let pod = &given[&vec!["Pod".to_owned(), "web-0".to_owned()]];
    let at = text.find(&format!("uid: {pod}")).expect("a pod");
    let owner = text[..at].rfind(&**set).expect("its owner");
    let other = "0b0b0b0b-0000-4000-8000-000000000001";
    let text = format!("{}{other}{}", &text[..owner], &text[owner + set.len()..]);
    let notes = understand(&paste(&text)).expect("a set").notes;
    assert!(notes.contains(&Note::OtherOwner("Pod web-0".to_owned(), 0)), "{notes:?}");
}

#[test]
fn without_names_there_are_no_uids() {
    let text = own();
    let given: Vec<String> = uids(&text).into_values().filter(|uid| !uid.is_empty()).collect();
    let typed = format!("$ kubectl get pods -o yaml | grep {}\n", given[0]);
    let script = format!("{}{typed}", script(&text));
    assert!(given.iter().all(|uid| script.contains(&**uid)), "all are there before");
    let before = Scenario::parse(&script).expect("a script");
    let of_cluster = scenario::cluster_of(&before).expect("a cluster").to_owned();
    let plain = Paste { plain: true, script, ..paste(&of_cluster) };
    let from_scratch = Paste { plain: true, ..paste(&text) };
    for paste in [plain, from_scratch] {
        let read = understand(&paste).expect("a set");
        assert!(!given.iter().any(|uid| read.script.contains(&**uid)), "{}", read.script);
        assert!(!Scenario::parse(&read.script).expect("a script").has_uids());
    }
}

#[test]
fn a_link_is_as_long_as_without_uids() {
    let words: Rc<str> = {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(WORDS);
        std::fs::read_to_string(path).expect("words").into()
    };
    let texts = |_: &str| Some(Rc::clone(&words));
    let link = |scenario: &Scenario| {
        Link::write(scenario, &Base::nothing(), None, &texts).expect("a link")
    };
    for (file, text) in snapshots() {
        let whole = Scenario::parse(&script(&text)).expect("a script");
        assert!(whole.has_uids(), "{file}");
        let smaller = whole.without_uids();
        assert!(!smaller.has_uids());
        let rows: Vec<String> =
            text.lines().filter(|row| !row.trim().starts_with("uid:")).map(str::to_owned).collect();
        assert_eq!(
            smaller,
            Scenario::parse(&script(&rows.join("\n"))).expect("a script"),
            "{file}"
        );
        let read = Link::read(&link(&smaller), &texts).expect("a link");
        assert_eq!(read.scenario, smaller, "{file}");
        let (long, short) = (simulate(&whole), simulate(&smaller));
        assert_eq!(long.rollout.last(), short.rollout.last(), "{file}: the rollout is the same");
    }
}

#[test]
fn a_trace_has_the_uids_once() {
    let trace = run(&script(&own()), "$ kubectl delete pods --all\n: settle\n");
    let changes = (0..trace.rollout.len()).map(FrameIndex).flat_map(|at| trace.rollout.changes(at));
    let tables: Vec<_> = changes
        .filter_map(|it| if let Change::UidsGiven(table) = it { Some(table) } else { None })
        .collect();
    assert_eq!(tables.len(), 1);
    let last = trace.rollout.seek(trace.rollout.last()).cluster;
    assert_eq!(last.given_uids(), &**tables[0]);
    // As it goes from the service to the page.
    let bytes = postcard::to_allocvec(&Change::UidsGiven(Rc::clone(tables[0]))).expect("bytes");
    let read: Change = postcard::from_bytes(&bytes).expect("a change");
    assert_eq!(read, Change::UidsGiven(Rc::clone(tables[0])));
    let objects = uids(&own()).keys().filter(|key| key.len() == 2).count();
    assert!(bytes.len() <= objects * 40, "{} bytes for {objects} objects", bytes.len());
}

#[test]
fn what_is_no_uid_is_not_kept() {
    let text = stuck().replacen("    uid: ", "    uid: a secret, ", 1);
    let objects = paste::objects(&text).expect("objects").objects;
    let mut tally = Tally::new();
    let kept = Value::List(kept::keep(&objects, &mut tally)).to_json();
    assert!(!kept.contains("a secret"));
    assert_eq!(tally.get(&Dropped::Uid), Some(&1));
}
