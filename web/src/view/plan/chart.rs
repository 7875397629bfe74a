//! The geometry of a plan's chart: a mark for each way, duration to the right, the lowest number of Ready pods up.
//!
//! Leaves out where names are put ([`names`]), colours, and how a mark is drawn (`components::plan::chart`).

mod names;

use std::time::Duration;

use scenario::{Distribution, WayKind};

use super::sentences::span;
use crate::state::{AppState, Height, Planned, SweepStage};
use crate::text::{Key, Text};
use crate::view::text;
use names::{floor_words, named};

/// Where the axis begins: left of it are the numbers of Ready pods.
const LEFT: i64 = 68;
/// Room right of the axis, for the grip.
const RIGHT: i64 = 28;
/// Room right of the longest whisker, for the sign of runs that do not end.
const AFTER: i64 = 52;
const TOP: i64 = 12;
/// Room below the lowest row, for the numbers of the axis.
const BELOW: i64 = 36;
/// Most numbers on the axis of time.
const TICKS_MAX: u64 = 8;
/// Distances between numbers on the axis of time, in seconds.
const STEPS: [u64; 19] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
    86_400, 172_800,
];
/// Distances between numbers of pods.
const PODS: [u32; 12] = [1, 2, 3, 5, 10, 20, 25, 50, 100, 250, 500, 1_000];

/// The chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// Width and height.
    pub size: (i64, i64),
    /// Left and right end of the axis.
    pub span: (i64, i64),
    /// The axis of time, below the lowest row.
    pub bottom: i64,
    /// Numbers of pods, each with its row.
    pub rows: Vec<Words>,
    /// Numbers of the axis of time.
    pub ticks: Vec<Words>,
    /// The line through the ways that no other beats in both.
    pub front: String,
    /// The marks, the chosen one last.
    pub marks: Vec<Mark>,
    /// The line down from the chosen way.
    pub drop: Option<(i64, i64)>,
    /// The line of the floor.
    pub floor_y: i64,
    /// What the floor says: its number, and the rest.
    pub floor: (Words, String),
    /// Which marks there are, for the legend: Parallel, OrderedReady, canary, by hand or Recreate, runs that do not end.
    pub has: [bool; 5],
    /// `partition 11, then 0`, and `how many of 200 do not come to an end`.
    pub key_says: [String; 2],
    /// Distance between two rows, in hundredths.
    pub pitch: i64,
    /// Where the row of 0 lies.
    pub zero: i64,
}

/// Words at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Where they begin, or end if `ends`.
    pub x: i64,
    /// Their baseline.
    pub y: i64,
    /// The words.
    pub says: String,
    /// Whether they end at `x`.
    pub ends: bool,
}

/// The mark of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The way; of two that act alike, the first.
    pub kind: WayKind,
    /// Its place.
    pub at: (i64, i64),
    /// From where to where nine runs in ten lie.
    pub whisker: Option<(i64, i64)>,
    /// How it is drawn.
    pub form: Form,
    /// Whether every run is done.
    pub is_whole: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Its name, where there is room.
    pub name: Option<Words>,
    /// In how many runs it does not come to an end.
    pub still: Option<Words>,
    /// What it is, in words.
    pub says: String,
}

/// Forms of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Parallel: full.
    Full,
    /// OrderedReady: a square.
    Square,
    /// Both, where they act alike.
    Both,
    /// A canary first: dashed.
    Dashed,
    /// By hand, or Recreate: a triangle.
    Other,
    /// Most runs do not come to an end, so it has no place on the axis but its end.
    Nowhere,
}

/// Where the numbers of the chart lie.
struct Scale {
    right: i64,
    height: i64,
    most_ms: i64,
    replicas: u32,
}

impl Scale {
    fn x(&self, took: Duration) -> i64 {
        let ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX / 10_000);
        LEFT + (self.right - AFTER - LEFT) * ms.min(self.most_ms) / self.most_ms
    }

    fn y(&self, ready: u32) -> i64 {
        let replicas = i64::from(self.replicas.max(1));
        TOP + (self.height - TOP - BELOW) * (replicas - i64::from(ready).min(replicas)) / replicas
    }
}

/// Returns the chart.
pub fn chart(state: &AppState, shown: &Planned) -> Chart {
    let text = text(state);
    let (width, height) = (width(state.layout.window), height(state));
    let longest = shown.measured().filter_map(|(_, given)| Some(given.took?.p95)).max();
    let most_ms =
        longest.map_or(60_000, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX / 10_000));
    let replicas = shown.plan.replicas;
    let scale = Scale { right: width - RIGHT, height, most_ms: most_ms.max(1_000), replicas };
    let floor = state.plan.floor();
    // Between the row of the floor and the one below it.
    let pitch = (scale.height - TOP - BELOW) * 100 / i64::from(replicas.max(1));
    let floor_y = scale.y(floor) + (pitch / 200).clamp(2, 18);
    let marks = marks(state, shown, &scale);
    let chosen = marks.iter().find(|mark| mark.is_chosen).map(|mark| mark.at);
    let (says, taken) = floor_words(text, &scale, floor, floor_y, &marks);
    let has = has(&marks);
    let partition = replicas.saturating_sub(1);
    Chart {
        size: (width, height),
        span: (LEFT, scale.right),
        bottom: scale.y(0) + 8,
        rows: rows(text, &scale),
        ticks: ticks(text, &scale),
        front: front(shown, &scale),
        marks: named(text, marks, &scale, taken),
        drop: chosen,
        floor_y,
        floor: says,
        has,
        key_says: [
            text.say(Key::PlanKeyCanary, &[("partition", &partition)]),
            text.say(Key::PlanKeyStill, &[("runs", &shown.runs)]),
        ],
        pitch,
        zero: scale.y(0),
    }
}

/// Returns the width of the chart in px; a picture that is somewhat too wide or narrow is stretched. Sizes as in
/// `styles/tokens.css`.
fn width(window: u32) -> i64 {
    let window = i64::from(window.min(1_840));
    match window {
        ..1_024 => (window - 64 - 76).max(560),
        1_024..1_200 => window - 80 - 76,
        1_200..1_440 => window - 64 - 400 - 32 - 76,
        1_440..1_760 => window - 80 - 420 - 44 - 76,
        _ => window - 80 - 520 - 64 - 76,
    }
}

fn height(state: &AppState) -> i64 {
    match state.layout.height {
        Height::Low => 284,
        Height::Short => 312,
        Height::Middle | Height::Ample => 384,
    }
}

fn rows(text: &Text, scale: &Scale) -> Vec<Words> {
    let replicas = scale.replicas;
    let step = PODS.into_iter().find(|step| replicas / step <= 5).unwrap_or(replicas.max(1));
    let mut numbers: Vec<u32> = (0..replicas).step_by(step as usize).collect();
    if numbers.len() > 1 && numbers.last().is_some_and(|last| (replicas - last) * 2 < step) {
        numbers.pop();
    }
    numbers.push(replicas);
    let row = |ready: u32| Words {
        x: 0,
        y: scale.y(ready),
        says: match ready == replicas {
            true => text.say(Key::PlanTopReady, &[("replicas", &ready)]),
            false => ready.to_string(),
        },
        ends: false,
    };
    numbers.into_iter().map(row).collect()
}

fn ticks(text: &Text, scale: &Scale) -> Vec<Words> {
    let most = u64::try_from(scale.most_ms).unwrap_or(0) / 1_000;
    let step = STEPS.into_iter().find(|step| most / step <= TICKS_MAX).unwrap_or(most.max(1));
    let tick = |count: u64| {
        let seconds = count * step;
        let says = if seconds == 0 { "0".into() } else { text.span(seconds) };
        Words { x: scale.x(Duration::from_secs(seconds)), y: scale.height - 8, says, ends: false }
    };
    (0..=most / step).map(tick).collect()
}

/// Returns the line through the ways that no other beats in both numbers.
fn front(shown: &Planned, scale: &Scale) -> String {
    let mut points: Vec<(Duration, u32)> = shown
        .measured()
        .filter_map(|(_, given)| Some((Planned::median(given)?, given.lowest_ready)))
        .collect();
    points.sort_by_key(|&(took, lowest)| (took, std::cmp::Reverse(lowest)));
    let mut best: Option<u32> = None;
    points.retain(|&(_, lowest)| {
        let is_better = best.is_none_or(|best| lowest > best);
        best = best.max(Some(lowest));
        is_better
    });
    let point = |(index, &(took, lowest)): (usize, &(Duration, u32))| {
        let letter = if index == 0 { 'M' } else { 'L' };
        format!("{letter}{} {}", scale.x(took), scale.y(lowest))
    };
    points.iter().enumerate().map(point).collect()
}

/// Returns the marks without their names. Ways whose runs gave the same have one.
fn marks(state: &AppState, shown: &Planned, scale: &Scale) -> Vec<Mark> {
    let chosen = state.plan.chosen();
    let mut marks: Vec<(Mark, &Distribution)> = Vec::new();
    for (way, given) in shown.measured() {
        let both = |it: WayKind| at_a_time(it).is_some() && at_a_time(it) == at_a_time(way.kind);
        let same = marks.iter_mut().find(|(mark, other)| both(mark.kind) && *other == given);
        if let Some((mark, _)) = same {
            mark.form = Form::Both;
            if chosen == Some(way.kind) {
                (mark.kind, mark.is_chosen) = (way.kind, true);
            }
            continue;
        }
        marks.push((mark(state, shown, scale, way.kind, given), given));
    }
    let mut marks: Vec<Mark> = marks.into_iter().map(|(mark, _)| mark).collect();
    marks.sort_by_key(|mark| mark.is_chosen);
    marks
}

/// Returns how many a plain rolling update replaces at a time.
fn at_a_time(kind: WayKind) -> Option<u32> {
    match kind {
        WayKind::Rolling { at_a_time, canary: false, .. } => Some(at_a_time),
        _ => None,
    }
}

fn mark(
    state: &AppState,
    shown: &Planned,
    scale: &Scale,
    kind: WayKind,
    given: &Distribution,
) -> Mark {
    let text = text(state);
    let median = Planned::median(given);
    let form = match kind {
        _ if median.is_none() => Form::Nowhere,
        WayKind::Rolling { canary: true, .. } => Form::Dashed,
        WayKind::Rolling { parallel: true, .. } => Form::Full,
        WayKind::Rolling { .. } => Form::Square,
        WayKind::Recreate | WayKind::OnDelete => Form::Other,
    };
    let y = scale.y(given.lowest_ready);
    let x = median.map_or(scale.right - 40, |median| scale.x(median));
    let whisker = given.took.filter(|_| median.is_some());
    let whisker = whisker.map(|took| (scale.x(took.p5), scale.x(took.p95)));
    let not_ended = given.not_completed();
    let still = (not_ended > 0).then(|| Words {
        x: if median.is_some() { whisker.map_or(x, |(_, right)| right).max(x + 8) + 8 } else { x },
        y,
        says: not_ended.to_string(),
        ends: false,
    });
    let span = median.map(|median| span(text, median)).unwrap_or_default();
    let lowest = text.say(Key::PlanAtLeast, &[("lowest", &given.lowest_ready)]);
    let says = [super::sentences::name(text, kind), span, lowest];
    Mark {
        kind,
        at: (x, y),
        whisker,
        form,
        is_whole: shown.stage != SweepStage::Running || given.runs >= shown.runs,
        is_chosen: state.plan.chosen() == Some(kind),
        name: None,
        still,
        says: says.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// Returns which forms are in the chart.
fn has(marks: &[Mark]) -> [bool; 5] {
    let is = |forms: &[Form]| marks.iter().any(|mark| forms.contains(&mark.form));
    [
        is(&[Form::Full, Form::Both]),
        is(&[Form::Square, Form::Both]),
        is(&[Form::Dashed]),
        is(&[Form::Other]),
        marks.iter().any(|mark| mark.still.is_some()),
    ]
}
