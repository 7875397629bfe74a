//! Makes the plan of a scenario: finds its change, and turns each way to roll it out into a scenario to be measured.
//!
//! Runs the scenario once. What is measured is the change alone: lines of the script below it are left out. How a way is
//! typed is in `edit`, what the times rest on in `rests`.

use std::num::NonZeroU32;
use std::rc::Rc;

use rollout_engine::api::{PodManagementPolicy, StatefulSet, StatefulSetSpec, UpdateStrategy};
use rollout_engine::cluster::Owned;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Frame, FrameIndex};
use rollout_engine::version::{Rules, UpdateRule};

use super::edit::{self, Edited};
use super::{ChangeSource, NoPlan, NotHad, Plan, PlanAsked, Way, WayKind, rests};
use crate::directive::Directive;
use crate::release::name_of;
use crate::run::simulate;
use crate::script::Scenario;
use crate::sweep::Variant;
use crate::trace::Trace;

/// Up to so many replicas every number at a time is a way of its own.
const EACH_UP_TO: u32 = 12;
/// Numbers at a time above [`EACH_UP_TO`] replicas, beside those in percent.
const SMALL_NUMBERS: u32 = 5;
/// Percentages of the replicas at a time that people write.
const PERCENTAGES: [u32; 6] = [10, 20, 25, 33, 50, 100];
/// The other policy has the numbers that people write, so many replicas and one in so many.
const FEW_NUMBERS: u32 = 4;
/// Canaries have so many numbers at a time.
const CANARIES: usize = 3;

/// A scenario that ends with the change, and what stands when it is typed.
pub(super) struct Base {
    pub(super) scenario: Scenario,
    /// Index of the change, the last line.
    pub(super) since: usize,
    /// Time at which the change is typed.
    pub(super) at: SimTime,
    /// The set before the change.
    pub(super) before: StatefulSet,
    /// Its spec after the change.
    pub(super) after: Rc<StatefulSetSpec>,
    pub(super) rules: Rules,
    /// The namespace of kubectl's context.
    pub(super) context: Rc<str>,
    source: ChangeSource,
    ready: u32,
    budgets: Vec<Rc<str>>,
    /// Lines about what is drawn, to stand just above the change: what is before it is as on the page, in every run.
    pub(super) drawn: Vec<String>,
    /// Its own trace.
    pub(super) trace: Trace,
}

/// Returns every way to roll out a change.
pub(crate) fn plan(asked: &PlanAsked) -> Result<Plan, NoPlan> {
    let trace = simulate(&asked.scenario);
    let mut base = match (own_change(&asked.scenario, &trace), &asked.change) {
        (Some(line), None) => Base::of_own(&asked.scenario, line)?,
        (_, change) => Base::of_given(asked, &trace, change.as_deref())?,
    };
    if base.after.replicas == 0 {
        return Err(NoPlan::NoPods);
    }
    let (times, settings) = rests::times(&base);
    let fails = fails(&base, asked.fails_one_in);
    let fails_one_in = asked.fails_one_in.or_else(|| rests::fails_one_in(&base));
    let has_spread = fails_one_in.is_some() || rests::has_spread(&base.scenario, &settings);
    if has_spread && !rests::has_jitter(&base.scenario) {
        base.drawn.push(": jitter 0%".to_owned());
    }
    base.drawn.extend(fails);
    base.set(&settings);
    Ok(Plan {
        namespace: Rc::clone(&base.before.namespace),
        name: Rc::clone(&base.before.name),
        replicas: base.after.replicas,
        ready: base.ready,
        change: Rc::clone(&base.scenario.lines[base.since].text),
        source: base.source,
        images: images(&base),
        ways: ways(&base),
        times,
        fails_one_in,
        has_spread,
        budgets: base.budgets,
    })
}

/// Returns the last line that changed the template of a StatefulSet.
fn own_change(scenario: &Scenario, trace: &Trace) -> Option<usize> {
    (0..scenario.lines.len()).rev().find(|&line| changed_by(line, trace).is_some())
}

/// Returns the frames before a line and at its end, and the set whose template it changed.
fn changed_by(line: usize, trace: &Trace) -> Option<(FrameIndex, FrameIndex, StatefulSet)> {
    let ran = trace.ran.get(line).copied().flatten()?;
    let (end, status) = ran.exited?;
    if !trace.writes(line) || status != 0 {
        return None;
    }
    let (before, after) = (trace.rollout.seek(ran.after), trace.rollout.seek(end));
    let changed = before.cluster.sets().find(|(id, owned)| {
        let now = after.cluster.set(*id).filter(|now| now.exists && now.set.uid == owned.set.uid);
        now.is_some_and(|now| now.set.spec.template.data != owned.set.spec.template.data)
    });
    changed.map(|(_, owned)| (ran.after, end, owned.set.clone()))
}

impl Base {
    /// Returns the scenario up to a line of its own.
    fn of_own(scenario: &Scenario, line: usize) -> Result<Self, NoPlan> {
        let mut cut = scenario.clone();
        cut.lines.truncate(line + 1);
        cut.comments.retain(|comment| comment.before <= line);
        Self::of(cut, ChangeSource::Scenario)
    }

    /// Returns the scenario with a change that is given, or a restart, at the moment that was asked for.
    fn of_given(asked: &PlanAsked, trace: &Trace, change: Option<&str>) -> Result<Self, NoPlan> {
        let here = trace.rollout.seek(trace.rollout.frame_at(asked.at));
        let owned = set_of(asked, &here).ok_or(NoPlan::NoSet)?;
        let (name, namespace) = (&owned.set.name, &*owned.set.namespace);
        let context = trace.namespace_at(asked.at);
        let restart =
            || format!("kubectl{} rollout restart sts/{name}", edit::flag(namespace, context));
        let line = change.map_or_else(restart, str::to_owned);
        let source = change.map_or(ChangeSource::Restart, |_| ChangeSource::Given);
        Self::of(asked.scenario.tried(trace, asked.at, 0, &[&line]), source)
    }

    /// Runs a scenario that ends with its change.
    fn of(scenario: Scenario, source: ChangeSource) -> Result<Self, NoPlan> {
        let trace = simulate(&scenario);
        let since = scenario.lines.len().saturating_sub(1);
        let no_change = || NoPlan::NoChange {
            change: scenario.lines.last().map_or_else(|| "".into(), |line| Rc::clone(&line.text)),
            printed: trace.output(since).into(),
        };
        let (first, end, before) = changed_by(since, &trace).ok_or_else(no_change)?;
        let at = trace.ran[since].map_or(SimTime::ZERO, |ran| ran.at);
        let (here, then) = (trace.rollout.seek(first), trace.rollout.seek(end));
        let find = |frame: &'_ Frame| {
            let found = frame.cluster.find_set(&before.namespace, &before.name);
            found.map(|(_, owned)| (owned.pods.ready_count(), Rc::clone(&owned.set.spec)))
        };
        let ((ready, _), (_, after)) = find(&here).zip(find(&then)).ok_or(NoPlan::NoSet)?;
        Ok(Self {
            since,
            at,
            after,
            rules: *trace.rules_in(&then),
            context: trace.namespace_at(at).into(),
            source,
            drawn: Vec::new(),
            ready,
            budgets: rests::budgets(&here, &before, &trace),
            before,
            scenario,
            trace,
        })
    }

    /// Sets what acts from the beginning.
    fn set(&mut self, settings: &[String]) {
        let texts: Vec<&str> = settings.iter().map(String::as_str).collect();
        if let Ok(scenario) = self.scenario.with_settings(&texts) {
            self.since += scenario.lines.len() - self.scenario.lines.len();
            self.scenario = scenario;
        }
    }

    /// The way in which the set is set up. `None` with a partition: then not every pod is rolled out.
    fn own(&self) -> Option<WayKind> {
        let (rules, spec) = (&self.rules, &self.after);
        let parallel = spec.pod_management_policy == PodManagementPolicy::Parallel;
        match spec.update_strategy {
            UpdateStrategy::OnDelete => Some(WayKind::OnDelete),
            UpdateStrategy::Recreate => Some(WayKind::Recreate),
            UpdateStrategy::RollingUpdate(_) if spec.partition() > 0 => None,
            UpdateStrategy::RollingUpdate(_) => {
                let at_a_time = if has_budget(rules) { at_a_time(spec) } else { 1 };
                Some(WayKind::Rolling { parallel, at_a_time, canary: false })
            }
        }
    }
}

/// Returns the set that is planned for: the one that was named, or the first.
fn set_of<'a>(asked: &PlanAsked, here: &'a Frame) -> Option<&'a Owned> {
    let named =
        asked.set.as_ref().and_then(|(namespace, name)| here.cluster.find_set(namespace, name));
    named.or_else(|| here.cluster.sets().next()).map(|(_, owned)| owned)
}

/// The line by which one new pod in so many fails.
fn fails(base: &Base, one_in: Option<u32>) -> Option<String> {
    let one_in = one_in.and_then(NonZeroU32::new)?;
    let first = base.after.template.containers.first()?;
    let line = format!(": container {} fails 1 in {one_in}", first.name);
    Directive::read(&line).map(|_| line).ok()
}

/// The images that differ: container, before, after.
fn images(base: &Base) -> Vec<(Rc<str>, Rc<str>, Rc<str>)> {
    let (before, after) = (&base.before.spec.template, &base.after.template);
    let all = before.init_containers.iter().chain(&before.containers);
    let differs = all.filter_map(|old| {
        let mut new = after.init_containers.iter().chain(&after.containers);
        let new = new.find(|new| new.name == old.name && new.image != old.image)?;
        Some((Rc::clone(&old.name), Rc::clone(&old.image), Rc::clone(&new.image)))
    });
    differs.collect()
}

/// Every way, the set's own first.
fn ways(base: &Base) -> Vec<Way> {
    let own = base.own();
    let mut ways: Vec<Way> =
        kinds(base, own).into_iter().map(|kind| way(base, kind, own)).collect();
    ways.sort_by_key(|way| !way.is_own);
    ways
}

fn kinds(base: &Base, own: Option<WayKind>) -> Vec<WayKind> {
    let (replicas, spec) = (base.after.replicas, &base.after);
    let is_parallel = spec.pod_management_policy == PodManagementPolicy::Parallel;
    let own_number = match own {
        Some(WayKind::Rolling { at_a_time, .. }) => at_a_time,
        _ => 1,
    };
    let mut kinds = Vec::new();
    for parallel in [is_parallel, !is_parallel] {
        let mut numbers =
            if parallel == is_parallel { all_numbers(replicas) } else { few_numbers(replicas) };
        numbers.push(own_number.min(replicas));
        numbers.sort_unstable();
        numbers.dedup();
        kinds.extend(numbers.iter().map(|&at_a_time| WayKind::Rolling {
            parallel,
            at_a_time,
            canary: false,
        }));
    }
    let canaries = few_numbers(replicas).into_iter().filter(|&it| it <= replicas.div_ceil(2));
    kinds.extend(canaries.take(CANARIES).map(|at_a_time| WayKind::Rolling {
        parallel: is_parallel,
        at_a_time,
        canary: true,
    }));
    kinds.extend([WayKind::Recreate, WayKind::OnDelete]);
    kinds
}

/// Numbers at a time that act differently, for the set's own policy. More at a time than there are pods is all of them.
fn all_numbers(replicas: u32) -> Vec<u32> {
    if replicas <= EACH_UP_TO { (1..=replicas).collect() } else { few_numbers(replicas) }
}

/// Numbers at a time that people write: small ones, and percentages, rounded down as Kubernetes does.
fn few_numbers(replicas: u32) -> Vec<u32> {
    let small = if replicas <= EACH_UP_TO { FEW_NUMBERS } else { SMALL_NUMBERS };
    let share =
        |percent| u32::try_from(u64::from(replicas) * u64::from(percent) / 100).unwrap_or(replicas);
    let shares = PERCENTAGES.into_iter().map(share).filter(|&it| it > small);
    let mut numbers: Vec<u32> = (1..=small.min(replicas)).chain(shares).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn way(base: &Base, kind: WayKind, own: Option<WayKind>) -> Way {
    let edited = edit::edited(base, kind);
    let run = match (refused(base, kind), &edited.scenario) {
        (Some(refused), _) => Err(refused),
        (None, None) => Err(NotHad::NoManifest),
        (None, Some((scenario, since))) => Ok(Variant {
            scenario: scenario.clone(),
            since: *since,
            namespace: Rc::clone(&base.before.namespace),
            name: Rc::clone(&base.before.name),
        }),
    };
    let Edited { lines, needs_policy, .. } = edited;
    Way { kind, is_own: own == Some(kind), run, lines, needs_policy }
}

/// Why the release or the set refuses a way.
fn refused(base: &Base, kind: WayKind) -> Option<NotHad> {
    let release = || name_of(&base.rules).into();
    match kind {
        WayKind::Rolling { canary: true, .. } if base.after.replicas == 1 => Some(NotHad::OnePod),
        WayKind::Rolling { at_a_time, .. } if at_a_time > 1 && !has_budget(&base.rules) => {
            Some(NotHad::MaxUnavailableOff { release: release() })
        }
        WayKind::Recreate if !base.rules.recreate => {
            Some(NotHad::RecreateOff { release: release() })
        }
        _ => None,
    }
}

/// Whether the release acts on `maxUnavailable`.
fn has_budget(rules: &Rules) -> bool {
    rules.update != UpdateRule::OneAtATime
}

/// `maxUnavailable` as a number of pods, at most all, where no partition keeps any.
pub(super) fn at_a_time(spec: &StatefulSetSpec) -> u32 {
    spec.max_unavailable_of(spec.replicas).min(spec.replicas.max(1))
}
