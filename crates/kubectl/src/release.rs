//! What kubectl prints and the API server accepts, by release: one row of data for each difference.
//!
//! The rollout's own differences are the engine's ([`rollout_engine::version`]); these are of text and of
//! validation. Nothing else in this crate looks at a release's number.
//!
//! Whole sessions were recorded of 1.34, 1.36 and 1.37 and of no other release: what is said of others comes from
//! Kubernetes' changes, and each row says where a wording was never recorded. 1.38 is its first beta, of which only the
//! controller could be recorded.

use rollout_engine::version::{Rules, UpdateRule};

/// A release, by what differs in this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Release {
    minor: u16,
    patch: Option<u16>,
    max_unavailable: bool,
    recreate: bool,
    namespace: Option<&'static str>,
}

impl Release {
    /// The release that these rules belong to; the newest where its number cannot be read.
    pub(crate) fn of(rules: &Rules) -> Self {
        Self {
            minor: rules.minor(),
            patch: rules.patch,
            max_unavailable: rules.update != UpdateRule::OneAtATime,
            recreate: rules.recreate,
            namespace: rules.stand_in.map(|stand_in| stand_in.namespace),
        }
    }

    /// The namespace that the scheduler's messages name, where it is not the pod's: recorded sessions run in others than they say.
    pub(crate) fn scheduler_namespace(self) -> Option<&'static str> {
        self.namespace
    }

    fn from(self, minor: u16) -> bool {
        self.minor >= minor
    }

    /// The API server keeps, defaults and checks `maxUnavailable` (gate MaxUnavailableStatefulSet).
    pub(crate) fn has_max_unavailable(self) -> bool {
        self.max_unavailable
    }

    /// There is an update strategy Recreate (gate StatefulSetRecreateStrategy).
    pub(crate) fn has_recreate(self) -> bool {
        self.recreate
    }

    /// A finished pod that is being deleted shows its reason instead of `Terminating` (#122038). Recorded for 1.34 and later;
    /// what 1.30 and earlier print never.
    pub(crate) fn shows_how_a_pod_ended(self) -> bool {
        self.from(31)
    }

    /// `pod "web-0" deleted from default namespace`. Recorded for 1.34 and later; what 1.33 and earlier print never.
    pub(crate) fn names_namespace_of_deleted(self) -> bool {
        self.from(34)
    }

    /// One error for each field that must not change, instead of one at `spec`. Recorded for 1.36 (not) and 1.37.
    pub(crate) fn names_immutable_fields(self) -> bool {
        self.from(37)
    }

    /// `revisionHistoryLimit` may be changed (#130263). Recorded for 1.34 and later; the refusal of 1.32 and earlier never.
    pub(crate) fn history_limit_is_mutable(self) -> bool {
        self.from(33)
    }

    /// `serviceName` must be a DNS label (#130233). Recorded for 1.34 and later; for others never.
    pub(crate) fn checks_service_name(self) -> bool {
        self.from(33)
    }

    /// `creationTimestamp: null` in templates, and in the hashes of their revisions.
    pub(crate) fn stores_empty_timestamps(self) -> bool {
        !self.from(34)
    }

    /// Whether the API has what came with this minor release; 0 is before all.
    pub(crate) fn has(self, since: u16) -> bool {
        self.from(since)
    }

    /// Pods carry the label `apps.kubernetes.io/pod-index`.
    pub(crate) fn labels_pods_with_index(self) -> bool {
        self.from(28)
    }

    /// `invalid JSON patch`; before, Go's own words. Recorded for 1.36 (not) and 1.37.
    pub(crate) fn says_invalid_patch(self) -> bool {
        self.from(37)
    }

    /// `statefulsets.apps "nope" not found` from `scale`; before, `no objects passed to scale` came first. Recorded for 1.34
    /// (not) and 1.36; for 1.35 never.
    pub(crate) fn scale_names_what_is_missing(self) -> bool {
        self.from(36)
    }

    /// The controller's events begin with a capital letter. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn events_have_capitals(self) -> bool {
        self.from(36)
    }

    /// Claims have a condition Unused. Recorded for 1.36 (not) and 1.37.
    pub(crate) fn tells_unused_claims(self) -> bool {
        self.from(37)
    }

    /// `-o kyaml`. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn prints_kyaml(self) -> bool {
        self.from(36)
    }

    /// `none (amd64)` as a node's kernel. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn prints_architecture(self) -> bool {
        self.from(36)
    }

    /// The API server warns that Endpoints are deprecated. Recorded for 1.34 and later; that 1.33 does so too never.
    pub(crate) fn warns_of_endpoints(self) -> bool {
        self.from(33)
    }

    /// `rollout undo` warns of what `apply` will do. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn warns_of_undo_after_apply(self) -> bool {
        self.from(36)
    }

    /// `not labeled` where a label to be removed was not there. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn says_that_nothing_was_unlabeled(self) -> bool {
        self.from(36)
    }

    /// `wait` without `--for` prints an empty list. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn lists_wait_conditions(self) -> bool {
        self.from(36)
    }

    /// `describe` puts the container before the message of an event, and shows no events of several objects. Recorded for 1.34
    /// (not) and 1.36; for 1.35 never.
    pub(crate) fn describes_fields_of_events(self) -> bool {
        self.from(36)
    }

    /// `describe sts` has the service's name and the policies. Recorded for 1.36 (not) and 1.37.
    pub(crate) fn describes_policies(self) -> bool {
        self.from(37)
    }

    /// What `describe` calls a probe's thresholds. Recorded for 1.36 (`#success`) and 1.37.
    pub(crate) fn words_of_probes(self) -> (&'static str, &'static str) {
        if self.from(37) {
            ("successThreshold", "failureThreshold")
        } else {
            ("#success", "#failure")
        }
    }

    /// `37`.
    pub(crate) fn minor(self) -> u16 {
        self.minor
    }

    /// `v1.37.1`: the patch release that a person named, else the one that was recorded, else the first one. Of 1.38 the
    /// first beta was recorded.
    pub(crate) fn version(self) -> String {
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

    /// `kubectl label` and `annotate` write what is not their result to standard error. Read in the source of 1.38.0-beta.0;
    /// never recorded.
    pub(crate) fn labels_on_standard_error(self) -> bool {
        self.from(38)
    }

    /// `maxUnavailable` is explained as rounded down and as about the pods that an update replaces. Read in the source of
    /// 1.38.0-beta.0; never recorded.
    pub(crate) fn budgets_the_update(self) -> bool {
        self.from(38)
    }

    /// The version of the kustomize in kubectl. Recorded for 1.34, 1.36 and 1.37; for others never.
    pub(crate) fn kustomize(self) -> &'static str {
        if self.from(36) { "v5.8.1" } else { "v5.7.1" }
    }

    /// The API group `storagemigration.k8s.io` is served as v1. Recorded for 1.36 (not) and 1.37.
    pub(crate) fn migrates_storage(self) -> bool {
        self.from(37)
    }

    /// `kubectl kuberc`. Recorded for 1.34 (not) and 1.36; for 1.35 never.
    pub(crate) fn has_kuberc(self) -> bool {
        self.from(36)
    }

    /// The line of kubectl's `helpers.go` that warns of `--dry-run` without a value. Recorded for 1.34, 1.36 and 1.37; for
    /// others never.
    pub(crate) fn line_that_warns_of_dry_run(self) -> u16 {
        match self.minor {
            ..=35 => 731,
            36 => 719,
            _ => 714,
        }
    }

    /// `Experimental: Wait for …`. Recorded for 1.34 and 1.36 (not); for 1.35 never.
    pub(crate) fn calls_wait_experimental(self) -> bool {
        !self.from(36)
    }
}
