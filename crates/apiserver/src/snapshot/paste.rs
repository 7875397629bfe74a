//! From what a person pasted to the objects in it.
//!
//! A paste has what a terminal, a wiki or a chat put around it: prompts, colours, code fences, HTML. It may be cut off in the middle.
//! [`objects`] finds what can be read; `around` takes away what is in every line. Not here: what the objects mean.

mod around;

use crate::found::Unreadable;
use crate::manifest;
use crate::value::Value;

/// Limit on the bytes of a paste: what `-o yaml` prints of about a hundred pods.
pub const PASTE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The objects, in their order; Lists are taken apart.
    pub objects: Vec<Value>,
    /// How many parts could not be read: a cut-off end, a broken document.
    pub unread: usize,
}

/// Finds the objects in a paste.
///
/// # Errors
///
/// Why there is none.
pub fn objects(text: &str) -> Result<Found, Unreadable> {
    if text.len() > PASTE_BYTES_MAX {
        return Err(Unreadable::TooLong);
    }
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let plain = around::without(text);
    let mut found = Found::default();
    for part in parts(&plain) {
        found.read(&part);
    }
    if found.objects.is_empty() { Err(why_nothing(&plain)) } else { Ok(found) }
}

impl Found {
    /// A document. One that cannot be read is read item by item.
    fn read(&mut self, text: &str) {
        if text.trim_start().starts_with('{') {
            return self.read_json(text.trim_start());
        }
        match manifest::parse(text) {
            Ok(value) => self.add(&value),
            Err(_) => {
                if let Some(value) = moved(text).and_then(|text| manifest::parse(&text).ok()) {
                    return self.add(&value);
                }
                let items = items_of(text);
                if items.is_empty() {
                    self.unread += 1;
                }
                for item in items {
                    match manifest::parse(&item) {
                        Ok(value) => self.add(&value),
                        Err(_) => self.unread += 1,
                    }
                }
            }
        }
    }

    /// JSON values one after the other; of a List that is cut off, the items before the cut.
    fn read_json(&mut self, mut text: &str) {
        while let Some((value, length)) = Value::from_json_at_start(text) {
            self.add(&value);
            text = text.get(length..).unwrap_or_default().trim_start();
            if !text.starts_with('{') {
                return;
            }
        }
        self.unread += 1;
        let Some(at) = text.find("\"items\"").and_then(|at| Some(at + text.get(at..)?.find('[')?))
        else {
            return;
        };
        let mut rest = text.get(at + 1..).unwrap_or_default().trim_start();
        while let Some((value, length)) = Value::from_json_at_start(rest) {
            self.add(&value);
            rest = rest.get(length..).unwrap_or_default().trim_start();
            rest = rest.strip_prefix(',').unwrap_or_default().trim_start();
        }
    }

    fn add(&mut self, value: &Value) {
        if matches!(value, Value::List(_)) {
            return value.items().iter().for_each(|item| self.add(item));
        }
        let cut_list = || value.get("items").filter(|_| value.get("kind").is_none());
        if let Some(items) = manifest::items(value) {
            items.iter().for_each(|item| self.add(item));
        } else if let Some(items) = cut_list() {
            let items = items.items();
            // The last may have been cut off; every pod has a phase.
            let is_cut = |item: &&Value| {
                item.text_at(&["kind"]) == "Pod" && item.text_at(&["status", "phase"]).is_empty()
            };
            let whole = items.len() - usize::from(items.last().filter(is_cut).is_some());
            items.iter().take(whole).for_each(|item| self.add(item));
            self.unread += 1;
        } else if value.text_at(&["metadata", "name"]).is_empty() {
            self.unread += 1;
        } else if !value.text_at(&["kind"]).is_empty() {
            self.objects.push(value.clone());
        }
    }
}

/// The stretches that may be documents: from a line that begins an object to the next line that cannot be part of one.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open: Option<Part> = None;
    for line in text.lines() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        if open.as_ref().is_some_and(|part| part.is_ended_by(bare, indent)) {
            open = None;
        }
        if open.is_none() && BEGINNINGS.iter().any(|start| bare.starts_with(start)) {
            open = Some(Part { margin: indent, is_json: bare.starts_with(['{', '"']) });
            parts.push(String::new());
        }
        if let Some((text, part)) = parts.last_mut().zip(open.as_ref()) {
            text.push_str(line.get(part.margin.min(indent)..).unwrap_or(bare));
            text.push('\n');
        }
    }
    parts
}

/// How a line begins that may begin an object.
const BEGINNINGS: [&str; 6] =
    ["apiVersion:", "kind:", "items:", "- apiVersion:", "{", "\"apiVersion\""];

/// A stretch that may be a document.
struct Part {
    /// The indentation of its first line.
    margin: usize,
    is_json: bool,
}

impl Part {
    /// Whether a line cannot be part of it. What is indented deeper always can: it may be a text in an object.
    fn is_ended_by(&self, bare: &str, indent: usize) -> bool {
        let is_out = indent <= self.margin && !bare.is_empty();
        let ends = bare.starts_with("---")
            || bare.starts_with("```")
            || bare.starts_with("~~~")
            || is_prompt(bare);
        is_out && (ends || (!self.is_json && (indent < self.margin || !is_of_yaml(bare))))
    }
}

/// Whether a line at the margin of a document is one of YAML: `key:`, `- item` or a comment.
fn is_of_yaml(line: &str) -> bool {
    let is_key = |before: &str| !before.contains([' ', '@', '$', '(', '[', '/']);
    line.starts_with("- ")
        || line.starts_with('#')
        || line.split_once(':').is_some_and(|(before, after)| {
            is_key(before) && (after.is_empty() || after.starts_with(' '))
        })
}

/// `$ kubectl …`, `user@host:~$ kubectl …`, `PS C:\> kubectl …`.
fn is_prompt(line: &str) -> bool {
    let command = line.find("kubectl ").and_then(|at| line.get(..at));
    command.is_some_and(|before| {
        let before = before.trim_end();
        before.is_empty() || before.ends_with(['$', '#', '>', '%', '❯', '➜'])
    })
}

/// A text whose first line lost its indentation, because it was copied from its first letter on: the others lose theirs too.
fn moved(text: &str) -> Option<String> {
    let mut lines = text.lines();
    let first = lines.next().filter(|first| !first.starts_with("- "))?;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let margin = indent(lines.clone().next()?);
    let rest = lines.filter(|line| !line.trim().is_empty());
    let moved = rest.map(|line| Some(line).filter(|it| indent(it) >= margin)?.get(margin..));
    let moved = moved.collect::<Option<Vec<_>>>().filter(|_| margin > 0)?;
    Some(format!("{first}\n{}\n", moved.join("\n")))
}

/// The items of a List, each by itself, in a text that cannot be read as a whole.
fn items_of(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut margin = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if line.trim_start().starts_with("- apiVersion:") && margin.is_none_or(|it| it == indent) {
            margin = Some(indent);
            items.push(String::new());
        } else if margin.is_some_and(|it| indent <= it) && !line.trim().is_empty() {
            margin = None;
        }
        let Some(margin) = margin else { continue };
        if let Some(item) = items.last_mut() {
            let body = line.get(margin..).unwrap_or_default();
            let body = body.strip_prefix("- ").map(|first| format!("  {first}"));
            item.push_str(body.as_deref().unwrap_or(line.get(margin..).unwrap_or_default()));
            item.push('\n');
        }
    }
    items
}

fn why_nothing(text: &str) -> Unreadable {
    let starts = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    let is_empty_list = || starts("kind: List") || starts("\"kind\": \"List\"");
    if text.contains("No resources found") || (is_empty_list() && text.contains("items")) {
        Unreadable::NoneFound
    } else if ["Error from server", "error: ", "Unable to connect", "The connection to the server"]
        .iter()
        .any(|words| starts(words))
    {
        Unreadable::Refused
    } else if starts("Name:") && (starts("Namespace:") || starts("Selector:") || starts("Status:"))
    {
        Unreadable::Describe
    } else if text.lines().any(|line| line.contains("NAME") && line.contains("READY")) {
        Unreadable::Table
    } else {
        Unreadable::Nothing
    }
}

#[cfg(test)]
mod tests;
