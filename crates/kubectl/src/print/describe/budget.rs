//! The page of a PodDisruptionBudget (upstream `describePodDisruptionBudget`).

use super::page::Page;
use super::{scalar, selector};
use apiserver::value::Value;

pub(super) fn describe(budget: &Value, page: &mut Page) {
    page.field(0, "Namespace", budget.text_at(&["metadata", "namespace"]));
    let spec = |field: &str| budget.at(&["spec", field]).map(Value::to_go);
    match (spec("minAvailable"), spec("maxUnavailable")) {
        (Some(least), _) => page.field(0, "Min available", &least),
        (None, Some(most)) => page.field(0, "Max unavailable", &most),
        (None, None) => {}
    }
    let selected = budget.at(&["spec", "selector"]);
    let selected = selected.map_or("<unset>".to_owned(), |selected| selector(Some(selected)));
    page.field(0, "Selector", &selected);
    page.line(0, "Status:");
    for (title, field) in [
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ] {
        page.field(2, title, &scalar(budget, &["status", field]));
    }
}
