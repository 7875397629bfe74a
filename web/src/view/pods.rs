//! The pods of the drawn set in ordinal order: stage, mark, revision and the columns of `kubectl get pods` for each.

mod brackets;
mod cells;
mod partition;

use std::borrow::Cow;
use std::ops::Range;

use kubectl::rows::PodRow;
use rollout_engine::api::Pod;
use rollout_engine::cluster::Owned;
use rollout_engine::time::SimTime;

use super::explain::seconds;
use super::later;
use super::menu::Item;
use super::names::{Name, PodNames};
use super::{Drawn, drawn, has_more_parts, image, rules, text};
use crate::history::{SetHistory, Stage, Trouble};
use crate::state::{AppState, Height, Layout, Naming};
use crate::text::{Key, Readiness, Text};

pub use brackets::Bracket;
pub use cells::{Cell, CellRow, Cells, Lone, view as cells};
pub use partition::{PartitionView, after as partition_after};

/// First ordinal whose menu is aligned at its right edge.
const END_FROM: u32 = 3;
/// Minimum of columns. With fewer pods, columns get no wider.
const COLUMNS_MIN: u32 = 5;
/// Width in px from which an embedded figure has its plates side by side. As in `styles/embed.css`.
pub const EMBED_COLUMNS_FROM: u32 = 520;

/// The pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pods {
    /// `Pods of StatefulSet web`.
    pub name: String,
    /// The form in which they are drawn.
    pub form: Form,
    /// Number of columns.
    pub columns: u32,
    /// Number of columns that have an ordinal.
    pub places: u32,
    /// Whether any pod has a claim.
    pub claims: bool,
    /// Whether kubectl's columns take two rows instead of four.
    pub two_rows: bool,
    /// The pods in ordinal order.
    pub pods: Vec<PodView>,
    /// The brackets over the pods that the reason is about.
    pub brackets: Vec<Bracket>,
    /// The partition.
    pub partition: Option<PartitionView>,
    /// A pod's name that is being typed.
    pub naming: Naming,
}

/// The form in which pods are drawn. The number of pods and the width of a column decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plates with words.
    Plates,
    /// Narrower plates.
    Tight,
    /// Cells of 24 px and more.
    Cells,
    /// Cells of less than 24 px.
    Micro,
    /// No plates and no cells: only the timeline draws them.
    Raster,
}

/// A pod, or an ordinal without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// Its ordinal.
    pub ordinal: u32,
    /// Its name.
    pub name: Name,
    /// The pod. `None` for an ordinal without one.
    pub life: Option<Life>,
    /// Its claims; they stay when the pod goes.
    pub claims: Option<Claims>,
    /// Whether its ordinal is out of range.
    pub condemned: bool,
    /// Whether it has the tab stop.
    pub tab_stop: bool,
    /// Whether it is looked at and not pressed, as on a board.
    pub is_still: bool,
    /// Its menu, if that is open.
    pub menu: Option<Vec<Item>>,
    /// Whether the menu is aligned at its right edge, because it would leave the figure.
    pub at_end: bool,
}

/// The claims of a pod, all of them bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The drawn names: `data-web-0 Bound`. `data Bound`, `logs Bound` if there are several, or no room.
    pub shown: Vec<String>,
    /// The whole names of all of them, for screen readers.
    pub said: String,
}

/// The drawn state of a pod that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its revision's letter.
    pub letter: char,
    /// Its image's tag.
    pub tag: String,
    /// Its stage.
    pub stage: Stage,
    /// READY of `kubectl get pods`.
    pub ready: String,
    /// Readiness in words.
    pub readiness: &'static str,
    /// The words beside READY: readiness, or the seconds until the pod is available.
    pub beside: Cow<'static, str>,
    /// STATUS of `kubectl get pods`.
    pub status: String,
    /// RESTARTS of `kubectl get pods`.
    pub restarts: String,
    /// Number of restarts.
    pub restarted: u16,
    /// `0 restarts`.
    pub restarts_said: String,
    /// AGE of `kubectl get pods`.
    pub age: String,
    /// The columns that this frame changed.
    pub changed: Changed,
}

/// The columns of `kubectl get pods` that are new in this frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Whether READY is new.
    pub ready: bool,
    /// Whether STATUS is new.
    pub status: bool,
    /// Whether RESTARTS is new.
    pub restarts: bool,
}

impl Changed {
    /// Whether any column is new.
    pub fn any(self) -> bool {
        self.ready || self.status || self.restarts
    }
}

/// Returns the pods at the cursor as plates. `None` if the scenario creates no set, or too many pods for plates (see
/// [`cells()`]).
pub fn view(state: &AppState) -> Option<Pods> {
    let drawn = drawn(state)?;
    let ordinals = ordinals(state);
    let count = ordinals.len().try_into().unwrap_or(u32::MAX);
    let (form, columns) = form_of(state, count);
    if !matches!(form, Form::Plates | Form::Tight) {
        return None;
    }
    let names = PodNames::of_set(state, drawn.history);
    let of = PlateContext {
        state,
        drawn: &drawn,
        names: &names,
        stop: tab_stop(state, &ordinals),
        column: column_width(form, columns, state.layout.window, state.layout.figure),
        last: ordinals.end.saturating_sub(1),
    };
    let pods: Vec<PodView> = ordinals.clone().map(|ordinal| of.pod(ordinal)).collect();
    Some(Pods {
        name: text(state).say(Key::PodsOf, &[("set", &drawn.history.name)]),
        form,
        columns,
        places: count,
        claims: pods.iter().any(|pod| pod.claims.is_some()),
        two_rows: form == Form::Plates && (state.is_board || has_two_rows(state)),
        pods,
        brackets: match state.is_board {
            true => Vec::new(),
            false => brackets::brackets(state, &drawn, &names, &ordinals),
        },
        partition: partition::partition(state, &drawn, &ordinals).filter(|_| !state.is_board),
        naming: naming(state, &drawn),
    })
}

/// Returns the name of a pod that is typed.
pub fn naming(state: &AppState, drawn: &Drawn<'_>) -> Naming {
    Naming { set: drawn.history.name.to_string(), typed: state.tools.naming.clone() }
}

/// Returns the ordinal that has the tab stop: the one that had the focus last, or the nearest to it in `ordinals`.
pub fn tab_stop(state: &AppState, ordinals: &Range<u32>) -> u32 {
    let last = ordinals.end.saturating_sub(1).max(ordinals.start);
    state.tools.pod.clamp(ordinals.start, last)
}

/// Returns the ordinals that have a column: those in the range of any spec so far, and those of existing pods. A
/// column stays, so that nothing moves when a pod goes.
pub fn ordinals(state: &AppState) -> Range<u32> {
    let Some(Drawn { history, owned }) = drawn(state) else { return 0..0 };
    let so_far = history.specs.partition_point(|&(from, _)| from <= state.place.at).max(1);
    let asked = history.specs.iter().take(so_far).map(|(_, spec)| spec.range().ordinals());
    let there = owned
        .into_iter()
        .flat_map(|owned| owned.pods.iter())
        .map(|pod| pod.ordinal..pod.ordinal + 1);
    let mut all = asked.chain(there).filter(|range| !range.is_empty());
    let first = all.next().unwrap_or(0..0);
    all.fold(first, |all, range| all.start.min(range.start)..all.end.max(range.end))
}

/// Whether pods are drawn as cells, because there are too many for plates.
pub fn are_cells(state: &AppState) -> bool {
    let count = ordinals(state).len().try_into().unwrap_or(u32::MAX);
    let (form, _) = form_of(state, count);
    !matches!(form, Form::Plates | Form::Tight)
}

/// Returns the form for `count` pods in this window, and the number of columns. An embedded figure has plates side by
/// side from 520 px on, sooner than the page.
pub fn form_of(state: &AppState, count: u32) -> (Form, u32) {
    let Layout { window, figure, .. } = state.layout;
    if state.is_board {
        return form_of_board(count, window, figure);
    }
    match (state.embed.is_some() && window >= EMBED_COLUMNS_FROM, count) {
        (true, 0..=6) => (Form::Plates, count.max(COLUMNS_MIN)),
        (true, 7..=12) => (Form::Tight, count),
        _ => form(count, window, figure),
    }
}

/// Returns the form on the board of a comparison, and the number of columns: plates as long as the name below or on
/// each has room, then cells.
fn form_of_board(count: u32, window: u32, figure: u32) -> (Form, u32) {
    let (gap, least, columns) = match window < 720 {
        true => (6, 40, count.max(1)),
        false => (12, 64, count.max(COLUMNS_MIN)),
    };
    let width = ((figure + gap) / columns).saturating_sub(gap);
    match count {
        0..=12 if width >= least => (Form::Plates, columns),
        _ if count <= 400 => (Form::Cells, if window < 768 { 10 } else { 20 }),
        _ => (Form::Raster, 50),
    }
}

/// Returns the form for `count` pods, and the number of columns or cells side by side. Widths are in px.
pub fn form(count: u32, window: u32, figure: u32) -> (Form, u32) {
    // On a phone plates are rows and fit any width. Above a dozen the list would be too long.
    if window < 720 && count <= 12 {
        return (Form::Plates, count.max(1));
    }
    let columns = count.max(COLUMNS_MIN);
    let width = |gap: u32| (figure + gap).checked_div(columns).unwrap_or(0).saturating_sub(gap);
    let gap = if window < 1024 { 12 } else { 20 };
    if width(gap) >= 114 {
        (Form::Plates, columns)
    } else if width(10) >= 58 && count <= 12 {
        (Form::Tight, columns)
    } else if count <= 200 {
        (Form::Cells, if window < 768 { 10 } else { 20 })
    } else if count <= 2_000 {
        (Form::Micro, if window < 768 { 20 } else { 50 })
    } else {
        (Form::Raster, 50)
    }
}

/// Whether kubectl's columns take two rows: in a low window, and sooner for a figure with more parts.
fn has_two_rows(state: &AppState) -> bool {
    match state.layout.height {
        Height::Low | Height::Short => true,
        Height::Middle => has_more_parts(state),
        Height::Ample => false,
    }
}

/// Returns the width of one column of plates. All widths are in px.
pub fn column_width(form: Form, columns: u32, window: u32, figure: u32) -> u32 {
    let gap = match form {
        Form::Tight => 10,
        _ if window < 1024 => 12,
        _ => 20,
    };
    (figure + gap).checked_div(columns).unwrap_or(0).saturating_sub(gap)
}

/// The context of a plate: what each of them reads.
struct PlateContext<'a> {
    state: &'a AppState,
    drawn: &'a Drawn<'a>,
    names: &'a PodNames,
    /// The ordinal that has the tab stop.
    stop: u32,
    /// Width of a column in px.
    column: u32,
    /// The highest ordinal that has a column.
    last: u32,
}

impl PlateContext<'_> {
    fn pod(&self, ordinal: u32) -> PodView {
        let Self { state, drawn, .. } = *self;
        let there = drawn.owned.and_then(|owned| Some((owned, owned.pods.get(ordinal)?)));
        let menu = (state.tools.menu == Some(ordinal)).then(|| later::menu(state, ordinal));
        let life = there.map(|(owned, pod)| life(state, drawn.history, owned, pod));
        PodView {
            ordinal,
            name: self.names.name(ordinal),
            at_end: ordinal >= END_FROM,
            life,
            claims: drawn.owned.and_then(|owned| self.claims(owned, ordinal)),
            condemned: there.is_some_and(|(owned, _)| !owned.set.spec.range().contains(ordinal)),
            tab_stop: ordinal == self.stop,
            is_still: state.is_board,
            menu,
        }
    }

    /// Returns the claims of an ordinal. Whether they have whole names is decided by the longest name, the same for
    /// all columns.
    fn claims(&self, owned: &Owned, ordinal: u32) -> Option<Claims> {
        let set = &owned.set.name;
        let templates = owned.claims.keys().filter(|name| name.ordinal == ordinal);
        let templates: Vec<&str> = templates.map(|name| &*name.template).collect();
        let whole = |template: &str, ordinal: u32| format!("{template}-{set}-{ordinal} Bound");
        let shown = match *templates {
            [] => return None,
            [only] if word_width(&whole(only, self.last), self.column) <= self.column => {
                vec![whole(only, ordinal)]
            }
            _ => templates.iter().map(|template| format!("{template} Bound")).collect(),
        };
        let said: Vec<String> = templates.iter().map(|it| whole(it, ordinal)).collect();
        Some(Claims { shown, said: said.join(", ") })
    }
}

/// Returns the width in px of a word below a plate. A narrower column has smaller characters.
fn word_width(word: &str, column: u32) -> u32 {
    let size = match column {
        136.. => 13,
        124.. => 12,
        _ => 11,
    };
    let letters = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
    letters.saturating_mul(602 * size) / 1_000
}

fn life(state: &AppState, history: &SetHistory, owned: &Owned, pod: &Pod) -> Life {
    let text = text(state);
    let min_ready_seconds = owned.set.spec.min_ready_seconds;
    let stage = Stage::of(pod, min_ready_seconds, state.place.at);
    let row = row(state, owned, pod, state.place.at);
    let tag = image::of_revision(owned, pod.revision).map(image::tag).unwrap_or_default();
    Life {
        letter: history.letter(pod.revision),
        tag: tag.to_owned(),
        stage,
        changed: changed(state, history, pod, &row),
        ready: row.ready,
        readiness: text.readiness(readiness(pod, stage)),
        beside: beside(text, pod, stage, min_ready_seconds, state.place.at),
        status: row.status,
        restarts_said: text.say(Key::Restarts, &[("restarts", &row.restarts)]),
        restarts: row.restarts,
        restarted: pod.restarts,
        age: row.age,
    }
}

fn beside(text: &Text, pod: &Pod, stage: Stage, min_ready: u32, now: SimTime) -> Cow<'static, str> {
    match pod.available_at(min_ready).filter(|_| stage == Stage::Settling) {
        Some(at) => text.say(Key::AvailableIn, &[("seconds", &seconds(now, at))]).into(),
        None => text.readiness(readiness(pod, stage)).into(),
    }
}

/// Returns a pod's row of `kubectl get pods` at a time.
fn row(state: &AppState, owned: &Owned, pod: &Pod, at: SimTime) -> PodRow {
    kubectl::rows::pod_row(pod, owned, at, rules(state))
}

/// Compares a pod's row with the frame that was shown before.
fn changed(state: &AppState, history: &SetHistory, pod: &Pod, row: &PodRow) -> Changed {
    let before = &state.place.before;
    let owned = before.cluster.set(history.id);
    match owned.and_then(|owned| Some((owned, owned.pods.get(pod.ordinal)?))) {
        _ if before.index == state.place.frame() => Changed::default(),
        None => Changed { status: true, ..Changed::default() },
        Some((_, same)) if same == pod => Changed::default(),
        Some((owned, other)) => {
            let other = self::row(state, owned, other, before.at);
            let status = other.status != row.status;
            let restarts = other.restarts != row.restarts;
            Changed { ready: other.ready != row.ready, status, restarts }
        }
    }
}

fn readiness(pod: &Pod, stage: Stage) -> Readiness {
    match stage {
        Stage::Ready => Readiness::Ready,
        Stage::Settling => Readiness::NotAvailable,
        Stage::Trouble(Trouble::Lost) => Readiness::Lost,
        Stage::Leaving => Readiness::Leaving,
        Stage::Stopped if pod.is_finished() => Readiness::Stopped,
        Stage::Stopped => Readiness::Leaving,
        _ => Readiness::NotReady,
    }
}

/// Splits STATUS into words, between which a narrow column may break it.
pub fn status_words(status: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in status.chars() {
        let last = words.len() - 1;
        if letter.is_uppercase() && words[last].ends_with(char::is_lowercase) {
            words.push(letter.into());
        } else {
            words[last].push(letter);
        }
    }
    words
}
