//! Fields of a container: environment, ports, probes, resources, security context. Volumes are in `volume`.

use super::image::default_pull_policy;
use super::security::{APP_ARMOR_PROFILE, SE_LINUX_OPTIONS, SECCOMP_PROFILE, WINDOWS_OPTIONS};
use super::volume::{FIELD_REFERENCE, RESOURCE_FIELD_REFERENCE};
use super::{QUANTITIES, STRINGS, Struct, Type, always, any, object, pointer, value};

pub(super) static CONTAINER: Struct = Struct {
    name: "Container",
    fields: &[
        value("args", STRINGS),
        value("command", STRINGS),
        value("env", Type::List(&Type::Object(&ENV))).by("name"),
        value("envFrom", Type::List(&Type::Object(&ENV_FROM))),
        value("image", Type::String),
        value("imagePullPolicy", Type::String),
        pointer("lifecycle", Type::Object(&LIFECYCLE)),
        pointer("livenessProbe", Type::Object(&PROBE)),
        always("name", Type::String),
        value("ports", Type::List(&Type::Object(&PORT))).by("containerPort"),
        pointer("readinessProbe", Type::Object(&PROBE)),
        value("resizePolicy", Type::List(&Type::Object(&RESIZE_POLICY))),
        always("resources", Type::Object(&RESOURCES)),
        pointer("restartPolicy", Type::String),
        any("restartPolicyRules").since(34),
        pointer("securityContext", Type::Object(&SECURITY_CONTEXT)),
        pointer("startupProbe", Type::Object(&PROBE)),
        value("stdin", Type::Bool),
        value("stdinOnce", Type::Bool),
        value("terminationMessagePath", Type::String).or("/dev/termination-log"),
        value("terminationMessagePolicy", Type::String).or("File"),
        value("tty", Type::Bool),
        value("volumeDevices", Type::List(&Type::Object(&DEVICE))).by("devicePath"),
        value("volumeMounts", Type::List(&Type::Object(&MOUNT))).by("mountPath"),
        value("workingDir", Type::String),
    ],
    rule: |container, _| default_pull_policy(container, "image", "imagePullPolicy"),
};

static ENV: Struct = object(
    "EnvVar",
    &[
        always("name", Type::String),
        value("value", Type::String),
        pointer("valueFrom", Type::Object(&ENV_SOURCE)),
    ],
);
static ENV_SOURCE: Struct = object(
    "EnvVarSource",
    &[
        pointer("configMapKeyRef", Type::Object(&KEY_REFERENCE)),
        pointer("fieldRef", Type::Object(&FIELD_REFERENCE)),
        any("fileKeyRef").since(34),
        pointer("resourceFieldRef", Type::Object(&RESOURCE_FIELD_REFERENCE)),
        pointer("secretKeyRef", Type::Object(&KEY_REFERENCE)),
    ],
);
static KEY_REFERENCE: Struct = object(
    "KeySelector",
    &[always("key", Type::String), value("name", Type::String), pointer("optional", Type::Bool)],
);
static ENV_FROM: Struct = object(
    "EnvFromSource",
    &[
        pointer("configMapRef", Type::Object(&OPTIONAL_REFERENCE)),
        value("prefix", Type::String),
        pointer("secretRef", Type::Object(&OPTIONAL_REFERENCE)),
    ],
);
static OPTIONAL_REFERENCE: Struct =
    object("OptionalReference", &[value("name", Type::String), pointer("optional", Type::Bool)]);

static PORT: Struct = object(
    "ContainerPort",
    &[
        always("containerPort", Type::Int32),
        value("hostIP", Type::String),
        value("hostPort", Type::Int32),
        value("name", Type::String),
        value("protocol", Type::String).or("TCP"),
    ],
);

pub(super) static RESOURCES: Struct = object(
    "ResourceRequirements",
    &[
        value("claims", Type::List(&Type::Object(&RESOURCE_CLAIM))),
        value("limits", QUANTITIES),
        value("requests", QUANTITIES),
    ],
);
static RESOURCE_CLAIM: Struct =
    object("ResourceClaim", &[always("name", Type::String), value("request", Type::String)]);
static RESIZE_POLICY: Struct = object(
    "ContainerResizePolicy",
    &[always("resourceName", Type::String), always("restartPolicy", Type::String)],
);

static DEVICE: Struct =
    object("VolumeDevice", &[always("devicePath", Type::String), always("name", Type::String)]);

static MOUNT: Struct = object(
    "VolumeMount",
    &[
        always("mountPath", Type::String),
        pointer("mountPropagation", Type::String),
        always("name", Type::String),
        value("readOnly", Type::Bool),
        pointer("recursiveReadOnly", Type::String),
        value("subPath", Type::String),
        value("subPathExpr", Type::String),
    ],
);

static PROBE: Struct = object(
    "Probe",
    &[
        pointer("exec", Type::Object(&EXEC)),
        value("failureThreshold", Type::Int32).or("3"),
        pointer("grpc", Type::Object(&GRPC)),
        pointer("httpGet", Type::Object(&HTTP_GET)),
        value("initialDelaySeconds", Type::Int32),
        value("periodSeconds", Type::Int32).or("10"),
        value("successThreshold", Type::Int32).or("1"),
        pointer("tcpSocket", Type::Object(&TCP_SOCKET)),
        pointer("terminationGracePeriodSeconds", Type::Int64),
        value("timeoutSeconds", Type::Int32).or("1"),
    ],
);
static LIFECYCLE: Struct = object(
    "Lifecycle",
    &[
        pointer("postStart", Type::Object(&LIFECYCLE_HANDLER)),
        pointer("preStop", Type::Object(&LIFECYCLE_HANDLER)),
        pointer("stopSignal", Type::String),
    ],
);
static LIFECYCLE_HANDLER: Struct = object(
    "LifecycleHandler",
    &[
        pointer("exec", Type::Object(&EXEC)),
        pointer("httpGet", Type::Object(&HTTP_GET)),
        pointer("sleep", Type::Object(&SLEEP)),
        pointer("tcpSocket", Type::Object(&TCP_SOCKET)),
    ],
);
static EXEC: Struct = object("ExecAction", &[value("command", STRINGS)]);
static SLEEP: Struct = object("SleepAction", &[always("seconds", Type::Int64)]);
static GRPC: Struct =
    object("GRPCAction", &[always("port", Type::Int32), pointer("service", Type::String).or("''")]);
static TCP_SOCKET: Struct =
    object("TCPSocketAction", &[value("host", Type::String), always("port", Type::IntOrString)]);
static HTTP_GET: Struct = object(
    "HTTPGetAction",
    &[
        value("host", Type::String),
        value("httpHeaders", Type::List(&Type::Object(&HTTP_HEADER))),
        value("path", Type::String).or("/"),
        always("port", Type::IntOrString),
        value("scheme", Type::String).or("HTTP"),
    ],
);
static HTTP_HEADER: Struct =
    object("HTTPHeader", &[always("name", Type::String), always("value", Type::String)]);

static SECURITY_CONTEXT: Struct = object(
    "SecurityContext",
    &[
        pointer("allowPrivilegeEscalation", Type::Bool),
        pointer("appArmorProfile", Type::Object(&APP_ARMOR_PROFILE)),
        pointer("capabilities", Type::Object(&CAPABILITIES)),
        pointer("privileged", Type::Bool),
        pointer("procMount", Type::String),
        pointer("readOnlyRootFilesystem", Type::Bool),
        pointer("runAsGroup", Type::Int64),
        pointer("runAsNonRoot", Type::Bool),
        pointer("runAsUser", Type::Int64),
        pointer("seLinuxOptions", Type::Object(&SE_LINUX_OPTIONS)),
        pointer("seccompProfile", Type::Object(&SECCOMP_PROFILE)),
        pointer("windowsOptions", Type::Object(&WINDOWS_OPTIONS)),
    ],
);
static CAPABILITIES: Struct =
    object("Capabilities", &[value("add", STRINGS), value("drop", STRINGS)]);
