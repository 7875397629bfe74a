//! The Faults tool: controls for the behavior of containers, that is times and faults.
//!
//! The controls have the form of [`super::controls`]; each types a directive. Their values follow from the lines of
//! the script that ran before the cursor.

mod subject;

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{ContainerKind, Probes};
use rollout_engine::behavior::{Behavior, ImageFault, Step};
use rollout_engine::cluster::Owned;

pub use subject::Group;
use subject::{Subject, Whose, subject, subjects, templates};

use super::controls::{ControlView, Form, draft, drafted, other, plain};
use super::names::PodNames;
use super::{drawn, text};
use crate::state::{AppState, Control};
use crate::text::Key;
use crate::view::namespace;

/// The faults of an image, of the containers of a name, or of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Name of the subject in the lines.
    pub subject: String,
    /// Name of the subject on the page.
    pub head: String,
    /// Letter of the subject's revision.
    pub letter: Option<char>,
    /// All subjects to choose from.
    pub subjects: Vec<Group>,
    /// Whether a setting acts from the beginning of the script instead of from the cursor on.
    pub from_beginning: bool,
    /// The controls of the subject.
    pub controls: Vec<ControlView>,
    /// The lines of the script about behavior, pods and nodes.
    pub script: Vec<ScriptLine>,
}

/// A line of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptLine {
    /// Index of the line in the scenario.
    pub line: usize,
    /// Time at which it ran.
    pub clock: String,
    /// The text as written.
    pub text: Rc<str>,
}

/// Returns the steps that have a control. `kind` is `None` for a pod.
fn steps(kind: Option<ContainerKind>) -> &'static [Step] {
    match kind {
        None | Some(ContainerKind::Main) => &[Step::Pull, Step::Start, Step::Ready, Step::Stop],
        Some(ContainerKind::Sidecar) => &[Step::Pull, Step::Ready, Step::Stop],
        Some(ContainerKind::Init) => &[Step::Pull, Step::Init],
    }
}

const AFTER_START: usize = 2;

/// Faults of every image, whatever probes its containers have.
const FAULTS: [&str; 3] = ["works", "exits", "cannot be pulled"];
/// Faults that only a probe notices. This one needs a readiness probe.
const NEVER_READY: &str = "never ready";
const STOPS_ANSWERING: &str = "stops answering";
/// How long containers run before they exit, unless a line says otherwise.
const EXITS_AFTER: Duration = Duration::from_secs(5);
/// How long containers run before they stop answering, unless a line says otherwise.
const ANSWERS_FOR: Duration = Duration::from_secs(20);
const NODE: [&str; 2] = ["there", "is lost"];
const POD: [&str; 4] = ["as it is", "crashes", "is not ready", "is evicted"];

/// One-off events of one container of a pod.
const CONTAINER: [&str; 3] = ["as it is", "crashes", "is not ready"];

/// Returns the content of the Faults tool.
pub fn view(state: &AppState) -> Faults {
    let script = script(state);
    let Some((drawn, owned)) = drawn(state).and_then(|drawn| Some((drawn, drawn.owned?))) else {
        return Faults { script, ..Faults::default() };
    };
    let Some(subject) = chosen(state) else { return Faults { script, ..Faults::default() } };
    let subjects = subjects(state, owned, &templates(&drawn, owned));
    let mut all = subjects.iter().flat_map(|group| &group.names);
    let head = all.find(|(name, _)| *name == subject.name).map(|(_, head)| head.clone());
    let behavior = state.run.scenario.behavior_at(&state.run.trace, state.place.at);
    let steps = steps(subject.kind()).iter();
    let mut controls: Vec<ControlView> =
        steps.map(|&step| timing(state, &subject, &behavior, step)).collect();
    if subject.kind() == Some(ContainerKind::Main) {
        controls.insert(AFTER_START, slower(state, &subject, &behavior));
    }
    if subject.pod().is_some() {
        controls.push(pod(state, &subject));
    } else {
        controls.push(fault(state, &subject, &behavior));
        controls.extend(after(state, &subject, &behavior));
    }
    if matches!(subject.whose, Whose::Container) {
        controls.extend(one_container(state, owned, &subject));
    }
    controls.extend(node(state, owned, &subject));
    Faults {
        head: head.unwrap_or_else(|| subject.name.clone()),
        subject: subject.name,
        letter: Some(subject.letter),
        subjects,
        from_beginning: state.tools.from_beginning,
        controls: controls.into_iter().map(|view| drafted(state, view)).collect(),
        script,
    }
}

/// Returns the control of one step of the tool's subject. `None` if the subject has none. For what is read at every
/// frame: the whole tool lists every pod.
pub fn step(state: &AppState, step: Step) -> Option<ControlView> {
    let subject = chosen(state)?;
    let behavior = state.run.scenario.behavior_at(&state.run.trace, state.place.at);
    let has_it = steps(subject.kind()).contains(&step);
    has_it.then(|| drafted(state, timing(state, &subject, &behavior, step)))
}

/// Returns the name of the tool's subject. `None` if there is no set.
pub fn subject_name(state: &AppState) -> Option<String> {
    chosen(state).map(|subject| subject.name)
}

fn chosen(state: &AppState) -> Option<Subject<'_>> {
    let drawn = drawn(state)?;
    let owned = drawn.owned?;
    subject(&drawn, owned, &templates(&drawn, owned), state.tools.subject.as_deref())
}

fn timing(state: &AppState, of: &Subject<'_>, behavior: &Behavior, step: Step) -> ControlView {
    let control = Control::Step(step);
    let probes = of.probes();
    if step == Step::Ready && probes == Probes::default() {
        let note = Some(text(state).of(Key::NoProbe).into());
        return ControlView {
            note,
            ..plain(control, "ready", String::new(), Form::Fixed, Vec::new())
        };
    }
    let value = scenario::write_spread(behavior.duration(step, of.names()));
    let wanted = draft(state, control).unwrap_or_else(|| value.clone());
    let line = format!(": timing {} {}={}", of.name, step.key(), wanted.replace(' ', ""));
    plain(control, step.key(), value, Form::Steps, vec![line])
}

/// Returns the control for a slower start. Not for pods: those have their own start time.
fn slower(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> ControlView {
    let value = behavior.slower(of.names()).to_string();
    let wanted = draft(state, Control::Slower).unwrap_or_else(|| value.clone());
    let line = format!("{} starts {wanted} times slower", of.said());
    plain(Control::Slower, text(state).of(Key::TimesSlower), value, Form::Steps, vec![line])
}

fn fault(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> ControlView {
    let fault = behavior.fault(of.names());
    let is = match fault {
        ImageFault::None => "works",
        ImageFault::CannotBePulled => "cannot be pulled",
        ImageFault::CannotStart => "cannot be started",
        ImageFault::NeverReady => NEVER_READY,
        ImageFault::Exits { .. } => "exits",
        ImageFault::StopsAnswering { .. } => STOPS_ANSWERING,
        ImageFault::FailsOneIn(_) => "fails at times",
    };
    let mut choices = FAULTS.to_vec();
    if of.probes().readiness.is_some() {
        choices.push(NEVER_READY);
    }
    if of.probes() != Probes::default() {
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
    let line = format!("{} {act}", of.said());
    let name = if matches!(of.whose, Whose::Container) { "container" } else { "image" };
    plain(Control::Fault, name, is.into(), form, vec![line])
}

/// Returns the control for the time until containers exit or stop answering. `None` for other faults.
fn after(state: &AppState, of: &Subject<'_>, behavior: &Behavior) -> Option<ControlView> {
    let fault = behavior.fault(of.names());
    let (ImageFault::Exits { after, .. } | ImageFault::StopsAnswering { after }) = fault else {
        return None;
    };
    let value = scenario::write_duration(after);
    let wanted = draft(state, Control::After).unwrap_or_else(|| value.clone());
    let act = act_of(fault);
    let act = act.rsplit_once(' ').map_or("", |(act, _)| act);
    let line = format!("{} {act} {}", of.said(), wanted.replace(' ', ""));
    Some(plain(Control::After, text(state).of(Key::ActsAfter), value, Form::Steps, vec![line]))
}

/// Returns a fault as a directive spells it, with the duration last: `exits 1 after 5s`.
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

/// Returns the control for one-off events of a pod. Its first choice changes nothing.
fn pod(state: &AppState, of: &Subject<'_>) -> ControlView {
    let mut choices = POD.to_vec();
    if of.pod().is_some_and(|pod| pod.readiness_fails) {
        choices[2] = "is ready";
    }
    let form = Form::Choice(choices);
    let wanted = draft(state, Control::Pod).unwrap_or_else(|| other(&form, POD[0]));
    let line = format!(": pod {} {wanted}", in_words(state, &of.name));
    let head = PodNames::of(state).inside(&format!("[{}]", of.name));
    plain(Control::Pod, head, POD[0].into(), form, vec![line])
}

/// Returns the control for one-off events of this container in the pod that last had the focus.
fn one_container(state: &AppState, owned: &Owned, of: &Subject<'_>) -> Option<ControlView> {
    let pod = owned.pods.get(state.tools.pod)?;
    let index = owned.container_index(pod, &of.container.name)?;
    let status = owned.containers(pod)?.get(index)?;
    let mut choices = CONTAINER.to_vec();
    if status.readiness_fails {
        choices[2] = "is ready";
    }
    let name = owned.pod_name(pod.ordinal);
    let form = Form::Choice(choices);
    let wanted = draft(state, Control::Pod).unwrap_or_else(|| other(&form, CONTAINER[0]));
    let line = format!(": {} of {} {wanted}", of.name, in_words(state, &name));
    let pod = format!("[{name}]");
    let said = [("container", &&*of.container.name as &dyn std::fmt::Display), ("pod", &pod)];
    let head = PodNames::of(state).inside(&text(state).say(Key::ContainerOf, &said));
    Some(plain(Control::Pod, head, CONTAINER[0].into(), form, vec![line]))
}

/// Returns a pod's name as directives spell it.
fn in_words(state: &AppState, pod: &str) -> String {
    drawn(state).map_or_else(String::new, |it| namespace::pod(state, &it.history.namespace, pod))
}

/// Returns the control for the node of the pod, or of the pod that last had the focus.
fn node(state: &AppState, owned: &Owned, of: &Subject<'_>) -> Option<ControlView> {
    let pod = of.pod().or_else(|| owned.pods.get(state.tools.pod))?;
    let node = state.place.here.cluster.node(pod.node?)?;
    let is = if node.takes_pods() { NODE[0] } else { NODE[1] };
    let form = Form::Choice(NODE.to_vec());
    let wanted = draft(state, Control::Node).unwrap_or_else(|| other(&form, is));
    let act = if wanted == NODE[0] { "returns" } else { NODE[1] };
    let name = owned.pod_name(pod.ordinal);
    let line = format!(": node of {} {act}", in_words(state, &name));
    let head = text(state).say(Key::NodeOf, &[("pod", &format!("[{name}]"))]);
    let head = PodNames::of(state).inside(&head);
    Some(plain(Control::Node, head, is.into(), form, vec![line]))
}

/// Returns the lines of the script that ran before the cursor about behavior, pods and nodes.
fn script(state: &AppState) -> Vec<ScriptLine> {
    const SAID: [&str; 6] = [": timing", ": image", ": container", ": pod", ": node", ": jitter"];
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran).enumerate();
    let said = lines.filter(|(_, (line, _))| SAID.iter().any(|said| line.text.starts_with(said)));
    let said = said.filter_map(|(index, (line, ran))| {
        let clock = (*ran)?.at.max(state.run.history.begins_at).to_string();
        Some(ScriptLine { line: index, clock, text: Rc::clone(&line.text) })
    });
    said.collect()
}

/// Returns a duration one step longer or shorter; of a range such as `18s..40s`, each. The step is 1 s above one second, 0.1 s
/// below.
pub fn stepped(value: &str, up: bool) -> String {
    value.split("..").map(|one| stepped_once(one, up)).collect::<Vec<_>>().join("..")
}

fn stepped_once(value: &str, up: bool) -> String {
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
        assert_eq!([up("18s..40s"), down("18s..25s..40s")], ["19s..41s", "17s..24s..39s"]);
    }
}
