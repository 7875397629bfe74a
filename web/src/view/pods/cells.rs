//! Many pods as cells, in rows of ten, twenty or fifty. A cell has level, mark and letter; kubectl's words appear
//! with the focus.
//!
//! Only rows that differ from the frame before are drawn again. So a cell has what is visible and STATUS, and nothing
//! that changes every second.

use std::fmt::Display;

use std::rc::Rc;

use rollout_engine::api::Pod;
use rollout_engine::cluster::Owned;

use super::{Form, naming, ordinals, partition, readiness, tab_stop};
use crate::history::{SetHistory, Stage};
use crate::state::{AppState, Naming};
use crate::text::{Key, Text};
use crate::view::later;
use crate::view::menu::Item;
use crate::view::names::{Name, PodNames};
use crate::view::{Drawn, drawn, rules, text};

/// Many pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// `Pods of StatefulSet web`.
    pub name: String,
    /// Whether a cell is too small for letter and mark.
    pub micro: bool,
    /// Number of cells side by side.
    pub across: u32,
    /// The numbers of columns, where cells are micro.
    pub heads: Vec<String>,
    /// The rows. Empty if the timeline alone draws the pods.
    pub rows: Vec<Rc<CellRow>>,
    /// The partition's line, and the row that it is in or before.
    pub cut: Option<(usize, partition::PartitionView)>,
    /// The pod that has the tab stop, if it is the only one that is drawn.
    pub lone: Option<Lone>,
    /// kubectl's words for the pod that has the tab stop. If it is drawn alone, the reason for that.
    pub chosen: String,
    /// A pod's name that is being typed.
    pub naming: Naming,
    /// Its menu, if it is open.
    pub menu: Option<Vec<Item>>,
}

/// A row of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRow {
    /// The name of its first pod, where the row is named.
    pub head: Option<Name>,
    /// The StatefulSet's name.
    pub set: Rc<str>,
    /// The texts for the names of its cells.
    pub text: &'static Text,
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Number of cells of a full row.
    pub across: usize,
    /// Number of its cells below the partition, if the partition's line runs through the row.
    pub step: Option<usize>,
    /// Whether a cell is too small for letter and mark.
    pub micro: bool,
}

/// A pod, or an ordinal without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its ordinal.
    pub ordinal: u32,
    /// The visible state of its pod. `None` for an ordinal without one.
    pub face: Option<Face>,
    /// Whether it has the tab stop.
    pub tab_stop: bool,
}

/// A pod that is drawn as a line of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lone {
    /// Its ordinal.
    pub ordinal: u32,
    /// Its row, as `kubectl get pods` prints it.
    pub says: String,
}

/// The visible state of a pod, and its STATUS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Its revision's letter.
    pub letter: char,
    /// Its stage.
    pub stage: Stage,
    /// STATUS of `kubectl get pods`.
    pub status: String,
    /// Readiness in words.
    pub readiness: &'static str,
}

impl CellRow {
    /// Returns a cell's accessible name: `web-4, revision B, ContainerCreating, not Ready`. Called only when the row
    /// is drawn.
    pub fn said(&self, cell: &Cell) -> String {
        let pod = format!("{}-{}", self.set, cell.ordinal);
        match &cell.face {
            None => format!("{pod}, {}", self.text.of(Key::NoPod)),
            Some(Face { letter, status, readiness, .. }) => {
                let with: [(&str, &dyn Display); 4] = [
                    ("pod", &pod),
                    ("letter", letter),
                    ("status", status),
                    ("readiness", readiness),
                ];
                self.text.say(Key::PodSaid, &with)
            }
        }
    }
}

/// Returns the cells at the cursor. `None` if the pods are plates.
pub fn view(state: &AppState) -> Option<Cells> {
    let drawn = drawn(state)?;
    let places = ordinals(state);
    let count = places.len().try_into().unwrap_or(u32::MAX);
    let (form, across) = super::form_of(state, count);
    let micro = match form {
        Form::Plates | Form::Tight => return None,
        Form::Cells => false,
        Form::Micro | Form::Raster => true,
    };
    let partition = partition::partition(state, &drawn, &places).filter(|_| !state.is_board);
    let stop = tab_stop(state, &places);
    let words = chosen(state, &drawn, stop);
    let is_raster = form == Form::Raster;
    let shown = if is_raster { places.start..places.start } else { places };
    let width = usize::try_from(across).unwrap_or(1).max(1);
    // Short rows of micro cells are too low to have a name each.
    let named = if micro && width < 50 { 100 } else { width };
    let held = partition.as_ref().map_or(0, |it| it.at as usize);
    let set = Rc::clone(&drawn.history.name);
    let names = PodNames::of_set(state, drawn.history);
    let row = |(row, first): (usize, u32)| {
        let ordinals = first..first.saturating_add(across).min(shown.end);
        let cells = ordinals.map(|ordinal| cell(state, &drawn, ordinal, stop)).collect();
        Rc::new(CellRow {
            head: (row * width).is_multiple_of(named).then(|| names.name(first)),
            set: Rc::clone(&set),
            text: text(state),
            step: held.checked_sub(row * width).filter(|&held| held > 0 && held < width),
            cells,
            across: width,
            micro,
        })
    };
    Some(Cells {
        name: text(state).say(Key::PodsOf, &[("set", &drawn.history.name)]),
        micro,
        across,
        heads: heads(form, across),
        rows: shown.clone().step_by(width).enumerate().map(row).collect(),
        cut: partition.map(|it| (held / width, it)),
        lone: is_raster.then(|| Lone { ordinal: stop, says: words.clone() }),
        chosen: if is_raster { text(state).say(Key::TooMany, &[("pods", &count)]) } else { words },
        menu: (state.tools.menu == Some(stop)).then(|| later::menu(state, stop)),
        naming: naming(state, &drawn),
    })
}

fn heads(form: Form, across: u32) -> Vec<String> {
    let numbered = if form == Form::Micro { across } else { 0 };
    (0..numbered).step_by(10).map(|column| column.to_string()).collect()
}

fn cell(state: &AppState, drawn: &Drawn<'_>, ordinal: u32, stop: u32) -> Cell {
    let there = drawn.owned.and_then(|owned| Some((owned, owned.pods.get(ordinal)?)));
    let face = there.map(|(owned, pod)| face(state, drawn.history, owned, pod));
    Cell { ordinal, face, tab_stop: ordinal == stop }
}

fn face(state: &AppState, history: &SetHistory, owned: &Owned, pod: &Pod) -> Face {
    let stage = Stage::of(pod, owned.set.spec.min_ready_seconds, state.place.at);
    Face {
        letter: history.letter(pod.revision),
        stage,
        status: kubectl::rows::pod_status(pod, owned, rules(state)),
        readiness: text(state).readiness(readiness(pod, stage)),
    }
}

/// Returns the row of `kubectl get pods` for the pod that has the tab stop.
fn chosen(state: &AppState, drawn: &Drawn<'_>, stop: u32) -> String {
    let name = format!("{}-{stop}", drawn.history.name);
    let row = drawn.owned.and_then(|owned| {
        let pod = owned.pods.get(stop)?;
        Some(kubectl::rows::pod_row(pod, owned, state.place.at, rules(state)))
    });
    match row {
        None => format!("{name}   {}", text(state).of(Key::NoPod)),
        Some(row) => {
            format!("{name}   {}   {}   {}   {}", row.ready, row.status, row.restarts, row.age)
        }
    }
}
