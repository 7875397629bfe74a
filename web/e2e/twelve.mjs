// A cluster of twelve pods as `kubectl get sts,pods,controllerrevisions -o yaml` prints it, each of which took about 30 s to start.
const NAME = "db", HASH = "db-6d9c7f5b8";

/** Seconds from 00:00 as the API writes a time of that day. */
const at = (seconds) => new Date(Date.UTC(2026, 10, 20, 8, 0, seconds)).toISOString().replace(".000", "");

const template = (indent) => `metadata:
  labels:
    app: db
spec:
  containers:
  - image: postgres:17.5
    name: db
    ports:
    - containerPort: 5432
    readinessProbe:
      periodSeconds: 1
      tcpSocket:
        port: 5432
  terminationGracePeriodSeconds: 30`.replaceAll("\n", `\n${" ".repeat(indent)}`);

const set = (pods) => `- apiVersion: apps/v1
  kind: StatefulSet
  metadata:
    name: ${NAME}
    namespace: default
    generation: 1
    uid: 11111111-0000-4000-8000-000000000000
    creationTimestamp: "${at(0)}"
  spec:
    podManagementPolicy: Parallel
    replicas: ${pods}
    revisionHistoryLimit: 10
    selector:
      matchLabels:
        app: db
    serviceName: db
    template:
      ${template(6)}
    updateStrategy:
      rollingUpdate:
        maxUnavailable: 3
        partition: 0
      type: RollingUpdate
  status:
    availableReplicas: ${pods}
    collisionCount: 0
    currentReplicas: ${pods}
    currentRevision: ${HASH}
    observedGeneration: 1
    readyReplicas: ${pods}
    replicas: ${pods}
    updateRevision: ${HASH}
    updatedReplicas: ${pods}
`;

const revision = () => `- apiVersion: apps/v1
  kind: ControllerRevision
  metadata:
    name: ${HASH}
    namespace: default
    creationTimestamp: "${at(0)}"
    labels:
      app: db
      controller.kubernetes.io/hash: ${HASH.slice(3)}
    ownerReferences:
    - apiVersion: apps/v1
      kind: StatefulSet
      name: ${NAME}
      uid: 11111111-0000-4000-8000-000000000000
      controller: true
      blockOwnerDeletion: true
  data:
    spec:
      template:
        $patch: replace
        ${template(8)}
  revision: 1
`;

/** A pod that was scheduled at second 2, ran `start` seconds later and was Ready two seconds after that. */
function pod(ordinal) {
  const start = 24 + ((ordinal * 7) % 13), ready = start + 2;
  const condition = (type, seconds) => `    - lastTransitionTime: "${at(seconds)}"
      status: "True"
      type: ${type}
`;
  return `- apiVersion: v1
  kind: Pod
  metadata:
    name: ${NAME}-${ordinal}
    namespace: default
    creationTimestamp: "${at(1)}"
    uid: 22222222-0000-4000-8000-0000000000${String(ordinal).padStart(2, "0")}
    labels:
      app: db
      apps.kubernetes.io/pod-index: "${ordinal}"
      controller-revision-hash: ${HASH}
      statefulset.kubernetes.io/pod-name: ${NAME}-${ordinal}
    ownerReferences:
    - apiVersion: apps/v1
      kind: StatefulSet
      name: ${NAME}
      uid: 11111111-0000-4000-8000-000000000000
      controller: true
      blockOwnerDeletion: true
  spec:
    ${template(2).split("spec:\n")[1].trim()}
    nodeName: node-${ordinal % 4}
  status:
    phase: Running
    startTime: "${at(2)}"
    conditions:
${condition("PodReadyToStartContainers", 4)}${condition("Initialized", 2)}${condition("Ready", 2 + ready)}${condition("ContainersReady", 2 + ready)}${condition("PodScheduled", 2)}    containerStatuses:
    - image: postgres:17.5
      name: db
      ready: true
      restartCount: 0
      started: true
      state:
        running:
          startedAt: "${at(2 + start)}"
`;
}

/** The list of a set with so many pods. */
export const cluster = (pods = 12) => `apiVersion: v1
items:
${set(pods)}${Array.from({ length: pods }, (_, ordinal) => pod(ordinal)).join("")}${revision()}kind: List
metadata:
  resourceVersion: ""
`;
