//! The life of a pod: its stages so far, each with its duration and its cause.

use rollout_engine::api::{PodPhase, PodTemplate, ProbeKind};
use rollout_engine::cluster::Change;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Cause;

use super::super::names::PodNames;
use super::super::strip;
use super::super::{drawn, image, text};
use super::reason::{made_way, mates, went};
use crate::history::{Segment, SetHistory, Stage, Trouble};
use crate::state::{AppState, Band};
use crate::text::{Key, Text};

/// Limit on listed stages: the latest ones. A crash loop has no end.
const STAGES_MAX: usize = 24;

/// A pod's lane over the whole time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Its segments, in thousandths of the width.
    pub bands: Vec<Band>,
    /// Position of the playhead, in thousandths of the width.
    pub now: String,
}

/// A stage of a pod's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeStage {
    /// Start of the stage.
    pub at: SimTime,
    /// The start as text.
    pub clock: String,
    /// Kubernetes' word for the stage.
    pub words: &'static str,
    /// Its duration so far, as text.
    pub length: String,
    /// Its cause.
    pub cause: String,
    /// Whether the pod is in it at the cursor.
    pub is_now: bool,
    /// Whether another pod takes the name with this stage.
    pub again: bool,
}

pub(super) fn strip(state: &AppState, history: &SetHistory, ordinal: u32) -> Strip {
    let axis = (state.run.history.begins_at, state.run.history.ends_at);
    Strip {
        bands: strip::bands(history, &[ordinal], axis, strip::OWN),
        now: strip::x(state.place.at, axis).to_string(),
    }
}

/// Returns the stages up to the cursor.
pub(super) fn life(state: &AppState, history: &SetHistory, ordinal: u32) -> Vec<LifeStage> {
    let now = state.place.at;
    let lane = history.lives.lane(ordinal);
    let begun = lane.partition_point(|part| part.from <= now);
    let mut stages: Vec<LifeStage> = Vec::new();
    for (index, part) in lane.iter().take(begun).enumerate() {
        let before = index.checked_sub(1).and_then(|before| lane.get(before));
        let again = before.is_some_and(|before| is_another(before, part));
        let is_now = part.to > now;
        let length = part.to.min(now).since(part.from);
        stages.push(LifeStage {
            at: part.from.max(state.run.history.begins_at),
            clock: part.from.to_string(),
            words: words(part),
            length: seconds(length.as_millis()),
            cause: if is_now && before.is_some() && part.stage.is_ready() {
                text(state).of(Key::SoFar).to_owned()
            } else {
                cause(state, history, part, before)
            },
            is_now,
            again,
        });
    }
    stages.split_off(stages.len().saturating_sub(STAGES_MAX))
}

/// Whether this segment is of another pod than the one before: that one was terminating or gone.
fn is_another(before: &Segment, part: &Segment) -> bool {
    part.stage == Stage::Pending || (before.stage.is_leaving() && !part.stage.is_leaving())
}

/// Returns Kubernetes' word for a stage. A stopped pod has the word of its phase, as in kubectl since 1.31; no
/// earlier release is offered.
pub fn words(part: &Segment) -> &'static str {
    match part.stage {
        Stage::Pending => "Pending",
        Stage::Creating => "ContainerCreating",
        Stage::Running => "Running",
        Stage::Settling | Stage::Ready => "Running, Ready",
        Stage::Trouble(Trouble::Lost) => "Running, NotReady",
        Stage::Stopped if part.phase == PodPhase::Succeeded => "Completed",
        Stage::Stopped if part.phase == PodPhase::Failed => "Error",
        Stage::Leaving | Stage::Stopped => "Terminating",
        Stage::Trouble(Trouble::Image) => "ImagePullBackOff",
        Stage::Trouble(Trouble::Config) => "CreateContainerConfigError",
        Stage::Trouble(Trouble::Crash) => "CrashLoopBackOff",
        Stage::Trouble(Trouble::Failed) => "Failed",
    }
}

/// Returns a duration as text, below 10 s with a tenth: `0.7 s`, `12 s`.
fn seconds(ms: u128) -> String {
    if ms < 9_950 {
        let tenths = (ms + 50) / 100;
        let (whole, rest) = (tenths / 10, tenths % 10);
        if rest == 0 { format!("{whole} s") } else { format!("{whole}.{rest} s") }
    } else {
        format!("{} s", (ms + 500) / 1_000)
    }
}

pub(super) fn cause(
    state: &AppState,
    history: &SetHistory,
    part: &Segment,
    before: Option<&Segment>,
) -> String {
    let text = text(state);
    let owned = drawn(state).and_then(|drawn| drawn.owned);
    let template = owned.and_then(|owned| owned.template(part.revision));
    let first = template.and_then(|template| template.containers.first());
    let probes = first.is_some_and(|container| container.probes.readiness.is_some());
    if let Some(says) = template.and_then(|template| of_culprit(text, part, template)) {
        return says;
    }
    let key = match part.stage {
        Stage::Pending => {
            return PodNames::of_set(state, history).inside(&created(text, history, part));
        }
        Stage::Creating => {
            let image = first.map_or("", |container| image::last_part(&container.image));
            return text.say(Key::CauseStarts, &[("image", &image)]);
        }
        Stage::Running => Key::CauseNotReady,
        Stage::Ready if before.is_some_and(|before| before.stage == Stage::Settling) => {
            Key::CauseAvailable
        }
        Stage::Ready | Stage::Settling if probes => Key::CauseProbe,
        Stage::Ready | Stage::Settling => Key::CauseNoProbe,
        Stage::Leaving => leaves(state, history, part),
        Stage::Stopped if before.is_some_and(|before| before.stage == Stage::Leaving) => {
            Key::CauseStopped
        }
        Stage::Stopped => leaves(state, history, part),
        Stage::Trouble(Trouble::Lost) => Key::CauseNode,
        Stage::Trouble(Trouble::Image) => Key::CauseImage,
        Stage::Trouble(Trouble::Config) => Key::CauseConfig,
        Stage::Trouble(Trouble::Crash) => Key::CauseCrash,
        Stage::Trouble(Trouble::Failed) => Key::CauseFailed,
    };
    text.of(key).to_owned()
}

/// Returns which container causes the stage, and by which probe. `None` if it is the only container and no probe
/// fails.
fn of_culprit(text: &Text, part: &Segment, template: &PodTemplate) -> Option<String> {
    let culprit = part.culprit.filter(|it| it.probe.is_some() || template.has_several())?;
    let name = culprit.name(template)?;
    let key = match (part.stage, culprit.probe) {
        (Stage::Running, Some(ProbeKind::Readiness)) if !template.has_several() => return None,
        (Stage::Running, Some(_)) => Key::CauseProbeFails,
        (Stage::Running, None) => Key::CauseNotReadyOf,
        (Stage::Trouble(Trouble::Image), _) => Key::CauseImageOf,
        (Stage::Trouble(Trouble::Crash), Some(_)) => Key::CauseKilled,
        (Stage::Trouble(Trouble::Crash), None) => Key::CauseCrashOf,
        _ => return None,
    };
    let probe = culprit.probe.map_or("", |kind| text.probe(kind));
    Some(text.say(key, &[("container", &name), ("probe", &probe)]))
}

/// Returns why the pod was created: at which revision, or after which other pod.
fn created(text: &Text, history: &SetHistory, part: &Segment) -> String {
    let letter = history.letter(part.revision);
    let lane = history.lives.lane(part.ordinal);
    let so_far = &lane[..lane.partition_point(|other| other.from <= part.from)];
    let mates = went(so_far).map(|went| mates(history, part.ordinal, went)).unwrap_or_default();
    match made_way(history, part.ordinal, part.from) {
        None if mates.first().is_some_and(|&mate| mate > part.ordinal) => {
            text.say(Key::CauseCreatedFirst, &[("letter", &letter)])
        }
        Some((other, available)) => {
            let pod = format!("[{}-{other}]", history.name);
            let what = text.of(if available { Key::Available } else { Key::Ready });
            text.say(Key::CauseCreatedAfter, &[("pod", &pod), ("what", &what)])
        }
        None => text.say(Key::CauseCreated, &[("letter", &letter)]),
    }
}

/// Returns why a pod was deleted: the cause of the frame in which that happened.
fn leaves(state: &AppState, history: &SetHistory, part: &Segment) -> Key {
    let rollout = &state.run.trace.rollout;
    let last = rollout.frame_at(part.from).0;
    let frames = (0..=last).rev().map(rollout_engine::trace::FrameIndex);
    let at_once = frames.take_while(|&frame| rollout.at(frame) == part.from);
    let asks = |change: &Change| {
        matches!(change, Change::PodUpdated(id, pod)
            if *id == history.id && pod.ordinal == part.ordinal && pod.is_terminating())
    };
    let mut asking = at_once.filter(|&frame| rollout.changes(frame).iter().any(asks));
    match asking.next().map(|frame| rollout.cause(frame)) {
        Some(Cause::Command) => Key::CauseByHand,
        Some(Cause::Collector(_)) => Key::CauseSetGone,
        Some(Cause::Namespace(_)) => Key::CauseNamespaceGone,
        Some(Cause::Node(..)) => Key::CauseNode,
        _ => match history.spec_at(part.from) {
            Some(spec) if !spec.range().contains(part.ordinal) => Key::CauseScaled,
            _ => Key::CauseUpdate,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lengths_have_a_tenth() {
        assert_eq!(
            [0, 700, 3_300, 10_000, 61_499].map(seconds),
            ["0 s", "0.7 s", "3.3 s", "10 s", "61 s"]
        );
    }
}
