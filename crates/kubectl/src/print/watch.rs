//! Prints a running watch: its first list, then a row for every write of a selected object.
//!
//! Rows of pods and StatefulSets come directly from the writes, repeated ones included. Other kinds have no write of
//! their own in the engine, or several; their documents are built again and compared.

use std::collections::BTreeMap;

use rollout_engine::api::{Node, NodeId, Pod, StatefulSet, StatefulSetStatus};
use rollout_engine::cluster::{Change, Cluster, Owned};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};
use rollout_engine::version::Rules;

use super::claims;
use super::{Output, TableRow, Watch, pod, stateful_set};
use crate::rows::table::Table;
use apiserver::document;
use apiserver::events::{Event, History};
use apiserver::kind::EVENT;
use apiserver::list::{self, Scene};
use apiserver::release::Release;
use apiserver::value::Value;

/// Prints the rows of a watch. Remembers the widths of columns, which only grow.
#[derive(Clone, Debug)]
pub struct WatchPrinter {
    watch: Watch,
    table: Table,
    /// Headings, until the first row is printed.
    headings: Option<Vec<String>>,
    /// Number of documents printed.
    documents: usize,
    /// Documents as printed last, by namespace and name, for kinds without rows of their own.
    seen: BTreeMap<(String, String), Value>,
    /// Past events, if events are watched.
    history: Option<History>,
    /// Creation time of the cluster, and so of its first nodes.
    began: SimTime,
}

/// A write of an object that has a row of its own.
#[derive(Clone, Copy)]
enum Written<'a> {
    Pod(&'a Pod, &'a Owned),
    Set(&'a StatefulSet, &'a StatefulSetStatus, &'a Owned),
}

impl WatchPrinter {
    /// Opens a watch after a frame of this trace; `cluster` is the state at that frame. Returns the printer and the
    /// first list.
    pub fn open(
        watch: &Watch,
        cluster: &Cluster,
        (trace, frame): (&Trace, FrameIndex),
        at: SimTime,
        rules: &Rules,
    ) -> (Self, String) {
        let release = Release::of(rules);
        let watches_events = *watch.kind == EVENT;
        let mut printer = Self {
            watch: watch.clone(),
            table: Table::default(),
            headings: watch.headings(release),
            documents: 0,
            seen: BTreeMap::new(),
            history: watches_events.then(|| History::of(trace, frame, release)),
            began: trace.at(FrameIndex(0)),
        };
        printer.history.iter_mut().for_each(|history| drop(history.take_fresh()));
        let scene = Scene::without_past(cluster, at, release).with_past(trace, frame);
        let text = printer.first(&scene);
        (printer, text)
    }

    fn first(&mut self, scene: &Scene<'_>) -> String {
        let is_typed = self.watch.is_typed();
        let documents = if is_typed && self.watch.output.is_table() {
            Vec::new()
        } else {
            self.watch.documents(scene)
        };
        if !is_typed {
            let named = |one: &Value| (key_of(one), one.clone());
            self.seen = documents.iter().map(named).collect();
        }
        if self.watch.only_changes {
            String::new()
        } else if self.watch.output.is_table() {
            let rows = self.watch.rows(scene).into_iter();
            let rows = rows.map(|row| self.watch.cells(row, "ADDED")).collect();
            self.lines(rows)
        } else {
            documents.iter().map(|document| self.document(document, "ADDED")).collect()
        }
    }

    /// Returns the rows of one write; empty if it does not concern this watch. `cluster` is the state after the write
    /// or its frame.
    pub fn row(
        &mut self,
        change: &Change,
        cluster: &Cluster,
        at: SimTime,
        rules: &Rules,
    ) -> String {
        let scene = Scene::without_past(cluster, at, Release::of(rules));
        if let Some(history) = &mut self.history {
            history.note(change, at, scene.release);
            let fresh = history.take_fresh();
            return fresh.iter().map(|event| self.event(event, &scene)).collect();
        }
        if let Change::NodeWritten(id, node) = change {
            return self.node(*id, node, &scene);
        }
        if !self.watch.is_typed() {
            return if self.is_touched(change) { self.differences(&scene) } else { String::new() };
        }
        let Some((written, event)) = self.written(change, cluster) else { return String::new() };
        let row = self.row_of(written, &scene);
        if !self.watch.shows(&row) {
            return String::new();
        }
        if self.watch.output.is_table() && self.watch.fields.is_empty() {
            let cells = self.watch.cells(row, event);
            return self.lines(vec![cells]);
        }
        let document = match written {
            Written::Pod(pod, owned) => {
                document::pod(pod, owned, scene.release, scene.given_uids())
            }
            Written::Set(set, status, owned) => {
                document::set(owned, set, status, scene.given_uids())
            }
        };
        if !self.watch.fields.matches(&document) {
            return String::new();
        }
        if self.watch.output.is_table() {
            let cells = self.watch.cells(row, event);
            return self.lines(vec![cells]);
        }
        self.document(&document, event)
    }

    /// Returns the object and the type of the event; `None` for another kind.
    fn written<'a>(
        &self,
        change: &'a Change,
        cluster: &'a Cluster,
    ) -> Option<(Written<'a>, &'static str)> {
        let of_pods = self.watch.kind.is_pod();
        Some(match change {
            Change::PodCreated(id, pod) if of_pods => {
                (Written::Pod(pod, cluster.set(*id)?), "ADDED")
            }
            Change::PodUpdated(id, pod) if of_pods => {
                (Written::Pod(pod, cluster.set(*id)?), "MODIFIED")
            }
            Change::PodDeleted(id, pod) if of_pods => {
                (Written::Pod(pod, cluster.set(*id)?), "DELETED")
            }
            Change::SetWritten(id, set) if !of_pods => {
                let is_new = set.generation <= 1 && set.status.observed_generation == 0;
                let event = if is_new { "ADDED" } else { "MODIFIED" };
                (Written::Set(set, &set.status, cluster.set(*id)?), event)
            }
            Change::StatusWritten(id, status) if !of_pods => {
                let owned = cluster.set(*id)?;
                (Written::Set(&owned.set, status, owned), "MODIFIED")
            }
            Change::SetDeleted(id, set) if !of_pods => {
                (Written::Set(set, &set.status, cluster.set(*id)?), "DELETED")
            }
            _ => return None,
        })
    }

    fn row_of(&self, written: Written<'_>, scene: &Scene<'_>) -> TableRow {
        let labels = self.watch.needs_labels();
        match written {
            Written::Pod(pod, owned) => pod::row(pod, owned, scene.at, scene.release, labels),
            Written::Set(set, status, _) => stateful_set::row(set, status, scene.at, labels),
        }
    }

    /// Whether the objects of the kind have numbers of pods in their status.
    fn counts_pods(&self) -> bool {
        ["PodDisruptionBudget", "ResourceQuota"].contains(&self.watch.kind.name)
    }

    /// Whether a write may have changed an object of a kind without rows of its own.
    fn is_touched(&self, change: &Change) -> bool {
        match change {
            Change::ClaimWritten(..) | Change::ClaimDeleted(..) => {
                ["PersistentVolumeClaim", "PersistentVolume"].contains(&self.watch.kind.name)
                    || self.counts_pods()
            }
            Change::RevisionWritten(..) | Change::RevisionDeleted(..) => {
                self.watch.kind.name == "ControllerRevision"
            }
            Change::PodUpdated(..) | Change::PodDeleted(..) => {
                self.watch.kind.name.starts_with("Endpoint") || self.counts_pods()
            }
            Change::PodCreated(..) | Change::SetWritten(..) | Change::SetDeleted(..) => {
                self.counts_pods()
            }
            Change::NamespaceWritten(_) | Change::NamespaceDeleted(_) => {
                self.watch.kind.is_namespace()
            }
            Change::ObjectWritten(_) | Change::ObjectDeleted(_) => true,
            _ => false,
        }
    }

    /// Prints the row of a node's creation, update or deletion.
    fn node(&mut self, id: NodeId, node: &Node, scene: &Scene<'_>) -> String {
        if self.watch.kind.name != "Node" {
            return String::new();
        }
        let document = document::node(id, node, self.began, scene.release, scene.given_uids());
        if !self.watch.selects(&document) {
            return String::new();
        }
        let key = key_of(&document);
        let was_there = self.seen.insert(key.clone(), document.clone()).is_some();
        match (node.deleted, was_there) {
            (true, false) => {
                self.seen.remove(&key);
                String::new()
            }
            (true, true) => {
                self.seen.remove(&key);
                self.show(&document, "DELETED", scene)
            }
            (false, false) => self.show(&document, "ADDED", scene),
            (false, true) => self.show(&document, "MODIFIED", scene),
        }
    }

    /// Prints an event that was reported or counted.
    fn event(&mut self, event: &Event, scene: &Scene<'_>) -> String {
        let document = document::event(event, scene.given_uids());
        if !self.watch.is_in_namespace(&event.namespace) || !self.watch.selects(&document) {
            return String::new();
        }
        self.show(&document, if event.count == 1 { "ADDED" } else { "MODIFIED" }, scene)
    }

    /// Prints the differences since the last call.
    fn differences(&mut self, scene: &Scene<'_>) -> String {
        let mut seen = std::mem::take(&mut self.seen);
        let mut text = String::new();
        for document in self.watch.documents(scene) {
            let key = key_of(&document);
            match seen.remove(&key) {
                None => {
                    let stages = claims::before_bound(&document);
                    for (index, stage) in stages.iter().chain([&document]).enumerate() {
                        let event = if index == 0 { "ADDED" } else { "MODIFIED" };
                        text.push_str(&self.show(stage, event, scene));
                    }
                }
                Some(before) if before != document => {
                    text.push_str(&self.show(&document, "MODIFIED", scene));
                }
                Some(_) => {}
            }
            self.seen.insert(key, document);
        }
        for gone in seen.values() {
            let leaving = claims::leaving(gone, scene.at);
            if let Some(leaving) = &leaving {
                text.push_str(&self.show(leaving, "MODIFIED", scene));
            }
            text.push_str(&self.show(leaving.as_ref().unwrap_or(gone), "DELETED", scene));
        }
        text
    }

    fn show(&mut self, document: &Value, event: &str, scene: &Scene<'_>) -> String {
        if !self.watch.output.is_table() {
            return self.document(document, event);
        }
        let row = self.watch.row_of_document(document, scene);
        let cells = self.watch.cells(row, event);
        self.lines(vec![cells])
    }

    /// Prints one object in a format other than a table. If it cannot be printed, prints the error.
    fn document(&mut self, document: &Value, event: &str) -> String {
        self.documents += 1;
        if let Output::Columns(columns) = &self.watch.output {
            let cells = columns.cells(document).unwrap_or_else(|problem| vec![problem]);
            let event = self.watch.events.then(|| event.to_owned());
            return self.lines(vec![event.into_iter().chain(cells).collect()]);
        }
        if self.watch.output == Output::Name {
            return format!("{}\n", self.watch.kind.slashed(list::name(document)));
        }
        let separator =
            if self.documents > 1 && self.watch.output == Output::Yaml { "---\n" } else { "" };
        let shown = if self.watch.events { in_event(document, event) } else { document.clone() };
        let text = self.watch.output.document(&shown).unwrap_or_else(|problem| problem + "\n");
        format!("{separator}{text}")
    }

    fn lines(&mut self, rows: Vec<Vec<String>>) -> String {
        if rows.is_empty() {
            return String::new();
        }
        self.table.lines(self.headings.take().into_iter().chain(rows).collect())
    }
}

fn key_of(document: &Value) -> (String, String) {
    (list::namespace(document).to_owned(), list::name(document).to_owned())
}

/// Wraps an object in a watch event of the API.
fn in_event(document: &Value, event: &str) -> Value {
    let mut wrapped = Value::map();
    *wrapped.entry("type") = Value::string(event);
    *wrapped.entry("object") = document.clone();
    wrapped.sorted()
}
