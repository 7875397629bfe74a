//! Differences between Kubernetes versions in kubectl's output and in the API server's validation: one method for each.
//!
//! The differences of the rollout itself are in the engine ([`rollout_engine::version`]). No other code of this crate
//! compares version numbers.
//!
//! Whole sessions were recorded for 1.34, 1.36 and 1.37 only. Statements about other versions come from Kubernetes'
//! changes, and each method says what was never recorded. 1.38 is its first beta, of which only the controller could be
//! recorded.

use rollout_engine::version::{Rules, UpdateRule};

/// A Kubernetes version, as this crate needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    minor: u16,
    patch: Option<u16>,
    max_unavailable: bool,
    recreate: bool,
    namespace: Option<&'static str>,
}

impl Release {
    /// Returns the release of these rules. The newest if its number cannot be parsed.
    pub fn of(rules: &Rules) -> Self {
        Self {
            minor: rules.minor(),
            patch: rules.patch,
            max_unavailable: rules.update != UpdateRule::OneAtATime,
            recreate: rules.recreate,
            namespace: rules.stand_in.map(|stand_in| stand_in.namespace),
        }
    }

    /// Namespace in the scheduler's messages if it is not the pod's. Recorded sessions ran in another namespace than
    /// their messages say.
    pub fn scheduler_namespace(self) -> Option<&'static str> {
        self.namespace
    }

    fn from(self, minor: u16) -> bool {
        self.minor >= minor
    }

    /// The API server stores, defaults and validates `maxUnavailable` (gate MaxUnavailableStatefulSet).
    pub fn has_max_unavailable(self) -> bool {
        self.max_unavailable
    }

    /// The update strategy Recreate exists (gate StatefulSetRecreateStrategy).
    pub fn has_recreate(self) -> bool {
        self.recreate
    }

    /// A finished pod that is being deleted shows its reason instead of `Terminating` (#122038). Recorded: 1.34 and
    /// later. Never recorded: the output of 1.30 and earlier.
    pub fn shows_how_a_pod_ended(self) -> bool {
        self.from(31)
    }

    /// `pod "web-0" deleted from default namespace`. Recorded: 1.34 and later. Never recorded: the output of 1.33 and
    /// earlier.
    pub fn names_namespace_of_deleted(self) -> bool {
        self.from(34)
    }

    /// One error for each immutable field instead of one error at `spec`. Recorded: not in 1.36, but in 1.37.
    pub fn names_immutable_fields(self) -> bool {
        self.from(37)
    }

    /// `revisionHistoryLimit` may be changed (#130263). Recorded: 1.34 and later. Never recorded: the error of 1.32 and
    /// earlier.
    pub fn history_limit_is_mutable(self) -> bool {
        self.from(33)
    }

    /// `serviceName` must be a DNS label (#130233). Recorded: 1.34 and later. Never recorded: other versions.
    pub fn checks_service_name(self) -> bool {
        self.from(33)
    }

    /// Templates have `creationTimestamp: null`, which is part of the hashes of their revisions.
    pub fn stores_empty_timestamps(self) -> bool {
        !self.from(34)
    }

    /// Whether the API has a field that came with this minor version; 0 means always.
    pub fn has(self, since: u16) -> bool {
        self.from(since)
    }

    /// Pods have the label `apps.kubernetes.io/pod-index`.
    pub fn labels_pods_with_index(self) -> bool {
        self.from(28)
    }

    /// The error is `invalid JSON patch` instead of Go's own words. Recorded: not in 1.36, but in 1.37.
    pub fn says_invalid_patch(self) -> bool {
        self.from(37)
    }

    /// `scale` reports `statefulsets.apps "nope" not found` without `no objects passed to scale` before it. Recorded:
    /// not in 1.34, but in 1.36. Never recorded: 1.35.
    pub fn scale_names_what_is_missing(self) -> bool {
        self.from(36)
    }

    /// Messages of the controller's events start with a capital letter. Recorded: not in 1.34, but in 1.36. Never
    /// recorded: 1.35.
    pub fn events_have_capitals(self) -> bool {
        self.from(36)
    }

    /// Claims have the condition Unused. Recorded: not in 1.36, but in 1.37.
    pub fn tells_unused_claims(self) -> bool {
        self.from(37)
    }

    /// `-o kyaml` exists. Recorded: not in 1.34, but in 1.36. Never recorded: 1.35.
    pub fn prints_kyaml(self) -> bool {
        self.from(36)
    }

    /// The kernel version of a node is printed as `none (amd64)`. Recorded: not in 1.34, but in 1.36. Never recorded:
    /// 1.35.
    pub fn prints_architecture(self) -> bool {
        self.from(36)
    }

    /// The API server warns that Endpoints are deprecated. Recorded: 1.34 and later. Never recorded: 1.33.
    pub fn warns_of_endpoints(self) -> bool {
        self.from(33)
    }

    /// `rollout undo` warns of what the next `apply` will do. Recorded: not in 1.34, but in 1.36. Never recorded: 1.35.
    pub fn warns_of_undo_after_apply(self) -> bool {
        self.from(36)
    }

    /// `label` prints `not labeled` if a label to remove does not exist. Recorded: not in 1.34, but in 1.36. Never
    /// recorded: 1.35.
    pub fn says_that_nothing_was_unlabeled(self) -> bool {
        self.from(36)
    }

    /// `wait` with an empty condition says `unrecognized condition: []`; before, `""`. Recorded: not in 1.34, but in
    /// 1.36. Never recorded: 1.35.
    pub fn lists_wait_conditions(self) -> bool {
        self.from(36)
    }

    /// `describe` prints the container before the message of an event, and no events for several objects. Recorded: not
    /// in 1.34, but in 1.36. Never recorded: 1.35.
    pub fn describes_fields_of_events(self) -> bool {
        self.from(36)
    }

    /// `describe sts` prints the service's name and the policies. Recorded: not in 1.36, but in 1.37.
    pub fn describes_policies(self) -> bool {
        self.from(37)
    }

    /// Names of a probe's thresholds in `describe`. Recorded: 1.36 (`#success`) and 1.37.
    pub fn words_of_probes(self) -> (&'static str, &'static str) {
        if self.from(37) {
            ("successThreshold", "failureThreshold")
        } else {
            ("#success", "#failure")
        }
    }

    /// Error for a label value that is too long. Seen in clusters of 1.34 and later; for earlier versions in
    /// kubernetes/kubernetes#64023.
    pub fn words_of_long_labels(self) -> &'static str {
        if self.from(34) {
            "must be no more than 63 bytes"
        } else {
            "must be no more than 63 characters"
        }
    }

    /// `kubectl get quota` prints AGE after REQUEST and LIMIT (#129419); before, it comes second. Never recorded.
    pub fn prints_age_of_quotas_last(self) -> bool {
        self.from(33)
    }

    /// `kubectl get priorityclass` has the column PREEMPTIONPOLICY (#126529). Never recorded.
    pub fn prints_preemption_policy(self) -> bool {
        self.from(32)
    }

    /// What `kubectl describe node` prints as the version of kube-proxy; `None` if it has no such line. The kubelet reports
    /// its own version, and since 1.33, as in 1.31.0, none (gate DisableNodeKubeProxyVersion). Seen in clusters of 1.31.0,
    /// 1.31.4, 1.32 to 1.35 and, without the line, 1.36 and 1.37.
    pub fn kube_proxy_version(self) -> Option<String> {
        match (self.minor, self.patch) {
            (36.., _) => None,
            (33..=35, _) | (31, None | Some(0)) => Some(String::new()),
            _ => Some(self.version()),
        }
    }

    /// The scheduler says `had untolerated taint(s)`, without the taint. Seen in clusters: not in 1.34, but in 1.35.
    pub(crate) fn hides_taints(self) -> bool {
        self.from(35)
    }

    /// The scheduler's message has a part about resource claims. Seen in clusters: in 1.34 to 1.36, but not in 1.37.
    pub(crate) fn tells_of_resource_claims(self) -> bool {
        self.from(34) && !self.from(37)
    }

    /// Preemption does not help a pod that requests more than the whole node has.
    pub(crate) fn never_preempts_for_too_large_pods(self) -> bool {
        self.from(32)
    }

    /// Minor version, such as 37.
    pub fn minor(self) -> u16 {
        self.minor
    }

    /// Full version such as `v1.37.1`: the patch version that the person chose, otherwise the recorded one, otherwise
    /// 0. The recorded version of 1.38 is its first beta.
    pub fn version(self) -> String {
        let recorded = match self.minor {
            33 => "13",
            34 => "4",
            35 | 36 => "3",
            37 => "1",
            38 => "0-beta.0",
            _ => "0",
        };
        match self.patch {
            Some(patch) => format!("v1.{}.{patch}", self.minor),
            None => format!("v1.{}.{recorded}", self.minor),
        }
    }

    /// `kubectl label` writes `label "x" not found.` to standard error. From the source of 1.38.0-beta.0; never recorded.
    pub fn labels_on_standard_error(self) -> bool {
        self.from(38)
    }

    /// `kubectl explain` says that `maxUnavailable` is rounded down and limits the pods that an update replaces. From
    /// the source of 1.38.0-beta.0; never recorded.
    pub fn budgets_the_update(self) -> bool {
        self.from(38)
    }

    /// Version of the kustomize inside kubectl. Recorded: 1.34, 1.36 and 1.37. Never recorded: others.
    pub fn kustomize(self) -> &'static str {
        if self.from(36) { "v5.8.1" } else { "v5.7.1" }
    }

    /// The API group `storagemigration.k8s.io` is served as v1. Recorded: not in 1.36, but in 1.37.
    pub fn migrates_storage(self) -> bool {
        self.from(37)
    }

    /// `kubectl kuberc` exists. Recorded: not in 1.34, but in 1.36. Never recorded: 1.35.
    pub fn has_kuberc(self) -> bool {
        self.from(36)
    }

    /// Line number in kubectl's `helpers.go` of the warning about `--dry-run` without a value. Recorded: 1.34, 1.36 and
    /// 1.37. Never recorded: others.
    pub fn line_that_warns_of_dry_run(self) -> u16 {
        match self.minor {
            ..=35 => 731,
            36 => 719,
            _ => 714,
        }
    }

    /// kubectl's list of commands says `Experimental: Wait for …`. Recorded: in 1.34, but not in 1.36. Never recorded:
    /// 1.35.
    pub fn calls_wait_experimental(self) -> bool {
        !self.from(36)
    }
}
