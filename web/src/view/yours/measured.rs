//! How long containers took to start, as texts and as whiskers on one scale.
//!
//! Leaves out how that is measured (`apiserver::snapshot::measured`).

use std::time::Duration;

use apiserver::found::{Fault, Measured, Spread};
use rollout_engine::behavior::Step;
use scenario::{SetUnderstood, Understood};

use super::letter_at;
use crate::text::{Key, Text};

/// Start-up times of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageView {
    /// The image.
    pub image: String,
    /// The letters of the drawn set's revisions that have it.
    pub letters: Vec<char>,
    /// How many pods run it.
    pub pods: String,
    /// What is known of each step.
    pub steps: Vec<StepView>,
}

/// A step of a container's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepView {
    /// Which.
    pub name: Key,
    /// How long it took, or what is assumed.
    pub says: String,
    /// The shortest, the usual and the longest time in percent of the longest on the page; `None` if nothing was measured.
    pub spread: Option<[u32; 3]>,
}

/// The images, the longest time of all as the end of the scale.
pub(super) fn images(says: &Text, read: &Understood) -> Vec<ImageView> {
    let images = || read.measured.iter();
    let longest = images().flat_map(|it| [it.init, it.start, it.ready]).flatten().map(|it| it.most);
    let longest = longest.max().unwrap_or_default();
    images().map(|it| image_view(says, it, read.sets.first(), longest)).collect()
}

fn image_view(
    says: &Text,
    measured: &Measured,
    drawn: Option<&SetUnderstood>,
    longest: Duration,
) -> ImageView {
    let percent = |time: Duration| {
        let parts = time.as_millis() * 100 / longest.as_millis().max(1);
        u32::try_from(parts).unwrap_or(100)
    };
    let took = |spread: Spread| match &measured.like {
        Some(like) => says.say(Key::YoursLike, &[("time", &took(spread)), ("image", like)]),
        None => took(spread),
    };
    let step = |name: Key, step: Step, spread: Option<Spread>| StepView {
        name,
        says: spread.map_or_else(|| assumed(says, step), took),
        spread: spread
            .filter(|_| measured.like.is_none())
            .map(|it| [it.least, it.usual, it.most].map(percent)),
    };
    let mut steps = vec![];
    if measured.init.is_some() {
        steps.push(step(Key::YoursRuns, Step::Init, measured.init));
    }
    let never_runs = measured.fault.is_some() && measured.start.is_none();
    if !never_runs && (measured.pods > 0 || measured.init.is_none()) {
        steps.push(step(Key::YoursStart, Step::Start, measured.start));
        steps.push(step(Key::YoursReady, Step::Ready, measured.ready));
        steps.push(step(Key::YoursStop, Step::Stop, None));
    }
    let fault = |fault: Fault| match fault {
        Fault::CannotBePulled => says.of(Key::YoursCannotPull).to_owned(),
        Fault::CannotStart => says.of(Key::YoursCannotStart).to_owned(),
        Fault::Exits { code, .. } => says.say(Key::YoursExits, &[("code", &code)]),
    };
    steps.extend(measured.fault.map(|it| StepView {
        name: Key::YoursNow,
        says: fault(it),
        spread: None,
    }));
    let revisions = drawn.map(|set| &set.revisions[..]).unwrap_or_default().iter().enumerate();
    let has_it = revisions.filter(|(_, it)| it.images.contains(&measured.image));
    ImageView {
        image: measured.image.clone(),
        letters: has_it.map(|(place, _)| letter_at(place)).collect(),
        pods: says.say(Key::YoursPods, &[("pods", &measured.pods)]),
        steps,
    }
}

/// `nothing measured; 0.7 s is assumed`.
fn assumed(says: &Text, step: Step) -> String {
    let millis = step.default_duration().as_millis();
    let seconds = format!("{}.{}", millis / 1_000, millis % 1_000 / 100);
    says.say(Key::YoursAssumed, &[("seconds", &seconds.trim_end_matches(".0"))])
}

/// `2 to 4 s`, or `3 s`.
fn took(spread: Spread) -> String {
    let seconds = |it: Duration| it.as_secs();
    if seconds(spread.least) == seconds(spread.most) {
        format!("{} s", seconds(spread.most))
    } else {
        format!("{}–{} s", seconds(spread.least), seconds(spread.most))
    }
}
