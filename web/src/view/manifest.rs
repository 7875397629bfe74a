//! The manifest: the file of the scenario as it was written, or what a person makes of it, and what is wrong with it.

use std::rc::Rc;

use crate::state::AppState;
use crate::text::Key;

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
}

/// A line of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its text.
    pub text: String,
    /// Whether something is wrong with it.
    pub bad: bool,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which, counted from 1.
    pub line: usize,
    /// `line 14`.
    pub place: String,
    /// Word for word as kubectl or the API says it.
    pub message: String,
}

/// What the editor shows.
pub fn view(state: &AppState) -> Manifest {
    let source = source(state);
    let name = file_name(state);
    let problems: Vec<Problem> = kubectl::manifest::diagnose(&source)
        .into_iter()
        .map(|found| Problem {
            line: found.line,
            place: super::text(state).say(Key::Line, &[("line", &found.line)]),
            message: found.message,
        })
        .collect();
    Manifest {
        line: format!("kubectl apply -f {name}"),
        rows: rows(&source, &problems),
        name,
        text: source,
        count: if problems.is_empty() {
            String::new()
        } else {
            super::text(state).say(Key::Problems, &[("problems", &problems.len())])
        },
        edited: state.drafts.manifest.is_some(),
        can_apply: problems.is_empty(),
        problems,
        refusal: state.drafts.refusal.clone(),
    }
}

/// Every line, the last empty one included, as a field of text has them.
fn rows(source: &str, problems: &[Problem]) -> Vec<Row> {
    let is_bad = |line: usize| problems.iter().any(|problem| problem.line == line);
    let row = |(index, text): (usize, &str)| Row { text: text.to_owned(), bad: is_bad(index + 1) };
    source.split('\n').enumerate().map(row).collect()
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
