//! kubectl's output formats: tables, documents, names.
//!
//! A [`Watch`] describes what a `get` shows. A [`WatchPrinter`] prints the rows of a running watch, projected from
//! the changes of a trace instead of stored. Cells that the page shows as well are in [`crate::rows`]. Objects are listed in
//! [`apiserver::list`].

mod claims;
mod columns;
mod describe;
mod fields;
mod jsonpath;
mod labels;
mod order;
mod output;
mod pod;
mod row;
mod stateful_set;
mod tables;
mod template;
mod watch;

pub use watch::WatchPrinter;

pub(crate) use describe::describe;
pub(crate) use fields::FieldSelector;
pub(crate) use jsonpath::JsonPath;
pub(crate) use output::Output;

use apiserver::list::{Scene, Sought};
use rollout_engine::time::SimTime;

use self::row::TableRow;
use crate::rows::table::Table;
use apiserver::kind::Kind;
use apiserver::release::Release;
use apiserver::selector::Selector;
use apiserver::value::Value;

/// What a `get` shows: kind, selection of objects, output format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Kind.
    pub(crate) kind: &'static Kind,
    /// Namespace; `None` shows all (`-A`).
    pub(crate) namespace: Option<String>,
    /// Names, in the order to print; empty shows all.
    pub(crate) names: Vec<String>,
    /// Selector on labels (`-l`).
    pub(crate) selector: Selector,
    /// Selector on fields (`--field-selector`).
    pub(crate) fields: FieldSelector,
    /// Field to sort by (`--sort-by`); `None` sorts by name.
    pub(crate) sort_by: Option<JsonPath>,
    /// Output format (`-o`).
    pub(crate) output: Output,
    /// Whether to leave out the row of headings (`--no-headers`).
    pub(crate) no_headers: bool,
    /// Whether to print the kind before each name, as for several kinds.
    pub(crate) with_kind: bool,
    /// Whether the first column is the namespace (`-A`).
    pub(crate) namespaces: bool,
    /// Whether a first column has ADDED, MODIFIED or DELETED (`--output-watch-events`).
    pub(crate) events: bool,
    /// Labels with a column of their own (`-L`).
    pub(crate) label_columns: Vec<String>,
    /// Whether to add a column with all labels (`--show-labels`).
    pub(crate) show_labels: bool,
    /// Set of columns.
    pub(crate) form: Form,
    /// Whether to leave out the objects that exist at the start (`--watch-only`).
    pub(crate) only_changes: bool,
    /// Time at which it ends (`--request-timeout`).
    pub(crate) ends_at: Option<SimTime>,
}

/// A set of columns for a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The columns of its table.
    Usual,
    /// The columns of its subresource `scale`.
    Scale,
    /// The columns of `kubectl events`.
    Events,
}

impl Watch {
    /// Shows all objects of a kind, in its usual columns.
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

    /// Whether rows are made directly from the engine's objects, without documents.
    fn is_typed(&self) -> bool {
        (self.kind.is_pod() || self.kind.is_stateful_set()) && self.form == Form::Usual
    }

    /// Returns the documents to show, in order.
    pub(crate) fn documents(&self, scene: &Scene<'_>) -> Vec<Value> {
        let name = |name: &str| self.is_named(name);
        let sought = Sought { namespace: self.namespace.as_deref(), name: &name };
        let mut documents = scene.documents(self.kind, &sought);
        documents.retain(|document| self.selects(document));
        match &self.sort_by {
            Some(path) => order::sort(&mut documents, path),
            None => {
                let place = |document: &Value| {
                    self.names.iter().position(|name| name == apiserver::list::name(document))
                };
                documents.sort_by_key(place);
            }
        }
        documents
    }

    /// Whether an object's labels and fields are selected.
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

    /// Returns the rows to show, in order.
    fn rows(&self, scene: &Scene<'_>) -> Vec<TableRow> {
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
            let keys: Vec<_> = documents
                .iter()
                .map(|one| (apiserver::list::namespace(one), apiserver::list::name(one)))
                .collect();
            let place =
                |row: &TableRow| keys.iter().position(|key| *key == (&row.namespace, &row.name));
            rows.retain(|row| place(row).is_some());
            rows.sort_by_key(place);
        } else {
            let place = |row: &TableRow| self.names.iter().position(|name| *name == row.name);
            let key = |row: &TableRow| (place(row), row.namespace.clone(), row.name.clone());
            rows.sort_by_cached_key(key);
        }
        rows
    }

    fn row_of_document(&self, document: &Value, scene: &Scene<'_>) -> TableRow {
        let (at, release) = (scene.at, scene.release);
        tables::row(self.kind, self.form, self.is_wide(), document, at, release)
    }

    /// Returns the names of the objects to show, each with the cells of its row.
    pub(crate) fn first_cells(&self, scene: &Scene<'_>) -> Vec<(String, Vec<String>)> {
        self.rows(scene).into_iter().map(|row| (row.name, row.cells)).collect()
    }

    /// Returns the row of headings; `None` if there is none.
    pub(crate) fn headings(&self, release: Release) -> Option<Vec<String>> {
        let mut headings: Vec<_> = self
            .events
            .then_some("EVENT")
            .into_iter()
            .chain(self.namespaces.then_some("NAMESPACE"))
            .map(str::to_owned)
            .collect();
        match &self.output {
            Output::Columns(columns) => headings.extend(columns.headings()),
            _ => headings.extend(self.kinds_headings(release).into_iter().map(str::to_owned)),
        }
        headings.extend(self.label_columns.iter().map(|key| labels::heading(key)));
        headings.extend(self.show_labels.then(|| "LABELS".to_owned()));
        let is_table = self.output.is_table() || matches!(self.output, Output::Columns(_));
        (!self.no_headers && is_table).then_some(headings)
    }

    fn kinds_headings(&self, release: Release) -> Vec<&'static str> {
        if !self.is_typed() {
            return tables::headings(self.kind, self.form, self.is_wide(), release);
        }
        let (usual, wide): (&[_], &[_]) = if self.kind.is_pod() {
            (&crate::rows::pod::HEADINGS, &pod::WIDE_HEADINGS)
        } else {
            (&stateful_set::HEADINGS, &stateful_set::WIDE_HEADINGS)
        };
        usual.iter().chain(wide.iter().filter(|_| self.is_wide())).copied().collect()
    }

    fn needs_labels(&self) -> bool {
        !self.selector.is_empty() || !self.label_columns.is_empty() || self.show_labels
    }

    fn shows(&self, row: &TableRow) -> bool {
        self.is_in_namespace(&row.namespace)
            && self.is_named(&row.name)
            && self.selector.matches(|key| row.labels.get(key))
    }

    /// Returns the cells of a row.
    fn cells(&self, row: TableRow, event: &str) -> Vec<String> {
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

/// Formats the table of a `get`; empty if there is no row.
pub(crate) fn list(watch: &Watch, scene: &Scene<'_>) -> String {
    let rows: Vec<_> = watch.rows(scene).into_iter().map(|row| watch.cells(row, "ADDED")).collect();
    if rows.is_empty() {
        return String::new();
    }
    Table::default().lines(watch.headings(scene.release).into_iter().chain(rows).collect())
}

/// Formats a table that is not of a kind.
pub(crate) fn table(rows: Vec<Vec<String>>) -> String {
    Table::default().lines(rows)
}

/// Formats a table of custom columns.
///
/// # Errors
///
/// A path has an index outside its list.
pub(crate) fn custom(
    watch: &Watch,
    documents: &[Value],
    release: Release,
) -> Result<String, String> {
    let Output::Columns(columns) = &watch.output else { return Ok(String::new()) };
    let rows: Vec<_> = documents.iter().map(|one| columns.cells(one)).collect::<Result<_, _>>()?;
    let headings = watch.headings(release).into_iter();
    Ok(Table::default().lines(headings.chain(rows).collect()))
}
