//! A session in the words of the scenario language, so that it can be pasted into the playground.
//!
//! The engine knows no text, and neither does this test: the few lines are written out by hand. Revisions are named
//! otherwise there, because the playground's templates are the API server's JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use rollout_engine::api::{
    Container, ContainerKind, IntOrPercent, PodManagementPolicy, Probe, Probes, Retention,
    RetentionPolicy, StatefulSetSpec, UpdateStrategy,
};
use rollout_engine::behavior::ImageFault;
use rollout_engine::cluster::Cluster;
use rollout_engine::command::{Command, NodeFault, PodFault};
use rollout_engine::promises::{Act, Image, Line, Script};

/// The whole session. What would do nothing, because its pod is not there, say, is a comment.
pub(crate) fn told(script: &Script) -> String {
    let mut text = format!(": release {}\n{}", script.rules.release, file(&script.spec));
    text += ": at 0s\n$ kubectl apply -f web.yaml\n";
    let mut session = Session { text, slower: BTreeMap::new() };
    script.run_shown(|line, cluster| session.tell(line, cluster));
    session.text
}

/// What has been told so far.
struct Session {
    text: String,
    /// The last line about how slow an image is.
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
            // In the language an image that works is not slow either.
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

/// The manifest as a file that a line may name.
fn file(spec: &StatefulSetSpec) -> String {
    format!(": file web.yaml\n{}: end\n", manifest(spec))
}

fn manifest(spec: &StatefulSetSpec) -> String {
    let policy = match spec.pod_management_policy {
        PodManagementPolicy::OrderedReady => "OrderedReady",
        PodManagementPolicy::Parallel => "Parallel",
    };
    let image = Image::all().find(|image| image.template() == spec.template).unwrap_or(Image(0));
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
        pod(image),
        claims.join(", ")
    )
}

fn claim(name: &str) -> String {
    format!(
        "{{metadata: {{name: {name}}}, spec: {{accessModes: [ReadWriteOnce], resources: \
         {{requests: {{storage: 1Gi}}}}}}}}"
    )
}

fn container(container: &Container) -> String {
    let Probes { startup, readiness, liveness } = container.probes;
    let kinds = [("startup", startup), ("readiness", readiness), ("liveness", liveness)];
    let probes = kinds.into_iter().filter_map(|(kind, probe)| Some(probe_of(kind, probe?)));
    let probes = probes.collect::<String>();
    let restarts = match container.kind {
        ContainerKind::Sidecar => ", restartPolicy: Always",
        ContainerKind::Main | ContainerKind::Init => "",
    };
    format!("{{name: {}, image: \"{}\"{probes}{restarts}}}", container.name, container.image)
}

fn probe_of(kind: &str, probe: Probe) -> String {
    let (period, failures) = (probe.period.as_secs(), probe.failure_threshold);
    format!(
        ", {kind}Probe: {{tcpSocket: {{port: 80}}, periodSeconds: {period}, failureThreshold: \
         {failures}}}"
    )
}

/// The pod of an image's template.
fn pod(image: Image) -> String {
    let list = |containers: Vec<Container>| {
        let all: Vec<String> = containers.iter().map(container).collect();
        if all.is_empty() { "null".into() } else { format!("[{}]", all.join(", ")) }
    };
    let (init, main) = (list(image.init_containers()), list(image.containers()));
    format!("{{initContainers: {init}, containers: {main}}}")
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

/// The line that makes the spec this one.
fn patch_of(act: &Act, spec: &StatefulSetSpec) -> String {
    let field = match act {
        Act::Scale(replicas) => return format!("$ kubectl scale sts web --replicas={replicas}"),
        Act::SetImage(image) => format!("template: {{spec: {}}}", pod(*image)),
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
        Act::Refuse(true) => ": pods cannot be created: exceeded quota".into(),
        Act::Refuse(false) => ": pods can be created".into(),
        Act::Upgrade(rules) => format!(": upgrade to {}", rules.release),
        Act::Jitter(jitter) => format!(": jitter {}% seed={}", jitter.percent, jitter.seed),
        other => format!("# {other:?}"),
    }
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
        ImageFault::NeverReady => "never ready".into(),
        ImageFault::StopsAnswering { after } => {
            format!("stops answering after {}", duration(after))
        }
        ImageFault::Exits { code, after } => format!("exits {code} after {}", duration(after)),
    }
}

/// `1500ms`, `90s`.
fn duration(duration: Duration) -> String {
    match duration.as_millis() {
        ms if ms % 1000 == 0 => format!("{}s", ms / 1000),
        ms => format!("{ms}ms"),
    }
}
