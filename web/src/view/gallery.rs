//! The gallery: questions, each with the shape of its rollout and one fact of its set-up. Leaves out the answers.

use std::rc::Rc;

use rollout_engine::api::{IntOrPercent, PodManagementPolicy, StatefulSetSpec, UpdateStrategy};
use rollout_engine::version::Rules;
use scenario::{CHAPTERS, Film, PAIRS, PLANS};

use super::preview::{Sizes, events, preview};
use super::question::in_language;
use super::timeline::px;
use super::{releases, text, timeline};
use crate::history::SetHistory;
use crate::state::{AppState, Card, Preview, Run, Shown};
use crate::text::{Key, Language};

const PAIR_SIZES: Sizes = Sizes { lane: px(4), pitch: px(5), lanes_max: 5 };
const SIZES: Sizes = Sizes { lane: px(9), pitch: px(12), lanes_max: 5 };

/// A chapter of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChapterView {
    /// Its title.
    pub title: &'static str,
    /// Its questions.
    pub questions: Vec<QuestionView>,
    /// Its plans.
    pub plans: Vec<PlanCard>,
}

/// A plan of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanCard {
    /// Its link.
    pub letters: &'static str,
    /// Its question.
    pub asks: &'static str,
    /// The card of the scenario that it is about.
    pub card: Rc<Card>,
}

/// The questions of the plans of the gallery, in the order of [`PLANS`].
const PLANNED: [Key; PLANS.len()] = [Key::PlanNineStay, Key::PlanCanaryCosts, Key::PlanWindowWins];

/// A question of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionView {
    /// The name of its scenario.
    pub name: &'static str,
    /// The question.
    pub says: Rc<str>,
    /// The card, with what has been computed for it so far.
    pub card: Rc<Card>,
}

/// The questions of the comparisons of the gallery, in the order of [`PAIRS`].
const ASKED: [Key; PAIRS.len()] = [
    Key::PairPolicy,
    Key::PairGate,
    Key::PairCanary,
    Key::PairPartition,
    Key::PairPercent,
    Key::PairStanza,
    Key::PairUndo,
    Key::PairRecreate,
    Key::PairHalf,
];

/// A comparison of the gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairCard {
    /// Its link.
    pub letters: &'static str,
    /// Its question.
    pub asks: &'static str,
    /// The drawings of left and right, once their film is here.
    pub shown: Option<Rc<[Preview; 2]>>,
}

/// Returns the comparisons of the gallery.
pub fn pairs(state: &AppState) -> Vec<PairCard> {
    let card = |((name, letters), asks)| PairCard {
        letters,
        asks: text(state).of(asks),
        shown: state.shelf.pairs.get(name).cloned().flatten(),
    };
    PAIRS.into_iter().zip(ASKED).map(card).collect()
}

/// Returns the drawings of a comparison, from its film. `None` if the film is broken.
pub fn pair_shown(film: &Film) -> Option<Rc<[Preview; 2]>> {
    let of = |run: Run| preview(&run, PAIR_SIZES);
    Some(Rc::new([of(Run::of_film(film)?)?, of(Run::beside_in_film(film)?)?]))
}

/// Returns the chapters of the gallery.
pub fn view(state: &AppState) -> Vec<ChapterView> {
    let questions = |chapter: usize| {
        let cards = state.shelf.gallery.iter().filter(|card| card.chapter == chapter);
        cards.map(|card| question(state, card)).collect()
    };
    let chapters = CHAPTERS.iter().enumerate();
    let chapter = |(index, _)| ChapterView {
        title: title(state, index),
        questions: questions(index),
        plans: plans(state, index),
    };
    chapters.map(chapter).collect()
}

/// Returns the plans about scenarios of a chapter.
fn plans(state: &AppState, chapter: usize) -> Vec<PlanCard> {
    let plan = |(letters, asks): (&'static str, Key)| {
        let name = letters.strip_prefix("plan.")?.split('?').next()?;
        let mut cards = state.shelf.gallery.iter();
        let card = cards.find(|card| card.chapter == chapter && card.name == name)?;
        Some(PlanCard { letters, asks: text(state).of(asks), card: Rc::clone(card) })
    };
    PLANS.into_iter().zip(PLANNED).filter_map(plan).collect()
}

fn question(state: &AppState, card: &Rc<Card>) -> QuestionView {
    let says = in_language(state, &card.scenario.question, &card.scenario.question_zh);
    QuestionView { name: card.name, says: says.unwrap_or_default(), card: Rc::clone(card) }
}

/// Returns a chapter's title in the page's language.
pub fn title(state: &AppState, chapter: usize) -> &'static str {
    let chapter = CHAPTERS.get(chapter);
    chapter.map_or("", |chapter| match text(state).language {
        Language::English => chapter.title,
        Language::Chinese => chapter.title_zh,
    })
}

/// Returns the preview and the fact of a card, from its run.
pub fn shown(run: &Run) -> Shown {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let mut fact = history.and_then(|history| told(run, history)).unwrap_or_default();
    if run.rules.release != Rules::LATEST.release {
        fact = format!("{fact}, Kubernetes {}", releases::bare(&run.rules));
    }
    Shown { preview: preview(run, SIZES), fact }
}

/// Returns the most telling field of the set. If every field has its usual value, the first line that is typed; if
/// none is, the policy.
fn told(run: &Run, history: &SetHistory) -> Option<String> {
    let begins = run.history.begins_at;
    let (_, last) = history.specs.last()?;
    let first = history.spec_at(begins).unwrap_or(last);
    fact(first, last).or_else(|| {
        let typed = events(run).next();
        let line = typed.map(|(_, line)| timeline::short(line.trim_start_matches(": ")));
        line.or_else(|| Some("OrderedReady".into()))
    })
}

/// Returns the most telling field of a set, from its spec at the beginning and at the end. `None` if every field has
/// its usual value.
fn fact(first: &StatefulSetSpec, last: &StatefulSetSpec) -> Option<String> {
    if first.replicas != last.replicas && first.template == last.template {
        return Some(format!("replicas {} → {}", first.replicas, last.replicas));
    }
    let rolling = match first.update_strategy {
        UpdateStrategy::OnDelete => return Some("OnDelete".into()),
        UpdateStrategy::Recreate => return Some("Recreate".into()),
        UpdateStrategy::RollingUpdate(rolling) => rolling,
    };
    let parallel = first.pod_management_policy == PodManagementPolicy::Parallel;
    let policy = if parallel { ", Parallel" } else { "" };
    let partition = if last.partition() > 0 { last.partition() } else { first.partition() };
    Some(match rolling.and_then(|rolling| rolling.max_unavailable) {
        _ if partition > 0 => format!("partition {partition}, replicas {}", last.replicas),
        _ if first.min_ready_seconds > 0 => format!("minReadySeconds {}", first.min_ready_seconds),
        Some(IntOrPercent::Percent(percent)) => format!("maxUnavailable {percent}%{policy}"),
        Some(IntOrPercent::Int(pods)) if pods > 1 => format!("maxUnavailable {pods}{policy}"),
        _ if parallel => "Parallel".into(),
        _ if !first.template.placement.anti_affinity.is_empty() => "podAntiAffinity".into(),
        _ => return None,
    })
}
