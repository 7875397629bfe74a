//! Lines that reach the goal of each scenario of the gallery when typed at its end: one solution for each.
//!
//! Each line is typed after the one before has settled. The page does not show them; they prove that the goals can be
//! reached.

/// Lines by the name of the scenario, in the gallery's order.
pub(crate) const SOLUTIONS: &[(&str, &[&str])] = &[
    ("scale-up", &["kubectl scale sts web --replicas=6"]),
    ("scale-down", &["kubectl delete pvc www-web-3 www-web-4"]),
    ("on-delete", &["kubectl delete pod web-1 web-2"]),
    ("rolling-update", &["kubectl set image sts/web nginx=k8s.gcr.io/nginx-slim:0.9"]),
    (
        "staging-an-update",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'"#,
        ],
    ),
    (
        "canary",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'"#,
        ],
    ),
    (
        "phased-roll-out",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'"#,
            "kubectl set image sts/web nginx=k8s.gcr.io/nginx-slim:0.9",
        ],
    ),
    ("deleting-the-set", &["kubectl apply -f web.yaml"]),
    (
        "blog",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#,
            "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.8",
        ],
    ),
    (
        "parallel-with-max-unavailable",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":3}}}}'"#,
            "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.10",
        ],
    ),
    (
        "max-unavailable-with-partition",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'"#,
        ],
    ),
    (
        "parallel-still-updates-one-by-one",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":3}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    (
        "percentages-round-down",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":"40%"}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    (
        "broken-pod-below-the-partition",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}}}}'"#,
        ],
    ),
    (
        "min-ready-seconds",
        &[
            r#"kubectl patch sts web -p '{"spec":{"minReadySeconds":0}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    (
        "max-unavailable-before-1-37",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'"#,
            "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.10",
            "kubectl delete pod web-3 web-4",
        ],
    ),
    ("raising-the-partition", &["kubectl delete pod web-2"]),
    (
        "partition-beyond-the-replicas",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'"#,
        ],
    ),
    (
        "partition-counts-from-the-first-ordinal",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'"#,
        ],
    ),
    (
        "scale-to-zero",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    (
        "deleted-in-mid-rollout",
        &["kubectl set image sts/web nginx=nginx:1.27", "kubectl delete pod web-0 web-4"],
    ),
    (
        "two-manifests-that-look-alike",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'"#,
            "kubectl delete pod web-0",
        ],
    ),
    ("undo-twice", &["kubectl rollout undo sts/web --to-revision=1"]),
    (
        "on-delete-before-1-37",
        &[r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}'"#],
    ),
    (
        "undo-does-not-unstick",
        &["kubectl set image sts/web nginx=nginx:1.26", "kubectl delete pod web-2"],
    ),
    (
        "deleted-before-the-undo",
        &["kubectl set image sts/web nginx=nginx:1.26", "kubectl delete pod web-2"],
    ),
    (
        "crash-loop-slips-through",
        &[
            r#"kubectl patch sts web -p '{"spec":{"minReadySeconds":30}}'"#,
            "kubectl set image sts/web nginx=nginx:1.25",
            "kubectl delete pod web-0 web-1 web-2",
        ],
    ),
    (
        "a-slow-start-is-killed",
        &[
            r#"kubectl patch sts web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","startupProbe":{"httpGet":{"path":"/","port":80},"failureThreshold":30}}]}}}}'"#,
            "kubectl delete pod web-2",
        ],
    ),
    ("scale-up-while-stuck", &["kubectl rollout undo sts/web", "kubectl delete pod web-2"]),
    ("scale-down-is-blocked", &[": pod web-0 is ready"]),
    ("pasted-while-stuck", &["kubectl delete pod -n search es-5"]),
    ("pasted-half-updated", &["kubectl delete pod db-2 db-1 db-0"]),
    ("two-broken-pods-to-go", &["kubectl delete pod web-1"]),
    (
        "parallel-heals-itself",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.26",
        ],
    ),
    (
        "twelve",
        &[
            r#"kubectl patch sts db -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":4}}}}'"#,
            "kubectl set image sts/db db=postgres:17.6",
        ],
    ),
    (
        "parallel-in-1-35",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":2}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.26",
        ],
    ),
    ("a-node-is-lost", &["kubectl delete pod web-1 --force --grace-period=0"]),
    (
        "the-node-is-gone-for-good",
        &["kubectl taint nodes node-2 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"],
    ),
    (
        "why-the-drain-does-not-end",
        &[
            r#"kubectl patch pdb web --type=merge -p '{"spec":{"minAvailable":2}}'"#,
            "kubectl drain node-2",
        ],
    ),
    ("one-pod-a-host", &[": nodes 5"]),
    ("an-evicted-pod", &["kubectl delete pod web-0"]),
    (
        "no-surge",
        &["kubectl scale sts web --replicas=2", "kubectl set image sts/web nginx=nginx:1.27"],
    ),
    (
        "recreate",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    (
        "switching-to-on-delete",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'"#,
        ],
    ),
    (
        "claims-that-go",
        &[
            r#"kubectl patch sts web -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Retain"}}}'"#,
            "kubectl scale sts web --replicas=2",
        ],
    ),
    ("larger-claims", &["kubectl delete sts web --cascade=orphan", "kubectl apply -f larger.yaml"]),
    ("canary-over-a-broken-pod", &[": upgrade to 1.38"]),
    (
        "half-of-what",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"maxUnavailable":"100%"}}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    ("scaling-down-frees-nothing", &["kubectl delete pod web-3 web-4"]),
    (
        "recreate-who-goes-first",
        &[
            r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"RollingUpdate"}}}'"#,
            "kubectl set image sts/web nginx=nginx:1.27",
        ],
    ),
    ("from-1-35-3-to-1-35-4", &[": upgrade to 1.37", "kubectl set image sts/web nginx=nginx:1.28"]),
];
