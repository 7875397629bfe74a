//! Where pods are cells: the rows of `kubectl get pods` that are not available, so that no word of kubectl's is lost.
//!
//! Those in trouble come first. Past a screenful the rest is shown when it is asked for.

use rollout_engine::api::Pod;
use rollout_engine::cluster::Owned;

use super::{Drawn, budget, drawn, pods, rules, text};
use crate::history::Stage;
use crate::state::AppState;
use crate::text::Key;

/// So many rows are shown at first.
const ROWS_SHOWN: usize = 30;

/// The pods that are not available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// kubectl's headings.
    pub headings: String,
    /// A row for each pod.
    pub rows: Vec<Row>,
    /// How many more there are, in words; `None` if all are shown.
    pub more: Option<String>,
    /// Why the budget has another number, where it has: the controller counts ordinals, kubectl lists pods.
    pub differs: Option<String>,
}

/// A row of kubectl's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose.
    pub ordinal: u32,
    /// kubectl's words.
    pub says: String,
    /// Whether something is wrong.
    pub alarm: bool,
}

/// `Unavailable 10`, the tab's name; `None` where pods are plates.
pub fn name(state: &AppState) -> Option<String> {
    if !pods::are_cells(state) {
        return None;
    }
    let owned = drawn(state)?.owned?;
    let count = owned.pods.iter().filter(|pod| stage(state, owned, pod) != Stage::Ready).count();
    Some(text(state).say(Key::Unavailable, &[("pods", &count)]))
}

fn stage(state: &AppState, owned: &Owned, pod: &Pod) -> Stage {
    Stage::of(pod, owned.set.spec.min_ready_seconds, state.place.at)
}

/// The rows; `None` where pods are plates, which say it themselves.
pub fn view(state: &AppState) -> Option<Unavailable> {
    if !pods::are_cells(state) {
        return None;
    }
    let Drawn { owned: Some(owned), .. } = drawn(state)? else { return None };
    let mut there: Vec<_> = owned
        .pods
        .iter()
        .map(|pod| (pod, stage(state, owned, pod)))
        .filter(|(_, stage)| *stage != Stage::Ready)
        .collect();
    let is_well = |stage: &Stage| !matches!(stage, Stage::Trouble(_));
    there.sort_by_key(|(pod, stage)| (is_well(stage), pod.ordinal));
    let count = there.len();
    let shown = if state.tools.all_unavailable { count } else { count.min(ROWS_SHOWN) };
    let rows = there[..shown]
        .iter()
        .map(|(pod, _)| kubectl::print::pod_row(pod, owned, state.place.at, rules(state)));
    let mut lines = kubectl::print::pod_table(rows).into_iter();
    let headings = lines.next().unwrap_or_default();
    let row = |((pod, stage), says): (&(&Pod, Stage), String)| Row {
        ordinal: pod.ordinal,
        says,
        alarm: !is_well(stage),
    };
    let more = (count - shown).to_string();
    let counted = budget::unavailable(owned, rules(state));
    let differs = usize::try_from(counted).is_ok_and(|counted| counted != count);
    let differs = differs && budget::view(state).is_some();
    Some(Unavailable {
        headings,
        rows: there[..shown].iter().zip(lines).map(row).collect(),
        more: (shown < count).then(|| text(state).say(Key::UnavailableMore, &[("more", &more)])),
        differs: differs.then(|| text(state).say(Key::UnavailableDiffers, &[("pods", &counted)])),
    })
}
