//! The budget: how many pods may be unavailable during an update, and how many are.

use rollout_engine::api::{IntOrPercent, StatefulSetSpec, UpdateStrategy};
use rollout_engine::cluster::Owned;
use rollout_engine::version::{Broken, BudgetOf, Rules};

use super::{controls, drawn, rules, text};
use crate::state::{AppState, Control};
use crate::text::Key;

/// More pips than this say less than the words.
const PIPS_MAX: u32 = 20;

/// The budget of a rolling update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// One for each pod that may be unavailable, then one for each that is beyond; empty where there would be too many.
    pub pips: Vec<Pip>,
    /// `1 of 2`.
    pub says: String,
    /// `1 unavailable of `.
    pub unavailable_of: String,
    /// `maxUnavailable 2`.
    pub max_unavailable: String,
}

/// One pod of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pip {
    /// It may be unavailable, and is not.
    Free,
    /// It is unavailable.
    Spent,
    /// It is unavailable although the budget is spent.
    Over,
}

/// The budget of the set that is drawn; `None` where no rolling update is asked for.
pub fn view(state: &AppState) -> Option<Budget> {
    let owned = drawn(state)?.existing()?;
    let spec = &owned.set.spec;
    if !matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_)) {
        return None;
    }
    let stated = stated(spec);
    let rules = rules(state);
    let (max, unavailable) = (max_unavailable(spec, rules), unavailable(owned, rules));
    let status = &owned.set.status;
    let updating = status.current_revision != status.update_revision;
    let pip = |place| match place {
        _ if place >= max => Pip::Over,
        _ if place < unavailable => Pip::Spent,
        _ => Pip::Free,
    };
    // The budget is about updates: while a set is being made it limits nothing, so nothing is over it.
    let pips = if updating { max.max(unavailable) } else { max };
    let pips = if pips > PIPS_MAX { Vec::new() } else { (0..pips).map(pip).collect() };
    Some(Budget {
        pips,
        says: format!("{unavailable} / {max}"),
        unavailable_of: text(state).say(Key::UnavailableOf, &[("pods", &unavailable)]),
        max_unavailable: {
            let stands = || named(stated, max);
            let shown = controls::draft(state, Control::MaxUnavailable).unwrap_or_else(stands);
            text(state).say(Key::MaxUnavailable, &[("pods", &shown)])
        },
    })
}

/// The field of a rolling update.
pub fn stated(spec: &StatefulSetSpec) -> Option<IntOrPercent> {
    match spec.update_strategy {
        UpdateStrategy::RollingUpdate(rolling) => rolling.and_then(|it| it.max_unavailable),
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => None,
    }
}

/// The index of the first pod that the budget is about: since 1.38 those below the partition are not.
pub fn counted_from(spec: &StatefulSetSpec, rules: &Rules) -> u32 {
    match rules.budget {
        BudgetOf::AllPods => 0,
        BudgetOf::PodsFromPartition => spec.partition(),
    }
}

/// How many pods use up the budget.
pub fn unavailable(owned: &Owned, rules: &Rules) -> u32 {
    let from = counted_from(&owned.set.spec, rules);
    match rules.broken {
        Broken::NotReady => owned.pods.not_ready_count(from),
        Broken::NotAvailable => owned.pods.unavailable_count(from),
    }
}

/// At least 1; a percentage, of the pods that the budget is about, is rounded down as the controller does.
pub fn max_unavailable(spec: &StatefulSetSpec, rules: &Rules) -> u32 {
    let counted = spec.replicas.saturating_sub(counted_from(spec, rules));
    let pods = match stated(spec) {
        None => 1,
        Some(IntOrPercent::Int(pods)) => u64::from(pods),
        Some(IntOrPercent::Percent(percent)) => u64::from(percent) * u64::from(counted) / 100,
    };
    u32::try_from(pods).unwrap_or(u32::MAX).max(1)
}

fn named(stated: Option<IntOrPercent>, max: u32) -> String {
    match stated {
        Some(IntOrPercent::Percent(percent)) => format!("{percent}%, {max}"),
        _ => max.to_string(),
    }
}
