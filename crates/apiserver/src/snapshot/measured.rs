//! How long pods took to start, measured from what was printed of them.
//!
//! A pod tells when the kubelet began with it (`startTime`), when its containers started and when it became Ready, in whole seconds. A
//! container that has restarted no longer tells. Not here: the numbers as data ([`Measured`]), and what becomes of them (`: timing` lines,
//! crate `scenario`).

use std::collections::BTreeMap;
use std::time::Duration;

use super::owns;
use super::pods;
use crate::found::{Fault, Measured, Spread};
use crate::value::Value;

/// A pod that became Ready so long after its start had been Ready before.
const READY_LATEST: Duration = Duration::from_secs(3600);

/// The probe period where none is written, in seconds.
const PERIOD: i64 = 10;

/// The durations of one image.
#[derive(Default)]
struct Durations {
    pods: usize,
    start: Vec<Duration>,
    ready: Vec<Duration>,
    init: Vec<Duration>,
    period: Option<Duration>,
    /// Whether a container of it runs that has never restarted.
    runs: bool,
    fault: Option<Fault>,
}

impl Durations {
    /// An image that runs somewhere does not always exit; one that runs somewhere may still be missing from the registry.
    fn lasting_fault(&self) -> Option<Fault> {
        self.fault.filter(|fault| !self.runs || !matches!(fault, Fault::Exits { .. }))
    }
}

/// Measures the pods of the StatefulSets among the objects, by image. Images that no pod has run are in it without times.
pub fn measure(objects: &[Value]) -> Vec<Measured> {
    let of_kind =
        |kind: &'static str| objects.iter().filter(move |it| it.text_at(&["kind"]) == kind);
    let mut images: BTreeMap<String, Durations> = BTreeMap::new();
    for set in of_kind("StatefulSet") {
        for container in containers(set.at(&["spec", "template"]).unwrap_or(set)) {
            let found = images.entry(container.text_at(&["image"]).to_owned()).or_default();
            found.period = container.get("readinessProbe").map(period);
        }
        for pod in of_kind("Pod").filter(|pod| owns(set, pod)) {
            measure_pod(pod, &mut images);
        }
    }
    let measured = |(image, of): (String, Durations)| Measured {
        fault: of.lasting_fault(),
        image,
        pods: of.pods,
        start: spread(of.start),
        ready: spread(of.ready),
        init: spread(of.init),
        period: of.period,
        like: None,
    };
    let images = images.into_iter().filter(|(image, _)| !image.is_empty());
    with_likes(images.map(measured).collect())
}

/// Sums up durations; `None` if there are none.
fn spread(mut all: Vec<Duration>) -> Option<Spread> {
    all.sort();
    let (least, most) = (*all.first()?, *all.last()?);
    let quarter = all.len() / 4;
    let middle = all.get(quarter..all.len() - quarter)?;
    let sum: Duration = middle.iter().sum();
    let tenths = sum.as_millis() / 100 / u128::try_from(middle.len()).ok()?;
    let usual = Duration::from_millis(u64::try_from(tenths * 100).ok()?);
    Some(Spread { least, usual, most })
}

/// Gives an image that no pod shows a time of the times of another version of it.
fn with_likes(mut images: Vec<Measured>) -> Vec<Measured> {
    let known: Vec<Measured> =
        images.iter().filter(|it| it.start.is_some() || it.init.is_some()).cloned().collect();
    for image in images.iter_mut().filter(|it| it.start.is_none() && it.init.is_none()) {
        let is_like = |it: &&Measured| repository(&it.image).0 == repository(&image.image).0;
        if let Some(like) = known.iter().rev().find(is_like) {
            (image.start, image.init) = (like.start, like.init);
            image.ready = image.ready.or(like.ready);
            image.like = Some(like.image.clone());
        }
    }
    images
}

/// An image's repository, and its tag or digest: `a.io:5000/x/db` and `:2`.
pub(super) fn repository(image: &str) -> (&str, &str) {
    let after_path = image.rfind('/').map_or(0, |slash| slash + 1);
    let colon = image.get(after_path..).and_then(|it| it.find([':', '@']));
    crate::text::split_at(image, colon.map_or(image.len(), |at| after_path + at))
}

/// The main containers of a pod or a template.
fn containers(of: &Value) -> &[Value] {
    of.at(&["spec", "containers"]).map(Value::items).unwrap_or_default()
}

fn period(probe: &Value) -> Duration {
    let seconds = probe.get("periodSeconds").and_then(Value::as_int).unwrap_or(PERIOD);
    Duration::from_secs(u64::try_from(seconds).unwrap_or_default())
}

fn measure_pod(pod: &Value, images: &mut BTreeMap<String, Durations>) {
    let times = pods::StartTimes::of(pod);
    let inits = pod.at(&["spec", "initContainers"]).map(Value::items).unwrap_or_default();
    for container in inits {
        let found = images.entry(container.text_at(&["image"]).to_owned()).or_default();
        let name = container.text_at(&["name"]);
        found.init.extend(times.ran(name));
        found.fault = found.fault.or(times.fault(name));
    }
    let started = containers(pod).iter().map(|it| times.started(it.text_at(&["name"])));
    let last_started = started.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
    let ready = times.ready.zip(last_started).filter(|(ready, started)| ready >= started);
    let ready = ready.map(|(ready, started)| ready.since(started)).filter(|it| *it < READY_LATEST);
    let begun = if inits.is_empty() { times.begun } else { times.initialized };
    for container in containers(pod) {
        let found = images.entry(container.text_at(&["image"]).to_owned()).or_default();
        found.pods += 1;
        found.ready.extend(ready);
        let started = times.started(container.text_at(&["name"]));
        found.runs |= started.is_some();
        found.fault = found.fault.or(times.fault(container.text_at(&["name"])));
        let taken = started.zip(begun).filter(|(started, begun)| started >= begun);
        found.start.extend(taken.map(|(started, begun)| started.since(begun)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::paste;

    const PASTED: &str = include_str!("../../tests/snapshots/secrets.yaml");

    fn of(text: &str) -> Vec<Measured> {
        measure(&paste::objects(text).expect("objects").objects)
    }

    #[test]
    fn a_pod_tells_how_long_it_took_to_start_and_to_be_ready() {
        let measured = of(PASTED);
        let [nginx] = &measured[..] else { panic!("{measured:?}") };
        let seconds = |it: Option<Spread>| it.map(|it| it.usual.as_secs());
        assert_eq!((&*nginx.image, nginx.pods), ("nginx:1.25", 1));
        assert_eq!((seconds(nginx.start), seconds(nginx.ready)), (Some(3), Some(8)));
        assert_eq!(
            nginx.answers_after().map(|it| it.usual),
            Some(Duration::from_secs(3)),
            "half a period of 10 s earlier"
        );
    }

    #[test]
    fn a_pod_that_restarted_or_was_ready_before_tells_nothing() {
        let restarted = of(&PASTED.replace("restartCount: 0", "restartCount: 1"));
        assert!(restarted.iter().all(|it| it.start.is_none() && it.ready.is_none()));
        let again = of(&PASTED.replace("10:00:12Z", "17:00:12Z"));
        assert!(again.iter().all(|it| it.start.is_some() && it.ready.is_none()));
    }

    #[test]
    fn what_goes_wrong_with_an_image_is_seen() {
        let running = "        running:\n          startedAt: \"2026-11-20T10:00:04Z\"";
        let with = |state: &str| {
            let text = PASTED.replace(running, state);
            assert_ne!(text, PASTED);
            of(&text).first().and_then(|it| it.fault)
        };
        let waiting = |reason: &str| with(&format!("        waiting:\n          reason: {reason}"));
        assert_eq!(waiting("ImagePullBackOff"), Some(Fault::CannotBePulled));
        assert_eq!(waiting("CreateContainerConfigError"), Some(Fault::CannotStart));
        assert_eq!(waiting("ContainerCreating"), None);
        let ended = "        terminated:\n          exitCode: 3\n          startedAt: \"2026-11-20T10:00:04Z\"\n          finishedAt: \"2026-11-20T10:00:06Z\"";
        let exits = Fault::Exits { code: 3, after: Duration::from_secs(2) };
        assert_eq!(with(ended), Some(exits));
        assert_eq!(of(PASTED).first().and_then(|it| it.fault), None);
    }

    #[test]
    fn a_version_that_has_not_started_is_as_another_one() {
        let newer = PASTED.replacen("image: nginx:1.25", "image: nginx:1.26", 1);
        let measured = of(&newer);
        let [old, new] = &measured[..] else { panic!("{measured:?}") };
        assert_eq!((&*new.image, new.like.as_deref()), ("nginx:1.26", Some("nginx:1.25")));
        assert_eq!((new.start, new.ready, new.pods), (old.start, old.ready, 0));
        assert_eq!(old.like, None);
        let other = of(&PASTED.replacen("image: nginx:1.25", "image: apache:1.26", 1));
        assert!(other.iter().all(|it| it.like.is_none()), "{other:?}");
    }

    #[test]
    fn one_slow_pod_does_not_move_the_usual_time() {
        let seconds = |all: &[u64]| spread(all.iter().copied().map(Duration::from_secs).collect());
        let of_all = seconds(&[3, 2, 2, 3, 600]).expect("a spread");
        assert_eq!((of_all.least.as_secs(), of_all.most.as_secs()), (2, 600));
        assert_eq!(of_all.usual, Duration::from_millis(2_600));
        assert_eq!(seconds(&[]), None);
    }
}
