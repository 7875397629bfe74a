//! The manifest editor: its text, the problems in it, what Apply will do, and where the live object differs.

mod anew;
mod differ;
mod documents;
mod fields;
mod kept;
mod origin;
mod problems;
mod reading;
mod rows;
mod will;

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::text;
use crate::state::{AppState, DifferingField, Reading, Run, Will};
use crate::text::Key;

pub use anew::anew;
pub use differ::Differ;
pub use documents::{Documents, SetRow};
pub use origin::is_brought;
pub use problems::Problem;
pub use reading::{current, to_read};
pub use rows::{EditorRow, Piece, Selection, word_at};

/// The editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The file's name.
    pub name: Rc<str>,
    /// Its text.
    pub text: Rc<str>,
    /// The text by line.
    pub rows: Vec<EditorRow>,
    /// Its problems, by line. They do not prevent Apply.
    pub problems: Vec<Problem>,
    /// `2 problems`; empty where there is none.
    pub count: String,
    /// The sentence about how kubectl treats the problems. Empty if there are none.
    pub consequence: &'static str,
    /// Whether the text is a draft. Then *Begin anew* is offered.
    pub edited: bool,
    /// Whether the whole text was brought from elsewhere. Then *Begin anew* is the first button.
    pub brought: bool,
    /// The changes that converted the text to `apps/v1`, one sentence each.
    pub rewrites: Vec<String>,
    /// The fields that the playground does not act on, each with its line.
    pub not_simulated: Vec<String>,
    /// Whether the text that an opened file replaced can be put back.
    pub can_put_back: bool,
    /// The error of kubectl, if it refused the last Apply.
    pub refusal: Option<Rc<str>>,
    /// The line that Apply types.
    pub line: String,
    /// The fields in which the live object differs from the file.
    pub differ: Option<Differ>,
    /// The documents of the file, if there are several.
    pub documents: Option<Documents>,
    /// The note that Apply applies all documents, if there are several.
    pub applies_all: Option<String>,
    /// The prediction of Apply, as computed when the person last paused.
    pub will: Option<Rc<Will>>,
    /// The input of `will`. After it changes, the next pause computes `will` again.
    pub weighed: Weighed,
}

/// The input of the prediction of Apply: the text, the frame while paused, and the number of lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    text: Rc<str>,
    frame: Option<u32>,
    lines: usize,
}

/// Returns the content of the editor.
pub fn view(state: &AppState) -> Manifest {
    let (source, reading) = (source(state), reading::shown(state));
    let reading = &*reading;
    let name = file_name(state);
    let edited = state.drafts.manifest.is_some();
    let file = file(state).map(|(_, text)| text).filter(|_| edited);
    let problems = problems::problems(state, reading, &source);
    let mut rows = rows::rows(&source, &problems, file);
    let differ = if edited { None } else { differ::differ(state, reading) };
    if let Some(differ) = &differ {
        rows::mark_live(&mut rows, differ);
    }
    let documents = documents::documents(state, reading);
    let all = reading.found.documents.len();
    let applies_all = || text(state).say(Key::AppliesAll, &[("documents", &all)]);
    Manifest {
        line: format!("kubectl apply -f {name}"),
        rows,
        count: match problems.len() {
            0 => String::new(),
            count => text(state).say(Key::Problems, &[("problems", &count)]),
        },
        consequence: problems::consequence(state, reading),
        edited,
        brought: state.drafts.brought,
        rewrites: problems::rewrites(state),
        not_simulated: problems::not_simulated(state, reading),
        can_put_back: state.drafts.replaced.is_some(),
        refusal: state.drafts.refusal.clone(),
        differ: differ.filter(|differ| state.drafts.kept.as_ref() != Some(&differ.rows)),
        documents,
        applies_all: (all > 1 && problems.is_empty()).then(applies_all),
        will: state.drafts.will.clone(),
        weighed: Weighed {
            text: Rc::clone(&source),
            frame: (!state.playback.playing).then(|| state.place.frame().0),
            lines: state.run.scenario.lines.len(),
        },
        problems,
        name,
        text: source,
    }
}

/// The prediction of Apply, as far as it needs no simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The prediction. `None` for an empty text.
    Known(Option<Rc<Will>>),
    /// The prediction needs a run in which these lines are typed.
    Asks {
        /// Time of the lines.
        at: SimTime,
        /// Terminal of the lines.
        terminal: u16,
        /// The lines.
        lines: Vec<String>,
    },
}

/// Returns the prediction of Apply, or the lines whose run gives it. The text must have been read.
pub fn look_ahead(state: &AppState) -> Forecast {
    let source = source(state);
    if source.trim().is_empty() {
        return Forecast::Known(None);
    }
    let brought = current(state).filter(|_| state.drafts.brought);
    if let Some(name) = brought.and_then(|reading| origin::name_taken(state, reading)) {
        return Forecast::Known(Some(Rc::new(will::of_another_file(text(state), &name))));
    }
    let (at, terminal, lines) = will::lines(state, &source, &file_name(state));
    Forecast::Asks { at, terminal, lines: lines.into() }
}

/// Returns the prediction of Apply from a run with the file applied. `None` if no StatefulSet results, or if the
/// problems already say why Apply is refused.
pub fn weigh(state: &AppState, run: &Rc<Run>) -> Option<Rc<Will>> {
    let will = will::will(state, run, &file_name(state))?;
    let says_why = |reading: &Rc<Reading>| !reading.found.diagnostics.is_empty();
    let is_known = will.refusal.is_some() && current(state).is_some_and(says_why);
    (!is_known).then(|| Rc::new(will))
}

/// Returns the fields in which the live object differs now. A person who keeps the differences keeps these.
pub fn differing(state: &AppState) -> Option<Vec<DifferingField>> {
    differ::differ(state, &reading::shown(state)).map(|differ| differ.rows)
}

/// Returns the text in the editor: the draft, else the file that was last written before the cursor.
pub fn source(state: &AppState) -> Rc<str> {
    state
        .drafts
        .manifest
        .clone()
        .unwrap_or_else(|| file(state).map_or_else(|| "".into(), |(_, text)| text.into()))
}

/// Returns the name of the drawn set, alone and as kubectl takes it: `statefulset.apps/web`. `None` if it does not
/// exist.
pub fn live_object(state: &AppState) -> Option<(Rc<str>, String)> {
    let set = &super::drawn(state)?.existing()?.set;
    let named = super::namespace::named(state, &set.namespace, &set.name);
    Some((Rc::clone(&set.name), format!("statefulset.apps/{named}")))
}

/// Returns the name of the file in the editor: the opened file, else the scenario's, else `web.yaml`.
pub fn file_name(state: &AppState) -> Rc<str> {
    let opened = state.drafts.name.clone();
    opened.unwrap_or_else(|| file(state).map_or_else(|| "web.yaml".into(), |(name, _)| name.into()))
}

/// Returns the line of the script that writes a file.
pub fn file_line(name: &str, text: &str) -> String {
    let text = text.trim_end();
    format!(": file {name}\n{text}\n: end")
}

/// Returns name and text of the file that was last written before the cursor, else of the first one of the script.
fn file(state: &AppState) -> Option<(&str, &str)> {
    let files: Vec<_> = files(state).collect();
    let last = files.iter().rposition(|&(_, is_written)| is_written).unwrap_or(0);
    files.get(last).map(|&(file, _)| file)
}

/// Returns the texts of all files that were written before the cursor.
fn written(state: &AppState) -> impl Iterator<Item = &str> {
    files(state).filter(|&(_, is_written)| is_written).map(|((_, text), _)| text)
}

/// Returns name and text of every file of the script, and whether it was written before the cursor.
fn files(state: &AppState) -> impl Iterator<Item = ((&str, &str), bool)> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let is_written = |ran: &Option<scenario::Ran>| ran.is_some_and(|ran| ran.at <= state.place.at);
    lines.filter_map(move |(line, ran)| Some((read_file_line(&line.text)?, is_written(ran))))
}

/// Returns the text of a scenario's first file.
pub fn in_scenario(scenario: &Scenario) -> Option<String> {
    scenario.lines.iter().find_map(|line| Some(read_file_line(&line.text)?.1.to_owned()))
}

fn read_file_line(line: &str) -> Option<(&str, &str)> {
    let (name, block) = line.strip_prefix(": file ")?.split_once('\n')?;
    let text = block.strip_suffix(": end").unwrap_or(block);
    Some((name.trim(), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_line_is_read_as_it_is_written() {
        let line = file_line("web.yaml", "kind: StatefulSet\nspec:\n\n");
        assert_eq!(line, ": file web.yaml\nkind: StatefulSet\nspec:\n: end");
        assert_eq!(read_file_line(&line), Some(("web.yaml", "kind: StatefulSet\nspec:\n")));
    }
}
