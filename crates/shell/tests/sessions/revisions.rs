//! Bytes of pod templates: their hash must give the revision names that a real control plane gave.

use rollout_engine::version::Rules;

use crate::session::Session;

/// Recorded cases: a template as written, and the name of its revision. The name is right only if every byte is:
/// defaults, order, escapes.
const CASES: &str = include_str!("revisions.txt");

/// Claim templates for cases that mount `www`.
const CLAIMS: &str = r#"[{"metadata":{"name":"www"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]"#;

#[test]
fn templates_are_stored_byte_for_byte_as_the_api_server_does() {
    let mut differing = Vec::new();
    for case in CASES.lines() {
        let parts: Vec<_> = case.split('\t').collect();
        let [name, revision, template] = parts.as_slice() else {
            panic!("a case has three columns: {case}")
        };
        let (found, exact) = revision_of(template, Rules::LATEST);
        if found != *revision || !exact {
            differing.push(format!("{name}: {found} instead of {revision}, exact: {exact}"));
        }
    }
    assert_eq!(CASES.lines().count(), 48);
    assert_eq!(differing, Vec::<String>::new());
}

/// Recorded by the controllers of 1.24.17 and 1.33.13, and by those from 1.34.4 to 1.37.1 (`recordings/`).
#[test]
fn up_to_1_33_a_missing_creation_time_is_hashed_as_null() {
    for (image, old, new) in [
        ("nginx:1.1", "web-64d4f654d7", "web-c89548857"),
        ("nginx:1.2", "web-5ddcb5547d", "web-5d5f7f8888"),
        ("nginx:1.3", "web-7b66b74d57", "web-78fd7b5fcf"),
        ("nginx:1.4", "web-797685fdd4", "web-7d6dd6bbfd"),
        ("nginx:1.5", "web-86d859c79", "web-6858b5c4fc"),
    ] {
        let template = format!(
            r#"{{"metadata":{{"labels":{{"app":"nginx"}}}},"spec":{{"containers":[{{"name":"nginx","image":"{image}"}}]}}}}"#
        );
        for (release, expected) in [("1.33", old), ("1.34", new), ("1.37", new)] {
            let rules = Rules::named(release).expect("a release");
            assert_eq!(revision_of(&template, rules), (expected.to_owned(), true), "{release}");
        }
    }
}

/// Returns the name of the revision that a set with this template gets, and whether its bytes are exact.
fn revision_of(template: &str, rules: Rules) -> (String, bool) {
    let mut session = Session::new(rules);
    let labels = if template.contains("\"tier\"") {
        r#"{"app":"nginx","tier":"db"}"#
    } else {
        r#"{"app":"nginx"}"#
    };
    let claims = if template.contains("\"www\"") { CLAIMS } else { "[]" };
    let selector = format!(r#"{{"matchLabels":{labels}}}"#);
    let spec = format!(
        r#"{{"selector":{selector},"replicas":0,"volumeClaimTemplates":{claims},"template":{template}}}"#
    );
    let manifest = format!(
        r#"{{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{{"name":"web"}},"spec":{spec}}}"#
    );
    session.file("web.json", &manifest);
    let printed = session.run("kubectl apply -f web.json");
    // Which fields the playground keeps and does not act on is said; nothing else is.
    let errors: Vec<_> =
        printed.err.lines().filter(|line| !line.starts_with("(This playground keeps")).collect();
    assert_eq!((errors, printed.exit), (Vec::new(), Some(0)), "{template}");
    session.settle();
    let (_, owned) = session.cluster().find_set("default", "web").expect("the set");
    let revision = owned.revisions.first().expect("a revision");
    (owned.revision_name(revision.hash), revision.template.exact)
}
