//! The script that begins with a pasted cluster.
//!
//! It has the start-up times that pods show as `: timing` lines, what goes wrong as lines too, the objects as a file, kubectl's namespace,
//! and `: cluster FILE`. Each can be changed by a person. Not here: what is measured ([`apiserver::snapshot::measured`]).

use std::time::Duration;

use apiserver::found::{Fault, Measured, Spread};
use apiserver::snapshot::{printed_at as changed_at, unscheduled};
use apiserver::value::Value;
use rollout_engine::jitter;
use rollout_engine::version::Rules;

use crate::duration;
use crate::release::name_of;
use crate::trace::DEFAULT_NAMESPACE;

/// The file of the scenario that has the objects.
const FILE: &str = "cluster.yaml";

/// What the comment above a measured time begins with, before the number of pods.
pub(crate) const MEASURED_FROM: &str = "Measured from ";
/// Times that differ by less count as alike.
const RESOLUTION: Duration = Duration::from_millis(100);

/// What a script begins with.
pub(super) struct Beginning<'a> {
    /// The release.
    pub(super) rules: Rules,
    /// Start-up times.
    pub(super) measured: &'a [Measured],
    /// The objects.
    pub(super) objects: &'a [Value],
    /// The objects, as a file.
    pub(super) file: &'a str,
}

impl Beginning<'_> {
    /// The script: a question (empty for none), and the time at which the objects were printed.
    pub(super) fn script(&self, question: &str, printed_at: Option<&str>) -> String {
        let mut script = format!(": release {}\n", name_of(&self.rules));
        if !question.is_empty() {
            script.push_str(&format!(": question {question}\n"));
        }
        self.measured.iter().for_each(|image| {
            script.push_str(&timing(image));
            script.push_str(&fault(image));
        });
        script.push_str(&format!(": file {FILE}\n{}: end\n", self.file));
        let namespace = self.namespace();
        if namespace != DEFAULT_NAMESPACE && is_name(namespace) {
            let context = "kubectl config set-context --current";
            script.push_str(&format!("$ {context} --namespace={namespace}\n"));
        }
        let held = unscheduled(self.objects).filter(|(of, pod, _)| is_name(of) && is_name(pod));
        for (of, pod, words) in held {
            let pod = if of == namespace { pod.to_owned() } else { format!("{of}/{pod}") };
            let words = if words.is_empty() { String::new() } else { format!(": {words}") };
            script.push_str(&format!(": pod {pod} cannot be scheduled{words}\n"));
        }
        // Without the line's time it is the last change in the file.
        let is_later = printed_at != changed_at(self.objects).as_deref();
        let printed_at = printed_at.filter(|_| is_later);
        let printed_at = printed_at.map_or(String::new(), |at| format!(" printed at {at}"));
        script.push_str(&format!(": cluster {FILE}{printed_at}\n"));
        script
    }

    /// The namespace of the first set.
    fn namespace(&self) -> &str {
        let set = self.objects.iter().find(|it| it.text_at(&["kind"]) == "StatefulSet");
        let namespace = set.map_or("", |set| set.text_at(&["metadata", "namespace"]));
        if namespace.is_empty() { DEFAULT_NAMESPACE } else { namespace }
    }
}

/// Whether a text is a name of Kubernetes, and so one word of a line.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || b"-.".contains(&it))
}

/// A `: timing` line of an image, with what it was measured from above it. Empty if nothing could be measured.
fn timing(measured: &Measured) -> String {
    let is_one_word = |name: &str| !name.contains(char::is_whitespace);
    let steps: Vec<String> =
        [("init", measured.init), ("start", measured.start), ("ready", measured.answers_after())]
            .into_iter()
            .filter_map(|(step, spread)| Some(format!("{step}={}", written(spread?))))
            .collect();
    if steps.is_empty() || !is_one_word(&measured.image) {
        return String::new();
    }
    let spread = |step: &str, spread: Option<Spread>| {
        spread.map(|it| match (it.least.as_secs(), it.most.as_secs()) {
            (least, most) if least == most => format!("{step} {most} s"),
            (least, most) => format!("{step} {least} to {most} s"),
        })
    };
    let spreads = [
        spread("ran for", measured.init),
        spread("started in", measured.start),
        spread("were Ready after", measured.ready),
    ];
    let spreads: Vec<String> = spreads.into_iter().flatten().collect();
    let (image, steps) = (&measured.image, steps.join(" "));
    let from = match &measured.like {
        Some(like) => format!("No pod of its own shows it: as {like}"),
        None if measured.pods == 1 => format!("{MEASURED_FROM}1 pod: {}", spreads.join(", ")),
        None => format!("{MEASURED_FROM}{} pods: {}", measured.pods, spreads.join(", ")),
    };
    format!("# {from}.\n: timing {image} {steps}\n")
}

/// A measured time as a `: timing` line has it: with its range, if the pods differ by more than the steps of 100 ms in
/// which the usual time is told.
fn written(measured: Spread) -> String {
    let Spread { least, usual, most } = measured;
    if most.saturating_sub(least) < RESOLUTION {
        return duration::write(usual);
    }
    let (least, most) = (least.min(usual), most.max(usual));
    duration::write_spread(jitter::Spread { least, usual, most })
}

/// The line that says what goes wrong with an image; empty if nothing does.
fn fault(measured: &Measured) -> String {
    let fault = match measured.fault {
        _ if measured.image.contains(char::is_whitespace) => return String::new(),
        None => return String::new(),
        Some(Fault::CannotBePulled) => "cannot be pulled".to_owned(),
        Some(Fault::CannotStart) => "cannot be started".to_owned(),
        Some(Fault::Exits { code, after }) => {
            format!("exits {code} after {}", duration::write(after))
        }
    };
    format!(": image {} {fault}\n", measured.image)
}
