//! The budget of a rolling update: maxUnavailable, and how many pods are unavailable.

use rollout_engine::api::{IntOrPercent, StatefulSetSpec, UpdateStrategy};
use rollout_engine::cluster::Owned;
use rollout_engine::time::SimTime;
use rollout_engine::version::{Broken, BudgetOf, Rules};

use super::{Drawn, controls, drawn, rules, text};
use crate::state::{AppState, Control};
use crate::text::Key;

/// Limit on pips. More are harder to read than the number.
const PIPS_MAX: u32 = 20;

/// The budget of a rolling update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// One for each pod that may be unavailable, then one for each unavailable pod above that. Empty if there would
    /// be too many, or while pods are created for the first time.
    pub pips: Vec<Pip>,
    /// `1 / 2`.
    pub says: String,
    /// `1 unavailable of `.
    pub unavailable_of: String,
    /// `maxUnavailable 2`.
    pub max_unavailable: String,
}

/// One pod of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pip {
    /// May be unavailable, and is not.
    Free,
    /// Is unavailable, within the budget.
    Spent,
    /// Is unavailable above the budget.
    Over,
}

/// Returns the budget of the drawn set. `None` unless its strategy is RollingUpdate.
pub fn view(state: &AppState) -> Option<Budget> {
    let owned = drawn(state)?.existing()?;
    let spec = &owned.set.spec;
    if !matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_)) {
        return None;
    }
    let stated = stated(spec);
    let rules = rules(state);
    let (max, unavailable) =
        (max_unavailable(spec, rules), unavailable(owned, rules, state.place.at));
    let status = &owned.set.status;
    let updating = status.current_revision != status.update_revision;
    let pip = |place| match place {
        _ if place >= max => Pip::Over,
        _ if place < unavailable => Pip::Spent,
        _ => Pip::Free,
    };
    // The budget limits updates, not the first creation of pods.
    let creating = if updating { 0 } else { created_first(state) };
    let pips = if updating { max.max(unavailable) } else { max };
    let is_shown = pips <= PIPS_MAX && creating == 0;
    let pips = if is_shown { (0..pips).map(pip).collect() } else { Vec::new() };
    let unavailable_of = match creating {
        0 => text(state).say(Key::UnavailableOf, &[("pods", &unavailable)]),
        _ => text(state).say(Key::Creating, &[("pods", &creating)]),
    };
    Some(Budget {
        pips,
        says: format!("{unavailable} / {max}"),
        unavailable_of,
        max_unavailable: {
            let stands = || named(stated, max);
            let shown = controls::draft(state, Control::MaxUnavailable).unwrap_or_else(stands);
            text(state).say(Key::MaxUnavailable, &[("pods", &shown)])
        },
    })
}

/// Returns the number of ordinals at which no pod has ever been Ready.
fn created_first(state: &AppState) -> u32 {
    let Some(Drawn { history, owned: Some(owned) }) = drawn(state) else { return 0 };
    let (start, replicas) = (owned.set.spec.start, owned.set.spec.replicas);
    let was_ready = |&ordinal: &u32| {
        let lane = history.lives.lane(ordinal);
        lane.iter().any(|part| part.ready && part.from <= state.place.at)
    };
    let missing = (start..start.saturating_add(replicas)).filter(|ordinal| !was_ready(ordinal));
    u32::try_from(missing.count()).unwrap_or(u32::MAX)
}

/// Returns `maxUnavailable` as written. `None` if it is absent.
pub fn stated(spec: &StatefulSetSpec) -> Option<IntOrPercent> {
    match spec.update_strategy {
        UpdateStrategy::RollingUpdate(rolling) => rolling.and_then(|it| it.max_unavailable),
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => None,
    }
}

/// Returns the index of the first pod that the budget counts. Since 1.38 it counts from the partition on, before that
/// all pods.
pub fn counted_from(spec: &StatefulSetSpec, rules: &Rules) -> u32 {
    match rules.budget {
        BudgetOf::AllPods => 0,
        BudgetOf::PodsFromPartition => spec.partition(),
    }
}

/// Returns the number of pods that use up the budget at a time from the last frame to the next.
pub fn unavailable(owned: &Owned, rules: &Rules, now: SimTime) -> u32 {
    let from = counted_from(&owned.set.spec, rules);
    match rules.broken {
        Broken::NotReady => owned.pods.not_ready_count(from),
        Broken::NotAvailable => owned.pods.unavailable_count_at(from, now),
    }
}

/// Returns maxUnavailable in pods, as the controller counts it.
pub fn max_unavailable(spec: &StatefulSetSpec, rules: &Rules) -> u32 {
    spec.max_unavailable_of(spec.replicas.saturating_sub(counted_from(spec, rules)))
}

fn named(stated: Option<IntOrPercent>, max: u32) -> String {
    match stated {
        Some(IntOrPercent::Percent(percent)) => format!("{percent}%, {max}"),
        _ => max.to_string(),
    }
}
