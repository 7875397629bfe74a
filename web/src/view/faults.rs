//! How containers act, as controls: how long the steps of a pod's life take, and what goes wrong.
//!
//! The form is that of [`super::controls`]; each line is one of our own. What a control shows follows from the lines of the script
//! that ran before the cursor.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{Pod, Probes};
use rollout_engine::behavior::{Behavior, ImageFault, Step};
use rollout_engine::cluster::Owned;

use super::controls::{ControlView, Form, draft, drafted, other, plain};
use super::{Drawn, drawn, image, text};
use crate::state::{AppState, Control};
use crate::text::Key;

/// The faults of an image or of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Whose: its name in the lines.
    pub subject: String,
    /// The letter of its revision.
    pub letter: Option<char>,
    /// Whose else they could be: name in the lines.
    pub subjects: Vec<String>,
    /// What can be changed.
    pub controls: Vec<ControlView>,
    /// What the script says.
    pub script: Vec<ScriptLine>,
}

/// A line of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptLine {
    /// Which line of the scenario.
    pub line: usize,
    /// When it ran.
    pub clock: String,
    /// As written.
    pub text: Rc<str>,
}

/// The steps that are worth a control.
const STEPS: [Step; 4] = [Step::Pull, Step::Start, Step::Ready, Step::Stop];
const AFTER_START: usize = 2;

/// What an image can do, whatever probes its containers have.
const FAULTS: [&str; 3] = ["works", "exits", "cannot be pulled"];
/// What only a probe notices: the first one that of readiness alone.
const NEVER_READY: &str = "never ready";
const STOPS_ANSWERING: &str = "stops answering";
/// How long containers run before they exit or stop answering, where nobody said.
const EXITS_AFTER: Duration = Duration::from_secs(5);
const ANSWERS_FOR: Duration = Duration::from_secs(20);
const NODE: [&str; 2] = ["there", "is lost"];
const POD: [&str; 4] = ["as it is", "crashes", "is not ready", "is evicted"];

/// Whose faults are shown.
struct Subject<'a> {
    name: String,
    /// The image that its containers run, in full.
    image: &'a str,
    probes: Probes,
    letter: char,
    /// If it is a pod: which.
    pod: Option<&'a Pod>,
}

/// What the Faults tool shows.
pub fn view(state: &AppState) -> Faults {
    let script = script(state);
    let Some((drawn, owned)) = drawn(state).and_then(|drawn| Some((drawn, drawn.owned?))) else {
        return Faults { script, ..Faults::default() };
    };
    let subjects = subjects(owned);
    let wanted = state.tools.subject.as_deref().filter(|name| subjects.iter().any(|it| it == name));
    let Some(subject) = subject(&drawn, owned, wanted) else {
        return Faults { script, ..Faults::default() };
    };
    let behavior = state.run.scenario.behavior_at(&state.run.trace, state.place.at);
    let mut controls: Vec<ControlView> =
        STEPS.iter().map(|&step| timing(state, &subject, &behavior, step)).collect();
    if subject.pod.is_none() {
        controls.insert(AFTER_START, slower(state, &subject, &behavior));
    }
    match subject.pod {
        Some(_) => controls.push(pod(state, &subject)),
        None => {
            controls.push(fault(state, &subject, &behavior));
            controls.extend(after(state, &subject, &behavior));
        }
    }
    controls.extend(node(state, owned, &subject));
    Faults {
        subject: subject.name,
        letter: Some(subject.letter),
        subjects,
        controls: controls.into_iter().map(|view| drafted(state, view)).collect(),
        script,
    }
}

/// Every image of the set's templates, then every pod.
fn subjects(owned: &Owned) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for revision in owned.revisions.iter().rev() {
        let name = image::of_revision(owned, revision.hash).map(image::last_part);
        if let Some(name) = name.filter(|name| !names.iter().any(|known| known == name)) {
            names.push(name.to_owned());
        }
    }
    names.extend(owned.pods.iter().map(|pod| owned.pod_name(pod.ordinal)));
    names
}

/// The image that is rolled out, if nothing else is wanted.
fn subject<'a>(drawn: &Drawn<'_>, owned: &'a Owned, wanted: Option<&str>) -> Option<Subject<'a>> {
    let pod = owned.pods.iter().find(|pod| Some(&*owned.pod_name(pod.ordinal)) == wanted);
    let of_wanted = owned.revisions.iter().rev().map(|revision| revision.hash).find(|&hash| {
        wanted.is_some() && image::of_revision(owned, hash).map(image::last_part) == wanted
    });
    let update = owned.set.status.update_revision;
    let newest = owned.revisions.last().map(|revision| revision.hash);
    let revision = pod.map(|pod| pod.revision).or(of_wanted).or(update).or(newest)?;
    let container = owned.template(revision)?.containers.first()?;
    let name = match pod {
        Some(pod) => owned.pod_name(pod.ordinal),
        None => image::last_part(&container.image).to_owned(),
    };
    Some(Subject {
        name,
        image: &container.image,
        probes: container.probes,
        letter: drawn.history.letter(revision),
        pod,
    })
}

fn timing(state: &AppState, of: &Subject<'_>, behavior: &Behavior, step: Step) -> ControlView {
    let control = Control::Step(step);
    if step == Step::Ready && of.probes.readiness.is_none() {
        let note = Some(text(state).of(Key::NoProbe).into());
        return ControlView {
            note,
            ..plain(control, "ready", String::new(), Form::Fixed, Vec::new())
        };
    }
    let pod = if of.pod.is_some() { &*of.name } else { "" };
    let value = scenario::write_duration(behavior.duration(step, of.names()));
    let wanted = draft(state, control).unwrap_or_else(|| value.clone());
    let line = format!(": timing {} {}={}", of.name, step.key(), wanted.replace(' ', ""));
    plain(control, step.key(), value, Form::Steps, vec![line])
}

/// Of an image alone: a pod's own start has its time.
fn slower(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> ControlView {
    let value = behavior.slower(of.names()).to_string();
    let wanted = draft(state, Control::Slower).unwrap_or_else(|| value.clone());
    let line = format!(": image {} starts {wanted} times slower", of.name);
    plain(Control::Slower, text(state).of(Key::TimesSlower), value, Form::Steps, vec![line])
}

fn fault(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> ControlView {
    let fault = behavior.fault(of.names());
    let is = match fault {
        ImageFault::None => "works",
        ImageFault::CannotBePulled => "cannot be pulled",
        ImageFault::NeverReady => NEVER_READY,
        ImageFault::Exits { .. } => "exits",
        ImageFault::StopsAnswering { .. } => STOPS_ANSWERING,
    };
    let mut choices = FAULTS.to_vec();
    if of.probes.readiness.is_some() {
        choices.push(NEVER_READY);
    }
    if of.probes.readiness.is_some() || of.probes.liveness.is_some() {
        choices.push(STOPS_ANSWERING);
    }
    let form = Form::Choice(choices);
    let wanted = draft(state, Control::Fault).unwrap_or_else(|| other(&form, is));
    let act = match (&*wanted, fault) {
        ("exits", ImageFault::Exits { .. })
        | (STOPS_ANSWERING, ImageFault::StopsAnswering { .. }) => act_of(fault),
        ("exits", _) => act_of(ImageFault::Exits { code: 1, after: EXITS_AFTER }),
        (STOPS_ANSWERING, _) => act_of(ImageFault::StopsAnswering { after: ANSWERS_FOR }),
        _ => wanted,
    };
    let line = format!(": image {} {act}", of.name);
    plain(Control::Fault, "image", is.into(), form, vec![line])
}

/// How long it runs before it exits or stops answering, if it does.
fn after(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> Option<ControlView> {
    let fault = behavior.fault(of.names());
    let (ImageFault::Exits { after, .. } | ImageFault::StopsAnswering { after }) = fault else {
        return None;
    };
    let value = scenario::write_duration(after);
    let wanted = draft(state, Control::After).unwrap_or_else(|| value.clone());
    let act = act_of(fault);
    let act = act.rsplit_once(' ').map_or("", |(act, _)| act);
    let line = format!(": image {} {act} {}", of.name, wanted.replace(' ', ""));
    Some(plain(Control::After, text(state).of(Key::ActsAfter), value, Form::Steps, vec![line]))
}

/// `exits 1 after 5s`, as the language has it; the duration stands last.
fn act_of(fault: ImageFault) -> String {
    match fault {
        ImageFault::Exits { code, after } => {
            format!("exits {code} after {}", scenario::write_duration(after))
        }
        ImageFault::StopsAnswering { after } => {
            format!("stops answering after {}", scenario::write_duration(after))
        }
        _ => String::new(),
    }
}

/// What happens to a pod once: the first choice is that nothing does.
fn pod(state: &AppState, of: &Subject<'_>) -> ControlView {
    let mut choices = POD.to_vec();
    if of.pod.is_some_and(|pod| pod.readiness_fails) {
        choices[2] = "is ready";
    }
    let form = Form::Choice(choices);
    let wanted = draft(state, Control::Pod).unwrap_or_else(|| other(&form, POD[0]));
    let line = format!(": pod {} {wanted}", of.name);
    plain(Control::Pod, of.name.clone(), POD[0].into(), form, vec![line])
}

/// The node of the pod, or of the one that last had the focus.
fn node(state: &AppState, owned: &Owned, of: &Subject<'_>) -> Option<ControlView> {
    let pod = of.pod.or_else(|| owned.pods.get(state.tools.pod))?;
    let node = state.place.here.cluster.node(pod.node?)?;
    let is = if node.takes_pods() { NODE[0] } else { NODE[1] };
    let form = Form::Choice(NODE.to_vec());
    let wanted = draft(state, Control::Node).unwrap_or_else(|| other(&form, is));
    let act = if wanted == NODE[0] { "returns" } else { NODE[1] };
    let name = owned.pod_name(pod.ordinal);
    let line = format!(": node of {name} {act}");
    let head = text(state).say(Key::NodeOf, &[("pod", &name)]);
    Some(plain(Control::Node, head, is.into(), form, vec![line]))
}

/// The lines of the script that say how containers act, or what happens to pods and nodes.
fn script(state: &AppState) -> Vec<ScriptLine> {
    const SAID: [&str; 5] = [": timing", ": image", ": pod", ": node", ": jitter"];
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran).enumerate();
    let said = lines.filter(|(_, (line, _))| SAID.iter().any(|said| line.text.starts_with(said)));
    let said = said.filter_map(|(index, (line, ran))| {
        let clock = (*ran)?.at.max(state.run.history.begins_at).to_string();
        Some(ScriptLine { line: index, clock, text: Rc::clone(&line.text) })
    });
    said.collect()
}

/// A duration a step longer or shorter: by seconds from one second on, below by tenths of it.
pub fn stepped(value: &str, up: bool) -> String {
    let now = scenario::parse_duration(&value.replace(' ', "")).unwrap_or_default();
    let ms = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
    let step = if ms > 1_000 || (up && ms == 1_000) { 1_000 } else { 100 };
    let ms = if up { ms.saturating_add(step) } else { ms.saturating_sub(step) };
    scenario::write_duration(std::time::Duration::from_millis(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_steps_go_by_tenths_and_long_ones_by_seconds() {
        let up = |value| stepped(value, true);
        let down = |value| stepped(value, false);
        assert_eq!([up("500ms"), up("1s"), up("7s"), up("0s")], ["600ms", "2s", "8s", "100ms"]);
        assert_eq!(
            [down("1s"), down("2s"), down("100ms"), down("0s")],
            ["900ms", "1s", "0s", "0s"]
        );
        assert_eq!(up("nonsense"), "100ms");
    }
}
