//! The *unavailable* tool, if pods are cells: the rows of `kubectl get pods` for pods that are not available.
//!
//! Pods in trouble come first. After a screenful, the rest is shown on request.

use rollout_engine::api::Pod;
use rollout_engine::cluster::Owned;

use super::{Drawn, budget, drawn, pods, rules, text};
use crate::history::Stage;
use crate::state::AppState;
use crate::text::Key;

/// Limit on rows before the person asks for all.
const ROWS_SHOWN: usize = 30;

/// The pods that are not available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// kubectl's headings.
    pub headings: String,
    /// A row for each pod.
    pub rows: Vec<UnavailableRow>,
    /// The number of further rows, in words. `None` if all are shown.
    pub more: Option<String>,
    /// Why the budget has another number: the controller counts ordinals, kubectl lists pods. `None` if it has the
    /// same.
    pub differs: Option<String>,
}

/// A row of `kubectl get pods`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnavailableRow {
    /// The pod's ordinal.
    pub ordinal: u32,
    /// The row as kubectl prints it.
    pub says: String,
    /// Whether the pod is in trouble.
    pub alarm: bool,
}

/// Returns the name of the tab: `Unavailable 10`. `None` if pods are plates.
pub fn name(state: &AppState) -> Option<String> {
    if !pods::are_cells(state) {
        return None;
    }
    let owned = drawn(state)?.owned?;
    // If there is a budget, the tab has its number, so that the page shows one number.
    let budget =
        budget::view(state).map(|_| budget::unavailable(owned, rules(state), state.place.at));
    let listed = owned.pods.iter().filter(|pod| stage(state, owned, pod) != Stage::Ready);
    let count = budget.map_or_else(|| listed.count().to_string(), |count| count.to_string());
    Some(text(state).say(Key::Unavailable, &[("pods", &count)]))
}

fn stage(state: &AppState, owned: &Owned, pod: &Pod) -> Stage {
    Stage::of(pod, owned.set.spec.min_ready_seconds, state.place.at)
}

/// Returns the rows. `None` if pods are plates, which already show it.
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
        .map(|(pod, _)| kubectl::rows::pod_row(pod, owned, state.place.at, rules(state)));
    let mut lines = kubectl::rows::pod_table(rows).into_iter();
    let headings = lines.next().unwrap_or_default();
    let row = |((pod, stage), says): (&(&Pod, Stage), String)| UnavailableRow {
        ordinal: pod.ordinal,
        says,
        alarm: !is_well(stage),
    };
    let more = (count - shown).to_string();
    let counted = budget::unavailable(owned, rules(state), state.place.at);
    let differs = usize::try_from(counted).is_ok_and(|counted| counted != count);
    let differs = differs && budget::view(state).is_some();
    Some(Unavailable {
        headings,
        rows: there[..shown].iter().zip(lines).map(row).collect(),
        more: (shown < count).then(|| text(state).say(Key::UnavailableMore, &[("more", &more)])),
        differs: differs.then(|| text(state).say(Key::UnavailableDiffers, &[("pods", &counted)])),
    })
}
