//! The page of a Service.

use super::page::Page;
use super::{annotations, items, labels, or_none, scalar};
use apiserver::document;
use apiserver::list::Scene;
use apiserver::value::Value;

pub(super) fn describe(service: &Value, scene: &Scene<'_>, page: &mut Page) {
    let spec = |key| scalar(service, &["spec", key]);
    let list = |key| {
        let all: Vec<_> = items(service, &["spec", key]).iter().map(Value::to_go).collect();
        or_none(all.join(","))
    };
    page.field(0, "Namespace", service.text_at(&["metadata", "namespace"]));
    labels(page, 0, "Labels", service.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", service.at(&["metadata", "annotations"]));
    let selector = service.at(&["spec", "selector"]).map(Value::entries).unwrap_or_default();
    let selector: Vec<_> =
        selector.iter().map(|(key, value)| format!("{key}={}", value.to_go())).collect();
    page.field(0, "Selector", &or_none(selector.join(",")));
    page.field(0, "Type", &spec("type"));
    page.field_if(0, "IP Family Policy", &spec("ipFamilyPolicy"));
    page.field(0, "IP Families", &list("ipFamilies"));
    page.field(0, "IP", &spec("clusterIP"));
    page.field(0, "IPs", &list("clusterIPs"));
    let addresses = addresses(service, scene);
    for port in items(service, &["spec", "ports"]) {
        describe_port(port, &addresses, page);
    }
    page.field(0, "Session Affinity", &spec("sessionAffinity"));
    page.field_if(0, "External Traffic Policy", &spec("externalTrafficPolicy"));
    page.field_if(0, "Internal Traffic Policy", &spec("internalTrafficPolicy"));
}

fn describe_port(port: &Value, addresses: &[String], page: &mut Page) {
    let of = |key| scalar(port, &[key]);
    let name = if of("name").is_empty() { "<unset>".to_owned() } else { of("name") };
    page.field(0, "Port", &format!("{name}\t{}/{}", of("port"), of("protocol")));
    page.field(0, "TargetPort", &format!("{}/{}", of("targetPort"), of("protocol")));
    if !of("nodePort").is_empty() {
        page.field(0, "NodePort", &format!("{name}\t{}/{}", of("nodePort"), of("protocol")));
    }
    let number = port.get("targetPort").filter(|target| target.as_int().is_some());
    let number = number.map_or_else(|| of("port"), Value::to_go);
    let endpoints: Vec<_> = addresses.iter().map(|address| format!("{address}:{number}")).collect();
    page.field(0, "Endpoints", &endpoints.join(","));
}

/// Returns the addresses of the pods behind the Service.
fn addresses(service: &Value, scene: &Scene<'_>) -> Vec<String> {
    let endpoints = document::endpoints(service, scene.cluster);
    let subsets = items(&endpoints, &["subsets"]).iter();
    subsets
        .flat_map(|subset| items(subset, &["addresses"]))
        .map(|one| scalar(one, &["ip"]))
        .collect()
}
