//! Kubernetes' own end-to-end tests of StatefulSets (`test/e2e/apps/statefulset.go`) by name, each with our scenario or
//! transcript that shows the same.
//!
//! Each must exist, print what upstream asserts, and keep every promise in every frame. What scenarios claim and
//! transcripts print is compared in `gallery` and `transcripts`. Not here: tests of the API alone (lists, deletion of
//! collections, the status subresource), and applications that upstream runs (ZooKeeper, MySQL, …).

use std::fs;

use rollout_promises::check;
use scenario::{Expected, GALLERY, Scenario, Transcript, simulate};

/// Upstream's name of the test, our scenario or transcript, and the lines that it must print, in order.
type Shown = (&'static str, &'static str, &'static [&'static str]);

const SHOWN: &[Shown] = &[
    (
        "should provide basic identity",
        "upstream-identity-and-claims",
        &["web-0 web-0 nginx www-web-0", "web-1 web-1 nginx www-web-1"],
    ),
    (
        "should adopt matching orphans and release non-matching pods",
        "upstream-adopts-and-releases",
        &["StatefulSet/web", "pod/web-0 unlabeled", "pod/web-0 labeled", "StatefulSet/web"],
    ),
    (
        "should not deadlock when a pod's predecessor fails",
        "upstream-a-predecessor-fails",
        &["web-0   0/1", "web-0   1/1     Running", "web-1   1/1     Running"],
    ),
    (
        "should perform rolling updates and roll backs of template modifications with PVCs",
        "upstream-identity-and-claims",
        &["nginx:1.26 www-web-0", "rolled back", "nginx:1.25 www-web-0"],
    ),
    (
        "should perform rolling updates and roll backs of template modifications",
        "rolling-update",
        &[],
    ),
    (
        "should perform canary updates and phased rolling updates of template modifications",
        "phased-roll-out",
        &[],
    ),
    (
        "should perform canary updates and phased rolling updates of template modifications for partiton1 and delete pod-0 \
         without failing container",
        "canary",
        &[],
    ),
    (
        "should perform canary updates and phased rolling updates of template modifications for partiton1 and delete pod-0 with \
         failing container",
        "broken-pod-below-the-partition",
        &[],
    ),
    ("should implement legacy replacement when the update strategy is OnDelete", "on-delete", &[]),
    (
        "Scaling should happen in predictable order and halt if any stateful pod is unhealthy",
        "upstream-halts-and-bursts",
        &[
            "web     0/3",
            "web     3/3",
            "web     1/0",
            "web     0/0",
            "Create Pod web-1",
            "Create Pod web-2",
        ],
    ),
    (
        "Burst scaling should run to completion even with unhealthy pods",
        "upstream-halts-and-bursts",
        &["burst   2/3", "burst   0/0"],
    ),
    ("Should recreate evicted statefulset", "an-evicted-pod", &[]),
    ("should have a working scale subresource", "scale-up", &[]),
    (
        "MinReadySeconds should be honored when enabled",
        "upstream-available-replicas",
        &["2 0", "2 2"],
    ),
    (
        "AvailableReplicas should get updated accordingly when MinReadySeconds is enabled",
        "upstream-available-replicas",
        &["2 0", "2 2", "2 0", "2 2"],
    ),
    (
        "should delete PVCs with a WhenDeleted policy",
        "upstream-claims-that-go",
        &[
            "persistentvolumeclaim/www-deleted-0",
            "\"deleted\" deleted",
            "persistentvolumeclaim/www-scaled-0",
        ],
    ),
    (
        "should delete PVCs with a OnScaledown policy",
        "upstream-claims-that-go",
        &[
            "persistentvolumeclaim/www-scaled-1",
            "scaled scaled",
            "persistentvolumeclaim/www-scaled-0",
        ],
    ),
    (
        "should delete PVCs after adopting pod (WhenDeleted)",
        "upstream-claims-that-go",
        &["created"],
    ),
    (
        "should delete PVCs after adopting pod (WhenScaled)",
        "upstream-claims-that-go",
        &["scaled scaled"],
    ),
    (
        "PVC should be recreated when pod is pending due to missing PVC",
        "upstream-a-claim-comes-back",
        &["web-0   0/1     Pending", "www-web-0", "Bound", "web-0   1/1     Running"],
    ),
    ("Setting .start ordinal", "upstream-ordinals-start", &["pod/web-2\npod/web-3"]),
    ("Increasing .start ordinal", "upstream-ordinals-start", &["pod/web-4\npod/web-5"]),
    ("Decreasing .start ordinal", "upstream-ordinals-start", &["pod/web-3\npod/web-4"]),
    ("Removing .start ordinal", "upstream-ordinals-start", &["pod/web-0\npod/web-1"]),
];

#[test]
fn each_test_of_upstreams_has_a_scenario_that_shows_it_and_keeps_every_promise() {
    for (upstream, ours, prints) in SHOWN {
        let (scenario, printed) = session(ours);
        let trace = simulate(&scenario);
        if let Err(violation) = check(&trace.rollout, &scenario.rules()) {
            panic!("{upstream}: {ours} breaks {}: {}", violation.promise, violation.what);
        }
        let mut rest = &*printed;
        for line in *prints {
            let at = rest
                .find(line)
                .unwrap_or_else(|| panic!("{upstream}: {ours}: {line:?}\n{printed}"));
            rest = rest.get(at + line.len()..).unwrap_or_default();
        }
    }
}

/// A scenario of the gallery, or a transcript of the project with its output.
fn session(name: &str) -> (Scenario, String) {
    if let Some((_, text)) = GALLERY.iter().find(|(other, _)| *other == name) {
        let scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(scenario.claim.is_some(), "{name} claims something");
        return (scenario, String::new());
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transcripts/own");
    let text = fs::read_to_string(format!("{folder}/{name}.txt"));
    let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
    let transcript = Transcript::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let printed = transcript.expected.iter().flatten().map(|it: &Expected| it.output.clone());
    (transcript.scenario, printed.collect())
}
