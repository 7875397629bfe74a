//! The page of a PriorityClass (upstream `describePriorityClass`).

use super::page::Page;
use super::{or_none, scalar};
use crate::print::tables::preemption;
use apiserver::value::Value;

pub(super) fn describe(class: &Value, page: &mut Page) {
    page.field(0, "Value", &scalar(class, &["value"]));
    let default = class.get("globalDefault") == Some(&Value::Bool(true));
    page.field(0, "GlobalDefault", &default.to_string());
    page.field(0, "PreemptionPolicy", &preemption(class));
    page.field(0, "Description", &scalar(class, &["description"]));
    let annotations = class.at(&["metadata", "annotations"]).map(Value::entries);
    let all = annotations.unwrap_or_default().iter();
    let all = all.map(|(key, value)| format!("{key}={}", value.to_go())).collect::<Vec<_>>();
    page.field(0, "Annotations", &or_none(all.join(",")));
}
