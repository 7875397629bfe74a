//! The page *Plan*: what is asked, the ways to roll out with what their runs gave so far, the floor and the chosen way.
//!
//! A plan is of the figure's scenario. Its settings ([`PlanSettings`]) are those of its link. The samples come from a sweep that
//! `app` runs as long as [`AppState::sweep`] names one. Leaves out how a plan is asked for and what an action does to it
//! (`update::plan`), and what it says (`view::plan`).

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::time::SimTime;
use scenario::protocol::RunId;
use scenario::{
    ChangeSource, Distribution, LinkPlan, NoPlan, Plan, PlanAsked, PlanSettings, Unlinkable,
    Variant, Way, WayKind,
};

use super::results::Preview;
use super::{AppState, Run, Screen, Stride, text_of};

/// Runs of each way of a set with fewer pods than [`MANY_PODS`].
pub const RUNS: u32 = 200;
/// Runs of each way of a set with many pods: a run costs as much as its pods.
const RUNS_OF_MANY: u32 = 100;
const MANY_PODS: u32 = 50;

/// The plan on the page, what was asked, and what is on its way.
#[derive(Clone, Debug, Default)]
pub struct Planning {
    /// What a person set.
    pub asks: PlanSettings,
    /// The moment of a change that the scenario has not itself.
    pub at: Option<SimTime>,
    /// The last question, and its number until it is answered.
    pub asked: Option<Rc<PlanAsked>>,
    /// Number of the question that is not answered.
    pub number: Option<u32>,
    /// The plan that is shown.
    pub shown: Option<Box<Planned>>,
    /// The plan whose first samples are awaited. The one before is shown until then.
    pub coming: Option<Box<Planned>>,
    /// Why there is no plan.
    pub none: Option<NoPlan>,
    /// The open tab beside the chart.
    pub tab: PlanTab,
    /// The letters of the scenario in a followed link: once that is the figure, the page opens.
    pub opens: Option<Rc<str>>,
    /// Half-typed values.
    pub drafts: PlanDrafts,
    /// What was copied just now.
    pub copied: Option<PlanCopy>,
}

/// A plan, and what its runs gave so far.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Number of the question. Names the sweep.
    pub number: u32,
    /// What was asked.
    pub asked: Rc<PlanAsked>,
    /// The ways.
    pub plan: Rc<Plan>,
    /// Runs of each way.
    pub runs: u32,
    /// For each way of the plan what its runs gave. `None` before the first, and of a way that cannot be had.
    pub results: Rc<[Option<Distribution>]>,
    /// Number of runs done, and of all.
    pub progress: (u32, u32),
    /// Time since the sweep began, in milliseconds.
    pub ms: u32,
    /// How far the sweep is.
    pub stage: SweepStage,
    /// The runs of the chosen way that are drawn: worst, median, best.
    pub watched: Vec<Watched>,
}

/// How far a sweep is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SweepStage {
    /// It goes on.
    #[default]
    Running,
    /// Every run is done.
    Whole,
    /// A person stopped it.
    Stopped,
    /// No worker can be had, or a run stops each one.
    Lost,
}

/// A run of a way that is drawn and can be opened.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The way.
    pub kind: WayKind,
    /// Seed of the run.
    pub seed: u32,
    /// Number of the requested run.
    pub id: RunId,
    /// The run. `None` until it arrives.
    pub run: Option<Rc<Run>>,
    /// Its drawing.
    pub preview: Option<Preview>,
    /// The letters of its link. Empty while they cannot be written.
    pub letters: Rc<str>,
}

/// Tabs beside the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlanTab {
    /// The chosen way: its runs and its lines.
    #[default]
    Chosen,
    /// A table of all ways.
    Ways,
    /// How long pods take.
    Times,
}

/// Half-typed values of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanDrafts {
    /// The change: a line, or an image.
    pub change: Option<Rc<str>>,
    /// One new pod in so many fails.
    pub fails: Option<Rc<str>>,
    /// A time: what it is stated for, the step, the value.
    pub time: Option<(Rc<str>, Rc<str>, Rc<str>)>,
    /// Why the last value was refused.
    pub refused: Option<Rc<str>>,
}

/// Things to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanCopy {
    /// The lines of the chosen way.
    Lines,
    /// The table of all ways.
    Table,
}

/// What a person does with a plan, and what the sweep gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanStep {
    /// The page was opened.
    Opened,
    /// Back reached the page again.
    Returned,
    /// Another number of pods must stay Ready.
    FloorMoved(u32),
    /// A key or button moved that number.
    FloorStepped(Stride),
    /// A way was chosen.
    WayChosen(WayKind),
    /// A tab was chosen.
    TabChosen(PlanTab),
    /// A half-typed change.
    ChangeEdited(Rc<str>),
    /// The change was entered. An empty one is the scenario's own.
    ChangeEntered,
    /// A half-typed number of pods of which one fails.
    FailsEdited(Rc<str>),
    /// The number was entered. Empty or 0: none fails.
    FailsEntered,
    /// A half-typed time: what it is stated for, the step, the value.
    TimeEdited(Rc<str>, Rc<str>, Rc<str>),
    /// The time was entered.
    TimeEntered,
    /// No further runs are wanted.
    Stopped,
    /// Runs that could not be made are tried again.
    Again,
    /// Samples came: the number of the sweep, what each of its variants gave, runs done and of all, milliseconds, stage.
    Sampled(u32, Vec<Distribution>, (u32, u32), u32, SweepStage),
    /// A run of the chosen way becomes the figure, by its seed.
    RunOpened(u32),
    /// The chosen way becomes the figure.
    WayOpened,
    /// Something was copied.
    Copied(PlanCopy),
}

/// A sweep that is to run: its number, what is measured, runs of each.
pub type SweepWanted = (u32, Vec<Variant>, u32);

impl Planned {
    /// Returns a plan without a sample.
    pub fn new(number: u32, asked: Rc<PlanAsked>, plan: Plan, runs: Option<u32>) -> Self {
        let runs = match plan.has_spread {
            // All runs are alike.
            false => 1,
            true if plan.replicas >= MANY_PODS => runs.unwrap_or(RUNS_OF_MANY),
            true => runs.unwrap_or(RUNS),
        };
        let results = plan.ways.iter().map(|_| None).collect();
        let variants = plan.ways.iter().filter(|way| way.run.is_ok()).count();
        let all = runs.saturating_mul(u32::try_from(variants).unwrap_or(u32::MAX));
        let (progress, stage) = ((0, all), SweepStage::default());
        let (plan, watched) = (Rc::new(plan), Vec::new());
        Self { number, asked, plan, runs, results, progress, ms: 0, stage, watched }
    }

    /// Returns whether there is, or may still be, a run to say something of.
    pub fn has_any(&self) -> bool {
        self.stage != SweepStage::Lost || self.progress.0 > 0
    }

    /// Takes what the sweep's variants gave. Variants are the ways that can be had, in order.
    pub fn take(&mut self, given: Vec<Distribution>) {
        let mut given = given.into_iter();
        let of = |way: &Way| match way.run {
            Ok(_) => given.next().filter(|it| it.runs > 0),
            Err(_) => None,
        };
        self.results = self.plan.ways.iter().map(of).collect();
    }

    /// Returns the ways that have been measured, with what their runs gave.
    pub fn measured(&self) -> impl Iterator<Item = (&Way, &Distribution)> {
        let ways = self.plan.ways.iter().zip(self.results.iter());
        ways.filter_map(|(way, given)| Some((way, given.as_ref()?)))
    }

    /// Returns how many pods must stay Ready unless a person says otherwise: as many as the set's own setting leaves.
    /// Somebody decided that for this set; where nothing was set it is all but one, as with `maxUnavailable: 1`.
    /// Never more than are Ready before the change.
    pub fn own_floor(&self) -> u32 {
        let own = self.plan.ways.iter().find(|way| way.is_own).map(|way| way.kind);
        let taken = match own {
            Some(WayKind::Rolling { at_a_time, .. }) => at_a_time,
            Some(WayKind::Recreate) => self.plan.replicas,
            Some(WayKind::OnDelete) | None => 1,
        };
        self.plan.replicas.saturating_sub(taken).min(self.plan.ready)
    }

    /// Returns whether every run of a way keeps the floor and most of them come to an end.
    pub fn keeps(given: &Distribution, floor: u32) -> bool {
        given.lowest_ready >= floor && Self::median(given).is_some()
    }

    /// Returns the median duration, a run that does not come to an end counted as the longest. `None` if that is the median.
    pub fn median(given: &Distribution) -> Option<Duration> {
        let is_usual = given.not_completed() * 2 <= given.runs;
        given.took.filter(|_| is_usual).map(|took| took.median.0)
    }

    /// Returns the fastest way of which every run keeps the floor: by its median, and of equal ones the set's own, which
    /// nobody has to change, else the first.
    pub fn fastest(&self, floor: u32) -> Option<WayKind> {
        let keeping = self.measured().filter(|(_, given)| Self::keeps(given, floor));
        let fastest = keeping.min_by_key(|(way, given)| (Self::median(given), !way.is_own));
        fastest.map(|(way, _)| way.kind)
    }

    /// Returns a way with what its runs gave.
    pub fn way(&self, kind: WayKind) -> Option<(&Way, Option<&Distribution>)> {
        let index = self.plan.ways.iter().position(|way| way.kind == kind)?;
        Some((&self.plan.ways[index], self.results.get(index)?.as_ref()))
    }

    /// Returns the seeds of the worst, the median and the best run of a way, without doubles.
    pub fn seeds(given: &Distribution) -> Vec<u32> {
        let Some(took) = given.took else { return given.still.seed.into_iter().collect() };
        let mut seeds = vec![took.worst.1];
        for seed in [took.median.1, took.best.1] {
            if !seeds.contains(&seed) {
                seeds.push(seed);
            }
        }
        seeds
    }

    /// Returns the run that stands for the chosen way: the median, or the only one.
    pub fn middle(&self) -> Option<&Watched> {
        self.watched.get(1).or(self.watched.first())
    }

    fn variants(&self) -> Vec<Variant> {
        self.plan.ways.iter().filter_map(|way| way.run.clone().ok()).collect()
    }
}

impl Planning {
    /// Returns how many pods must stay Ready.
    pub fn floor(&self) -> u32 {
        let Some(shown) = self.shown.as_deref() else { return self.asks.floor.unwrap_or(0) };
        self.asks.floor.unwrap_or_else(|| shown.own_floor()).min(shown.plan.replicas)
    }

    /// Returns the chosen way: a person's, if the plan has it, else the fastest that keeps the floor.
    pub fn chosen(&self) -> Option<WayKind> {
        let shown = self.shown.as_deref()?;
        let wished =
            self.asks.way.filter(|&kind| shown.way(kind).is_some_and(|(_, it)| it.is_some()));
        wished.or_else(|| shown.fastest(self.floor()))
    }

    /// Returns the plan that is measured: the one on its way, else the one on the page.
    pub fn measured(&self) -> Option<&Planned> {
        self.coming.as_deref().or(self.shown.as_deref())
    }

    /// The service was lost while it worked the ways out, or runs of the chosen one.
    pub fn lose_service(&mut self) {
        if self.number.take().is_some() {
            self.asked = None;
        }
        if let Some(shown) = &mut self.shown {
            shown.watched.retain(|watched| watched.run.is_some());
        }
    }

    /// Returns the plan with this number.
    pub fn numbered(&mut self, number: u32) -> Option<&mut Planned> {
        let both = [self.coming.as_deref_mut(), self.shown.as_deref_mut()];
        both.into_iter().flatten().find(|it| it.number == number)
    }
}

impl AppState {
    /// Returns the number of the sweep that is to run. `None` if every run is done, and on every other screen.
    pub fn sweep_number(&self) -> Option<u32> {
        let measured = self.plan.measured().filter(|_| self.around.screen == Screen::Plan)?;
        (measured.stage == SweepStage::Running).then_some(measured.number)
    }

    /// Returns the sweep that is to run.
    pub fn sweep(&self) -> Option<SweepWanted> {
        let number = self.sweep_number()?;
        let measured = self.plan.measured()?;
        Some((number, measured.variants(), measured.runs))
    }

    /// Returns what is asked now.
    pub fn plan_wanted(&self) -> PlanAsked {
        PlanAsked {
            scenario: self.run.scenario.clone(),
            at: self.plan.at.unwrap_or(self.run.history.begins_at),
            set: self.plan_set(),
            change: self.plan.asks.change.as_deref().map(Into::into),
            fails_one_in: self.plan.asks.fails_one_in,
        }
    }

    /// Returns namespace and name of the set that is planned: the one that was chosen, else the one that is drawn last.
    pub fn plan_set(&self) -> Option<(Rc<str>, Rc<str>)> {
        let named = self.plan.asks.set.as_deref().and_then(|name| self.run.history.named(name));
        let history = &self.run.history;
        let set = named.or_else(|| history.drawn_at(self.run.trace.rollout.last()))?;
        Some((Rc::clone(&set.namespace), Rc::clone(&set.name)))
    }

    /// Returns the settings of the plan's link: what the page would not choose by itself, and the moment of a change that
    /// the scenario has not itself.
    pub fn plan_settings(&self) -> PlanSettings {
        let plan = &self.plan;
        let is_own = plan.shown.as_ref().is_some_and(|it| it.plan.source == ChangeSource::Scenario);
        let at = plan.at.filter(|_| !is_own || plan.asks.change.is_some());
        PlanSettings { at, ..plan.asks.clone() }
    }

    /// Returns the address of the plan on the screen. `None` while the word list is missing.
    pub fn address_of_plan(&self) -> Option<Rc<str>> {
        if !self.names_undecided().is_empty() || !self.shows_secrets() {
            return Some("".into());
        }
        let texts = |path: &str| text_of(&self.shelf, path);
        let (scenario, asks) = (&self.run.scenario.without_uids(), self.plan_settings());
        let written = match self.linked.is_followed(scenario) {
            true => {
                let letters = self.linked.letters();
                let letters = if letters.is_empty() { scenario::OPENING } else { letters };
                LinkPlan::after(letters, scenario, &asks, &texts)
            }
            false => Err(Unlinkable::Unwritable),
        };
        let packed = |_| LinkPlan::write(scenario, &self.linked.base, &asks, &texts);
        match written.or_else(packed) {
            Ok(letters) => Some(letters.into()),
            Err(Unlinkable::Wanted) => None,
            Err(_) => Some("".into()),
        }
    }
}
