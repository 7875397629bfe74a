//! What a comparison says: the verdict, and each difference with what both sides do there.
//!
//! Everything told is in the comparison as data ([`scenario::Comparison`]); nothing is guessed. The time of a difference
//! is in brackets, as a link.

use std::fmt::Display;
use std::time::Duration;

use rollout_engine::controller::Rule;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;
use scenario::{Comparison, Difference, End, Moment, Step, name_of};

use crate::state::Compared;
use crate::text::{Key, Text};
use crate::view::{releases, text};

/// Returns the verdict: which side ends sooner, and how few pods are Ready. Says where the releases differ as well.
pub fn verdict(compared: &Compared, names: &[String; 2]) -> String {
    let sides = compared.sides.each_ref();
    let text = text(sides[0]);
    let Some(found) = compared.found.as_deref() else { return text.of(Key::NoSet).into() };
    let replicas = sides.map(|side| {
        let run = &side.run;
        let history = run.history.drawn_at(run.trace.rollout.last());
        history.and_then(|history| history.specs.last()).map_or(0, |(_, spec)| spec.replicas)
    });
    let mut says = judged(text, found, names, replicas);
    let rules = sides.map(|side| &side.run.rules);
    let is_named = names.iter().all(|name| name.starts_with("Kubernetes "));
    if name_of(rules[0]) != name_of(rules[1]) && !is_named {
        let [left, right] = rules.map(|rules| releases::label(text, rules));
        let with: [(&str, &dyn Display); 4] =
            [("left", &names[0]), ("right", &names[1]), ("first", &left), ("second", &right)];
        says.push_str(&text.say(Key::VerdictReleases, &with));
    }
    says
}

/// Returns the verdict on a comparison of sides with these names and numbers of replicas.
fn judged(text: &Text, found: &Comparison, names: &[String; 2], replicas: [u32; 2]) -> String {
    if found.differences.is_empty() {
        return text.of(Key::VerdictSame).into();
    }
    let lowest = lowest(text, found, names, replicas);
    text.say(Key::VerdictJoined, &[("end", &end(text, found, names)), ("lowest", &lowest)])
}

fn end(text: &Text, found: &Comparison, names: &[String; 2]) -> String {
    let [left, right] = found.ends;
    let ends = |side: usize| ends_at(text, &names[side], found.ends[side].at);
    let goes = |side: usize| goes(text, &found.ends[side], &names[side]);
    match (left.is_done(), right.is_done()) {
        (true, true) => match found.sooner().filter(|(_, by)| seconds(*by) > 0) {
            Some((side, by)) => {
                let span = text.span(seconds(by));
                text.say(Key::VerdictSooner, &[("side", &names[side]), ("span", &span)])
            }
            None => text.say(Key::VerdictTogether, &[("at", &left.at)]),
        },
        (true, false) => two(text, ends(0), goes(1)),
        (false, true) => two(text, ends(1), goes(0)),
        (false, false) if stands_still(&left) && stands_still(&right) => {
            text.of(Key::VerdictNeither).into()
        }
        (false, false) => two(text, goes(0), goes(1)),
    }
}

/// Returns whole seconds, rounded.
fn seconds(by: Duration) -> u64 {
    (by + Duration::from_millis(500)).as_secs()
}

fn two(text: &Text, one: String, other: String) -> String {
    text.say(Key::VerdictTwo, &[("one", &one), ("other", &other)])
}

/// Returns `Parallel ends at 1:02`.
pub fn ends_at(text: &Text, name: &str, at: SimTime) -> String {
    text.say(Key::CompareEnds, &[("side", &name), ("at", &at)])
}

fn stands_still(end: &End) -> bool {
    matches!(end.ended, Ended::Settled | Ended::Looping)
}

/// Returns what a side does that does not end.
fn goes(text: &Text, end: &End, name: &str) -> String {
    let key = if stands_still(end) { Key::VerdictStands } else { Key::VerdictGoesOn };
    text.say(key, &[("side", &name), ("at", &end.at)])
}

fn lowest(text: &Text, found: &Comparison, names: &[String; 2], replicas: [u32; 2]) -> String {
    let [left, right] = found.ends.map(|end| end.lowest_ready);
    let with: [(&str, &dyn Display); 4] =
        [("left", &names[0]), ("right", &names[1]), ("first", &left), ("second", &right)];
    let key = match left == right {
        true if left >= replicas[0] && right >= replicas[1] => Key::LowestNone,
        true => Key::LowestBoth,
        false => Key::LowestEach,
    };
    text.say(key, &with)
}

/// Returns a difference in three pieces: before its time, the time, after it. `None` if there are not so many.
pub fn difference(compared: &Compared, names: &[String; 2], index: usize) -> Option<[String; 3]> {
    let text = text(&compared.sides[0]);
    let told = compared.found.as_deref()?.differences.get(index)?;
    let sets = compared.sides.each_ref().map(|side| {
        let run = &side.run;
        run.history.drawn_at(run.trace.rollout.last())
    });
    let set = sets[0].or(sets[1]).map_or("", |history| &history.name);
    let letters = [0, 1].map(|side| {
        let moment = told.moments[side]?;
        sets[side].map(|history| history.letter(moment.revision))
    });
    let [one, other] = Clauses { text, told, names, set, letters }.both();
    let word = text.of(Key::OrdinalWords).split(' ').nth(index);
    let key = if word.is_some() { Key::DifferenceAt } else { Key::DifferenceNumbered };
    let number = word.map_or_else(|| (index + 1).to_string(), str::to_owned);
    let with: [(&str, &dyn Display); 4] =
        [("number", &number), ("at", &told.at), ("one", &one), ("other", &other)];
    let said = text.say(key, &with);
    let mut pieces = said.split(['[', ']']);
    Some(std::array::from_fn(|_| pieces.next().unwrap_or_default().to_owned()))
}

/// A difference, and the words for it.
struct Clauses<'a> {
    text: &'a Text,
    told: &'a Difference,
    names: &'a [String; 2],
    /// The name of the StatefulSet.
    set: &'a str,
    /// The letter of each side's revision.
    letters: [Option<char>; 2],
}

impl Clauses<'_> {
    /// Returns what each side does, the side that does something first.
    fn both(&self) -> [String; 2] {
        let now = self.told.moments.map(|moment| moment.filter(|it| it.at == self.told.at));
        if let [Some(left), Some(right)] = now
            && left.step == right.step
        {
            // The same step, so the revisions differ.
            return [self.at_revision(0, &left), self.at_revision(1, &right)];
        }
        let first = usize::from(now[0].is_none());
        let second = 1 - first;
        let one = now[first].map(|moment| self.does(first, moment.step)).unwrap_or_default();
        let other = match now[second] {
            Some(moment) => self.does(second, moment.step),
            None => self.waits(second).unwrap_or_else(|| self.later(second, now[first])),
        };
        [one, other]
    }

    fn at_revision(&self, side: usize, moment: &Moment) -> String {
        let (what, letter) = (self.does(side, moment.step), self.letters[side].unwrap_or('A'));
        self.text.say(Key::DoesAtRevision, &[("what", &what), ("letter", &letter)])
    }

    fn does(&self, side: usize, step: Step) -> String {
        let key = match step {
            Step::Present => Key::DoesHave,
            Step::Created => Key::DoesCreate,
            Step::Ready => Key::DoesReady,
            Step::NotReady => Key::DoesLose,
            Step::Stopping => Key::DoesDelete,
            Step::Removed => Key::DoesRemove,
        };
        let pod = format!("{}-{}", self.set, self.told.pod.ordinal);
        self.text.say(key, &[("side", &self.names[side]), ("pod", &pod)])
    }

    /// Returns when a side does the same, or that it does not.
    fn later(&self, side: usize, now: Option<Moment>) -> String {
        let is_same = |later: &Moment| now.is_some_and(|now| now.step == later.step);
        match self.told.moments[side].filter(is_same) {
            Some(later) => {
                self.text.say(Key::DoesLater, &[("side", &self.names[side]), ("at", &later.at)])
            }
            None => self.text.say(Key::DoesNot, &[("side", &self.names[side])]),
        }
    }

    /// Returns what a side waits for. `None` if its rule says nothing about that.
    fn waits(&self, side: usize) -> Option<String> {
        let waiting = self.told.waiting[side]?;
        let key = match waiting.rule {
            Rule::ReplicaIsNotReady | Rule::OneAtATime | Rule::CondemnedIsNotReady => {
                Key::WaitsReady
            }
            Rule::ReplicaIsTerminating
            | Rule::CondemnedIsTerminating
            | Rule::FinishedPodIsGoing
            | Rule::RecreateIsDeleting => Key::WaitsGone,
            Rule::ReplicaIsNotAvailable => Key::WaitsAvailable,
            Rule::BudgetIsSpent => Key::WaitsBudget,
            Rule::OnDelete => Key::WaitsPerson,
            Rule::PartitionHolds => Key::WaitsPartition,
            _ => return None,
        };
        let on = waiting.on.map(|on| format!("{}-{on}", self.set));
        let has_pod = matches!(key, Key::WaitsReady | Key::WaitsGone | Key::WaitsAvailable);
        if has_pod && on.is_none() {
            return None;
        }
        let on = on.unwrap_or_default();
        Some(self.text.say(key, &[("side", &self.names[side]), ("on", &on)]))
    }
}
