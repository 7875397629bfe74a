//! What a plan says: the names of ways, the answer with its facts, why a bolder way may be slower, what the numbers rest on.
//!
//! Nothing is guessed: each sentence is about runs that were made, and each percentile is the duration of one of them.

use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use scenario::{Distribution, NotHad, Percentiles, Plan, StatedTimes, TimesSource, Way, WayKind};

use crate::state::{AppState, Planned, SweepStage};
use crate::text::{Key, Text};
use crate::view::text;

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The sentence.
    pub says: String,
    /// Its facts: name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What else one should know.
    pub notes: Vec<String>,
}

/// Returns the answer for the chosen way.
pub fn answer(state: &AppState, shown: &Planned) -> Answer {
    let text = text(state);
    let notes = notes(text, shown);
    let chosen = state.plan.chosen().and_then(|kind| shown.way(kind));
    match chosen {
        Some((way, Some(given))) => Answer {
            says: says(text, shown, way.kind, given),
            facts: facts(text, shown, given),
            notes,
        },
        _ => Answer {
            says: nothing_keeps(text, shown, state.plan.floor()),
            notes,
            ..Answer::default()
        },
    }
}

fn says(text: &Text, shown: &Planned, kind: WayKind, given: &Distribution) -> String {
    let (way, replicas, lowest) = (name(text, kind), shown.plan.replicas, given.lowest_ready);
    let span = Planned::median(given).map(|median| span(text, median));
    let key = match &span {
        None => Key::PlanSaysUnended,
        Some(_) if shown.stage == SweepStage::Running => Key::PlanSoFar,
        Some(_) => Key::PlanSays,
    };
    let span = span.unwrap_or_default();
    let with: [(&str, &dyn Display); 4] =
        [("way", &way), ("span", &span), ("lowest", &lowest), ("replicas", &replicas)];
    text.say(key, &with)
}

/// Returns that no way keeps the floor in every run, and which comes closest.
fn nothing_keeps(text: &Text, shown: &Planned, floor: u32) -> String {
    let closest = shown.measured().min_by_key(|(way, given)| {
        let median = Planned::median(given);
        (std::cmp::Reverse(given.lowest_ready), median.is_none(), median, !way.is_own)
    });
    let replicas = shown.plan.replicas;
    let mut with: Vec<(&str, &dyn Display)> = vec![("floor", &floor), ("replicas", &replicas)];
    let Some((way, given)) = closest.filter(|_| shown.stage != SweepStage::Running) else {
        return text.say(Key::PlanSoFarNone, &with);
    };
    if given.lowest_ready >= floor {
        return text.say(Key::PlanNoneEnds, &with);
    }
    let way = name(text, way.kind);
    with.extend([("way", &way as &dyn Display), ("lowest", &given.lowest_ready)]);
    text.say(Key::PlanNone, &with)
}

/// Returns how long, how few and how often it stands still, in words.
pub fn facts(text: &Text, shown: &Planned, given: &Distribution) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let mut add = |name: Key, says: String| facts.push((text.of(name), says));
    match given.took {
        Some(_) if shown.runs == 1 => add(Key::PlanEvery, text.of(Key::PlanEverySays).into()),
        Some(took) => {
            add(Key::PlanHalf, half(text, &took));
            add(Key::PlanLate, longer(text, &took));
        }
        None => {}
    }
    let nine = given.lowest_ready_of_nine_in_ten;
    if nine > given.lowest_ready {
        add(Key::PlanTen, text.say(Key::PlanNeverBelow, &[("lowest", &nine)]));
    }
    if given.lowest_available < given.lowest_ready {
        let lowest = given.lowest_available;
        add(Key::PlanAvailable, text.say(Key::PlanNeverBelow, &[("lowest", &lowest)]));
    }
    add(Key::PlanStill, still(text, &shown.plan.name, given));
    facts
}

/// Returns the middle half of all durations: `2 min 25 s to 2 min 37 s`.
pub fn half(text: &Text, took: &Percentiles) -> String {
    let [from, to] = [took.p25, took.p75].map(|it| span(text, it));
    text.say(Key::PlanFromTo, &[("from", &from), ("to", &to)])
}

/// Returns `longer than 2 min 47 s`.
pub fn longer(text: &Text, took: &Percentiles) -> String {
    text.say(Key::PlanLongerThan, &[("span", &span(text, took.p95))])
}

/// Returns how often a way stands still, and at which pod.
pub fn still(text: &Text, set: &str, given: &Distribution) -> String {
    let still = &given.still;
    let kinds = [
        (Key::PlanStuckIn, still.stuck),
        (Key::PlanBehindIn, still.behind),
        (Key::PlanCutOffIn, still.cut_off),
        (Key::PlanRefusedIn, still.refused),
    ];
    let counted = kinds.into_iter().filter(|(_, runs)| *runs > 0);
    let mut said: Vec<String> = counted
        .map(|(key, runs)| text.say(key, &[("runs", &runs), ("all", &given.runs)]))
        .collect();
    if said.is_empty() {
        return text.of(Key::PlanNever).into();
    }
    // Of equal numbers the highest ordinal, which comes first in a rollout.
    let most = still.at.iter().max_by_key(|(ordinal, runs)| (**runs, **ordinal));
    if let Some((ordinal, runs)) = most {
        let pod = format!("{set}-{ordinal}");
        said.push(text.say(Key::PlanMostAt, &[("pod", &pod), ("runs", runs)]));
    }
    said.join(text.of(Key::PlanJoin))
}

/// Returns why a bolder OrderedReady is slower, where one is.
fn notes(text: &Text, shown: &Planned) -> Vec<String> {
    if shown.stage == SweepStage::Running {
        return Vec::new();
    }
    let mut ordered: Vec<(u32, Duration)> = shown
        .measured()
        .filter_map(|(way, given)| match way.kind {
            WayKind::Rolling { parallel: false, at_a_time, canary: false } => {
                Some((at_a_time, Planned::median(given)?))
            }
            _ => None,
        })
        .collect();
    // The set's own way comes first in a plan.
    ordered.sort_unstable();
    let seconds = |took: Duration| (took + Duration::from_millis(500)).as_secs();
    let slower = ordered.windows(2).find(|pair| seconds(pair[1].1) > seconds(pair[0].1));
    let says =
        slower.map(|pair| text.say(Key::PlanSlower, &[("bold", &pair[1].0), ("less", &pair[0].0)]));
    says.into_iter().collect()
}

/// Returns a way's name in a sentence.
pub fn name(text: &Text, kind: WayKind) -> String {
    match kind {
        WayKind::Recreate => "Recreate".into(),
        WayKind::OnDelete => text.of(Key::WayOnDelete).into(),
        WayKind::Rolling { parallel, at_a_time, canary } => {
            let key = if canary { Key::WayCanary } else { Key::WayRolling };
            text.say(key, &[("policy", &policy(parallel)), ("pods", &at_a_time)])
        }
    }
}

/// Returns a way's name in the chart and in lists.
pub fn short_name(text: &Text, kind: WayKind) -> String {
    match kind {
        WayKind::Rolling { parallel, at_a_time, canary } => {
            let key = if canary { Key::WayShortCanary } else { Key::WayShort };
            text.say(key, &[("policy", &policy(parallel)), ("pods", &at_a_time)])
        }
        _ => name(text, kind),
    }
}

/// Returns the shortest name: the mark says the policy.
pub fn shortest_name(text: &Text, kind: WayKind) -> String {
    match kind {
        WayKind::Rolling { at_a_time, canary: false, .. } => at_a_time.to_string(),
        WayKind::Rolling { at_a_time, .. } => {
            text.say(Key::WayShorterCanary, &[("pods", &at_a_time)])
        }
        WayKind::Recreate => "Recreate".into(),
        WayKind::OnDelete => "OnDelete".into(),
    }
}

/// Returns the policy as the API spells it.
pub fn policy(parallel: bool) -> &'static str {
    if parallel { "Parallel" } else { "OrderedReady" }
}

/// Returns why a way cannot be had.
pub fn not_had(text: &Text, why: &NotHad) -> String {
    let release = |name: &str| format!("Kubernetes {name}");
    match why {
        NotHad::MaxUnavailableOff { release: name } => {
            text.say(Key::NotHadMaxUnavailable, &[("release", &release(name))])
        }
        NotHad::RecreateOff { release: name } => {
            text.say(Key::NotHadRecreate, &[("release", &release(name))])
        }
        NotHad::NoManifest => text.of(Key::NotHadManifest).into(),
        NotHad::OnePod => text.of(Key::NotHadOnePod).into(),
    }
}

/// Returns what one should know about a way: that it is the set's own, or what its policy takes.
pub fn about(text: &Text, plan: &Plan, way: &Way) -> Option<String> {
    match way.kind {
        _ if way.is_own => Some(text.say(Key::PlanOwn, &[("set", &plan.name)])),
        WayKind::Rolling { parallel, .. } if way.needs_policy => {
            let policy = policy(parallel);
            Some(text.say(Key::PlanPolicy, &[("set", &plan.name), ("policy", &policy)]))
        }
        _ => None,
    }
}

/// Returns the change in short: `postgres 17.5 → 17.6`, or `a restart`.
pub fn change(text: &Text, plan: &Plan) -> String {
    let image = |(_, before, after): &(_, Rc<str>, Rc<str>)| image_change(before, after);
    match plan.images.is_empty() {
        false => plan.images.iter().map(image).collect::<Vec<_>>().join(text.of(Key::PlanComma)),
        true if plan.change.contains("rollout restart") => text.of(Key::PlanRestart).into(),
        true => plan.change.to_string(),
    }
}

/// Returns two images in short: `postgres 17.5 → 17.6`.
pub fn image_change(before: &str, after: &str) -> String {
    match (before.rsplit_once(':'), after.rsplit_once(':')) {
        (Some((repository, old)), Some((same, new))) if same == repository => {
            format!("{repository} {old} → {new}")
        }
        _ => format!("{before} → {after}"),
    }
}

/// Returns what the times rest on: who says it, and what.
pub fn rests(text: &Text, plan: &Plan) -> Vec<(&'static str, String)> {
    plan.times.iter().filter(|it| !it.steps.is_empty()).map(|it| rest(text, it)).collect()
}

fn rest(text: &Text, stated: &StatedTimes) -> (&'static str, String) {
    let of = match &*stated.of {
        "" => text.of(Key::PlanEveryContainer),
        of => of,
    };
    let range = |(step, [least, _, most]): &(Rc<str>, [Duration; 3])| {
        let (from, to) = (fine(text, *least), fine(text, *most));
        match least == most {
            true => format!("{step} {from}"),
            false => text.say(Key::PlanRange, &[("step", step), ("from", &from), ("to", &to)]),
        }
    };
    let times = stated.steps.iter().map(range).collect::<Vec<_>>().join(text.of(Key::PlanComma));
    let mut with: Vec<(&str, &dyn Display)> = vec![("of", &of), ("times", &times)];
    let (head, key) = match &stated.source {
        TimesSource::Measured(pods) => {
            with.push(("pods", pods));
            (Key::PlanMeasured, Key::PlanMeasuredSays)
        }
        TimesSource::Stated => (Key::PlanStated, Key::PlanTimesOf),
        TimesSource::Like(like) => {
            with.push(("like", like));
            (Key::PlanAssumed, Key::PlanLikeSays)
        }
        TimesSource::Assumed => (Key::PlanAssumed, Key::PlanTimesOf),
    };
    (text.of(head), text.say(key, &with))
}

/// Returns what is not in the numbers.
pub fn not_evaluated(text: &Text, plan: Option<&Plan>) -> String {
    match plan.map(|plan| plan.budgets.join(text.of(Key::PlanComma))) {
        Some(budgets) if !budgets.is_empty() => {
            text.say(Key::PlanNotEvaluatedUnder, &[("budgets", &budgets)])
        }
        _ => text.of(Key::PlanNotEvaluatedSays).into(),
    }
}

/// Returns a duration in words, to the second.
pub fn span(text: &Text, took: Duration) -> String {
    text.span((took + Duration::from_millis(500)).as_secs())
}

/// Returns a duration in words, to a tenth of a second below ten seconds.
fn fine(text: &Text, took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    match tenths % 10 {
        0 => text.span(took.as_secs()),
        _ if tenths >= 100 => span(text, took),
        rest => text.say(Key::Seconds, &[("seconds", &format!("{}.{rest}", tenths / 10))]),
    }
}
