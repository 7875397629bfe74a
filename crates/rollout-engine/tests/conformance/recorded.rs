//! One recorded sync: reads it into the engine's types, replays it, compares the result.
//!
//! In the recordings templates are numbers and revisions have names. Here a template's bytes are its number, and
//! revision names are translated to hashes and back through their templates.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::str::FromStr;
use std::time::Duration;

use rollout_engine::api::{
    Claim, ClaimName, ClaimOwner, ClaimTemplate, Claims, Container, ControllerRevision,
    IntOrPercent, Pod, PodManagementPolicy, PodPhase, PodTemplate, Pods, Recreate, Retention,
    RetentionPolicy, RevisionHash, RollingUpdate, StatefulSet, StatefulSetSpec, StatefulSetStatus,
    Uid, UpdateStrategy,
};
use rollout_engine::controller::{Action, Observed, RevisionWrite, Sync, sync};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::recording::{self, Line, Want};

/// A recorded sync: what the controller saw, and what it did.
pub(crate) struct Recorded {
    pub(crate) case: String,
    pub(crate) step: u64,
    now: SimTime,
    set: StatefulSet,
    revisions: Vec<Rc<ControllerRevision>>,
    pods: Pods,
    claims: Claims,
    want: Want,
    names: Names,
}

/// The set's uid; those of pods are recorded.
const SET: Uid = Uid(0);

/// Recorded revision names, with the hash of each.
#[derive(Default)]
struct Names(BTreeMap<String, RevisionHash>);

impl FromStr for Recorded {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let now = SimTime::from_millis(line.now);
        let names = Names::of(&line);
        let spec = Rc::new(read_spec(&line.set));
        let mut pods = Pods::new(SET, spec.range(), spec.min_ready_seconds, now);
        for pod in &line.pods {
            pods.insert(read_pod(pod, &names));
        }
        let mut claims = Claims::of(&spec);
        for claim in &line.claims {
            claims.insert(read_claim(claim));
        }
        Ok(Self {
            set: read_set(&line, spec, &names),
            revisions: line.revisions.iter().map(|it| read_revision(it, &names)).collect(),
            case: line.case,
            step: line.step,
            now,
            pods,
            claims,
            want: line.want,
            names,
        })
    }
}

impl Recorded {
    /// Name of the setting: the part of the case before the slash.
    pub(crate) fn setting(&self) -> &str {
        self.case.split('/').next().unwrap_or_default()
    }

    /// Every field in which our sync differs from the recorded one.
    pub(crate) fn differences(&self, rules: &Rules) -> Vec<String> {
        let observed = Observed {
            set: &self.set,
            revisions: &self.revisions,
            pods: &self.pods,
            claims: &self.claims,
            admission: &false,
            mismatches: &Default::default(),
        };
        let sync = sync(&observed, rules, self.now);
        let status = sync.status.unwrap_or(self.set.status);
        let mut differences = Vec::new();
        let mut check = |field: &str, ours: String, theirs: String| {
            if ours != theirs {
                differences.push(format!("{field}: {ours}, recorded {theirs}"));
            }
        };
        check("actions", self.our_actions(&sync), self.their_actions());
        let wrote = (sync.status.is_some(), self.want.wrote_status);
        check("wroteStatus", wrote.0.to_string(), wrote.1.to_string());
        check("revisions", self.our_revisions(&sync), self.their_revisions());
        let error = sync.error.as_ref().map(|error| error.message("web")).unwrap_or_default();
        check("error", error, self.want.error.clone());
        let wanted = &self.want.status;
        check(
            "observedGeneration",
            status.observed_generation.to_string(),
            wanted.observed_generation.to_string(),
        );
        for (field, ours, theirs) in [
            ("replicas", i64::from(status.replicas), wanted.replicas),
            ("ready", status.ready_replicas.into(), wanted.ready),
            ("available", status.available_replicas.into(), wanted.available),
            ("updated", status.updated_replicas.into(), wanted.updated),
        ] {
            check(field, ours.to_string(), theirs.to_string());
        }
        check("current", status.current_replicas.to_string(), wanted.current.to_string());
        let recreate = read_recreate(&wanted.conditions);
        check("conditions", format!("{:?}", status.recreate), format!("{recreate:?}"));
        let revision = |revision: Option<RevisionHash>| {
            revision.map_or("", |hash| self.names.name(hash)).to_owned()
        };
        let current = revision(status.current_revision);
        check("currentRevision", current, wanted.current_revision.clone());
        check("updateRevision", revision(status.update_revision), wanted.update_revision.clone());
        differences
    }

    /// Joins actions, sorted where the controller runs them concurrently and their order is not fixed.
    fn in_order(&self, mut actions: Vec<String>) -> String {
        let at_once = self.set.spec.update_strategy == UpdateStrategy::Recreate;
        if at_once || self.set.spec.pod_management_policy == PodManagementPolicy::Parallel {
            actions.sort();
        }
        actions.join(", ")
    }

    fn our_actions(&self, sync: &Sync) -> String {
        self.in_order(sync.actions.iter().map(|action| self.print(action)).collect())
    }

    fn their_actions(&self) -> String {
        self.in_order(self.want.actions.clone())
    }

    fn print(&self, action: &Action) -> String {
        match action {
            Action::CreatePod(ordinal, hash) => {
                format!("create web-{ordinal} {}", self.names.name(*hash))
            }
            Action::FailToCreatePod(ordinal, _) => format!("fail to create web-{ordinal}"),
            Action::FailToUpdatePod(ordinal) => format!("fail to update web-{ordinal}"),
            Action::FailToCreateClaim(name) => {
                format!("fail to create-claim {}", print_claim(name))
            }
            Action::DeletePod(ordinal) => format!("delete web-{ordinal}"),
            Action::UpdatePod(ordinal) => format!("update web-{ordinal}"),
            Action::CreateClaim(name) => format!("create-claim {}", print_claim(name)),
            Action::UpdateClaim(name, owners) => {
                let owners: Vec<_> = owners.iter().map(print_owner).collect();
                format!("update-claim {} {}", print_claim(name), owners.join("+"))
                    .trim_end()
                    .to_owned()
            }
        }
    }

    fn our_revisions(&self, sync: &Sync) -> String {
        let mut after: Vec<_> = self.revisions.iter().map(|r| (r.number, r.hash)).collect();
        for write in &sync.revisions {
            match *write {
                RevisionWrite::Create(hash, number) => after.push((number, hash)),
                RevisionWrite::Renumber(hash, number) => {
                    after.retain(|&(_, other)| other != hash);
                    after.push((number, hash));
                }
                RevisionWrite::Delete(hash) => after.retain(|&(_, other)| other != hash),
            }
        }
        let after =
            after.iter().map(|&(number, hash)| format!("{number} {}", self.names.name(hash)));
        after.collect::<Vec<_>>().join(", ")
    }

    fn their_revisions(&self) -> String {
        let after = self.want.revisions.iter().map(|it| format!("{} {}", it.revision, it.name));
        after.collect::<Vec<_>>().join(", ")
    }
}

impl Names {
    fn of(line: &Line) -> Self {
        let held = line.revisions.iter().chain(&line.want.revisions);
        Self(held.map(|it| (it.name.clone(), hash_of(it.template))).collect())
    }

    /// The hash of a recorded name; a hash of the name itself where its revision is not recorded. `None` for no name.
    fn hash(&self, name: &str) -> Option<RevisionHash> {
        (!name.is_empty())
            .then(|| self.0.get(name).copied().unwrap_or_else(|| RevisionHash::of(name, 0)))
    }

    fn name(&self, hash: RevisionHash) -> &str {
        self.0
            .iter()
            .find(|(_, other)| **other == hash)
            .map_or("a revision without a name", |(name, _)| name)
    }
}

fn hash_of(template: u64) -> RevisionHash {
    RevisionHash::of(&template.to_string(), 0)
}

fn read_set(line: &Line, spec: Rc<StatefulSetSpec>, names: &Names) -> StatefulSet {
    let (set, status) = (&line.set, &line.status);
    StatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        uid: SET,
        generation: set.generation,
        created_at: SimTime::ZERO,
        deletion_timestamp: set.deleting.then_some(SimTime::ZERO),
        finalizer: None,
        spec,
        status: StatefulSetStatus {
            observed_generation: status.observed_generation,
            replicas: count(status.replicas),
            ready_replicas: count(status.ready),
            available_replicas: count(status.available),
            current_replicas: i32::try_from(status.current).unwrap_or(0),
            updated_replicas: count(status.updated),
            current_revision: names.hash(&status.current_revision),
            update_revision: names.hash(&status.update_revision),
            collision_count: 0,
            recreate: read_recreate(&status.conditions),
        },
        document: "".into(),
    }
}

fn read_spec(set: &recording::Set) -> StatefulSetSpec {
    let claim_template = |name: &String| ClaimTemplate {
        name: (**name).into(),
        document: "".into(),
        ..ClaimTemplate::default()
    };
    StatefulSetSpec {
        replicas: set.replicas,
        start: set.start,
        pod_management_policy: match &*set.policy {
            "Parallel" => PodManagementPolicy::Parallel,
            _ => PodManagementPolicy::OrderedReady,
        },
        update_strategy: match &*set.strategy {
            "OnDelete" => UpdateStrategy::OnDelete,
            "Recreate" => UpdateStrategy::Recreate,
            _ => {
                UpdateStrategy::RollingUpdate(set.rolling_update.as_ref().map(read_rolling_update))
            }
        },
        min_ready_seconds: set.min_ready_seconds,
        revision_history_limit: set.revision_history_limit,
        template: read_template(set.template),
        claim_templates: set.claim_templates.iter().map(claim_template).collect(),
        retention: RetentionPolicy {
            when_deleted: read_retention(&set.when_deleted),
            when_scaled: read_retention(&set.when_scaled),
        },
    }
}

fn read_rolling_update(rolling: &recording::RollingUpdate) -> RollingUpdate {
    let max_unavailable = rolling.max_unavailable.as_ref().and_then(|most| match most {
        recording::IntOrPercent::Int(pods) => Some(IntOrPercent::Int(*pods)),
        recording::IntOrPercent::Percent(text) => {
            text.trim_end_matches('%').parse().ok().map(IntOrPercent::Percent)
        }
    });
    RollingUpdate { partition: rolling.partition, max_unavailable }
}

fn read_retention(retention: &str) -> Retention {
    if retention == "Delete" { Retention::Delete } else { Retention::Retain }
}

fn read_template(template: u64) -> Rc<PodTemplate> {
    Rc::new(PodTemplate {
        data: template.to_string().into(),
        exact: true,
        grace_period: Duration::from_secs(30),
        init_containers: Vec::new(),
        containers: vec![Container::main("nginx", "nginx")],
        placement: Rc::default(),
    })
}

fn read_revision(revision: &recording::Revision, names: &Names) -> Rc<ControllerRevision> {
    Rc::new(ControllerRevision {
        hash: names.hash(&revision.name).expect("a revision has a name"),
        number: revision.revision,
        created_at: SimTime::ZERO,
        uid: Uid(0),
        owner: Some(SET),
        template: read_template(revision.template),
        set_document: "".into(),
    })
}

fn read_pod(pod: &recording::Pod, names: &Names) -> Pod {
    let ordinal = pod.name.rsplit('-').next().and_then(|n| n.parse().ok()).expect("web-N");
    let revision = names.hash(&pod.revision).expect("a pod has a revision");
    Pod {
        owner: Some(SET),
        deletion_timestamp: pod.terminating.then_some(SimTime::ZERO),
        phase: match &*pod.phase {
            "Pending" => PodPhase::Pending,
            "Running" => PodPhase::Running,
            "Succeeded" => PodPhase::Succeeded,
            "Failed" => PodPhase::Failed,
            other => panic!("phase {other}"),
        },
        ready: pod.ready,
        ready_since: SimTime::from_millis(pod.since),
        ..Pod::created(ordinal, read_uid(&pod.uid), revision, SimTime::ZERO)
    }
}

fn read_claim(claim: &recording::Claim) -> Claim {
    let (template, pod) = claim.name.split_once('-').expect("TEMPLATE-POD");
    let ordinal =
        pod.rsplit('-').next().and_then(|n| n.parse().ok()).expect("a claim ends in an ordinal");
    let name = ClaimName { ordinal, template: template.into() };
    let owners = claim.owner.split('+').filter(|owner| !owner.is_empty()).map(read_owner);
    let mut owners: Vec<_> = owners.collect();
    owners.sort_unstable();
    let deletion_timestamp = claim.terminating.then_some(SimTime::ZERO);
    Claim { name, uid: Uid(0), created_at: SimTime::ZERO, deletion_timestamp, owners }
}

fn count(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn read_owner(owner: &str) -> ClaimOwner {
    if owner == "set" { ClaimOwner::Set } else { ClaimOwner::Pod(read_uid(owner)) }
}

fn read_uid(uid: &str) -> Uid {
    Uid(uid.trim_start_matches('u').parse().expect("uN"))
}

fn print_claim(name: &ClaimName) -> String {
    format!("{}-web-{}", name.template, name.ordinal)
}

fn print_owner(owner: &ClaimOwner) -> String {
    match owner {
        ClaimOwner::Set => "set".to_owned(),
        ClaimOwner::Pod(uid) => format!("u{}", uid.0),
    }
}

fn read_recreate(conditions: &[[String; 4]]) -> Option<Recreate> {
    let progressing = conditions.iter().find(|[kind, ..]| kind == "Progressing");
    let message = progressing.map(|[.., message]| message)?;
    RECREATE.iter().find(|(_, known)| known == message).map(|(recreate, _)| *recreate)
}

const RECREATE: [(Recreate, &str); 3] = [
    (Recreate::DeletingOldPods, "Deleting old revision pods"),
    (Recreate::WaitingForNewPods, "Waiting for new-revision pods to be created"),
    (Recreate::Completed, "All pods recreated successfully"),
];
