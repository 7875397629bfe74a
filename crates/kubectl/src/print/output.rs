//! Output formats (`-o`), and printing of whole documents in them.
//!
//! Tables are in [`super::table`], custom columns in [`super::columns`].

use super::columns::Columns;
use super::jsonpath::JsonPath;
use super::template::Template;
use apiserver::release::Release;
use apiserver::value::Value;
use apiserver::value::yaml::{json, kyaml, yaml};

/// An output format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// A table.
    Table,
    /// A table with more columns.
    Wide,
    /// Names only: `pod/web-0`.
    Name,
    Json,
    Yaml,
    Kyaml,
    JsonPath(JsonPath, String),
    JsonPathAsJson(JsonPath, String),
    Template(Template),
    Columns(Columns),
}

/// Formats that kubectl allows, in its order. `kyaml` is allowed since 1.36 (recorded for 1.34 and 1.36, never for
/// 1.35).
const FORMATS: [&str; 14] = [
    "custom-columns",
    "custom-columns-file",
    "go-template",
    "go-template-file",
    "json",
    "jsonpath",
    "jsonpath-as-json",
    "jsonpath-file",
    "kyaml",
    "name",
    "template",
    "templatefile",
    "wide",
    "yaml",
];

impl Output {
    /// Parses the values of `--output` and `--template`.
    ///
    /// # Errors
    ///
    /// The format is unknown or its template is invalid. kubectl prints the message after `error: `.
    pub(crate) fn parse(
        output: &str,
        template: Option<&str>,
        release: Release,
    ) -> Result<Self, String> {
        let (name, given) =
            output.split_once('=').map_or((output, None), |(name, given)| (name, Some(given)));
        match name {
            "" => template.map_or(Ok(Self::Table), go_template),
            "wide" => Ok(Self::Wide),
            "name" => Ok(Self::Name),
            "json" => Ok(Self::Json),
            "yaml" => Ok(Self::Yaml),
            "kyaml" if release.prints_kyaml() => Ok(Self::Kyaml),
            "custom-columns" => Columns::parse(given.unwrap_or_default()).map(Self::Columns),
            "jsonpath" | "jsonpath-as-json" | "go-template" | "template" => {
                let text = given.filter(|text| !text.is_empty()).or(template);
                let text = text.ok_or("template format specified but no template given")?;
                match name {
                    "jsonpath" => Ok(Self::JsonPath(json_path(text)?, text.to_owned())),
                    "jsonpath-as-json" => {
                        Ok(Self::JsonPathAsJson(json_path(text)?, text.to_owned()))
                    }
                    _ => go_template(text),
                }
            }
            _ => {
                let allowed =
                    FORMATS.iter().filter(|&&one| one != "kyaml" || release.prints_kyaml());
                let allowed: Vec<_> = allowed.copied().collect();
                Err(format!(
                    "unable to match a printer suitable for the output format \"{output}\", allowed formats are: {}",
                    allowed.join(",")
                ))
            }
        }
    }

    /// Whether this is a table with the columns of a kind.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self, Self::Table | Self::Wide)
    }

    /// Formats an object or a list. Returns an empty text for tables, names and columns, which are formatted
    /// elsewhere.
    ///
    /// # Errors
    ///
    /// The template fails on this object. kubectl prints the message after `error: `.
    pub(crate) fn document(&self, value: &Value) -> Result<String, String> {
        match self {
            Self::Json => Ok(json(value)),
            Self::Yaml => Ok(yaml(value)),
            Self::Kyaml => Ok(kyaml(value)),
            Self::JsonPath(path, text) => {
                path.print(value).map_err(|problem| not_executed(text, &problem, value))
            }
            Self::JsonPathAsJson(path, text) => {
                let found =
                    path.find(value).map_err(|problem| not_executed(text, &problem, value))?;
                Ok(json(&Value::List(found.into_iter().cloned().collect())))
            }
            Self::Template(template) => template.print(value),
            Self::Table | Self::Wide | Self::Name | Self::Columns(_) => Ok(String::new()),
        }
    }
}

fn go_template(text: &str) -> Result<Output, String> {
    Template::parse(text)
        .map(Output::Template)
        .map_err(|problem| format!("error parsing template {text}, {problem}"))
}

fn json_path(text: &str) -> Result<JsonPath, String> {
    JsonPath::parse(text).map_err(|problem| format!("error parsing jsonpath {text}, {problem}"))
}

fn not_executed(text: &str, problem: &str, value: &Value) -> String {
    format!(
        "error executing jsonpath {}: Error executing template: {problem}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{text}\n\tobject given to jsonpath engine was:\n\t\t{}\n\n",
        apiserver::value::quoted(text),
        apiserver::value::go_syntax(value, "string")
    )
}
