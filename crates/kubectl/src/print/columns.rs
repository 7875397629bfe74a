//! `-o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image`.

use super::jsonpath::JsonPath;
use crate::value::Value;

/// Columns with their headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(Vec<(String, JsonPath)>);

impl Columns {
    /// Reads what stands behind `custom-columns=`.
    ///
    /// # Errors
    ///
    /// What kubectl prints behind `error: `.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("custom-columns format specified but no custom columns given".to_owned());
        }
        let column = |part: &str| {
            let refused = || {
                format!(
                    "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
                )
            };
            let (heading, path) = part.split_once(':').ok_or_else(refused)?;
            Ok((heading.to_owned(), JsonPath::parse_field(path)?))
        };
        text.split(',').map(column).collect::<Result<_, String>>().map(Self)
    }

    /// The headings.
    pub(crate) fn headings(&self) -> Vec<String> {
        self.0.iter().map(|(heading, _)| heading.clone()).collect()
    }

    /// The cells of an object; what is missing is `<none>`.
    ///
    /// # Errors
    ///
    /// An index that a list does not have.
    pub(crate) fn cells(&self, object: &Value) -> Result<Vec<String>, String> {
        let cell = |(_, path): &(String, JsonPath)| {
            let found: Vec<_> = path.find(object)?.into_iter().map(Value::to_go).collect();
            Ok(if found.is_empty() { "<none>".to_owned() } else { found.join(",") })
        };
        self.0.iter().map(cell).collect()
    }
}
