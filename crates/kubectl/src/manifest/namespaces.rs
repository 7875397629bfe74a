//! The namespaces that a file takes for granted: it puts objects into them before it makes them, or without making them.
//!
//! `kubectl apply` sends the documents in the order of the file and makes no namespace by itself, so somebody has to make these
//! first. Leaves out whether they exist already in a cluster: that is asked of the cluster.

use super::{items, read};
use crate::server::kind::Kind;
use crate::value::Value;

/// Namespaces that every cluster has.
const OF_EVERY_CLUSTER: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// A longer name is no namespace's.
const BYTES_MAX: usize = 63;

/// The namespaces to make before a file is applied, in the order of their first use. What could be no namespace's name (a
/// placeholder, say) is left out.
pub fn namespaces_taken_for_granted(text: &str) -> Vec<String> {
    let mut found = Found::default();
    for document in read(text) {
        if let Ok(object) = &document.value {
            found.meet(object);
        }
    }
    found.missing
}

#[derive(Default)]
struct Found {
    /// Made by the file so far.
    made: Vec<String>,
    /// Used before they are made.
    missing: Vec<String>,
}

impl Found {
    fn meet(&mut self, object: &Value) {
        if let Some(items) = items(object) {
            return items.iter().for_each(|item| self.meet(item));
        }
        if object.text_at(&["kind"]) == "Namespace" {
            return self.made.push(object.text_at(&["metadata", "name"]).to_owned());
        }
        // A kind that this cluster does not know may have namespaces where it is known.
        let is_namespaced = Kind::of_object(object).is_none_or(|kind| kind.namespaced);
        let namespace = object.text_at(&["metadata", "namespace"]);
        if is_namespaced && is_label(namespace) && !self.knows(namespace) {
            self.missing.push(namespace.to_owned());
        }
    }

    fn knows(&self, namespace: &str) -> bool {
        let known = self.made.iter().chain(&self.missing);
        OF_EVERY_CLUSTER.contains(&namespace) || known.into_iter().any(|known| known == namespace)
    }
}

/// Whether a name may be a namespace's: an RFC 1123 label.
fn is_label(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = [name.bytes().next(), name.bytes().next_back()];
    name.len() <= BYTES_MAX
        && name.bytes().all(|byte| is_letter(byte) || byte == b'-')
        && ends.into_iter().all(|byte| byte.is_some_and(is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(namespaces_taken_for_granted(text), expected, "{text}");
    }

    fn service(namespace: &str) -> String {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: a, namespace: {namespace}}}\n"
        )
    }

    const NAMESPACE: &str = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: argocd}\n";

    #[test]
    fn a_namespace_that_the_file_does_not_make_is_taken_for_granted() {
        check(&service("argocd"), &["argocd"]);
        check(&[service("b"), service("a"), service("b")].concat(), &["b", "a"]);
        check(&[NAMESPACE, &service("argocd")].concat(), &[]);
    }

    /// kubectl does not sort the documents.
    #[test]
    fn one_that_is_made_after_its_first_use_is_made_before() {
        check(&[&service("argocd"), NAMESPACE].concat(), &["argocd"]);
    }

    #[test]
    fn what_every_cluster_has_and_what_belongs_to_none_needs_none() {
        check(&[service("default"), service("kube-system"), service("''")].concat(), &[]);
        check(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a, namespace: b}\n",
            &[],
        );
    }

    #[test]
    fn items_of_lists_and_unknown_kinds_count() {
        check(
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {namespace: a}}\n",
            &["a"],
        );
        check("apiVersion: x.io/v1\nkind: Thing\nmetadata: {namespace: b}\n", &["b"]);
    }

    #[test]
    fn what_is_no_name_is_left_out() {
        for name in ["'{{ .Release.Namespace }}'", "'$(reboot)'", "-a", "A", "数据库", "'a b'"] {
            check(&service(name), &[]);
        }
        check(&service(&"a".repeat(64)), &[]);
        check("a: 'x\n", &[]);
    }
}
