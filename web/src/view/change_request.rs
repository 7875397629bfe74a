//! The answer for a change request: what a scenario, a comparison or a plan says, as one text to hand on.
//!
//! In this order: what on which release, how long, how few, when it stands still, the picture, the lines to type, what was
//! assumed, what is not evaluated, the link. As Markdown or as plain text. A scenario's numbers are those of its one run, and
//! that is said; a plan's are percentiles of all runs. Leaves out the popover around it (`view::share`).

use rollout_engine::api::StatefulSetSpec;
use scenario::Scenario;

use super::plan::sentences;
use super::preview::events;
use super::{compare, drawn, ends, explain, picture, question, releases, text, timeline};
use crate::history::SetHistory;
use crate::state::{AppState, Layout, Place, Planned, Run, Screen};
use crate::text::{Key, Text};
use crate::view::timeline::{Shape, short};

/// The name under which the picture is saved. The Markdown refers to it.
pub const PICTURE: &str = "rollout.svg";

/// What is handed on, in parts. Each is empty if there is nothing to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// What is rolled out, in short.
    what: String,
    /// On which release.
    on: String,
    /// How long, how few, when it stands still.
    says: Vec<String>,
    /// The lines to type, each group with its head.
    lines: Vec<(String, Vec<String>)>,
    /// What was assumed, and what is not evaluated.
    rests: Vec<String>,
    /// The picture.
    pub picture: Option<String>,
}

/// Returns what is handed on of what is on the screen. `None` if there is no set.
pub fn handed(state: &AppState, shape: Option<&Shape>) -> Option<Handed> {
    match state.around.screen {
        Screen::Plan => of_plan(state, state.plan.shown.as_deref()?),
        _ if state.compared().is_some() => of_pair(state),
        _ => of_scenario(state, shape),
    }
}

impl Handed {
    /// Returns the text with its link.
    pub fn written(&self, text: &Text, link: &str, is_plain: bool, has_picture: bool) -> String {
        let what =
            if is_plain { self.what.clone() } else { format!("**{}**", escaped(&self.what)) };
        let head = text.say(Key::RequestOn, &[("what", &what), ("release", &self.on)]);
        let mut parts = vec![[vec![head], self.says.clone()].concat().join("\n")];
        if has_picture && !is_plain && self.picture.is_some() {
            parts.push(format!("![{}]({PICTURE})", escaped(&self.what)));
        }
        for (head, lines) in &self.lines {
            let typed: Vec<String> = lines
                .iter()
                .flat_map(|line| line.lines())
                .map(|line| format!("    {line}"))
                .collect();
            let head = if head.is_empty() { String::new() } else { format!("{head}\n\n") };
            parts.push(format!("{head}{}", typed.join("\n")));
        }
        let rests = self.rests.iter().map(String::as_str);
        parts.push(rests.chain([link]).collect::<Vec<_>>().join("\n"));
        // Two blanks at its end keep a line of Markdown apart from the next one.
        let parts = parts.join("\n\n");
        match is_plain {
            true => parts + "\n",
            false => broken(&parts) + "\n",
        }
    }
}

/// Ends lines of a paragraph as Markdown has them end.
fn broken(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().collect();
    let is_text = |line: &str| !line.is_empty() && !line.starts_with("    ");
    let ended = |(index, line): (usize, &&str)| {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        if is_text(line) && is_text(next) { format!("{line}  ") } else { (*line).to_owned() }
    };
    lines.iter().enumerate().map(ended).collect::<Vec<_>>().join("\n")
}

/// Returns a text that Markdown shows as it is.
fn escaped(words: &str) -> String {
    let mut said = String::new();
    for letter in words.chars() {
        if "\\`*_[]<>".contains(letter) {
            said.push('\\');
        }
        said.push(letter);
    }
    said
}

fn of_plan(state: &AppState, shown: &Planned) -> Option<Handed> {
    let (text, plan) = (text(state), &shown.plan);
    let answer = sentences::answer(state, shown);
    let way = state.plan.chosen().and_then(|kind| shown.way(kind)).map(|(way, _)| way);
    let facts = answer.facts.iter().map(|(name, says)| named(text, name, says));
    let about = way.and_then(|way| sentences::about(text, plan, way).filter(|_| !way.is_own));
    let runs = text.say(Key::RequestRuns, &[("runs", &shown.runs)]);
    let lines = way.map(|way| way.lines.iter().map(|line| line.to_string()).collect());
    let drawn = shown.middle().and_then(|watched| watched.run.as_ref());
    Some(Handed {
        what: format!("{}: {}", plan.name, sentences::change(text, plan)),
        on: releases::label(text, &state.run.rules),
        says: [answer.says].into_iter().chain(facts).chain(about).chain(answer.notes).collect(),
        lines: lines.map(|lines| (String::new(), lines)).into_iter().collect(),
        rests: plan_rests(state, shown)
            .into_iter()
            .chain([runs])
            .chain([left_out(text, shown)])
            .collect(),
        picture: drawn.and_then(|run| drawing(state, run)),
    })
}

fn named(text: &Text, name: &str, says: &str) -> String {
    text.say(Key::RequestNamed, &[("name", &name), ("says", &says)])
}

fn plan_rests(state: &AppState, shown: &Planned) -> Vec<String> {
    let text = text(state);
    let mut rests: Vec<String> = sentences::rests(text, &shown.plan)
        .into_iter()
        .map(|(head, says)| named(text, head, &says))
        .collect();
    if let Some(one_in) = shown.plan.fails_one_in {
        let says = text.say(Key::RequestFails, &[("pods", &one_in)]);
        rests.push(named(text, text.of(Key::PlanByYou), &says));
    }
    rests
}

fn left_out(text: &Text, shown: &Planned) -> String {
    let says = sentences::not_evaluated(text, Some(&shown.plan));
    named(text, text.of(Key::PlanNotEvaluated), &says)
}

/// Returns the timeline of a run as a picture.
fn drawing(state: &AppState, run: &std::rc::Rc<Run>) -> Option<String> {
    let layout = Layout { window: 900, figure: 720, ..Layout::default() };
    let fresh = AppState::open(std::rc::Rc::clone(run), true);
    let fresh = AppState { layout, text: state.text, language: state.language, ..fresh };
    let shape = timeline::shape(&fresh)?;
    Some(picture::svg(&fresh, &shape))
}

fn of_scenario(state: &AppState, shape: Option<&Shape>) -> Option<Handed> {
    let text = text(state);
    let history = drawn(state)?.history;
    Some(Handed {
        what: what(text, state, history),
        on: releases::label(text, &state.run.rules),
        says: run_says(state),
        lines: vec![(String::new(), typed(&state.shared(), &state.run))],
        rests: run_rests(state),
        picture: shape.map(|shape| picture::svg(state, shape)),
    })
}

/// Returns how the one run ends, and where it stands still.
fn run_says(state: &AppState) -> Vec<String> {
    let text = text(state);
    let mut says = Vec::new();
    let mut at_end = state.clone();
    at_end.place = Place::at_time(&state.run, state.run.history.ends_at);
    says.extend(ends::view(&at_end).map(|ends| ends.says.concat()));
    let reason = explain::view(&at_end);
    if reason.stuck.is_some() {
        let words = reason.sentence.iter().map(|part| part.says()).collect::<String>();
        says.push(named(text, text.of(Key::PlanStill), &words));
    }
    says
}

/// Returns what one run rests on: the times of the script or those that are assumed, and that it is one run.
fn run_rests(state: &AppState) -> Vec<String> {
    let text = text(state);
    let scenario = state.shared();
    let of = |line: &&scenario::Line| {
        [": timing ", ": image ", ": container ", ": jitter "]
            .iter()
            .any(|it| line.text.starts_with(it))
    };
    let lines =
        scenario.lines.iter().filter(of).map(|line| line.text.trim_start_matches(": ").to_owned());
    let mut stated: Vec<String> = lines.collect();
    if let Some(assumed) = ends::view(state).and_then(|ends| ends.assumed) {
        let values = assumed.values.into_iter().map(|(_, value)| value).chain([String::new()]);
        stated.push(
            assumed.words.into_iter().zip(values).map(|(words, value)| words + &value).collect(),
        );
    }
    let mut rests = Vec::new();
    if !stated.is_empty() {
        let says = stated.join(text.of(Key::PlanJoin));
        rests.push(named(text, text.of(Key::PlanAssumed), says.trim()));
    }
    rests.push(text.of(Key::RequestOneRun).to_owned());
    let says = text.of(Key::PlanNotEvaluatedSays);
    rests.push(named(text, text.of(Key::PlanNotEvaluated), says));
    rests
}

/// Returns the lines of the shell that change the cluster, from the figure's beginning on.
fn typed(scenario: &Scenario, run: &Run) -> Vec<String> {
    let is_known = |line: &str| scenario.lines.iter().any(|it| &*it.text == line);
    let lines = events(run).map(|(_, line)| line);
    // A line that has a secret is not in what is shared.
    lines.filter(|line| !line.starts_with(": ") && is_known(line)).map(str::to_owned).collect()
}

/// Returns the set and what changes: its image, else the last line that changes something.
fn what(text: &Text, state: &AppState, history: &SetHistory) -> String {
    let name = &history.name;
    let image = |spec: &StatefulSetSpec| {
        spec.template.containers.first().map(|container| container.image.to_string())
    };
    let pairs = history.specs.windows(2);
    let mut images = pairs.filter_map(|pair| Some((image(&pair[0].1)?, image(&pair[1].1)?)));
    let changed = images.rfind(|(before, after)| before != after);
    let change = match changed {
        Some((before, after)) => sentences::image_change(&before, &after),
        None => {
            let line = typed(&state.shared(), &state.run).pop();
            match line {
                Some(line) => short(&line),
                None => {
                    return text.say(
                        Key::RequestNamed,
                        &[("name", name), ("says", &question::asked(state))],
                    );
                }
            }
        }
    };
    format!("{name}: {change}")
}

fn of_pair(state: &AppState) -> Option<Handed> {
    let text = text(state);
    let (compared, view) = (state.compared()?, compare::view(state)?);
    let names = compare::names(compared);
    let end = |side: usize| {
        let ends = ends::view(&compared.sides[side])?.says.concat();
        Some(named(text, &names[side], &ends))
    };
    let lines = |side: usize| {
        let board = &compared.sides[side];
        let shared = AppState { share: state.share.clone(), ..board.clone() }.shared();
        (names[side].clone(), typed(&shared, &board.run))
    };
    let (left, right) = (lines(0), lines(1));
    let lines = if left.1 == right.1 { vec![(String::new(), left.1)] } else { vec![left, right] };
    let releases = [0, 1].map(|side| releases::label(text, &compared.sides[side].run.rules));
    let on = if releases[0] == releases[1] { releases[0].clone() } else { releases.join(" | ") };
    let told = view.told.map(|told| told.says.concat());
    Some(Handed {
        what: view.question,
        on,
        says: [view.verdict].into_iter().chain(end(0)).chain(end(1)).chain(told).collect(),
        lines,
        rests: run_rests(&AppState { share: state.share.clone(), ..compared.sides[0].clone() }),
        picture: None,
    })
}
