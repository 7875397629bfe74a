//! Variants of the gallery's scenarios that people make, each with its short name in the corpus.

use rollout_engine::time::SimTime;
use scenario::{Base, GALLERY, Link, Scenario, simulate};

use crate::sums;

/// Settings of short links that give a scenario of their own.
const SETTINGS: [&str; 6] = [
    "replicas=7",
    "partition=1&maxUnavailable=3",
    "maxUnavailable=50%",
    "policy=Parallel",
    "strategy=OnDelete",
    "image=registry.example.org/team/web:2.0.1&minReadySeconds=10",
];

/// Releases in short links. The corpus depends on their order, so new ones are appended.
const RELEASES: [&str; 8] = [
    "1.33",
    "1.34",
    "1.35",
    "1.36",
    "1.36+MaxUnavailableStatefulSet=true",
    "1.37",
    "1.37+MaxUnavailableStatefulSet=false",
    "1.37+StatefulSetRecreateStrategy=true",
];

/// Lines that a person may type.
const TYPED: [&str; 6] = [
    "kubectl get pods",
    "kubectl scale sts web --replicas=6",
    "kubectl patch sts web -p '{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":3}}}}'",
    "kubectl rollout undo sts/web",
    ": node of web-1 is lost",
    "kubectl delete pod web-0",
];

/// Returns a file of the gallery.
pub(crate) fn base(name: &str) -> Base {
    open(name).base
}

/// Reads a link.
pub(crate) fn open(link: &str) -> Link {
    Link::read(link, &sums::text).unwrap_or_else(|error| panic!("{link}: {error}"))
}

/// Returns the packed link of a link's content.
pub(crate) fn packed(link: &Link) -> String {
    let packed = Link::write(&link.scenario, &link.base, link.at, &sums::text);
    packed.unwrap_or_else(|why| panic!("{}: {why}", link.base.name))
}

/// Short links: every file of the gallery unchanged, and with one setting, a different one for each file.
pub(crate) fn short() -> impl Iterator<Item = String> {
    let releases = RELEASES.map(|release| format!("release={release}"));
    let settings: Vec<String> = releases.into_iter().chain(SETTINGS.map(str::to_owned)).collect();
    GALLERY.iter().enumerate().flat_map(move |(file, (name, _))| {
        let some = settings.iter().cycle().skip(file * 5).take(5);
        let some = some.map(|setting| format!("{name}.1?{setting}"));
        [format!("{name}.1")].into_iter().chain(some).collect::<Vec<_>>()
    })
}

/// Returns a scenario of the gallery with typed lines.
pub(crate) fn typed(name: &str) -> Scenario {
    let mut scenario = open(name).scenario;
    for (line, at) in TYPED.into_iter().zip((0..).map(|n| 20_345 + 1_733 * n)) {
        let trace = simulate(&scenario);
        scenario = scenario.with_line(&trace, SimTime::from_millis(at), 0, line);
    }
    scenario
}
