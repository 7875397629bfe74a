//! A watch: its first list, and then a row for every write of an object that it shows.
//!
//! Rows of pods and StatefulSets come from the writes themselves, repeats included. Other kinds have no write of their own in the
//! engine, or several; their documents are made anew and compared.

use std::collections::BTreeMap;

use rollout_engine::api::{Pod, StatefulSet, StatefulSetStatus};
use rollout_engine::cluster::{Change, Cluster, Owned};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};
use rollout_engine::version::Rules;

use super::claims;
use super::history::{Event, History};
use super::objects::{self, Scene};
use super::table::Table;
use super::{Output, Row, Watch, document, pod, stateful_set};
use crate::release::Release;
use crate::server::kind::EVENT;
use crate::value::Value;

/// Prints a watch's rows one after the other; remembers the column widths, which only grow.
#[derive(Clone, Debug)]
pub struct WatchPrinter {
    watch: Watch,
    table: Table,
    /// The headings, until the first row has come.
    headings: Option<Vec<String>>,
    /// How many documents were printed.
    documents: usize,
    /// The objects as they were last shown, by namespace and name; for kinds without rows of their own.
    seen: BTreeMap<(String, String), Value>,
    /// The past, if events are watched.
    history: Option<History>,
}

/// A write of an object that has a row of its own.
#[derive(Clone, Copy)]
enum Written<'a> {
    Pod(&'a Pod, &'a Owned),
    Set(&'a StatefulSet, &'a StatefulSetStatus, &'a Owned),
}

impl WatchPrinter {
    /// Opens the watch after a frame of this trace, of which `cluster` is the state: the printer and the initial list.
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
            headings: watch.headings(),
            documents: 0,
            seen: BTreeMap::new(),
            history: watches_events.then(|| History::of(trace, frame, release)),
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

    /// The row of one write, given the cluster after it (after the whole frame is fine); empty if it is not about this watch.
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
            Written::Pod(pod, owned) => document::pod(pod, owned, scene.release),
            Written::Set(set, status, owned) => document::set(owned, set, status),
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

    /// What was written, and what happened; `None` if it is about another kind.
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

    fn row_of(&self, written: Written<'_>, scene: &Scene<'_>) -> Row {
        let labels = self.watch.needs_labels();
        match written {
            Written::Pod(pod, owned) => pod::row(pod, owned, scene.at, scene.release, labels),
            Written::Set(set, status, _) => stateful_set::row(set, status, scene.at, labels),
        }
    }

    /// Whether a write may have changed an object of a kind without rows of its own.
    fn is_touched(&self, change: &Change) -> bool {
        match change {
            Change::ClaimWritten(..) | Change::ClaimDeleted(..) => {
                ["PersistentVolumeClaim", "PersistentVolume"].contains(&self.watch.kind.name)
            }
            Change::RevisionWritten(..) | Change::RevisionDeleted(..) => {
                self.watch.kind.name == "ControllerRevision"
            }
            Change::NodeWritten(..) => self.watch.kind.name == "Node",
            Change::PodUpdated(..) | Change::PodDeleted(..) => {
                self.watch.kind.name.starts_with("Endpoint")
            }
            Change::NamespaceWritten(_) | Change::NamespaceDeleted(_) => {
                self.watch.kind.is_namespace()
            }
            Change::ObjectWritten(_) | Change::ObjectDeleted(_) => true,
            _ => false,
        }
    }

    /// An event that came in or was counted up.
    fn event(&mut self, event: &Event, scene: &Scene<'_>) -> String {
        let document = document::event(event);
        if !self.watch.is_in_namespace(&event.namespace) || !self.watch.selects(&document) {
            return String::new();
        }
        self.show(&document, if event.count == 1 { "ADDED" } else { "MODIFIED" }, scene)
    }

    /// What has changed since the last look.
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

    /// One object in a form that is no table; one that cannot be printed so prints what is wrong.
    fn document(&mut self, document: &Value, event: &str) -> String {
        self.documents += 1;
        if let Output::Columns(columns) = &self.watch.output {
            let cells = columns.cells(document).unwrap_or_else(|problem| vec![problem]);
            let event = self.watch.events.then(|| event.to_owned());
            return self.lines(vec![event.into_iter().chain(cells).collect()]);
        }
        if self.watch.output == Output::Name {
            return format!("{}\n", self.watch.kind.slashed(objects::name(document)));
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
    (objects::namespace(document).to_owned(), objects::name(document).to_owned())
}

/// An object in what the API server sends to a watch.
fn in_event(document: &Value, event: &str) -> Value {
    let mut wrapped = Value::map();
    *wrapped.entry("type") = Value::string(event);
    *wrapped.entry("object") = document.clone();
    wrapped.sorted()
}
