//! One recorded sync: read, replayed, compared.
//!
//! Templates are numbers in the recordings and revision names are given; here a template's bytes are its number,
//! and names are translated both ways through the templates that they hold.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::str::FromStr;
use std::time::Duration;

use rollout_engine::api::{
    Claim, ClaimName, ClaimOwner, ClaimTemplate, Claims, Container, ContainerState,
    ControllerRevision, IntOrPercent, Pod, PodManagementPolicy, PodPhase, PodTemplate, Pods,
    Probing, Recreate, Retention, RetentionPolicy, RevisionHash, RollingUpdate, StatefulSet,
    StatefulSetSpec, StatefulSetStatus, Uid, UpdateStrategy,
};
use rollout_engine::controller::{Action, Observed, RevisionWrite, Sync, sync};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;
use serde_json::Value;

/// A line of a recording.
pub(crate) struct Recorded {
    pub(crate) case: String,
    pub(crate) step: u64,
    now: SimTime,
    set: StatefulSet,
    revisions: Vec<Rc<ControllerRevision>>,
    pods: Pods,
    claims: Claims,
    want: Value,
    names: Names,
}

/// The set's uid; those of pods are recorded.
const SET: Uid = Uid(0);

/// Recorded revision names and the hashes that stand for them here.
#[derive(Default)]
struct Names(BTreeMap<String, RevisionHash>);

impl FromStr for Recorded {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let json: Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let now = SimTime::from_millis(json["now"].as_i64().ok_or("no now")?);
        let names = Names::of(&json);
        let spec = Rc::new(read_spec(&json["set"]));
        let mut pods = Pods::new(SET, spec.range(), spec.min_ready_seconds, now);
        for pod in list(&json["pods"]) {
            pods.insert(read_pod(pod, &names));
        }
        let mut claims = Claims::of(&spec);
        for claim in list(&json["claims"]) {
            claims.insert(read_claim(claim));
        }
        Ok(Self {
            case: text(&json["case"]).to_owned(),
            step: json["step"].as_u64().ok_or("no step")?,
            now,
            set: read_set(&json, spec, &names),
            revisions: list(&json["revisions"])
                .map(|revision| read_revision(revision, &names))
                .collect(),
            pods,
            claims,
            want: json["want"].clone(),
            names,
        })
    }
}

impl Recorded {
    /// The name of the setting: what stands before the slash of the case.
    pub(crate) fn setting(&self) -> &str {
        self.case.split('/').next().unwrap_or_default()
    }

    /// What our controller does otherwise, field by field.
    pub(crate) fn differences(&self, rules: &Rules) -> Vec<String> {
        let observed = Observed {
            set: &self.set,
            revisions: &self.revisions,
            pods: &self.pods,
            claims: &self.claims,
            refuses_pods: false,
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
        check(
            "wroteStatus",
            sync.status.is_some().to_string(),
            self.want["wroteStatus"].to_string(),
        );
        check("revisions", self.our_revisions(&sync), self.their_revisions());
        let error = sync.error.as_ref().map(|error| error.message("web")).unwrap_or_default();
        check("error", error, text(&self.want["error"]).to_owned());
        for (field, value) in status_fields(&status) {
            check(field, value, self.want["status"][field].to_string());
        }
        let recreate = read_recreate(&self.want["status"]["conditions"]);
        check("conditions", format!("{:?}", status.recreate), format!("{recreate:?}"));
        let revision = |revision: Option<RevisionHash>| {
            revision.map_or("", |hash| self.names.name(hash)).to_owned()
        };
        let wanted = |field: &str| text(&self.want["status"][field]).to_owned();
        check("currentRevision", revision(status.current_revision), wanted("currentRevision"));
        check("updateRevision", revision(status.update_revision), wanted("updateRevision"));
        differences
    }

    /// Under Parallel several actions run at once, so their order is not fixed.
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
        self.in_order(list(&self.want["actions"]).map(|action| text(action).to_owned()).collect())
    }

    fn print(&self, action: &Action) -> String {
        match action {
            Action::CreatePod(ordinal, hash) => {
                format!("create web-{ordinal} {}", self.names.name(*hash))
            }
            Action::FailToCreatePod(ordinal) => format!("fail to create web-{ordinal}"),
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
        let after = list(&self.want["revisions"])
            .map(|r| format!("{} {}", r["revision"], text(&r["name"])));
        after.collect::<Vec<_>>().join(", ")
    }
}

impl Names {
    fn of(json: &Value) -> Self {
        let held = list(&json["revisions"]).chain(list(&json["want"]["revisions"]));
        Self(held.map(|r| (text(&r["name"]).to_owned(), hash_of(&r["template"]))).collect())
    }

    /// A name that no revision holds any more keeps its own digits.
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

fn hash_of(template: &Value) -> RevisionHash {
    RevisionHash::of(&template.to_string(), 0)
}

fn read_set(json: &Value, spec: Rc<StatefulSetSpec>, names: &Names) -> StatefulSet {
    let (set, status) = (&json["set"], &json["status"]);
    StatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        uid: SET,
        generation: number(&set["generation"]),
        created_at: SimTime::ZERO,
        deletion_timestamp: set["deleting"].as_bool().unwrap_or(false).then_some(SimTime::ZERO),
        finalizer: None,
        spec,
        status: StatefulSetStatus {
            observed_generation: number(&status["observedGeneration"]),
            replicas: number(&status["replicas"]),
            ready_replicas: number(&status["ready"]),
            available_replicas: number(&status["available"]),
            current_replicas: status["current"].as_i64().unwrap_or(0) as i32,
            updated_replicas: number(&status["updated"]),
            current_revision: names.hash(text(&status["currentRevision"])),
            update_revision: names.hash(text(&status["updateRevision"])),
            collision_count: 0,
            recreate: read_recreate(&status["conditions"]),
        },
        document: "".into(),
    }
}

fn read_spec(set: &Value) -> StatefulSetSpec {
    StatefulSetSpec {
        replicas: number(&set["replicas"]),
        start: number(&set["start"]),
        pod_management_policy: match text(&set["policy"]) {
            "Parallel" => PodManagementPolicy::Parallel,
            _ => PodManagementPolicy::OrderedReady,
        },
        update_strategy: match text(&set["strategy"]) {
            "OnDelete" => UpdateStrategy::OnDelete,
            "Recreate" => UpdateStrategy::Recreate,
            _ => UpdateStrategy::RollingUpdate(read_rolling_update(&set["rollingUpdate"])),
        },
        min_ready_seconds: number(&set["minReadySeconds"]),
        revision_history_limit: set["revisionHistoryLimit"].as_i64().unwrap_or(10) as i32,
        template: read_template(&set["template"]),
        claim_templates: list(&set["claimTemplates"])
            .map(|name| ClaimTemplate { name: text(name).into(), document: "".into() })
            .collect(),
        retention: RetentionPolicy {
            when_deleted: read_retention(&set["whenDeleted"]),
            when_scaled: read_retention(&set["whenScaled"]),
        },
    }
}

fn read_rolling_update(rolling: &Value) -> Option<RollingUpdate> {
    let max_unavailable = match &rolling["maxUnavailable"] {
        Value::String(percent) => {
            percent.trim_end_matches('%').parse().ok().map(IntOrPercent::Percent)
        }
        pods => pods.as_u64().map(|_| IntOrPercent::Int(number(pods))),
    };
    rolling
        .is_object()
        .then(|| RollingUpdate { partition: number(&rolling["partition"]), max_unavailable })
}

fn read_retention(retention: &Value) -> Retention {
    if text(retention) == "Delete" { Retention::Delete } else { Retention::Retain }
}

fn read_template(template: &Value) -> Rc<PodTemplate> {
    Rc::new(PodTemplate {
        data: template.to_string().into(),
        exact: true,
        grace_period: Duration::from_secs(30),
        init_containers: Vec::new(),
        containers: vec![Container::main("nginx", "nginx")],
    })
}

fn read_revision(revision: &Value, names: &Names) -> Rc<ControllerRevision> {
    Rc::new(ControllerRevision {
        hash: names.hash(text(&revision["name"])).expect("a revision has a name"),
        number: number(&revision["revision"]),
        created_at: SimTime::ZERO,
        uid: Uid(0),
        owner: Some(SET),
        template: read_template(&revision["template"]),
        set_document: "".into(),
    })
}

fn read_pod(pod: &Value, names: &Names) -> Pod {
    Pod {
        ordinal: text(&pod["name"]).rsplit('-').next().and_then(|n| n.parse().ok()).expect("web-N"),
        uid: read_uid(text(&pod["uid"])),
        owner: Some(SET),
        revision: names.hash(text(&pod["revision"])).expect("a pod has a revision"),
        created_at: SimTime::ZERO,
        deletion_timestamp: pod["terminating"].as_bool().unwrap_or(false).then_some(SimTime::ZERO),
        grace_seconds: 0,
        phase: match text(&pod["phase"]) {
            "Pending" => PodPhase::Pending,
            "Running" => PodPhase::Running,
            "Succeeded" => PodPhase::Succeeded,
            "Failed" => PodPhase::Failed,
            other => panic!("phase {other}"),
        },
        ready: pod["ready"].as_bool().unwrap_or(false),
        ready_since: SimTime::from_millis(pod["since"].as_i64().unwrap_or(0)),
        node: None,
        has_address: false,
        container: ContainerState::Unknown,
        restarts: 0,
        last_terminated_at: None,
        failed_pulls: 0,
        containers_ready: false,
        incarnation: 1,
        crashes: 0,
        readiness_fails: false,
        exit_code: 0,
        last_run_ms: 0,
        probing: Probing::default(),
        started_at: None,
    }
}

fn read_claim(claim: &Value) -> Claim {
    let (template, pod) = text(&claim["name"]).split_once('-').expect("TEMPLATE-POD");
    let ordinal =
        pod.rsplit('-').next().and_then(|n| n.parse().ok()).expect("a claim ends in an ordinal");
    let name = ClaimName { ordinal, template: template.into() };
    let owner = text(&claim["owner"]);
    let owners = owner.split('+').filter(|owner| !owner.is_empty()).map(read_owner);
    let mut owners: Vec<_> = owners.collect();
    owners.sort_unstable();
    let deletion_timestamp =
        claim["terminating"].as_bool().unwrap_or(false).then_some(SimTime::ZERO);
    Claim { name, uid: Uid(0), created_at: SimTime::ZERO, deletion_timestamp, owners }
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

fn read_recreate(conditions: &Value) -> Option<Recreate> {
    let message = list(conditions)
        .find(|condition| text(&condition[0]) == "Progressing")
        .map(|c| text(&c[3]))?;
    RECREATE.iter().find(|(_, known)| *known == message).map(|(recreate, _)| *recreate)
}

const RECREATE: [(Recreate, &str); 3] = [
    (Recreate::DeletingOldPods, "Deleting old revision pods"),
    (Recreate::WaitingForNewPods, "Waiting for new-revision pods to be created"),
    (Recreate::Completed, "All pods recreated successfully"),
];

fn status_fields(status: &StatefulSetStatus) -> [(&'static str, String); 6] {
    [
        ("observedGeneration", status.observed_generation.to_string()),
        ("replicas", status.replicas.to_string()),
        ("ready", status.ready_replicas.to_string()),
        ("available", status.available_replicas.to_string()),
        ("current", status.current_replicas.to_string()),
        ("updated", status.updated_replicas.to_string()),
    ]
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}
