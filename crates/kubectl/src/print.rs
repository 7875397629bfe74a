//! Tables, as `kubectl get` prints them.
//!
//! A [`Watch`] says what to show; a [`WatchPrinter`] prints its rows one after the other, projected from the changes of a trace
//! rather than stored. [`pod_row`] and [`human_duration`] are the same cells for the page.

mod duration;
mod labels;
mod pod;
mod stateful_set;
mod table;

pub use duration::human_duration;
pub use pod::{PodRow, pod_row};

pub(crate) use duration::age;

use rollout_engine::cluster::{Change, Cluster};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use self::labels::Labels;
use self::table::Table;
use crate::release::Release;
use crate::selector::Selector;

/// What a `get` shows: of which kind, which objects, which columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Of what.
    pub(crate) shown: Shown,
    /// Only these; all if empty.
    pub(crate) names: Vec<String>,
    /// Only objects with such labels.
    pub(crate) selector: Selector,
    /// Without the row of headings.
    pub(crate) no_headers: bool,
    /// With more columns (`-o wide`).
    pub(crate) wide: bool,
    /// Names only (`-o name`).
    pub(crate) names_only: bool,
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
}

/// A kind that has a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Pods,
    StatefulSets,
}

/// A row before its columns are chosen.
struct Row {
    /// By this the list is ordered.
    name: String,
    cells: Vec<String>,
    wide: Vec<String>,
    labels: Labels,
}

impl Watch {
    /// Everything of a kind, in its usual columns.
    pub(crate) fn all(shown: Shown) -> Self {
        Self {
            shown,
            names: Vec::new(),
            selector: Selector::default(),
            no_headers: false,
            wide: false,
            names_only: false,
            with_kind: false,
            namespaces: false,
            events: false,
            label_columns: Vec::new(),
            show_labels: false,
        }
    }

    /// The rows of all objects that it shows, ordered by name as the storage is: `web-10` before `web-2`.
    pub(crate) fn rows(
        &self,
        cluster: &Cluster,
        at: SimTime,
        release: Release,
    ) -> Vec<Vec<String>> {
        let mut rows = match self.shown {
            Shown::Pods => pod::rows(cluster, at, release, self.needs_labels()),
            Shown::StatefulSets => stateful_set::rows(cluster, at, self.needs_labels()),
        };
        rows.retain(|row| self.shows(row));
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        rows.into_iter().map(|row| self.columns(row, "ADDED")).collect()
    }

    /// The headings, where they are wanted.
    pub(crate) fn headings(&self) -> Option<Vec<String>> {
        let (usual, wide): (&[_], &[_]) = match self.shown {
            Shown::Pods => (&pod::HEADINGS, &pod::WIDE_HEADINGS),
            Shown::StatefulSets => (&stateful_set::HEADINGS, &stateful_set::WIDE_HEADINGS),
        };
        let event = self
            .events
            .then_some("EVENT")
            .into_iter()
            .chain(self.namespaces.then_some("NAMESPACE"));
        let wide = wide.iter().copied().filter(|_| self.wide);
        let mut headings: Vec<_> =
            event.chain(usual.iter().copied()).chain(wide).map(str::to_owned).collect();
        headings.extend(self.label_columns.iter().map(|key| labels::heading(key)));
        headings.extend(self.show_labels.then(|| "LABELS".to_owned()));
        (!self.no_headers && !self.names_only).then_some(headings)
    }

    fn needs_labels(&self) -> bool {
        !self.selector.is_empty() || !self.label_columns.is_empty() || self.show_labels
    }

    fn shows(&self, row: &Row) -> bool {
        let named = self.names.is_empty() || self.names.contains(&row.name);
        named && self.selector.matches(|key| row.labels.get(key))
    }

    fn columns(&self, row: Row, event: &str) -> Vec<String> {
        let prefix = match self.shown {
            Shown::Pods => "pod/",
            Shown::StatefulSets => "statefulset.apps/",
        };
        if self.names_only {
            return vec![format!("{prefix}{}", row.name)];
        }
        let mut cells: Vec<_> = self.events.then(|| event.to_owned()).into_iter().collect();
        cells.extend(self.namespaces.then(|| "default".to_owned()));
        let name_at = cells.len();
        cells.extend(row.cells);
        if let (true, Some(name)) = (self.with_kind, cells.get_mut(name_at)) {
            name.insert_str(0, prefix);
        }
        cells.extend(row.wide.into_iter().filter(|_| self.wide));
        cells.extend(
            self.label_columns.iter().map(|key| row.labels.get(key).unwrap_or_default().to_owned()),
        );
        cells.extend(self.show_labels.then(|| row.labels.to_string()));
        cells
    }

    /// The row of a change, and what happened; `None` if it is about something else.
    fn row_of(
        &self,
        change: &Change,
        cluster: &Cluster,
        at: SimTime,
        release: Release,
    ) -> Option<Vec<String>> {
        let labels = self.needs_labels();
        let (row, event) = match (self.shown, change) {
            (Shown::Pods, Change::PodCreated(id, pod)) => {
                (pod::row(pod, cluster.set(*id)?, at, release, labels), "ADDED")
            }
            (Shown::Pods, Change::PodUpdated(id, pod)) => {
                (pod::row(pod, cluster.set(*id)?, at, release, labels), "MODIFIED")
            }
            (Shown::Pods, Change::PodDeleted(id, pod)) => {
                (pod::row(pod, cluster.set(*id)?, at, release, labels), "DELETED")
            }
            (Shown::StatefulSets, Change::SetWritten(_, set)) => {
                let event = if set.generation <= 1 && set.status.observed_generation == 0 {
                    "ADDED"
                } else {
                    "MODIFIED"
                };
                (stateful_set::row(set, &set.status, at, labels), event)
            }
            (Shown::StatefulSets, Change::StatusWritten(id, status)) => {
                (stateful_set::row(&cluster.set(*id)?.set, status, at, labels), "MODIFIED")
            }
            _ => return None,
        };
        self.shows(&row).then(|| self.columns(row, event))
    }
}

/// The whole table of what a `get` shows now; empty if there is nothing.
pub(crate) fn list(watch: &Watch, cluster: &Cluster, at: SimTime, release: Release) -> String {
    let rows = watch.rows(cluster, at, release);
    if rows.is_empty() {
        return String::new();
    }
    Table::default().lines(watch.headings().into_iter().chain(rows).collect())
}

/// Prints a watch's rows one after the other; remembers the column widths, which only grow.
#[derive(Clone, Debug)]
pub struct WatchPrinter {
    watch: Watch,
    table: Table,
    /// The headings, until the first row has come.
    headings: Option<Vec<String>>,
}

impl WatchPrinter {
    /// Opens the watch: the printer and the initial list.
    pub fn open(watch: &Watch, cluster: &Cluster, at: SimTime, rules: &Rules) -> (Self, String) {
        let mut printer =
            Self { watch: watch.clone(), table: Table::default(), headings: watch.headings() };
        let rows = watch.rows(cluster, at, Release::of(rules));
        let text = printer.print(rows);
        (printer, text)
    }

    /// The row of one write, given the cluster after it (after the whole frame is fine); empty if it is not about this watch.
    pub fn row(
        &mut self,
        change: &Change,
        cluster: &Cluster,
        at: SimTime,
        rules: &Rules,
    ) -> String {
        let row = self.watch.row_of(change, cluster, at, Release::of(rules));
        self.print(row.into_iter().collect())
    }

    fn print(&mut self, rows: Vec<Vec<String>>) -> String {
        if rows.is_empty() {
            return String::new();
        }
        self.table.lines(self.headings.take().into_iter().chain(rows).collect())
    }
}
