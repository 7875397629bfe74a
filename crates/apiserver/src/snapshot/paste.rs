//! From what a person pasted to the objects in it.
//!
//! A paste has what a terminal, a wiki or a chat put around it: prompts, colours, code fences, HTML. It may be cut off in the middle.
//! [`objects`] finds what can be read. Not here: what the objects mean.

use serde::{Deserialize, Serialize};

use crate::manifest;
use crate::value::Value;

/// Limit on the bytes of a paste: what `-o yaml` prints of about a hundred pods.
pub const PASTE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Why nothing could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing but space.
    Empty,
    /// More than [`PASTE_BYTES_MAX`].
    TooLong,
    /// What `kubectl describe` prints.
    Describe,
    /// What `kubectl get` prints without `-o`.
    Table,
    /// No object of Kubernetes in it.
    Nothing,
    /// Objects, but no StatefulSet.
    NoSet,
}

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
    let plain = without_markup(&without_escapes(text));
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
        let cut_list = || value.get("items").filter(|_| value.get("kind").is_none());
        if let Some(items) = manifest::items(value) {
            items.iter().for_each(|item| self.add(item));
        } else if let Some(items) = cut_list() {
            items.items().iter().for_each(|item| self.add(item));
            self.unread += 1;
        } else if value.text_at(&["metadata", "name"]).is_empty() {
            self.unread += 1;
        } else if !value.text_at(&["kind"]).is_empty() {
            self.objects.push(value.clone());
        }
    }
}

/// Without the sequences that colour a terminal (`ESC [ … letter`).
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' if letters.peek() == Some(&'[') => {
                letters.find(char::is_ascii_alphabetic);
            }
            '\r' | '\u{feff}' | '\u{200b}' => {}
            '\u{a0}' => plain.push(' '),
            letter => plain.push(letter),
        }
    }
    plain
}

/// Without the HTML of a wiki, if there is any: tags go, entities become characters.
fn without_markup(text: &str) -> String {
    const TAGS: [&str; 6] = ["<pre", "<code", "<div", "<span", "<br", "<p>"];
    let lower = text.to_ascii_lowercase();
    if !TAGS.iter().any(|tag| lower.contains(tag)) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(rest.get(..open).unwrap_or_default());
        rest = rest.get(open..).unwrap_or_default();
        let Some(close) = rest.find('>') else { break };
        let tag = rest.get(..close).unwrap_or_default().to_ascii_lowercase();
        if ["<br", "</p", "</div", "</li"].iter().any(|end| tag.starts_with(end)) {
            plain.push('\n');
        }
        rest = rest.get(close + 1..).unwrap_or_default();
    }
    plain.push_str(rest);
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(plain, |text, (entity, letter)| text.replace(entity, letter))
}

/// The stretches that may be documents: from a line that begins an object to the next line that cannot be part of one.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    let mut margin = 0;
    for line in text.lines() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let begins = ["apiVersion:", "kind:", "items:", "- apiVersion:", "{", "\"apiVersion\""]
            .iter()
            .any(|start| bare.starts_with(start));
        let ends = bare.starts_with("---")
            || bare.starts_with("```")
            || bare.starts_with("~~~")
            || is_prompt(bare);
        if ends {
            open = false;
        } else if !open && begins {
            (open, margin) = (true, indent);
            parts.push(String::new());
        }
        if open && let Some(part) = parts.last_mut() {
            let cut = margin.min(indent);
            part.push_str(line.get(cut..).unwrap_or(bare));
            part.push('\n');
        }
    }
    parts
}

/// `$ kubectl …`, `user@host:~$ kubectl …`, `PS C:\> kubectl …`.
fn is_prompt(line: &str) -> bool {
    let command = line.find("kubectl ").and_then(|at| line.get(..at));
    command.is_some_and(|before| {
        let before = before.trim_end();
        before.is_empty() || before.ends_with(['$', '#', '>', '%', '❯', '➜'])
    })
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
    if starts("Name:") && (starts("Namespace:") || starts("Selector:") || starts("Status:")) {
        Unreadable::Describe
    } else if text.lines().any(|line| line.contains("NAME") && line.contains("READY")) {
        Unreadable::Table
    } else {
        Unreadable::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "apiVersion: v1\nitems:\n- apiVersion: apps/v1\n  kind: StatefulSet\n  metadata:\n    name: web\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: web-0\nkind: List\n";

    fn names(text: &str) -> Vec<String> {
        let found = objects(text).map(|found| found.objects).unwrap_or_default();
        found.iter().map(|it| it.text_at(&["metadata", "name"]).to_owned()).collect()
    }

    #[test]
    fn whatever_stands_around_the_objects_does_not_matter() {
        let coloured = LIST.replace("kind", "\u{1b}[1;34mkind\u{1b}[0m");
        let html = format!("<div class=\"code\"><pre>{LIST}</pre></div>");
        let fenced = format!("see this:\n\n```yaml\n{LIST}```\nthanks 🙂\n");
        let prompt = format!(
            "me@laptop:~$ kubectl get sts,pods -o yaml\n{LIST}me@laptop:~$ kubectl version\n"
        );
        let indented: String = LIST.lines().map(|line| format!("    {line}\n")).collect();
        let windows = LIST.replace('\n', "\r\n");
        for text in [LIST, &coloured, &html, &fenced, &prompt, &indented, &windows] {
            assert_eq!(names(text), ["web", "web-0"], "{text}");
        }
    }

    #[test]
    fn a_paste_that_is_cut_off_gives_what_comes_before_the_cut() {
        let cut = &LIST[..LIST.find("name: web-0").expect("a pod")];
        assert_eq!(names(&format!("{cut}na")), ["web"]);
        let json = r#"{"apiVersion":"v1","kind":"List","items":[{"kind":"StatefulSet","metadata":{"name":"不"}},{"kind":"Pod","metada"#;
        assert_eq!(names(json), ["不"]);
    }

    #[test]
    fn it_is_said_why_nothing_can_be_read() {
        let describe = "Name:               web\nNamespace:          default\nSelector: app=web\n";
        let table = "NAME    READY   AGE\nweb     3/3     5m\n";
        for (text, why) in [
            ("", Unreadable::Empty),
            (" \n\t", Unreadable::Empty),
            (describe, Unreadable::Describe),
            (table, Unreadable::Table),
            ("你好 🙂", Unreadable::Nothing),
            ("{", Unreadable::Nothing),
        ] {
            assert_eq!(objects(text), Err(why), "{text}");
        }
        let long = "x".repeat(PASTE_BYTES_MAX + 1);
        assert_eq!(objects(&long), Err(Unreadable::TooLong));
    }
}
