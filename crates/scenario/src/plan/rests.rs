//! What the numbers of a plan rest on: whose times, what spreads, and what binds others than the rollout.
//!
//! An image that nobody has stated times for gets those of the image that it replaces, as a line of the script.

use std::rc::Rc;

use apiserver::document;
use apiserver::release::Release;
use rollout_engine::api::{Container, ContainerKind, StatefulSet};
use rollout_engine::behavior::{Behavior, ImageFault, Names, Step};
use rollout_engine::jitter::Spread;
use rollout_engine::trace::Frame;

use super::build::Base;
use super::{StatedTimes, TimesSource};
use crate::directive::Directive;
use crate::duration::write_spread;
use crate::script::Scenario;
use crate::trace::Trace;
use crate::understand::MEASURED_FROM;

/// Returns what the times of the new template's containers rest on, and the lines that state those that are taken over.
pub(super) fn times(base: &Base) -> (Vec<StatedTimes>, Vec<String>) {
    let behavior = base.scenario.behavior_at(&base.trace, base.at);
    let template = &base.after.template;
    let containers = template.init_containers.iter().chain(&template.containers);
    let (mut times, mut lines) = (Vec::new(), Vec::new());
    for container in containers {
        let like = like(base, container, &behavior);
        let of = like.as_ref().unwrap_or(&container.image);
        let names = Names { pod: "", container: &container.name, image: of };
        let steps: Vec<(Step, Spread)> =
            steps(container).iter().map(|&step| (step, behavior.duration(step, names))).collect();
        let is_stated = steps.iter().any(|&(step, _)| behavior.stated(step, names).is_some());
        if like.is_some() {
            let steps = steps.iter().filter(|(step, _)| behavior.stated(*step, names).is_some());
            let steps: Vec<String> = steps
                .map(|(step, takes)| format!("{}={}", step.key(), write_spread(*takes)))
                .collect();
            lines.push(format!(": timing {} {}", container.image, steps.join(" ")));
        }
        let source = match (&like, is_stated) {
            (Some(like), _) => TimesSource::Like(Rc::clone(like)),
            (None, false) => TimesSource::Assumed,
            (None, true) => {
                measured(&base.scenario, of).map_or(TimesSource::Stated, TimesSource::Measured)
            }
        };
        times.push(stated(container, &steps, source));
    }
    (times, lines)
}

fn stated(container: &Container, steps: &[(Step, Spread)], source: TimesSource) -> StatedTimes {
    let steps = steps
        .iter()
        .map(|(step, takes)| (step.key().into(), [takes.least, takes.usual, takes.most]));
    StatedTimes { of: Rc::clone(&container.image), steps: steps.collect(), source }
}

/// The steps of a container's life that a rollout waits for.
fn steps(container: &Container) -> &'static [Step] {
    match container.kind {
        ContainerKind::Init => &[Step::Init],
        _ if container.probes.readiness.is_some() => &[Step::Start, Step::Ready, Step::Stop],
        _ => &[Step::Start, Step::Stop],
    }
}

/// The image that a container had before, if times are stated for that one and not for its new image.
fn like(base: &Base, container: &Container, behavior: &Behavior) -> Option<Rc<str>> {
    let before = &base.before.spec.template;
    let mut old = before.init_containers.iter().chain(&before.containers);
    let old = old.find(|old| old.name == container.name && old.image != container.image)?;
    let stated = |step: Step, image: &str| {
        behavior.stated(step, Names { pod: "", container: &container.name, image })
    };
    let is_own =
        |image: &str| steps(container).iter().any(|&step| stated(step, image) != stated(step, ""));
    (is_own(&old.image) && !is_own(&container.image)).then(|| Rc::clone(&old.image))
}

/// From how many pasted pods the times of an image were measured, as the comment above its line says.
fn measured(scenario: &Scenario, image: &str) -> Option<u32> {
    let begins = format!(": timing {image} ");
    let line = scenario.lines.iter().position(|line| line.text.starts_with(&begins))?;
    let above = scenario.comments.iter().filter(|comment| comment.before == line);
    let number =
        above.filter_map(|comment| comment.text.strip_prefix(MEASURED_FROM)?.split(' ').next());
    number.filter_map(|number| number.parse().ok()).next()
}

/// One new pod in so many that fails, as a line of the scenario says.
pub(super) fn fails_one_in(base: &Base) -> Option<u32> {
    let behavior = base.scenario.behavior_at(&base.trace, base.at);
    let template = &base.after.template;
    template.init_containers.iter().chain(&template.containers).find_map(|container| {
        let names = Names { pod: "", container: &container.name, image: &container.image };
        match behavior.fault(names) {
            ImageFault::FailsOneIn(many) => Some(many.get()),
            _ => None,
        }
    })
}

/// Whether anything is drawn, by a line of the scenario or one of these settings.
pub(super) fn has_spread(scenario: &Scenario, settings: &[String]) -> bool {
    let lines = scenario.lines.iter().filter(|line| line.is_ours()).map(|line| &*line.text);
    lines.chain(settings.iter().map(String::as_str)).any(|line| match Directive::read(line) {
        Ok(Directive::Jitter(jitter)) => jitter.percent > 0,
        Ok(Directive::Timing(_, timing)) => timing.values().any(|takes| takes.least < takes.most),
        _ => false,
    })
}

/// Whether a line of the scenario has a seed already.
pub(super) fn has_jitter(scenario: &Scenario) -> bool {
    let is_jitter = |text: &str| matches!(Directive::read(text), Ok(Directive::Jitter(_)));
    scenario.lines.iter().any(|line| line.is_ours() && is_jitter(&line.text))
}

/// Names of the budgets that cover the set's pods.
pub(super) fn budgets(here: &Frame, set: &StatefulSet, trace: &Trace) -> Vec<Rc<str>> {
    let Some((_, owned)) = here.cluster.find_set(&set.namespace, &set.name) else {
        return Vec::new();
    };
    let release = Release::of(trace.rules_in(here));
    let of_pods =
        owned.pods.iter().flat_map(|pod| document::budgets_of(&here.cluster, owned, pod, release));
    let mut names: Vec<Rc<str>> =
        of_pods.map(|budget| budget.text_at(&["metadata", "name"]).into()).collect();
    names.sort();
    names.dedup();
    names
}
