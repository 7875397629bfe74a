//! The manifest: the file of the scenario as it was written, or what a person makes of it; what is wrong with it, what Apply
//! will do, and where the live object differs.

mod differ;
mod documents;
mod fields;
mod rows;
mod will;

use std::ops::Add as _;
use std::rc::Rc;

use scenario::Scenario;

use super::{rules, text};
use crate::state::{AppState, Unknown, Utf16};
use crate::text::Key;

pub use differ::{Differ, Row as DifferRow};
pub use documents::{Documents, SetRow};
pub use rows::{Piece, Row, Selection, word_at};
pub use will::Will;

/// The editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The file's name.
    pub name: Rc<str>,
    /// Its text.
    pub text: Rc<str>,
    /// The same by line.
    pub rows: Vec<Row>,
    /// What is wrong, by line.
    pub problems: Vec<Problem>,
    /// `2 problems`; empty where there is none.
    pub count: String,
    /// Whether it differs from the file, so that to begin anew with it would be something else.
    pub edited: bool,
    /// Whether Apply may be pressed.
    pub can_apply: bool,
    /// What kubectl answered to the last Apply, if it refused.
    pub refusal: Option<Rc<str>>,
    /// The line that Apply types.
    pub line: String,
    /// Where the live object differs from the file.
    pub differ: Option<Differ>,
    /// The documents of the file, if there are several.
    pub documents: Option<Documents>,
    /// That Apply applies all of them.
    pub applies_all: Option<String>,
    /// What Apply will do, as of the last rest.
    pub will: Option<Rc<Will>>,
    /// What that is made from; a rest after it has changed looks again.
    pub weighed: Weighed,
}

/// What an outlook on Apply is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weighed {
    text: Rc<str>,
    frame: Option<u32>,
    lines: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which, counted from 1.
    pub line: usize,
    /// Where in the text the line begins.
    pub offset: Utf16,
    /// `line 14`.
    pub place: String,
    /// Word for word as kubectl or the API says it.
    pub message: String,
}

/// What the editor shows.
pub fn view(state: &AppState) -> Manifest {
    let source = source(state);
    let name = file_name(state);
    let problems = problems(state, &source);
    let edited = state.drafts.manifest.is_some();
    let can_apply = problems.is_empty();
    let file = file(state).map(|(_, text)| text).filter(|_| edited);
    let mut rows = rows::rows(&source, &problems, file);
    let differ = if edited { None } else { differ::differ(state, &source) };
    if let Some(differ) = &differ {
        rows::mark_live(&mut rows, differ);
    }
    let documents = documents::documents(state, &source);
    let all = documents.as_ref().map(|documents| documents.count);
    Manifest {
        line: format!("kubectl apply -f {name}"),
        rows,
        count: match problems.len() {
            0 => String::new(),
            count => text(state).say(Key::Problems, &[("problems", &count)]),
        },
        edited,
        can_apply,
        refusal: state.drafts.refusal.clone(),
        differ: differ.filter(|differ| state.drafts.kept.as_ref() != Some(&differ.rows)),
        documents,
        applies_all: all.map(|all| text(state).say(Key::AppliesAll, &[("documents", &all)])),
        will: state.drafts.will.clone().filter(|_| can_apply),
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

/// What Apply will do; `None` while the text is broken, or where it would change nothing that is drawn.
///
/// # Errors
/// A run is needed that takes long.
pub fn weigh(state: &AppState) -> Result<Option<Rc<Will>>, Unknown> {
    let source = source(state);
    if source.trim().is_empty() || !problems(state, &source).is_empty() {
        return Ok(None);
    }
    Ok(will::will(state, &source, &file_name(state))?.map(Rc::new))
}

/// Where the live object differs now: what a person keeps.
pub fn differing(state: &AppState) -> Option<Vec<DifferRow>> {
    differ::differ(state, &source(state)).map(|differ| differ.rows)
}

/// Whether something is wrong with a text.
pub fn is_broken(state: &AppState, source: &str) -> bool {
    !problems(state, source).is_empty()
}

fn problems(state: &AppState, source: &str) -> Vec<Problem> {
    let found = kubectl::manifest::diagnose_for(source, rules(state));
    let problem = |found: kubectl::manifest::Diagnostic| {
        let before = source.split_inclusive('\n').take(found.line.saturating_sub(1));
        let offset = before.map(Utf16::length).fold(Utf16(0), Utf16::add);
        Problem {
            line: found.line,
            offset,
            place: text(state).say(Key::Line, &[("line", &found.line)]),
            message: found.message,
        }
    };
    found.into_iter().map(problem).collect()
}

/// The text in the editor: the draft, or the file as it was last written before the cursor.
pub fn source(state: &AppState) -> Rc<str> {
    state
        .drafts
        .manifest
        .clone()
        .unwrap_or_else(|| file(state).map_or_else(|| "".into(), |(_, text)| text.into()))
}

/// A live object (`statefulset.apps/web`) as somebody would write it.
pub fn live(state: &AppState, object: &str) -> Option<Rc<str>> {
    let document = state.answer(&format!("kubectl get {object} -o yaml"));
    kubectl::manifest::as_written(&document).map(Into::into)
}

/// The file with the live object in the place of the set that is drawn; its other documents stay.
pub fn with_live(state: &AppState) -> Option<Rc<str>> {
    let name = Rc::clone(&super::drawn(state)?.existing()?.set.name);
    let live = live(state, &format!("statefulset.apps/{name}"))?;
    let source = source(state);
    let documents = kubectl::manifest::read(&source);
    let parts = documents.iter().map(|document| {
        let is_it = document.value.as_ref().is_ok_and(|value| {
            value.text_at(&["kind"]) == "StatefulSet"
                && value.text_at(&["metadata", "name"]) == &*name
        });
        if is_it { live.trim_end() } else { document.text.trim_end() }
    });
    Some(format!("{}\n", parts.collect::<Vec<_>>().join("\n---\n")).into())
}

/// The name of the file in the editor.
pub fn file_name(state: &AppState) -> Rc<str> {
    file(state).map_or_else(|| "web.yaml".into(), |(name, _)| name.into())
}

/// The line of the script that writes a file.
pub fn file_line(name: &str, text: &str) -> String {
    let text = text.trim_end();
    format!(": file {name}\n{text}\n: end")
}

/// Name and text of the file that was last written before the cursor, or of the first one that will be.
fn file(state: &AppState) -> Option<(&str, &str)> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let written = |ran: &Option<scenario::Ran>| ran.is_some_and(|ran| ran.at <= state.place.at);
    let files = lines.filter_map(|(line, ran)| Some((read_file_line(&line.text)?, written(ran))));
    let mut files: Vec<_> = files.collect();
    let last = files.iter().rposition(|&(_, written)| written).unwrap_or(0);
    (!files.is_empty()).then(|| files.swap_remove(last).0)
}

/// The text of a scenario's first file.
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
