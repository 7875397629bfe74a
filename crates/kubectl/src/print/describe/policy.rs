//! The pages of a ResourceQuota and a LimitRange, and their parts in the page of a Namespace (upstream `describeQuota`,
//! `describeLimitRange`, `DescribeResourceQuotas`, `DescribeLimitRanges`).

use std::collections::BTreeSet;

use super::page::Page;
use super::{items, scalar};
use apiserver::list;
use apiserver::value::Value;

pub(super) fn quota(quota: &Value, page: &mut Page) {
    page.field(0, "Namespace", list::namespace(quota));
    scopes(quota, 0, " * ", page);
    page.line(0, "Resource\tUsed\tHard");
    page.line(0, "--------\t----\t----");
    amounts(quota, 0, page);
}

/// Adds the quotas of a namespace.
pub(super) fn quotas(quotas: &[Value], page: &mut Page) {
    if quotas.is_empty() {
        return page.line(0, "No resource quota.");
    }
    page.line(0, "Resource Quotas");
    for quota in quotas {
        page.field(1, "Name", list::name(quota));
        scopes(quota, 1, "* ", page);
        page.line(1, "Resource\tUsed\tHard");
        page.line(1, "--------\t---\t---");
        amounts(quota, 1, page);
    }
}

fn amounts(quota: &Value, level: usize, page: &mut Page) {
    for (name, hard) in quota.at(&["status", "hard"]).map(Value::entries).unwrap_or_default() {
        let used = scalar(quota, &["status", "used", name]);
        page.line(level, &format!("{name}\t{used}\t{}", hard.to_go()));
    }
}

fn scopes(quota: &Value, level: usize, mark: &str, page: &mut Page) {
    let mut scopes: Vec<&str> =
        items(quota, &["spec", "scopes"]).iter().filter_map(Value::as_str).collect();
    if scopes.is_empty() {
        return;
    }
    scopes.sort_unstable();
    page.field(level, "Scopes", &scopes.join(", "));
    for scope in scopes {
        let help = match scope {
            "Terminating" => {
                "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system."
            }
            "NotTerminating" => {
                "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate."
            }
            "BestEffort" => {
                "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service."
            }
            "NotBestEffort" => {
                "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service."
            }
            _ => continue,
        };
        page.line(level, &format!("{mark}{help}"));
    }
}

const COLUMNS: &str =
    "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio";
const RULES: &str =
    "----\t--------\t---\t---\t---------------\t-------------\t-----------------------";

pub(super) fn limit_range(limits: &Value, page: &mut Page) {
    page.field(0, "Namespace", list::namespace(limits));
    page.line(0, COLUMNS);
    page.line(0, RULES);
    rows(limits, "", page);
}

/// Adds the LimitRanges of a namespace.
pub(super) fn limit_ranges(all: &[Value], page: &mut Page) {
    if all.is_empty() {
        return page.line(0, "No LimitRange resource.");
    }
    page.line(0, "Resource Limits");
    page.line(0, &format!(" {COLUMNS}"));
    page.line(0, &format!(" {RULES}"));
    all.iter().for_each(|limits| rows(limits, " ", page));
}

/// Adds a line for each resource of each limit. kubectl prints the resources of one limit in no order.
fn rows(limits: &Value, before: &str, page: &mut Page) {
    const FIELDS: [&str; 5] = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];
    for limit in items(limits, &["spec", "limits"]) {
        let of = |field: &str| limit.get(field).map(Value::entries).unwrap_or_default();
        let resources: BTreeSet<&str> =
            FIELDS.iter().flat_map(|field| of(field)).map(|(name, _)| name.as_str()).collect();
        for resource in resources {
            let amounts = FIELDS.map(|field| match scalar(limit, &[field, resource]) {
                none if none.is_empty() => "-".to_owned(),
                amount => amount,
            });
            let kind = limit.text_at(&["type"]);
            page.line(0, &format!("{before}{kind}\t{resource}\t{}", amounts.join("\t")));
        }
    }
}
