//! What kubectl prints of objects: tables, documents, names.
//!
//! A [`Watch`] says what to show; a [`WatchPrinter`] prints its rows one after the other, projected from the changes of a trace
//! rather than stored. [`pod_row`] and [`human_duration`] are the same cells for the page.

mod claims;
pub(crate) mod clock;
mod columns;
mod describe;
mod document;
mod duration;
mod fields;
mod history;
mod jsonpath;
mod labels;
mod objects;
mod order;
mod output;
mod pod;
mod stateful_set;
mod table;
mod tables;
mod template;
mod watch;
mod yaml;

pub use clock::parse as moment_of;
pub use duration::human_duration;
pub use pod::{PodRow, pod_row, pod_status, pod_table};
pub use watch::WatchPrinter;

pub(crate) use describe::describe;
pub(crate) use document::edit_of;
pub(crate) use duration::age;
pub(crate) use fields::FieldSelector;
pub(crate) use jsonpath::JsonPath;
pub(crate) use objects::{Scene, Sought, list as list_of};
pub(crate) use output::Output;
pub(crate) use yaml::yaml;

use rollout_engine::time::SimTime;

use self::labels::Labels;
use self::table::Table;
use crate::selector::Selector;
use crate::server::kind::Kind;
use crate::value::Value;

/// What a `get` shows: of which kind, which objects, in which form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Of what.
    pub(crate) kind: &'static Kind,
    /// Of which namespace; of every one if `None` (`-A`).
    pub(crate) namespace: Option<String>,
    /// Only these, in this order; all if empty.
    pub(crate) names: Vec<String>,
    /// Only objects with such labels.
    pub(crate) selector: Selector,
    /// Only objects with such fields.
    pub(crate) fields: FieldSelector,
    /// Ordered by this (`--sort-by`), else by name.
    pub(crate) sort_by: Option<JsonPath>,
    /// In which form (`-o`).
    pub(crate) output: Output,
    /// Without the row of headings.
    pub(crate) no_headers: bool,
    /// With the kind before each name, as where several kinds are shown.
    pub(crate) with_kind: bool,
    /// With a first column that names the namespace (`-A`).
    pub(crate) namespaces: bool,
    /// With a first column that says ADDED, MODIFIED or DELETED.
    pub(crate) events: bool,
    /// With a column for each of these labels (`-L`).
    pub(crate) label_columns: Vec<String>,
    /// With a column of all labels.
    pub(crate) show_labels: bool,
    /// In which columns.
    pub(crate) form: Form,
    /// Without what is there when it begins (`--watch-only`).
    pub(crate) only_changes: bool,
    /// When it ends by itself (`--request-timeout`).
    pub(crate) ends_at: Option<SimTime>,
}

/// In which columns a kind is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Those of its table.
    Usual,
    /// Those of its subresource `scale`.
    Scale,
    /// Those of `kubectl events`.
    Events,
}

/// A row before its columns are chosen.
struct Row {
    /// Its object's namespace; empty where the kind has none. By this and the name the list is ordered.
    namespace: String,
    /// Its object's name.
    name: String,
    cells: Vec<String>,
    wide: Vec<String>,
    labels: Labels,
}

impl Watch {
    /// Everything of a kind, in its usual columns.
    pub(crate) fn all(kind: &'static Kind) -> Self {
        Self {
            kind,
            namespace: None,
            names: Vec::new(),
            selector: Selector::default(),
            fields: FieldSelector::default(),
            sort_by: None,
            output: Output::Table,
            no_headers: false,
            with_kind: false,
            namespaces: false,
            events: false,
            label_columns: Vec::new(),
            show_labels: false,
            form: Form::Usual,
            only_changes: false,
            ends_at: None,
        }
    }

    fn is_wide(&self) -> bool {
        self.output == Output::Wide
    }

    /// Whether its rows are made without documents.
    fn is_typed(&self) -> bool {
        (self.kind.is_pod() || self.kind.is_stateful_set()) && self.form == Form::Usual
    }

    /// The documents that it shows, in their order.
    pub(crate) fn documents(&self, scene: &Scene<'_>) -> Vec<Value> {
        let name = |name: &str| self.is_named(name);
        let sought = Sought { namespace: self.namespace.as_deref(), name: &name };
        let mut documents = scene.documents(self.kind, &sought);
        documents.retain(|document| self.selects(document));
        match &self.sort_by {
            Some(path) => order::sort(&mut documents, path),
            None => {
                let place = |document: &Value| {
                    self.names.iter().position(|name| name == objects::name(document))
                };
                documents.sort_by_key(place);
            }
        }
        documents
    }

    /// Whether an object's labels and fields are asked for.
    fn selects(&self, document: &Value) -> bool {
        let labels = document.at(&["metadata", "labels"]);
        self.selector.matches(|key| labels?.get(key)?.as_str()) && self.fields.matches(document)
    }

    fn is_in_namespace(&self, namespace: &str) -> bool {
        !self.kind.namespaced || self.namespace.as_deref().is_none_or(|wanted| wanted == namespace)
    }

    fn is_named(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|one| one == name)
    }

    /// The rows of all objects that it shows.
    fn rows(&self, scene: &Scene<'_>) -> Vec<Row> {
        let mut rows = match self.kind.name {
            _ if !self.is_typed() => {
                return self
                    .documents(scene)
                    .iter()
                    .map(|one| self.row_of_document(one, scene))
                    .collect();
            }
            "Pod" => pod::rows(scene.cluster, scene.at, scene.release, self.needs_labels()),
            _ => stateful_set::rows(scene.cluster, scene.at, self.needs_labels()),
        };
        rows.retain(|row| self.shows(row));
        if self.sort_by.is_some() || !self.fields.is_empty() {
            let documents = self.documents(scene);
            let keys: Vec<_> =
                documents.iter().map(|one| (objects::namespace(one), objects::name(one))).collect();
            let place = |row: &Row| keys.iter().position(|key| *key == (&row.namespace, &row.name));
            rows.retain(|row| place(row).is_some());
            rows.sort_by_key(place);
        } else {
            let place = |row: &Row| self.names.iter().position(|name| *name == row.name);
            let key = |row: &Row| (place(row), row.namespace.clone(), row.name.clone());
            rows.sort_by_cached_key(key);
        }
        rows
    }

    fn row_of_document(&self, document: &Value, scene: &Scene<'_>) -> Row {
        let (at, release) = (scene.at, scene.release);
        tables::row(self.kind, self.form, self.is_wide(), document, at, release)
    }

    /// The names of what it shows, each with the cells of its table.
    pub(crate) fn first_cells(&self, scene: &Scene<'_>) -> Vec<(String, Vec<String>)> {
        self.rows(scene).into_iter().map(|row| (row.name, row.cells)).collect()
    }

    /// The headings, where they are wanted.
    pub(crate) fn headings(&self) -> Option<Vec<String>> {
        let mut headings: Vec<_> = self
            .events
            .then_some("EVENT")
            .into_iter()
            .chain(self.namespaces.then_some("NAMESPACE"))
            .map(str::to_owned)
            .collect();
        match &self.output {
            Output::Columns(columns) => headings.extend(columns.headings()),
            _ => headings.extend(self.kinds_headings().into_iter().map(str::to_owned)),
        }
        headings.extend(self.label_columns.iter().map(|key| labels::heading(key)));
        headings.extend(self.show_labels.then(|| "LABELS".to_owned()));
        let is_table = self.output.is_table() || matches!(self.output, Output::Columns(_));
        (!self.no_headers && is_table).then_some(headings)
    }

    fn kinds_headings(&self) -> Vec<&'static str> {
        if !self.is_typed() {
            return tables::headings(self.kind, self.form, self.is_wide());
        }
        let (usual, wide): (&[_], &[_]) = if self.kind.is_pod() {
            (&pod::HEADINGS, &pod::WIDE_HEADINGS)
        } else {
            (&stateful_set::HEADINGS, &stateful_set::WIDE_HEADINGS)
        };
        usual.iter().chain(wide.iter().filter(|_| self.is_wide())).copied().collect()
    }

    fn needs_labels(&self) -> bool {
        !self.selector.is_empty() || !self.label_columns.is_empty() || self.show_labels
    }

    fn shows(&self, row: &Row) -> bool {
        self.is_in_namespace(&row.namespace)
            && self.is_named(&row.name)
            && self.selector.matches(|key| row.labels.get(key))
    }

    /// The cells of a row of a table.
    fn cells(&self, row: Row, event: &str) -> Vec<String> {
        let mut cells: Vec<_> = self.events.then(|| event.to_owned()).into_iter().collect();
        cells.extend(self.namespaces.then_some(row.namespace));
        let name_at = cells.len();
        cells.extend(row.cells);
        if let (true, Some(name)) = (self.with_kind, cells.get_mut(name_at)) {
            *name = self.kind.slashed(name);
        }
        cells.extend(row.wide.into_iter().filter(|_| self.is_wide()));
        cells.extend(
            self.label_columns.iter().map(|key| row.labels.get(key).unwrap_or_default().to_owned()),
        );
        cells.extend(self.show_labels.then(|| row.labels.to_string()));
        cells
    }
}

/// The whole table of what a `get` shows now; empty if there is nothing.
pub(crate) fn list(watch: &Watch, scene: &Scene<'_>) -> String {
    let rows: Vec<_> = watch.rows(scene).into_iter().map(|row| watch.cells(row, "ADDED")).collect();
    if rows.is_empty() {
        return String::new();
    }
    Table::default().lines(watch.headings().into_iter().chain(rows).collect())
}

/// A table that is none of a kind's.
pub(crate) fn table(rows: Vec<Vec<String>>) -> String {
    Table::default().lines(rows)
}

/// A table of custom columns.
///
/// # Errors
///
/// An index that a list does not have.
pub(crate) fn custom(watch: &Watch, documents: &[Value]) -> Result<String, String> {
    let Output::Columns(columns) = &watch.output else { return Ok(String::new()) };
    let rows: Vec<_> = documents.iter().map(|one| columns.cells(one)).collect::<Result<_, _>>()?;
    let headings = watch.headings().into_iter();
    Ok(Table::default().lines(headings.chain(rows).collect()))
}
