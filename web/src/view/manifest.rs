//! The manifest: the file of the scenario as it was written, or what a person makes of it; what is wrong with it, what Apply
//! will do, and where the live object differs.

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

use scenario::Scenario;

use super::text;
use crate::state::{AppState, Unknown};
use crate::text::Key;

pub use anew::anew;
pub use differ::{Differ, Row as DifferRow};
pub use documents::{Documents, SetRow};
pub use origin::is_brought;
pub use problems::Problem;
pub use reading::Reading;
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
    /// What is wrong, by line. None of it keeps a person from applying the rest.
    pub problems: Vec<Problem>,
    /// `2 problems`; empty where there is none.
    pub count: String,
    /// What kubectl does about them; empty where there is none.
    pub consequence: &'static str,
    /// Whether to begin anew with it is offered: it is not the file as it was written, or was refused.
    pub edited: bool,
    /// Whether it was brought from elsewhere as a whole, so that to begin anew with it comes first.
    pub brought: bool,
    /// What was rewritten to be read as `apps/v1`, each in a sentence.
    pub rewrites: Vec<String>,
    /// Whether the text that a file has replaced can be put back.
    pub can_put_back: bool,
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

/// What the editor shows, its text read anew.
#[cfg(test)]
pub fn view(state: &AppState) -> Manifest {
    view_of(state, &Reading::of(state))
}

/// What the editor shows.
pub fn view_of(state: &AppState, reading: &Reading) -> Manifest {
    let source = source(state);
    let name = file_name(state);
    let edited = state.drafts.manifest.is_some();
    let file = file(state).map(|(_, text)| text).filter(|_| edited);
    let problems = problems::problems(state, reading);
    let mut rows = rows::rows(&source, &problems, file);
    let differ = if edited { None } else { differ::differ(state, reading) };
    if let Some(differ) = &differ {
        rows::mark_live(&mut rows, differ);
    }
    let documents = documents::documents(state, reading);
    let all = reading.documents.len();
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

/// What Apply will do; `None` where it would change nothing that is drawn, and the problems say why.
///
/// # Errors
/// A run is needed that takes long.
pub fn weigh(state: &AppState) -> Result<Option<Rc<Will>>, Unknown> {
    let source = source(state);
    if source.trim().is_empty() {
        return Ok(None);
    }
    let reading = Reading::of(state);
    let taken = origin::name_taken(state, &reading).filter(|_| state.drafts.brought);
    if let Some(name) = taken {
        return Ok(Some(Rc::new(will::of_another_file(text(state), &name))));
    }
    let will = will::will(state, &source, &file_name(state))?;
    let is_known = |will: &Will| will.refusal.is_some() && !reading.diagnostics.is_empty();
    Ok(will.filter(|will| !is_known(will)).map(Rc::new))
}

/// Where the live object differs now: what a person keeps.
pub fn differing(state: &AppState) -> Option<Vec<DifferRow>> {
    differ::differ(state, &Reading::of(state)).map(|differ| differ.rows)
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
    let set = &super::drawn(state)?.existing()?.set;
    let name = Rc::clone(&set.name);
    let named = super::namespace::named(state, &set.namespace, &name);
    let live = live(state, &format!("statefulset.apps/{named}"))?;
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

/// The name of the file in the editor: that of the file that was opened, or of the scenario's.
pub fn file_name(state: &AppState) -> Rc<str> {
    let opened = state.drafts.name.clone();
    opened.unwrap_or_else(|| file(state).map_or_else(|| "web.yaml".into(), |(name, _)| name.into()))
}

/// The line of the script that writes a file.
pub fn file_line(name: &str, text: &str) -> String {
    let text = text.trim_end();
    format!(": file {name}\n{text}\n: end")
}

/// Name and text of the file that was last written before the cursor, or of the first one that will be.
fn file(state: &AppState) -> Option<(&str, &str)> {
    let files: Vec<_> = files(state).collect();
    let last = files.iter().rposition(|&(_, is_written)| is_written).unwrap_or(0);
    files.get(last).map(|&(file, _)| file)
}

/// The texts of all files that were written before the cursor.
fn written(state: &AppState) -> impl Iterator<Item = &str> {
    files(state).filter(|&(_, is_written)| is_written).map(|((_, text), _)| text)
}

/// Name and text of every file of the script, and whether it is written before the cursor.
fn files(state: &AppState) -> impl Iterator<Item = ((&str, &str), bool)> {
    let lines = state.run.scenario.lines.iter().zip(&state.run.trace.ran);
    let is_written = |ran: &Option<scenario::Ran>| ran.is_some_and(|ran| ran.at <= state.place.at);
    lines.filter_map(move |(line, ran)| Some((read_file_line(&line.text)?, is_written(ran))))
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
