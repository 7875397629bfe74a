//! A session as text of the scenario language, so that it can be pasted into the playground.
//!
//! The lines are written by hand, because this crate does not depend on the crate `scenario`. Revisions get other
//! names in the playground, whose templates are the API server's JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use rollout_engine::api::{
    Container, ContainerKind, IntOrPercent, PodManagementPolicy, Probe, Probes, Retention,
    RetentionPolicy, StatefulSetSpec, UpdateStrategy,
};
use rollout_engine::behavior::ImageFault;
use rollout_engine::cluster::Cluster;
use rollout_engine::command::{Command, NodeFault, PodFault};
use rollout_promises::{Act, Image, Labelled, Line, POLICY, Placing, SET, Script};

/// The whole session. A line that does nothing, such as one about a missing pod, becomes a comment.
pub(crate) fn told(script: &Script) -> String {
    let mut text = format!(": release {}\n{}", script.rules.release, file(&script.spec));
    text += ": at 0s\n$ kubectl apply -f web.yaml\n";
    let mut session = Session { text, slower: BTreeMap::new() };
    script.run_shown(|line, cluster| session.tell(line, cluster));
    // The name is nowhere part of another word.
    session.text.replace(SET, script.name)
}

/// The text so far.
struct Session {
    text: String,
    /// The last line about each image's slowness.
    slower: BTreeMap<Image, String>,
}

impl Session {
    fn tell(&mut self, Line { after, act }: &Line, cluster: &Cluster) {
        if !after.is_zero() {
            self.say(&format!(": wait {}", duration(*after)));
        }
        let said = match act.command(cluster) {
            Some(Command::CreateStatefulSet { spec, .. }) => {
                self.text += &file(&spec);
                "$ kubectl create -f web.yaml".into()
            }
            Some(Command::UpdateStatefulSet { spec, .. }) => patch_of(act, &spec),
            Some(_) => line_of(act),
            None => format!("# {act:?}"),
        };
        self.say(&said);
        match act {
            Act::Slower(image, _) => drop(self.slower.insert(*image, said)),
            // In the language an image that works is no longer slow.
            Act::Image(image, ImageFault::None) => {
                if let Some(again) = self.slower.get(image).cloned() {
                    self.say(&again);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// The manifest as a file of the scenario.
fn file(spec: &StatefulSetSpec) -> String {
    format!(": file web.yaml\n{}: end\n", manifest(spec))
}

fn manifest(spec: &StatefulSetSpec) -> String {
    let policy = match spec.pod_management_policy {
        PodManagementPolicy::OrderedReady => "OrderedReady",
        PodManagementPolicy::Parallel => "Parallel",
    };
    let (image, placing) = template_of(spec);
    let strategy = strategy(spec.update_strategy);
    let claims: Vec<String> = spec.claim_templates.iter().map(|c| claim(&c.name)).collect();
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\nspec:\n  replicas: {}\n  \
         ordinals: {{start: {}}}\n  podManagementPolicy: {policy}\n  updateStrategy: {strategy}\n  \
         minReadySeconds: {}\n  revisionHistoryLimit: {}\n  \
         persistentVolumeClaimRetentionPolicy: {}\n  serviceName: web\n  selector:\n    \
         matchLabels: {{app: web}}\n  template:\n    metadata:\n      labels: {{app: web}}\n    \
         spec: {}\n  volumeClaimTemplates: [{}]\n",
        spec.replicas,
        spec.start,
        spec.min_ready_seconds,
        spec.revision_history_limit,
        retention(spec.retention),
        pod(image, placing),
        claims.join(", ")
    )
}

fn claim(name: &str) -> String {
    format!(
        "{{metadata: {{name: {name}}}, spec: {{accessModes: [ReadWriteOnce], resources: \
         {{requests: {{storage: 1Gi}}}}}}}}"
    )
}

fn container(container: &Container, asked: &str) -> String {
    let Probes { startup, readiness, liveness } = container.probes;
    let kinds = [("startup", startup), ("readiness", readiness), ("liveness", liveness)];
    let probes = kinds.into_iter().filter_map(|(kind, probe)| Some(probe_of(kind, probe?)));
    let probes = probes.collect::<String>();
    let restarts = match container.kind {
        ContainerKind::Sidecar => ", restartPolicy: Always",
        ContainerKind::Main | ContainerKind::Init => "",
    };
    let (name, image) = (&container.name, &container.image);
    format!("{{name: {name}, image: \"{image}\"{probes}{restarts}{asked}}}")
}

fn probe_of(kind: &str, probe: Probe) -> String {
    let (period, failures) = (probe.period.as_secs(), probe.failure_threshold);
    format!(
        ", {kind}Probe: {{tcpSocket: {{port: 80}}, periodSeconds: {period}, failureThreshold: \
         {failures}}}"
    )
}

/// The pod of an image's template.
fn pod(image: Image, placing: Placing) -> String {
    let list = |containers: Vec<Container>, asked: &str| {
        let of =
            |(index, it): (usize, &Container)| container(it, if index == 0 { asked } else { "" });
        let all: Vec<String> = containers.iter().enumerate().map(of).collect();
        if all.is_empty() { "null".into() } else { format!("[{}]", all.join(", ")) }
    };
    let main = list(image.containers(), &requests(placing));
    let init = list(image.init_containers(), "");
    format!("{{initContainers: {init}, containers: {main}{}}}", placed(placing))
}

/// What a template demands of nodes, as the fields of its spec. Removes what another placing demanded.
fn placed(placing: Placing) -> String {
    let own = "labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname";
    let required = "requiredDuringSchedulingIgnoredDuringExecution";
    let set = match placing {
        Placing::Anywhere | Placing::Large | Placing::TooLarge => None,
        Placing::Prioritised => Some(("priorityClassName", POLICY.to_owned())),
        Placing::OnePerHost => {
            Some(("affinity", format!("{{podAntiAffinity: {{{required}: [{{{own}}}]}}}}")))
        }
        Placing::Spread => {
            let rule = format!("{{{own}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}}");
            Some(("topologySpreadConstraints", format!("[{rule}]")))
        }
        Placing::Selected => Some(("nodeSelector", "{disk: ssd}".to_owned())),
        Placing::Named(node) => Some(("nodeName", node.to_string())),
        Placing::Hurried => {
            let key = "node.kubernetes.io/unreachable";
            let rule = format!(
                "{{key: {key}, operator: Exists, effect: NoExecute, tolerationSeconds: 10}}"
            );
            Some(("tolerations", format!("[{rule}]")))
        }
    };
    let fields = [
        "affinity",
        "topologySpreadConstraints",
        "nodeSelector",
        "nodeName",
        "tolerations",
        "priorityClassName",
    ];
    let field = |name: &str| {
        let value = set.as_ref().filter(|(of, _)| *of == name).map_or("null", |(_, value)| value);
        format!(", {name}: {value}")
    };
    fields.into_iter().map(field).collect()
}

/// What the first container requests.
fn requests(placing: Placing) -> String {
    let of = |cores| format!(", resources: {{requests: {{cpu: {cores}}}}}");
    placing.cores().map(of).unwrap_or_default()
}

/// The image and the placing of a set's template.
fn template_of(spec: &StatefulSetSpec) -> (Image, Placing) {
    let name = spec.template.data.split(' ').next().unwrap_or_default();
    let image = Image::all().find(|image| image.name() == name).unwrap_or(Image(0));
    let is_it = |placing: &Placing| placing.placement() == *spec.template.placement;
    let placing = Placing::ALL.into_iter().skip(1).find(is_it).unwrap_or(Placing::Anywhere);
    (image, placing)
}

fn strategy(strategy: UpdateStrategy) -> String {
    match strategy {
        UpdateStrategy::OnDelete => "{type: OnDelete, rollingUpdate: null}".into(),
        UpdateStrategy::Recreate => "{type: Recreate, rollingUpdate: null}".into(),
        UpdateStrategy::RollingUpdate(None) => "{type: RollingUpdate, rollingUpdate: null}".into(),
        UpdateStrategy::RollingUpdate(Some(rolling)) => {
            let (partition, max) = (rolling.partition, rolling.max_unavailable.map(pods));
            let max = max.unwrap_or_else(|| "null".into());
            let stanza = format!("{{partition: {partition}, maxUnavailable: {max}}}");
            format!("{{type: RollingUpdate, rollingUpdate: {stanza}}}")
        }
    }
}

fn pods(max: IntOrPercent) -> String {
    match max {
        IntOrPercent::Int(pods) => pods.to_string(),
        IntOrPercent::Percent(percent) => format!("\"{percent}%\""),
    }
}

fn retention(policy: RetentionPolicy) -> String {
    let word = |retention| match retention {
        Retention::Retain => "Retain",
        Retention::Delete => "Delete",
    };
    let (deleted, scaled) = (word(policy.when_deleted), word(policy.when_scaled));
    format!("{{whenDeleted: {deleted}, whenScaled: {scaled}}}")
}

/// The line that changes the spec to this one.
fn patch_of(act: &Act, spec: &StatefulSetSpec) -> String {
    let field = match act {
        Act::Scale(replicas) => return format!("$ kubectl scale sts web --replicas={replicas}"),
        Act::SetImage(_) | Act::Place(_) => {
            let (image, placing) = template_of(spec);
            format!("template: {{spec: {}}}", pod(image, placing))
        }
        Act::SetMinReadySeconds(seconds) => format!("minReadySeconds: {seconds}"),
        Act::SetStart(start) => format!("ordinals: {{start: {start}}}"),
        Act::SetHistoryLimit(limit) => format!("revisionHistoryLimit: {limit}"),
        Act::SetRetention(policy) => {
            format!("persistentVolumeClaimRetentionPolicy: {}", retention(*policy))
        }
        _ => format!("updateStrategy: {}", strategy(spec.update_strategy)),
    };
    format!("$ kubectl patch sts web --type=merge -p 'spec: {{{field}}}'")
}

fn line_of(act: &Act) -> String {
    match act {
        Act::DeleteSet(cascade) => {
            let cascade = format!("{cascade:?}").to_lowercase();
            format!("$ kubectl delete sts web --cascade={cascade} --wait=false")
        }
        Act::DeleteClaim(ordinal) => {
            format!("$ kubectl delete pvc data-web-{ordinal} --wait=false")
        }
        Act::DeletePod(ordinal) => format!("$ kubectl delete pod web-{ordinal} --wait=false"),
        Act::DeletePodWithin(ordinal, grace) if grace.is_zero() => {
            format!("$ kubectl delete pod web-{ordinal} --grace-period=0 --force --wait=false")
        }
        Act::DeletePodWithin(ordinal, grace) => {
            let seconds = grace.as_secs();
            format!("$ kubectl delete pod web-{ordinal} --grace-period={seconds} --wait=false")
        }
        Act::Pod(ordinal, PodFault::ReadyWritten(ready)) => {
            let status = if *ready { "True" } else { "False" };
            let conditions = format!("[{{type: Ready, status: \"{status}\"}}]");
            format!(
                "$ kubectl patch pod web-{ordinal} --subresource=status -p 'status: {{conditions: \
                 {conditions}}}'"
            )
        }
        Act::Pod(ordinal, fault) => format!(": pod web-{ordinal} {}", pod_fault(*fault)),
        Act::Node(node, fault) => format!(": node node-{} {}", node.0 + 1, node_fault(*fault)),
        Act::Image(image, fault) => format!(": image {} {}", image.name(), image_fault(*fault)),
        Act::Slower(image, times) => {
            format!(": image {} starts {times} times slower", image.name())
        }
        Act::Timing(step, after) => format!(": timing {}={}", step.key(), duration(*after)),
        Act::PodTiming(ordinal, step, after) => {
            format!(": timing web-{ordinal} {}={}", step.key(), duration(*after))
        }
        Act::Cordon(node, true) => format!("$ kubectl cordon {node}"),
        Act::Cordon(node, false) => format!("$ kubectl uncordon {node}"),
        Act::Taint(node, key, effect, is_added) => {
            let (key, effect) = (key.key(), effect.name());
            let end = if *is_added { " --overwrite" } else { "-" };
            format!("$ kubectl taint nodes {node} {key}:{effect}{end}")
        }
        Act::Evict(ordinal) => {
            let eviction = format!(
                "{{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{{\"name\":\"web-{ordinal}\"}}}}"
            );
            let path = format!("/api/v1/namespaces/default/pods/web-{ordinal}/eviction");
            format!("$ echo '{eviction}' | kubectl create --raw {path} -f -")
        }
        Act::Hold(ordinal, true) => {
            format!(": pod web-{ordinal} cannot be scheduled: Insufficient cpu")
        }
        Act::Hold(ordinal, false) => format!(": pod web-{ordinal} can be scheduled"),
        Act::Label(ordinal, label) => {
            let key = match label {
                Labelled::Revision => "controller-revision-hash",
                Labelled::Identity => "statefulset.kubernetes.io/pod-name",
                Labelled::Released => "app",
            };
            format!("$ kubectl label pod web-{ordinal} {key}=web-other --overwrite")
        }
        Act::Refuse(true) => ": pods cannot be created: exceeded quota".into(),
        Act::Refuse(false) => ": pods can be created".into(),
        Act::Quota(Some(quotum)) => {
            let (resource, amount) = quotum.hard();
            let spec = format!("{{\"hard\":{{\"{resource}\":\"{amount}\"}}}}");
            applied("v1", "ResourceQuota", &format!("\"spec\":{spec}"))
        }
        Act::Limits(Some(limited)) => {
            let limit = format!("{{\"type\":\"Container\",{}}}", limited.limit().0);
            applied("v1", "LimitRange", &format!("\"spec\":{{\"limits\":[{limit}]}}"))
        }
        Act::Priority(true) => applied("scheduling.k8s.io/v1", "PriorityClass", "\"value\":1000"),
        Act::Quota(None) => format!("$ kubectl delete quota {POLICY} --wait=false"),
        Act::Limits(None) => format!("$ kubectl delete limits {POLICY} --wait=false"),
        Act::Priority(false) => format!("$ kubectl delete priorityclass {POLICY} --wait=false"),
        Act::Upgrade(rules) => format!(": upgrade to {}", rules.release),
        Act::Jitter(jitter) => format!(": jitter {}% seed={}", jitter.percent, jitter.seed),
        other => format!("# {other:?}"),
    }
}

fn applied(version: &str, kind: &str, fields: &str) -> String {
    format!(
        "$ kubectl apply -f - <<< '{{\"apiVersion\":\"{version}\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"{POLICY}\"}},{fields}}}'"
    )
}

fn pod_fault(fault: PodFault) -> &'static str {
    match fault {
        PodFault::Crashes => "crashes",
        PodFault::IsNotReady => "is not ready",
        PodFault::IsReady | PodFault::ReadyWritten(_) => "is ready",
        PodFault::IsEvicted => "is evicted",
        PodFault::Succeeds => "succeeds",
    }
}

fn node_fault(fault: NodeFault) -> &'static str {
    match fault {
        NodeFault::IsLost => "is lost",
        NodeFault::Returns => "returns",
        NodeFault::IsDeleted => "is deleted",
    }
}

fn image_fault(fault: ImageFault) -> String {
    match fault {
        ImageFault::None => "works".into(),
        ImageFault::CannotBePulled => "cannot be pulled".into(),
        ImageFault::CannotStart => "cannot be started".into(),
        ImageFault::NeverReady => "never ready".into(),
        ImageFault::StopsAnswering { after } => {
            format!("stops answering after {}", duration(after))
        }
        ImageFault::Exits { code, after } => format!("exits {code} after {}", duration(after)),
        ImageFault::FailsOneIn(many) => format!("fails 1 in {many}"),
    }
}

/// A duration as the language writes it: `1500ms`, `90s`.
fn duration(duration: Duration) -> String {
    match duration.as_millis() {
        ms if ms % 1000 == 0 => format!("{}s", ms / 1000),
        ms => format!("{ms}ms"),
    }
}
