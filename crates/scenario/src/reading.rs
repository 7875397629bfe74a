//! A manifest as an editor shows it: its documents, diagnostics, and what can be done with it.
//!
//! Only the service reads manifests ([`read`]), because the YAML reader, schema and validation are large; the page holds
//! the result. Leaves out sentences, and what Apply would do with the manifest.

use apiserver::found::{Diagnostic, Modernized};
use apiserver::value::Value;
use serde::{Deserialize, Serialize};

#[cfg(feature = "run")]
mod read;
#[cfg(feature = "run")]
pub(crate) use read::{read, with_live};

/// A manifest that was read under the rules of one release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its documents, in order.
    pub documents: Vec<ManifestDocument>,
    /// Its diagnostics, in the order of its lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Its kinds and fields that nothing here acts on, in the order of its lines.
    pub not_simulated: Vec<Diagnostic>,
    /// Its rewrite to `apps/v1`. `None` unless it has StatefulSets of an old version and all of them can be rewritten.
    pub modern: Option<Modernized>,
    /// The namespaces to create before it is applied to an empty cluster, in the order of first use.
    pub namespaces: Vec<String>,
}

/// A document of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestDocument {
    /// Number of the line before its first one.
    pub before: usize,
    /// Number of the line with its `kind`, counted from 1 in the whole text.
    pub line: usize,
    /// Its objects: several for a list, none if it cannot be parsed.
    #[serde(with = "json")]
    pub objects: Vec<Value>,
}

impl Reading {
    /// Returns every StatefulSet with its document, those in lists included.
    pub fn sets(&self) -> impl Iterator<Item = (&ManifestDocument, &Value)> {
        self.objects().filter(|(_, object)| object.text_at(&["kind"]) == "StatefulSet")
    }

    /// Returns every object with its document. A list is replaced by its items.
    pub fn objects(&self) -> impl Iterator<Item = (&ManifestDocument, &Value)> {
        self.documents
            .iter()
            .flat_map(|document| document.objects.iter().map(move |object| (document, object)))
    }
}

/// Objects on the wire: each as JSON, because postcard does not describe what it writes.
mod json {
    use apiserver::value::Value;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        objects: &[Value],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        objects.iter().map(Value::to_json).collect::<Vec<_>>().serialize(serializer)
    }

    /// # Errors
    /// A text is not JSON.
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Value>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let read =
            |text: &String| Value::from_json(text).ok_or_else(|| D::Error::custom("no JSON"));
        texts.iter().map(read).collect()
    }
}
