//! The pages about the model, parsed from their file.
//!
//! The file is plain text: `# Heading {name}` begins a section, `- ` begins an item of a list, and every other line
//! is a paragraph. In a line `` `code` `` marks words of Kubernetes, and an address in angle brackets is a link.

use super::{releases, rules, text};
use crate::state::{AppState, Screen};

/// A section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Whether it is the first of the file.
    pub is_first: bool,
    /// Whether the page was opened at this section.
    pub asked: bool,
    /// Its paragraphs and lists.
    pub blocks: Vec<Block>,
}

/// A block of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list.
    List(Vec<Vec<Span>>),
}

/// A span of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Words(String),
    /// Words of Kubernetes.
    Code(String),
    /// An address.
    Link(String),
}

/// Returns the sections in the page's language. In the other one if only that is fetched; empty while neither is.
pub fn view(state: &AppState) -> Vec<Section> {
    let Screen::Pages(asked) = state.around.screen else { return Vec::new() };
    let here = &state.shelf.pages;
    let file = here[text(state).language as usize].as_ref().or(here.iter().flatten().next());
    let release = releases::bare(rules(state));
    file.map_or_else(Vec::new, |file| sections(&file.replace("{release}", &release), asked))
}

fn sections(file: &str, asked: Option<&str>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            let (heading, name) = heading.split_once(" {").unwrap_or((heading, ""));
            sections.push(Section {
                heading: heading.to_owned(),
                is_first: sections.is_empty(),
                asked: asked.is_some_and(|asked| name.strip_suffix('}') == Some(asked)),
                blocks: Vec::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            add(&mut section.blocks, line);
        }
    }
    sections
}

fn add(blocks: &mut Vec<Block>, line: &str) {
    match (line.strip_prefix("- "), blocks.last_mut()) {
        (Some(item), Some(Block::List(items))) => items.push(spans(item)),
        (Some(item), _) => blocks.push(Block::List(vec![spans(item)])),
        (None, _) => blocks.push(Block::Paragraph(spans(line))),
    }
}

fn spans(line: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (index, piece) in line.split('`').enumerate() {
        if index % 2 == 1 {
            spans.push(Span::Code(piece.to_owned()));
            continue;
        }
        let mut rest = piece;
        while let Some((words, (address, after))) =
            rest.split_once('<').and_then(|(words, open)| Some((words, open.split_once('>')?)))
        {
            spans.push(Span::Words(words.to_owned()));
            spans.push(Span::Link(address.to_owned()));
            rest = after;
        }
        spans.push(Span::Words(rest.to_owned()));
    }
    spans.retain(|span| !matches!(span, Span::Words(words) if words.is_empty()));
    spans
}
