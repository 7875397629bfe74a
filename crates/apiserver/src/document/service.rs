//! A Service, its Endpoints and its EndpointSlice: the addresses of Ready pods that its selector matches. There is no
//! network behind them.

use rollout_engine::api::{GivenUids, Pod};
use rollout_engine::cluster::{Cluster, Owned, StoredObject};
use rollout_engine::time::SimTime;

use super::uids::{hash_of_name, uid_of_name};
use super::{address, identify, number, object, text};
use crate::kind::SERVICE_KIND;
use crate::value::Value;

/// Returns a Service with the fields that the API server allocates.
pub fn service(stored: &StoredObject) -> Value {
    let mut document = super::stored(stored, &GivenUids::default());
    let spec = document.entry("spec");
    let ip = match spec.text_at(&["clusterIP"]) {
        "" => format!("10.96.{}.{}", hash_of_name("", &stored.key.name) & 255, 10),
        given => given.to_owned(),
    };
    *spec.entry("clusterIPs") = Value::List(vec![text(&*ip)]);
    *spec.entry("clusterIP") = text(ip);
    allocate_node_ports(spec, &stored.key.name);
    for (name, default) in [
        ("internalTrafficPolicy", text("Cluster")),
        ("ipFamilies", Value::List(vec![text("IPv4")])),
        ("ipFamilyPolicy", text("SingleStack")),
        ("sessionAffinity", text("None")),
        ("type", text("ClusterIP")),
    ] {
        let field = spec.entry(name);
        if field.is_null() {
            *field = default;
        }
    }
    *document.entry("status") = object(vec![("loadBalancer", Value::map())]);
    document.sorted()
}

/// Allocates node ports for the types of Service that have them. A real server chooses them at random from the same
/// range.
fn allocate_node_ports(spec: &mut Value, service: &str) {
    const FIRST: i64 = 30_000;
    const COUNT: i64 = 2_768;
    if !["NodePort", "LoadBalancer"].contains(&spec.text_at(&["type"])) {
        return;
    }
    let begin = i64::from(hash_of_name("NodePort", service)) % COUNT;
    if let Some(Value::List(ports)) = spec.at_mut(&["ports"]) {
        for (index, port) in (0..).zip(ports) {
            let node_port = port.entry("nodePort");
            if node_port.is_null() {
                *node_port = number(FIRST + (begin + index) % COUNT);
            }
        }
    }
}

/// Returns the Service `kubernetes`, which every cluster has from the start.
pub fn own_service(began: SimTime) -> Value {
    let port = object(vec![
        ("name", text("https")),
        ("port", number(443)),
        ("protocol", text("TCP")),
        ("targetPort", number(6443)),
    ]);
    let labels = object(vec![("component", text("apiserver")), ("provider", text("kubernetes"))]);
    let metadata = object(vec![
        ("labels", labels),
        ("name", text("kubernetes")),
        ("namespace", text("default")),
    ]);
    let spec = object(vec![("clusterIP", text("10.96.0.1")), ("ports", Value::List(vec![port]))]);
    let document = object(vec![
        ("apiVersion", text("v1")),
        ("kind", text("Service")),
        ("metadata", metadata),
        ("spec", spec),
    ]);
    let stored = StoredObject {
        policy: None,
        key: SERVICE_KIND.key("default", "kubernetes"),
        created_at: began,
        uid: None,
        document: document.to_json().into(),
    };
    service(&stored)
}

/// Returns the addresses of the pods behind a Service, ordered by pod name.
fn ready_addresses(service: &Value, cluster: &Cluster) -> Vec<String> {
    let selector = service.at(&["spec", "selector"]).map(Value::entries).unwrap_or_default();
    let unready_too = service.at(&["spec", "publishNotReadyAddresses"]) == Some(&Value::Bool(true));
    let found = |owned: &Owned, pod: &Pod| {
        let template = owned.template_of(pod).map_or("", |template| &template.data);
        let data = crate::stored(template);
        let labels = data.at(&["spec", "template", "metadata", "labels"]);
        let has =
            |(key, value): &(String, Value)| labels.and_then(|all| all.get(key)) == Some(value);
        !selector.is_empty() && selector.iter().all(has)
    };
    let namespace = service.text_at(&["metadata", "namespace"]);
    let ready = |pod: &Pod| (pod.ready && !pod.is_terminating()) || unready_too;
    let mut addresses: Vec<_> = cluster
        .names_in(namespace)
        .flat_map(|(_, owned)| owned.pods.iter().map(move |pod| (owned, pod)))
        .filter(|(owned, pod)| pod.has_address && ready(pod) && found(owned, pod))
        .map(|(owned, pod)| (owned.pod_name(pod.ordinal), address(pod)))
        .collect();
    addresses.sort();
    addresses.into_iter().map(|(_, address)| address).collect()
}

fn ports(service: &Value) -> Vec<Value> {
    let ports = service.at(&["spec", "ports"]).map(Value::items).unwrap_or_default();
    let port = |port: &Value| {
        let target = port.get("targetPort").filter(|target| target.as_int().is_some());
        let number = target.or_else(|| port.get("port")).cloned().unwrap_or(Value::Null);
        object(vec![
            ("name", port.get("name").cloned().unwrap_or_else(|| text(""))),
            ("port", number),
            ("protocol", text("TCP")),
        ])
    };
    ports.iter().map(port).collect()
}

/// Returns the addresses behind a Service: the API server for `kubernetes`, pods for all others.
fn addresses(service: &Value, cluster: &Cluster) -> Vec<String> {
    let of = |key| service.text_at(&["metadata", key]);
    match (of("namespace"), of("name")) {
        ("default", "kubernetes") => vec!["10.0.0.1".to_owned()],
        _ => ready_addresses(service, cluster),
    }
}

/// Returns the Endpoints object of a Service.
pub fn endpoints(service: &Value, cluster: &Cluster) -> Value {
    let ip = |address: String| object(vec![("ip", text(address))]);
    let found: Vec<_> = addresses(service, cluster).into_iter().map(ip).collect();
    let mut document = twin(service, "v1", "Endpoints", None);
    if !found.is_empty() {
        let subset =
            object(vec![("addresses", Value::List(found)), ("ports", Value::List(ports(service)))]);
        *document.entry("subsets") = Value::List(vec![subset]);
    }
    document.sorted()
}

/// Returns the EndpointSlice of a Service.
pub fn endpoint_slice(service: &Value, cluster: &Cluster) -> Value {
    let found = addresses(service, cluster).into_iter();
    let endpoint = |address: String| {
        object(vec![
            ("addresses", Value::List(vec![text(address)])),
            ("conditions", object(vec![("ready", Value::Bool(true))])),
        ])
    };
    let suffix = match service.text_at(&["metadata", "name"]) {
        "kubernetes" => None,
        name => Some(format!(
            "{name}-{:.5}",
            rollout_engine::api::RevisionHash::of(name, 0).to_string()
        )),
    };
    let mut document = twin(service, "discovery.k8s.io/v1", "EndpointSlice", suffix);
    *document.entry("addressType") = text("IPv4");
    *document.entry("endpoints") = Value::List(found.map(endpoint).collect());
    *document.entry("ports") = Value::List(ports(service));
    document.sorted()
}

/// Makes an object that accompanies a Service: with its labels and creation time, and its name unless another is given.
fn twin(service: &Value, version: &str, kind: &str, name: Option<String>) -> Value {
    let of = |key: &str| service.at(&["metadata", key]).cloned();
    let service_name = service.text_at(&["metadata", "name"]);
    let name = name.unwrap_or_else(|| service_name.to_owned());
    let namespace = service.text_at(&["metadata", "namespace"]);
    let mut metadata = object(vec![("name", text(&*name)), ("namespace", text(namespace))]);
    if let Some(labels) = of("labels") {
        *metadata.entry("labels") = labels;
    }
    let created = service.text_at(&["metadata", "creationTimestamp"]);
    let created = crate::clock::parse(created).unwrap_or_default();
    let mut document =
        object(vec![("apiVersion", text(version)), ("kind", text(kind)), ("metadata", metadata)]);
    identify(&mut document, created, (uid_of_name(kind, &name), &GivenUids::default()));
    document
}
