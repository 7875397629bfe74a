//! Events of probes that fail: each failure, up to the next success.
//!
//! The trace has the start and the end of a series of failures. The failures between are counted here, one per period.
//! Action and message come from the template's JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use rollout_engine::api::{ContainerStatus, ProbeKind};
use rollout_engine::time::SimTime;

use crate::value::Value;

/// Probes of a container.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes(BTreeMap<ProbeKind, Probe>);

#[derive(Clone, Debug)]
struct Probe {
    period: Duration,
    asks: Asks,
}

#[derive(Clone, Debug)]
enum Asks {
    /// Scheme, host if it is not the pod's, port, path.
    Http(String, String, String, String),
    Tcp(String, String),
    Grpc(String),
    Exec(String),
}

/// A series of failures: time of the next one, and its message.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) next: SimTime,
    pub(super) period: Duration,
    pub(super) message: String,
}

const FIELDS: [(ProbeKind, &str); 3] = [
    (ProbeKind::Startup, "startupProbe"),
    (ProbeKind::Readiness, "readinessProbe"),
    (ProbeKind::Liveness, "livenessProbe"),
];

/// Returns the name in a kubelet's messages: `Liveness`.
pub(super) fn name(kind: ProbeKind) -> &'static str {
    match kind {
        ProbeKind::Startup => "Startup",
        ProbeKind::Readiness => "Readiness",
        ProbeKind::Liveness => "Liveness",
    }
}

impl Probes {
    pub(super) fn of(container: &Value) -> Self {
        let probe = |(kind, field)| Some((kind, Probe::of(container.get(field)?, container)?));
        Self(FIELDS.into_iter().filter_map(probe).collect())
    }

    /// Returns the series of failures that starts now; `None` if the container has no such probe.
    pub(super) fn series(
        &self,
        kind: ProbeKind,
        before: &ContainerStatus,
        after: &ContainerStatus,
        (address, now): (&str, SimTime),
    ) -> Option<Series> {
        let probe = self.0.get(&kind)?;
        let why = match after.probing.has_answered() {
            false => Why::NotListening,
            true if kind == ProbeKind::Readiness && !before.ready => Why::AnswersBadly,
            true => Why::Hangs,
        };
        let message = format!("{} probe failed: {}", name(kind), probe.asks.words(address, why));
        Some(Series { next: now, period: probe.period.max(Duration::from_secs(1)), message })
    }
}

/// Why a probe fails.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    NotListening,
    Hangs,
    AnswersBadly,
}

impl Probe {
    fn of(probe: &Value, container: &Value) -> Option<Self> {
        let seconds = probe.get("periodSeconds").and_then(Value::as_int).unwrap_or(10);
        let text = |path: &[&str]| probe.text_at(path).to_owned();
        let port = |asks: &Value| port(asks.get("port"), container);
        let asks = if let Some(http) = probe.get("httpGet") {
            let scheme = text(&["httpGet", "scheme"]).to_lowercase();
            let scheme = if scheme.is_empty() { "http".to_owned() } else { scheme };
            let path = text(&["httpGet", "path"]);
            Asks::Http(scheme, text(&["httpGet", "host"]), port(http), path)
        } else if let Some(tcp) = probe.get("tcpSocket") {
            Asks::Tcp(text(&["tcpSocket", "host"]), port(tcp))
        } else if let Some(grpc) = probe.get("grpc") {
            Asks::Grpc(port(grpc))
        } else {
            let command = probe.at(&["exec", "command"])?.items();
            let words = command.iter().map(Value::to_go).collect::<Vec<_>>();
            Asks::Exec(words.join(" "))
        };
        let period = Duration::from_secs(u64::try_from(seconds).unwrap_or(10));
        Some(Self { period, asks })
    }
}

/// Returns a port number. A name is looked up in the container's ports.
fn port(port: Option<&Value>, container: &Value) -> String {
    let said = port.map(Value::to_go).unwrap_or_default();
    let ports = container.get("ports").map(Value::items).unwrap_or_default();
    let named = ports.iter().find(|it| it.text_at(&["name"]) == said && !said.is_empty());
    named.and_then(|it| it.get("containerPort")).map_or(said, Value::to_go)
}

impl Asks {
    /// Returns the failure in upstream's words (`pkg/probe`). The output of a command is unknown and stays empty.
    fn words(&self, address: &str, why: Why) -> String {
        let at = |host: &str, port: &str| {
            let host = if host.is_empty() { address } else { host };
            format!("{host}:{port}")
        };
        match (self, why) {
            (Self::Http(..), Why::AnswersBadly) => "HTTP probe failed with statuscode: 503".into(),
            (Self::Http(scheme, host, port, path), _) => {
                let (at, slash) = (at(host, port), if path.starts_with('/') { "" } else { "/" });
                let error = match why {
                    Why::Hangs => {
                        "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
                            .to_owned()
                    }
                    _ => format!("dial tcp {at}: connect: connection refused"),
                };
                format!("Get \"{scheme}://{at}{slash}{path}\": {error}")
            }
            (Self::Tcp(host, port), Why::Hangs) => {
                format!("dial tcp {}: i/o timeout", at(host, port))
            }
            (Self::Tcp(host, port), _) => {
                format!("dial tcp {}: connect: connection refused", at(host, port))
            }
            (Self::Grpc(port), _) => format!(
                "timeout: failed to connect service \"{}\" within 1s: context deadline exceeded",
                at("", port)
            ),
            (Self::Exec(command), Why::Hangs) => {
                format!("command timed out: \"{command}\" timed out after 1s")
            }
            (Self::Exec(_), _) => String::new(),
        }
    }
}
