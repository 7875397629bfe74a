//! What `kubectl get sts,pods,pvc,controllerrevisions,nodes -o yaml` prints of a cluster, with the fields that real clusters have beside those
//! that a rollout needs: volumes, tolerations, addresses, annotations.
//!
//! The set is `shop/es` with a container `es`. Image `es:1` is revision `es-7c9f8d6b54`, `es:2` is `es-5b6d9c7f8b`. Not here: what is
//! made of it.

use std::fmt::Write;

/// A cluster to print.
pub(crate) struct Cluster {
    /// `spec.replicas`.
    pub(crate) replicas: u32,
    /// Further lines of the set's spec, each beginning with two spaces.
    pub(crate) spec: &'static str,
    /// `status.currentRevision` and `status.updateRevision`: 1 or 2.
    pub(crate) revisions: [u32; 2],
    /// Further lines of a container, each beginning with eight spaces.
    pub(crate) container: &'static str,
    /// Further containers and init containers of the template, each beginning with six spaces.
    pub(crate) others: &'static str,
    /// The pods.
    pub(crate) pods: Vec<Pod>,
    /// Further items of the List.
    pub(crate) items: &'static str,
}

/// A pod to print.
pub(crate) struct Pod {
    /// The ordinal.
    pub(crate) ordinal: u32,
    /// Its revision: 1 or 2.
    pub(crate) revision: u32,
    /// `metadata.deletionTimestamp` and the like: lines beginning with four spaces.
    pub(crate) metadata: &'static str,
    /// `status`: lines beginning with four spaces.
    pub(crate) status: String,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            replicas: 3,
            spec: "  updateStrategy:\n    rollingUpdate:\n      partition: 0\n    type: RollingUpdate\n",
            revisions: [1, 2],
            container: "",
            others: "",
            pods: Vec::new(),
            items: "",
        }
    }
}

/// A pod that has been Ready for a day.
pub(crate) fn ready(ordinal: u32, revision: u32) -> Pod {
    let at = "2026-11-27T09:00";
    let status = format!(
        "{}{}    phase: Running\n    podIP: 10.1.0.7\n    qosClass: Burstable\n    startTime: \"{at}:01Z\"\n",
        conditions(&format!("{at}:01Z"), [true, true, true, true]),
        statuses(true, 0, &format!("running:\n          startedAt: \"{at}:05Z\"")),
    );
    Pod { ordinal, revision, metadata: "", status }
}

/// A pod of a minute ago that has a node and is not Ready; `state` is that of its container (eight spaces).
pub(crate) fn unready(ordinal: u32, revision: u32, state: &str, restarts: u32) -> Pod {
    let phase = if state.starts_with("running") || restarts > 0 { "Running" } else { "Pending" };
    let status = format!(
        "{}{}    phase: {phase}\n    podIP: 10.1.0.8\n    startTime: \"2026-11-28T09:59:01Z\"\n",
        conditions("2026-11-28T09:59:01Z", [true, true, false, false]),
        statuses(false, restarts, state),
    );
    Pod { ordinal, revision, metadata: "", status }
}

/// Conditions PodScheduled, Initialized, ContainersReady and Ready.
pub(crate) fn conditions(
    at: &str,
    [scheduled, initialized, containers, ready]: [bool; 4],
) -> String {
    let all = [
        ("Initialized", initialized),
        ("Ready", ready),
        ("ContainersReady", containers),
        ("PodScheduled", scheduled),
    ];
    let mut text = "    conditions:\n".to_owned();
    for (kind, is) in all {
        let is = if is { "True" } else { "False" };
        write!(
            text,
            "    - lastProbeTime: null\n      lastTransitionTime: \"{at}\"\n      observedGeneration: 1\n      status: \"{is}\"\n      type: {kind}\n"
        )
        .expect("a string");
    }
    text
}

fn statuses(ready: bool, restarts: u32, state: &str) -> String {
    format!(
        "    containerStatuses:\n    - containerID: containerd://0123\n      image: es\n      imageID: \"\"\n      lastState: {{}}\n      name: es\n      ready: {ready}\n      restartCount: {restarts}\n      started: {ready}\n      state:\n        {state}\n    hostIP: 192.168.1.4\n"
    )
}

impl Cluster {
    /// The List.
    pub(crate) fn print(&self) -> String {
        let mut text = format!("apiVersion: v1\nitems:\n{}", self.set());
        for pod in &self.pods {
            text.push_str(&self.pod(pod));
        }
        for number in 1..=2 {
            text.push_str(&self.revision(number));
        }
        text.push_str(self.items);
        text.push_str("kind: List\nmetadata:\n  resourceVersion: \"\"\n");
        text
    }

    /// The set alone, as an item of a List.
    pub(crate) fn set(&self) -> String {
        let [current, update] = self.revisions.map(hash);
        let of = |revision| self.pods.iter().filter(|it| it.revision == revision).count();
        let is_ready = |pod: &&Pod| pod.status.contains("ready: true");
        let ready = self.pods.iter().filter(is_ready).count();
        let (replicas, pods) = (self.replicas, self.pods.len());
        let (of_current, of_update) = (of(self.revisions[0]), of(self.revisions[1]));
        let template = self.template("      ", self.revisions[1]);
        let spec = self.spec.replace('\n', "\n  ");
        let spec = spec.trim_end();
        format!(
            "- apiVersion: apps/v1\n  kind: StatefulSet\n  metadata:\n    annotations:\n      meta.helm.sh/release-name: es\n    creationTimestamp: \"2026-10-01T08:00:00Z\"\n    generation: 2\n    labels:\n      app: es\n    name: es\n    namespace: shop\n    resourceVersion: \"4711\"\n    uid: 7e1d7b1c-0000-4000-8000-000000000001\n  spec:\n    replicas: {replicas}\n    revisionHistoryLimit: 10\n    selector:\n      matchLabels:\n        app: es\n    serviceName: es\n    template:\n{template}  {spec}\n  status:\n    availableReplicas: {ready}\n    collisionCount: 0\n    currentReplicas: {of_current}\n    currentRevision: {current}\n    observedGeneration: 2\n    readyReplicas: {ready}\n    replicas: {pods}\n    updateRevision: {update}\n    updatedReplicas: {of_update}\n"
        )
    }

    fn template(&self, margin: &str, revision: u32) -> String {
        let (container, others) = (self.container, self.others);
        let text = format!(
            "metadata:\n  labels:\n    app: es\nspec:\n  containers:\n  - env:\n    - name: ES_JAVA_OPTS\n      value: -Xmx1g\n    image: es:{revision}\n    imagePullPolicy: IfNotPresent\n    name: es\n    ports:\n    - containerPort: 9200\n      protocol: TCP\n{container}    resources: {{}}\n    terminationMessagePath: /dev/termination-log\n    terminationMessagePolicy: File\n{others}  dnsPolicy: ClusterFirst\n  restartPolicy: Always\n  schedulerName: default-scheduler\n  securityContext: {{}}\n  terminationGracePeriodSeconds: 30\n"
        );
        text.lines().map(|line| format!("{margin}{line}\n")).collect()
    }

    fn revision(&self, number: u32) -> String {
        let (name, template) = (hash(number), self.template("        ", number));
        format!(
            "- apiVersion: apps/v1\n  data:\n    spec:\n      template:\n        $patch: replace\n{template}  kind: ControllerRevision\n  metadata:\n    creationTimestamp: \"2026-10-0{number}T08:00:00Z\"\n    labels:\n      app: es\n      controller.kubernetes.io/hash: {}\n    name: {name}\n    namespace: shop\n    ownerReferences:\n    - apiVersion: apps/v1\n      blockOwnerDeletion: true\n      controller: true\n      kind: StatefulSet\n      name: es\n      uid: 7e1d7b1c-0000-4000-8000-000000000001\n    uid: 7e1d7b1c-0000-4000-8000-0000000001{number:02}\n  revision: {number}\n",
            name.trim_start_matches("es-")
        )
    }

    fn pod(&self, pod: &Pod) -> String {
        let Pod { ordinal, revision, metadata, status } = pod;
        let template = self.template("    ", *revision);
        let spec = template.split_once("    spec:\n").map_or("", |(_, spec)| spec);
        let spec: String =
            spec.lines().map(|line| format!("{}\n", line.get(2..).unwrap_or(line))).collect();
        let node = if status.contains("Unschedulable") {
            String::new()
        } else {
            format!("    nodeName: ip-10-0-0-{ordinal}.ec2.internal\n")
        };
        let created = if status.contains("2026-11-27") {
            "2026-11-27T09:00:00Z"
        } else {
            "2026-11-28T09:59:00Z"
        };
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata:\n    annotations:\n      cni.projectcalico.org/podIP: 10.1.0.7/32\n    creationTimestamp: \"{created}\"\n{metadata}    generateName: es-\n    labels:\n      app: es\n      apps.kubernetes.io/pod-index: \"{ordinal}\"\n      controller-revision-hash: {}\n      statefulset.kubernetes.io/pod-name: es-{ordinal}\n    name: es-{ordinal}\n    namespace: shop\n    ownerReferences:\n    - apiVersion: apps/v1\n      blockOwnerDeletion: true\n      controller: true\n      kind: StatefulSet\n      name: es\n      uid: 7e1d7b1c-0000-4000-8000-000000000001\n    uid: 7e1d7b1c-0000-4000-8000-0000000002{ordinal:02}\n  spec:\n{spec}{node}    tolerations:\n    - effect: NoExecute\n      key: node.kubernetes.io/not-ready\n      operator: Exists\n      tolerationSeconds: 300\n  status:\n{status}",
            hash(*revision)
        )
    }
}

fn hash(revision: u32) -> String {
    ["es-7c9f8d6b54", "es-5b6d9c7f8b"][usize::from(revision == 2)].to_owned()
}
