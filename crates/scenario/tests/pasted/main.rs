//! Pasted clusters of our own invention: kinds of real input that no recorded session has.
//!
//! Each is printed as a real cluster prints it, with all the fields that a rollout does not need, read, and run on. Not here: what the
//! page says of one (crate `web`), and recorded clusters (`snapshots.rs`).

mod cluster;

use apiserver::found::Note;
use apiserver::manifest;
use apiserver::value::Value;
use cluster::{Cluster, Pod, ready, unready};
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{Paste, Printed, Scenario, Trace, Understood, simulate, understand};

fn read(text: &str) -> Understood {
    let printed = Printed::AboutNow("2026-11-28T10:05:00Z".to_owned());
    let release = "1.37".to_owned();
    understand(&Paste { text: text.to_owned(), release, printed, ..Paste::default() })
        .expect("a set")
}

/// READY and STATUS of each pod, as they are restored.
fn rows(read: &Understood) -> Vec<String> {
    let pods = read.sets.iter().flat_map(|set| &set.pods);
    pods.map(|pod| format!("{} {}", pod.ready, pod.status)).collect()
}

fn run(read: &Understood, typed: &str) -> Trace {
    let script = format!("{}{typed}", read.script);
    let trace = simulate(&Scenario::parse(&script).expect("a script"));
    for (line, ran) in trace.ran.iter().enumerate() {
        let code = ran.and_then(|ran| ran.exited).map_or(0, |(_, code)| code);
        assert_eq!(code, 0, "{}", trace.output(line));
    }
    trace
}

/// What a last line prints.
fn printed(read: &Understood, typed: &str) -> String {
    let trace = run(read, typed);
    trace.output(trace.ran.len() - 1)
}

fn of(pods: Vec<Pod>) -> Cluster {
    Cluster { pods, ..Cluster::default() }
}

/// When the first pods begin to terminate, in milliseconds, and how many.
fn first_leaving(trace: &Trace) -> Option<(i64, usize)> {
    (0..trace.rollout.len()).map(FrameIndex).find_map(|at| {
        let frame = trace.rollout.seek(at);
        let pods = frame.cluster.sets().flat_map(|(_, owned)| owned.pods.iter());
        let leaving = pods.filter(|pod| pod.is_terminating()).count();
        (leaving > 0).then(|| (trace.rollout.at(at).as_millis(), leaving))
    })
}

const RUNS: &str = "running:\n          startedAt: \"2026-11-28T10:04:55Z\"";

#[test]
fn yaml_json_and_typed_lists_are_the_same_cluster() {
    let yaml = of(vec![ready(0, 1), ready(1, 2), ready(2, 2)]).print();
    let expected = read(&yaml);
    assert_eq!(rows(&expected), ["1/1 Running"; 3]);
    let list = manifest::parse(&yaml).expect("YAML");
    let items = list.get("items").map(Value::items).unwrap_or_default();
    let lines: String = items.iter().map(|item| format!("{}\n", item.to_json())).collect();
    let documents: String =
        items.iter().map(|item| format!("---\n{}", apiserver::value::yaml::yaml(item))).collect();
    let windows = format!("\u{feff}{}", yaml.replace('\n', "\r\n"));
    let coloured = yaml.replace("kind:", "\u{1b}[34mkind\u{1b}[0m:");
    for text in [list.to_json(), lines, documents, windows, coloured] {
        let found = read(&text);
        assert_eq!(found.sets, expected.sets);
        assert_eq!(found.notes, expected.notes);
    }
}

#[test]
fn what_other_releases_print_is_read() {
    let text = of(vec![ready(0, 2), ready(1, 2), ready(2, 2)]).print();
    let before_1_28 = text.replace("      apps.kubernetes.io/pod-index: \"", "      x: \"");
    let managed = text.replace(
        "    generation: 2\n",
        "    generation: 2\n    managedFields:\n    - apiVersion: apps/v1\n      fieldsV1:\n        f:spec: {}\n      manager: geheim\n      time: \"2026-11-28T09:00:00Z\"\n",
    );
    assert_ne!(text, managed);
    for text in [text, before_1_28, managed] {
        let found = read(&text);
        assert_eq!(rows(&found), ["1/1 Running"; 3]);
        assert!(!found.script.contains("geheim"));
        for release in ["1.28", "1.31", "1.34", "1.37", "1.38"] {
            let script = found.script.replace(": release 1.37", &format!(": release {release}"));
            let scenario = Scenario::parse(&script);
            let trace = simulate(&scenario.unwrap_or_else(|error| panic!("{release}: {error:?}")));
            assert_eq!(trace.rollout.at(trace.rollout.last()), SimTime::ZERO, "{release}: moves");
        }
    }
}

#[test]
fn several_sets_live_together() {
    let one = of(vec![ready(0, 2), ready(1, 2), ready(2, 2)]).print();
    let other = one.replace("name: es", "name: kv").replace(": es-", ": kv-");
    let other = other.replace("app: es", "app: kv").replace("namespace: shop", "namespace: bank");
    let found = read(&format!("{one}---\n{other}"));
    let names: Vec<_> = found.sets.iter().map(|set| (&*set.name, set.pods.len())).collect();
    assert_eq!(names, [("es", 3), ("kv", 3)]);
    assert!(printed(&found, "$ kubectl get pods -n bank\n").contains("kv-2"));
    let text = format!("{one}---\n{other}");
    let chosen = understand(&Paste { text, first: Some("bank/kv".to_owned()), ..Paste::default() });
    let chosen = chosen.expect("sets");
    assert_eq!(chosen.sets.first().map(|set| &*set.name), Some("kv"));
    assert!(chosen.script.contains("--namespace=bank"), "{}", chosen.script);
}

#[test]
fn min_ready_seconds_has_what_is_left_of_it() {
    let spec = "  minReadySeconds: 60\n  updateStrategy:\n    type: RollingUpdate\n";
    let fresh = Pod {
        status: ready(2, 2).status.replace("2026-11-27T09:00", "2026-11-28T10:04"),
        ..ready(2, 2)
    };
    let found = read(&Cluster { spec, ..of(vec![ready(0, 1), ready(1, 1), fresh]) }.print());
    let trace = run(&found, "");
    // Ready since 10:04:01, printed at 10:05:00: a second is left.
    assert_eq!(first_leaving(&trace), Some((1_000, 1)));
}

#[test]
fn parallel_updates_as_many_as_it_may() {
    let spec = "  podManagementPolicy: Parallel\n  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 2\n    type: RollingUpdate\n";
    let found = read(&Cluster { spec, ..of(vec![ready(0, 1), ready(1, 1), ready(2, 1)]) }.print());
    let trace = run(&found, "");
    assert_eq!(first_leaving(&trace), Some((0, 2)));
}

#[test]
fn a_crash_loop_and_an_init_container_go_on_as_they_were() {
    let ended = "terminated:\n          exitCode: 1\n          finishedAt: \"2026-11-28T10:04:31Z\"\n          reason: Error\n          startedAt: \"2026-11-28T10:04:30Z\"";
    let crash = unready(2, 2, "waiting:\n          reason: CrashLoopBackOff", 5);
    let last = format!("      lastState:\n        {ended}\n      name: es\n      ready: false");
    let text = of(vec![ready(0, 1), ready(1, 1), crash]).print();
    let text = text.replace("      lastState: {}\n      name: es\n      ready: false", &last);
    let found = read(&text);
    assert_eq!(rows(&found), ["1/1 Running", "1/1 Running", "0/1 CrashLoopBackOff"]);
    assert!(found.script.contains(": image es:2 exits 1 after 1s\n"), "{}", found.script);
    assert_eq!(found.sets[0].pods[2].restarts, "5 (29s ago)");

    let others = "  initContainers:\n  - image: busybox:1\n    name: init\n";
    let text = Cluster {
        others,
        ..of(vec![unready(0, 2, "waiting:\n          reason: PodInitializing", 0)])
    }
    .print();
    let status = format!(
        "    initContainerStatuses:\n    - name: init\n      ready: false\n      restartCount: 4\n      lastState:\n        {ended}\n      state:\n        waiting:\n          reason: CrashLoopBackOff\n    phase: Pending"
    );
    let found = read(&text.replace("    phase: Pending", &status));
    assert_eq!(rows(&found), ["0/1 Init:CrashLoopBackOff"]);
    assert!(found.script.contains(": image busybox:1 exits 1 after 1s\n"), "{}", found.script);
}

#[test]
fn nodes_are_those_of_the_paste_if_it_has_any() {
    let node = |name: &str, spec: &str, ready: &str| {
        format!(
            "- apiVersion: v1\n  kind: Node\n  metadata:\n    creationTimestamp: \"2026-01-01T00:00:00Z\"\n    labels:\n      kubernetes.io/hostname: geheim\n    name: {name}\n  spec:\n    providerID: aws:///geheim\n{spec}  status:\n    addresses:\n    - address: 10.0.0.1\n      type: InternalIP\n    conditions:\n    - lastHeartbeatTime: \"2026-11-28T10:02:00Z\"\n      lastTransitionTime: \"2026-11-28T09:00:00Z\"\n      status: \"{ready}\"\n      type: Ready\n"
        )
    };
    let cordoned = "    taints:\n    - effect: NoSchedule\n      key: node.kubernetes.io/unschedulable\n    - effect: NoSchedule\n      key: geheim.example.org/team\n      value: geheim\n    unschedulable: true\n";
    let items: String = [
        node("ip-10-0-0-0.ec2.internal", cordoned, "True"),
        node("ip-10-0-0-1.ec2.internal", "", "True"),
        node("ip-10-0-0-2.ec2.internal", "", "True"),
        node("ip-10-0-0-9.ec2.internal", "", "Unknown"),
    ]
    .concat();
    let cluster =
        Cluster { items: items.leak(), ..of(vec![ready(0, 2), ready(1, 2), ready(2, 2)]) };
    let found = read(&cluster.print());
    assert!(!found.script.contains("geheim") && !found.script.contains("ec2"), "{}", found.script);
    let nodes = printed(&found, "$ kubectl get nodes\n");
    let rows: Vec<(&str, &str)> = nodes
        .lines()
        .skip(1)
        .filter_map(|row| {
            let mut words = row.split_whitespace();
            Some((words.next()?, words.next()?))
        })
        .collect();
    let expected = [
        ("node-1", "Ready,SchedulingDisabled"),
        ("node-2", "Ready"),
        ("node-3", "Ready"),
        ("node-4", "NotReady"),
    ];
    assert_eq!(rows, expected);
    let moved = "$ kubectl delete pod es-0\n: settle\n$ kubectl get pods -o jsonpath={.items[0].spec.nodeName}\n";
    let node = printed(&found, moved);
    assert!(
        ["node-2", "node-3"].contains(&&*node),
        "neither the cordoned nor the lost one: {node}"
    );
    let plain = understand(&Paste { text: cluster.print(), plain: true, ..Paste::default() });
    assert!(plain.expect("a set").script.contains("kind: Node"));
}

#[test]
fn a_pod_without_a_revision_is_said() {
    let text = of(vec![ready(0, 2), ready(1, 2), ready(2, 2)]).print();
    let text = text.replacen("      controller-revision-hash: es-5b6d9c7f8b\n", "", 1);
    let found = read(&text);
    assert_eq!(found.notes, [Note::NoRevisionOf("es-0".to_owned(), 0)]);
    assert_eq!(rows(&found).len(), 2);
}

#[test]
fn kubectl_is_in_the_namespace_of_the_set() {
    let found = read(&of(vec![ready(0, 2), ready(1, 2), ready(2, 2)]).print());
    assert!(printed(&found, "$ kubectl get pods\n").contains("es-2"));
    assert_eq!(found.sets[0].namespace, "shop");
    let hostile =
        of(vec![ready(0, 2)]).print().replace("namespace: shop", "namespace: \"x; reboot\"");
    assert!(!read(&hostile).script.contains("$ "), "{}", read(&hostile).script);
}

#[test]
fn two_megabytes_are_read() {
    let mut pods: Vec<Pod> = (0..3).map(|ordinal| ready(ordinal, 2)).collect();
    let size = of(vec![ready(0, 2)]).print().len();
    while pods.len() * size / 4 < 500_000 {
        pods.push(ready(u32::try_from(pods.len()).expect("a number"), 2));
    }
    let replicas = u32::try_from(pods.len()).expect("a number");
    let text = Cluster { replicas, pods, ..Cluster::default() }.print();
    assert!(
        (400_000..apiserver::snapshot::paste::PASTE_BYTES_MAX).contains(&text.len()),
        "{}",
        text.len()
    );
    let found = read(&text);
    assert_eq!(found.sets[0].pods.len(), replicas as usize);
}

#[test]
fn a_budget_and_claims_that_go_stay_so() {
    let spec = "  persistentVolumeClaimRetentionPolicy:\n    whenDeleted: Retain\n    whenScaled: Delete\n  updateStrategy:\n    type: RollingUpdate\n  volumeClaimTemplates:\n  - apiVersion: v1\n    kind: PersistentVolumeClaim\n    metadata:\n      creationTimestamp: null\n      name: data\n    spec:\n      accessModes:\n      - ReadWriteOnce\n      resources:\n        requests:\n          storage: 1Gi\n      storageClassName: gp3\n      volumeMode: Filesystem\n    status:\n      phase: Pending\n";
    let claim = |ordinal: u32| {
        format!(
            "- apiVersion: v1\n  kind: PersistentVolumeClaim\n  metadata:\n    annotations:\n      volume.kubernetes.io/selected-node: geheim\n    creationTimestamp: \"2026-11-27T09:00:00Z\"\n    finalizers:\n    - kubernetes.io/pvc-protection\n    labels:\n      app: es\n    name: data-es-{ordinal}\n    namespace: shop\n  spec:\n    accessModes:\n    - ReadWriteOnce\n    resources:\n      requests:\n        storage: 1Gi\n    storageClassName: gp3\n    volumeName: pvc-geheim\n  status:\n    phase: Bound\n"
        )
    };
    let budget = "- apiVersion: policy/v1\n  kind: PodDisruptionBudget\n  metadata:\n    creationTimestamp: \"2026-10-01T08:00:00Z\"\n    name: es\n    namespace: shop\n  spec:\n    maxUnavailable: 1\n    selector:\n      matchLabels:\n        app: es\n  status:\n    disruptionsAllowed: 0\n";
    let items = format!("{}{}{}{budget}", claim(0), claim(1), claim(2));
    let pods = vec![ready(0, 2), ready(1, 2), ready(2, 2)];
    let found = read(&Cluster { spec, items: items.leak(), ..of(pods) }.print());
    assert_eq!(found.budgets, ["es"]);
    assert!(!found.script.contains("geheim"), "{}", found.script);
    let claims =
        printed(&found, "$ kubectl scale sts es --replicas=2\n: settle\n$ kubectl get pvc\n");
    assert!(claims.contains("data-es-1") && !claims.contains("data-es-2"), "{claims}");
}

#[test]
fn a_container_that_runs_since_a_moment_is_measured_from_the_others() {
    let found = read(&of(vec![ready(0, 1), ready(1, 1), unready(2, 2, RUNS, 0)]).print());
    let newer = found.measured.iter().find(|it| it.image == "es:2").expect("an image");
    assert!(newer.like.is_none() && newer.start.is_some(), "it has started: {newer:?}");
}

#[test]
fn what_no_playground_can_have_is_said_and_the_rest_is_read() {
    let text = of(vec![ready(0, 1), ready(1, 2), ready(2, 2)]).print();
    let owner = "    ownerReferences:\n    - apiVersion: apps/v1\n";
    let two = text.replacen(
        owner,
        &format!("{owner}      kind: Backup\n      name: b\n    - apiVersion: apps/v1\n"),
        1,
    );
    assert_eq!(read(&two).notes, [Note::TwoOwners("es-0".to_owned(), 0)]);
    assert_eq!(rows(&read(&two)), ["1/1 Running"; 3]);
    let (before, after) = text.split_once("  data:\n").expect("a revision");
    let without = after.split_once("  kind: ControllerRevision\n").expect("its kind").1;
    let found = read(&format!("{before}  kind: ControllerRevision\n{without}"));
    assert_eq!(found.notes, [Note::NoRevisions("es".to_owned())]);
    assert_eq!(found.sets[0].revisions.len(), 2, "its image is known from its pod");
    assert_eq!(found.sets[0].revisions[0].images, ["es:1"]);
}
