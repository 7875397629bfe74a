//! Finds the namespaces that a file uses before it creates them, or without creating them.
//!
//! `kubectl apply` sends documents in file order and creates no namespace by itself, so these must be created first.
//! Whether the cluster already has them is the caller's question.

use super::{items, read};
use crate::kind::Kind;
use crate::value::Value;
use crate::words::label_problem;

/// Namespaces that every cluster has.
const OF_EVERY_CLUSTER: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

/// Returns the namespaces to create before the file is applied, in the order of first use. Leaves out text that
/// cannot be a name, such as a placeholder.
pub fn namespaces_taken_for_granted(text: &str) -> Vec<String> {
    let mut found = NamespaceUse::default();
    for document in read(text) {
        if let Ok(object) = &document.value {
            found.meet(object);
        }
    }
    found.missing
}

#[derive(Default)]
struct NamespaceUse {
    /// Created by the file so far.
    made: Vec<String>,
    /// Used before they are created.
    missing: Vec<String>,
}

impl NamespaceUse {
    fn meet(&mut self, object: &Value) {
        if let Some(items) = items(object) {
            return items.iter().for_each(|item| self.meet(item));
        }
        if object.text_at(&["kind"]) == "Namespace" {
            return self.made.push(object.text_at(&["metadata", "name"]).to_owned());
        }
        // A kind unknown here may be namespaced where it is known.
        let is_namespaced = Kind::of_object(object).is_none_or(|kind| kind.namespaced);
        let namespace = object.text_at(&["metadata", "namespace"]);
        if is_namespaced && label_problem(namespace).is_none() && !self.knows(namespace) {
            self.missing.push(namespace.to_owned());
        }
    }

    fn knows(&self, namespace: &str) -> bool {
        let known = self.made.iter().chain(&self.missing);
        OF_EVERY_CLUSTER.contains(&namespace) || known.into_iter().any(|known| known == namespace)
    }
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

    /// kubectl does not sort documents.
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
