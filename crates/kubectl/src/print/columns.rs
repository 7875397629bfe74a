//! Custom columns: `-o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image`.

use super::jsonpath::JsonPath;
use apiserver::value::Value;

/// Headings and paths of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(Vec<(String, JsonPath)>);

impl Columns {
    /// Parses the text after `custom-columns=`.
    ///
    /// # Errors
    ///
    /// A column is invalid. kubectl prints the message after `error: `.
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

    /// Returns the headings.
    pub(crate) fn headings(&self) -> Vec<String> {
        self.0.iter().map(|(heading, _)| heading.clone()).collect()
    }

    /// Returns the cells of an object. A missing field gives `<none>`.
    ///
    /// # Errors
    ///
    /// An index is outside its list.
    pub(crate) fn cells(&self, object: &Value) -> Result<Vec<String>, String> {
        let cell = |(_, path): &(String, JsonPath)| {
            let found: Vec<_> = path.find(object)?.into_iter().map(Value::to_go).collect();
            Ok(if found.is_empty() { "<none>".to_owned() } else { found.join(",") })
        };
        self.0.iter().map(cell).collect()
    }
}
