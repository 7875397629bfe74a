//! The bytes of pod templates: their hash must give the names that a real control plane gave.

use rollout_engine::version::Rules;

use crate::session::Session;

/// Recorded cases: a template as written, and the name of the revision that stored it. A right name needs every byte right:
/// defaults, order, escapes.
const CASES: &str = include_str!("revisions.txt");

/// What mounts of `www` need.
const CLAIMS: &str = r#"[{"metadata":{"name":"www"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]"#;

#[test]
fn templates_are_stored_byte_for_byte_as_the_api_server_does() {
    let mut differing = Vec::new();
    for case in CASES.lines() {
        let parts: Vec<_> = case.split('\t').collect();
        let [name, revision, template] = parts.as_slice() else {
            panic!("a case has three columns: {case}")
        };
        let (found, exact) = revision_of(template);
        if found != *revision || !exact {
            differing.push(format!("{name}: {found} instead of {revision}, exact: {exact}"));
        }
    }
    assert_eq!(CASES.lines().count(), 48);
    assert_eq!(differing, Vec::<String>::new());
}

/// The name of the revision that a set with this template gets, and whether its bytes are certain.
fn revision_of(template: &str) -> (String, bool) {
    let mut session = Session::new(Rules::LATEST);
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
    assert_eq!((printed.err.as_str(), printed.exit), ("", Some(0)), "{template}");
    session.settle();
    let (_, owned) = session.cluster().find_set("web").expect("the set");
    let revision = owned.revisions.first().expect("a revision");
    (owned.revision_name(revision.hash), revision.template.exact)
}
