//! Manifests and patches that the API server rejects, with its messages.

use rollout_engine::version::Rules;

use crate::session::Session;

const BASE: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: nginx
  replicas: 1
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
";

/// Applies the base manifest, with one text replaced, to an empty cluster.
fn check(from: &str, to: &str, expected: &str) {
    assert!(BASE.contains(from), "{from}");
    let mut session = Session::new(Rules::LATEST);
    session.file("c.yaml", &BASE.replace(from, to));
    let printed = session.run("kubectl apply -f c.yaml");
    assert_eq!(format!("{}{}", printed.err, printed.out), expected, "{to}");
    assert_eq!(printed.exit, Some(i32::from(!expected.contains("created"))), "{to}");
}

/// The error for one invalid field.
fn invalid(cause: &str) -> String {
    format!("The StatefulSet \"web\" is invalid: {cause}\n")
}

/// The error of decoding, which comes before validation.
fn bad_request(problem: &str) -> String {
    format!(
        "Error from server (BadRequest): error when creating \"c.yaml\": StatefulSet in version \"v1\" cannot be handled as a StatefulSet: {problem}\n"
    )
}

const NOT_A_LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NOT_A_PERCENTAGE: &str = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
const CREATED: &str = "statefulset.apps/web created\n";

/// Recorded: c1-invalid-create.txt.
#[test]
fn numbers_must_not_be_negative() {
    let negative = |field: &str| {
        invalid(&format!("{field}: Invalid value: -1: must be greater than or equal to 0"))
    };
    check("replicas: 1", "replicas: -1", &negative("spec.replicas"));
    check("replicas: 1", "minReadySeconds: -1", &negative("spec.minReadySeconds"));
    check("replicas: 1", "ordinals: {start: -1}", &negative("spec.ordinals.start"));
    let partition = "spec.updateStrategy.rollingUpdate.partition";
    check("replicas: 1", "updateStrategy: {rollingUpdate: {partition: -1}}", &negative(partition));
}

#[test]
fn max_unavailable_is_a_number_or_a_percentage_above_zero() {
    let max = |value: &str, problems: &[&str]| {
        let path = "spec.updateStrategy.rollingUpdate.maxUnavailable";
        let causes: Vec<_> =
            problems.iter().map(|problem| format!("{path}: Invalid value: {problem}")).collect();
        let expected = match causes.as_slice() {
            [only] => invalid(only),
            [a, b] => format!("The StatefulSet \"web\" is invalid: \n* {a}\n* {b}\n"),
            _ => CREATED.to_owned(),
        };
        check(
            "replicas: 1",
            &format!("updateStrategy: {{rollingUpdate: {{maxUnavailable: {value}}}}}"),
            &expected,
        );
    };
    max("0", &["0: cannot be 0"]);
    max("0%", &["\"0%\": cannot be 0"]);
    max("150%", &["\"150%\": must not be greater than 100%"]);
    max("100%", &[]);
    max("'2'", &[&format!("\"2\": {NOT_A_PERCENTAGE}")]);
    max("-1", &["-1: must be greater than or equal to 0"]);
    max("-10%", &[&format!("\"-10%\": {NOT_A_PERCENTAGE}"), "\"-10%\": cannot be 0"]);
}

#[test]
fn releases_without_the_gate_drop_max_unavailable_unseen() {
    let mut session = Session::new(Rules::named("1.36").expect("a release"));
    session.file(
        "c.yaml",
        &BASE.replace("replicas: 1", "updateStrategy: {rollingUpdate: {maxUnavailable: abc}}"),
    );
    assert_eq!(session.run("kubectl apply -f c.yaml").out, CREATED);
    let (_, owned) = session.cluster().find_set("default", "web").expect("the set");
    assert!(
        owned.set.document.contains(
            r#""updateStrategy":{"rollingUpdate":{"partition":0},"type":"RollingUpdate"}"#
        )
    );
}

#[test]
fn the_strategy_must_be_known_and_fit_its_stanza() {
    let strategy = |text: &str, expected: &str| {
        check("replicas: 1", &format!("updateStrategy: {text}"), expected)
    };
    strategy(
        "{type: BlueGreen}",
        &invalid(
            "spec.updateStrategy: Invalid value: {\"Type\":\"BlueGreen\",\"RollingUpdate\":null}: must be 'RollingUpdate' or 'OnDelete'",
        ),
    );
    strategy(
        "{type: OnDelete, rollingUpdate: {partition: 1}}",
        &invalid(
            "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":1,\"MaxUnavailable\":null}: only allowed for updateStrategy 'RollingUpdate'",
        ),
    );
    strategy("{type: ''}", CREATED);
    strategy("{type: RollingUpdate}", CREATED);
}

#[test]
fn the_selector_must_match_the_templates_labels() {
    let mismatch = "spec.template.metadata.labels: Invalid value: {\"app\":\"nginx\"}: `selector` does not match template `labels`";
    check(
        "    matchLabels:\n      app: nginx",
        "    matchLabels:\n      app: other",
        &invalid(mismatch),
    );
    check(
        "  selector:\n    matchLabels:\n      app: nginx\n",
        "",
        &format!(
            "The StatefulSet \"web\" is invalid: \n* spec.selector: Required value\n* {mismatch}\n"
        ),
    );
    check(
        "    matchLabels:\n      app: nginx\n",
        "    {}\n",
        &invalid("spec.selector: Invalid value: {}: empty selector is invalid for statefulset"),
    );
}

#[test]
fn names_must_be_dns_labels() {
    let name = |name: &str, problem: &str| {
        let expected = format!(
            "The StatefulSet \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": {problem}\n"
        );
        check("  name: web\n", &format!("  name: {name}\n"), &expected);
    };
    name("Web", NOT_A_LABEL);
    name("my.web", "must not contain dots");
    name(&"a".repeat(64), "must be no more than 63 characters");
}

#[test]
fn types_and_field_names_are_checked_before_values() {
    check(
        "replicas: 1",
        "replicas: '3'",
        &bad_request(
            "json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32",
        ),
    );
    check(
        "replicas: 1",
        "replicas: 1.5",
        &bad_request(
            "json: cannot unmarshal number 1.5 into Go struct field StatefulSetSpec.spec.replicas of type int32",
        ),
    );
    check(
        "nginx:1.25",
        "5",
        &bad_request(
            "json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string",
        ),
    );
    check(
        "      - name: nginx\n        image: nginx:1.25\n",
        "        name: a\n",
        &bad_request(
            "json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        ),
    );
    check(
        "replicas: 1",
        "replica: 1",
        &bad_request("strict decoding error: unknown field \"spec.replica\""),
    );
    check(
        "nginx:1.25\n",
        "nginx:1.25\n        bar: 1\n  foo: 1\n",
        &bad_request(
            "strict decoding error: unknown field \"spec.foo\", unknown field \"spec.template.spec.containers[0].bar\"",
        ),
    );
    check("replicas: 1", "replicas: null", CREATED);
}

/// From upstream's source, not recorded.
#[test]
fn containers_are_checked_in_their_parts() {
    let with = |lines: &str, expected: &str| {
        check("nginx:1.25\n", &format!("nginx:1.25\n        {lines}\n"), expected)
    };
    let container = "spec.template.spec.containers[0]";
    with(
        "resources: {requests: {cpu: 2}, limits: {cpu: 1}}",
        &invalid(&format!(
            "{container}.resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"
        )),
    );
    with(
        "resources: {limits: {cpus: 1}}",
        &format!(
            "The StatefulSet \"web\" is invalid: \n* {container}.resources.limits[cpus]: Invalid value: \"cpus\": must be a standard resource type or fully qualified\n* {container}.resources.limits[cpus]: Invalid value: \"cpus\": must be a standard resource for containers\n"
        ),
    );
    with(
        "livenessProbe: {successThreshold: 2, tcpSocket: {port: 80}}",
        &invalid(&format!(
            "{container}.livenessProbe.successThreshold: Invalid value: 2: must be 1"
        )),
    );
}

#[test]
fn some_things_are_only_warned_of() {
    let with = |lines: &str, warning: &str| {
        check(
            "nginx:1.25\n",
            &format!("nginx:1.25\n        {lines}\n"),
            &format!("Warning: spec.template.spec.containers[0].{warning}\n{CREATED}"),
        )
    };
    with(
        "resources: {limits: {memory: 128m}}",
        "resources.limits[memory]: fractional byte value \"128m\" is invalid, must be an integer",
    );
    with(
        "env: [{name: A, value: a}, {name: A, value: b}]",
        "env[1]: hides previous definition of \"A\", which may be dropped when using apply",
    );
    with(
        "ports: [{containerPort: 80}, {containerPort: 80, name: b}]",
        "ports[1]: duplicate port definition with spec.template.spec.containers[0].ports[0]",
    );
}

#[test]
fn several_causes_come_in_upstreams_order() {
    check(
        "replicas: 1",
        "replicas: -1\n  minReadySeconds: -5\n  updateStrategy: {rollingUpdate: {partition: -1, maxUnavailable: 0}}",
        "The StatefulSet \"web\" is invalid: \n* spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0\n* spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0\n* spec.replicas: Invalid value: -1: must be greater than or equal to 0\n* spec.minReadySeconds: Invalid value: -5: must be greater than or equal to 0\n",
    );
    check(
        "spec:\n  serviceName",
        "spec: {}\nx:\n  serviceName",
        &bad_request("strict decoding error: unknown field \"x\""),
    );
}

#[test]
fn objects_must_be_ones_that_the_server_knows() {
    let unknown = |kind: &str, version: &str| {
        format!(
            "error: resource mapping not found for name: \"web\" namespace: \"\" from \"c.yaml\": no matches for kind \"{kind}\" in version \"{version}\"\nensure CRDs are installed first\n"
        )
    };
    check("apps/v1", "v1", &unknown("StatefulSet", "v1"));
    check("kind: StatefulSet", "kind: Statefulset", &unknown("Statefulset", "apps/v1"));
    check(
        "apiVersion: apps/v1\n",
        "",
        "error: error validating \"c.yaml\": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false\n",
    );
    check(
        "  name: web\n",
        "  generateName: web-\n",
        "error: from web-: cannot use generate name with apply\n",
    );
    check(
        "  name: web\n",
        "  name: web\n  namespace: nosuch\n",
        "Error from server (NotFound): error when creating \"c.yaml\": namespaces \"nosuch\" not found\n",
    );
}

/// Applies the base manifest, then replaces the file and runs a line.
fn check_update(rules: Rules, line: &str, file: &str, expected: &str) {
    let mut session = Session::new(rules);
    session.file("c.yaml", BASE);
    session.run("kubectl apply -f c.yaml");
    session.settle();
    session.file("c.yaml", file);
    let printed = session.run(line);
    assert_eq!(format!("{}{}", printed.err, printed.out), expected, "{line}");
}

/// Recorded: c3-immutable.txt.
#[test]
fn some_fields_may_not_change() {
    let changed =
        BASE.replace("serviceName: nginx", "serviceName: other\n  podManagementPolicy: Parallel");
    check_update(
        Rules::LATEST,
        "kubectl apply -f c.yaml",
        &changed,
        "The StatefulSet \"web\" is invalid: \n* spec.serviceName: Invalid value: \"other\": field is immutable\n* spec.podManagementPolicy: Invalid value: \"Parallel\": field is immutable\n",
    );
    check_update(
        Rules::named("1.36").expect("a release"),
        "kubectl apply -f c.yaml",
        &changed,
        &invalid(
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
    );
}

/// Recorded: c4-bad-patches.txt, b06-patch-set.txt.
#[test]
fn patches_are_refused_in_the_api_servers_words() {
    let patch = |arguments: &str, expected: &str| {
        check_update(Rules::LATEST, &format!("kubectl patch sts web {arguments}"), BASE, expected);
    };
    patch(
        r#"-p '{"spec":{"replicas":-1}}'"#,
        &invalid("spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
    );
    patch(
        r#"-p '{"spec":{"replicas":"3"}}'"#,
        "The request is invalid: patch: Invalid value: \"map[spec:map[replicas:3]]\": unrecognized type: int32\n",
    );
    patch(
        r#"-p '{"spec":{"replicas":3.5}}'"#,
        "The request is invalid: patch: Invalid value: \"map[spec:map[replicas:3.5]]\": cannot convert float64 to int32\n",
    );
    patch(
        r#"-p '{"spec":{"updateStrategy":{"type":"OnDelete"}}}'"#,
        &invalid(
            "spec.updateStrategy.rollingUpdate: Invalid value: {\"Partition\":0,\"MaxUnavailable\":1}: only allowed for updateStrategy 'RollingUpdate'",
        ),
    );
    patch(
        r#"-p '{"spec":null}'"#,
        "The StatefulSet \"web\" is invalid: \n* spec.selector: Required value\n* spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`\n* spec.template.spec.containers: Required value\n* spec.selector: Invalid value: null: field is immutable\n* spec.serviceName: Invalid value: \"\": field is immutable\n",
    );
    patch(r#"-p '{"spec":'"#, "Error from server (BadRequest): invalid JSON patch\n");
    patch(
        "-p abc",
        "Error from server (BadRequest): json: cannot unmarshal string into Go value of type map[string]interface {}\n",
    );
    patch(
        "--type=wrong -p '{}'",
        "error: --type must be one of [json merge strategic], not \"wrong\"\n",
    );
    patch("", "error: must specify --patch or --patch-file containing the contents of the patch\n");
    patch(
        r#"--type=json -p '{"spec":1}'"#,
        "Error from server (BadRequest): error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp\n",
    );
    patch(
        r#"--type=json -p '[{"op":"remove","path":"/spec/nosuch"}]'"#,
        "The request is invalid: the server rejected our request due to an error in our request\n",
    );
    patch(
        r#"-p '{"metadata":{"name":"other"}}'"#,
        "Error from server (BadRequest): the name of the object (other) does not match the name on the URL (web)\n",
    );
}
