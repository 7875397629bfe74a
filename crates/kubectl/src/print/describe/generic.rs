//! The page of a kind without a page of its own: every field under a title made from its name.

use super::page::Page;
use super::{annotations, labels};
use apiserver::value::Value;

pub(super) fn describe(object: &Value, page: &mut Page) {
    page.field(0, "Namespace", object.text_at(&["metadata", "namespace"]));
    labels(page, 0, "Labels", object.at(&["metadata", "labels"]));
    annotations(page, 0, "Annotations", object.at(&["metadata", "annotations"]));
    let mut rest = object.clone();
    let metadata = rest.entry("metadata");
    for shown in ["annotations", "labels", "managedFields", "name", "namespace"] {
        metadata.remove(shown);
    }
    fields(&rest, 0, page);
}

fn fields(object: &Value, level: usize, page: &mut Page) {
    for (key, value) in object.entries() {
        let title = title(key);
        match value {
            Value::Map(_) => {
                page.line(level, &format!("{title}:"));
                fields(value, level + 1, page);
            }
            Value::List(items) => {
                page.line(level, &format!("{title}:"));
                for item in items {
                    match item {
                        Value::Map(_) => fields(item, level + 1, page),
                        scalar => page.line(level + 1, &scalar.to_go()),
                    }
                }
            }
            scalar => page.field(level, &title, &scalar.to_go()),
        }
    }
}

/// Makes a title from a field's name: `Image Pull Policy` from `imagePullPolicy`. A name with characters other than
/// letters and hyphens stays as it is (upstream `smartLabelFor`).
fn title(field: &str) -> String {
    if !field.chars().all(|c| c.is_alphabetic() || c == '-') {
        return field.to_owned();
    }
    let words = words(field).into_iter().map(|word| {
        let upper = word.to_uppercase();
        if ["API", "URL", "UID", "OSB", "GUID"].contains(&upper.as_str()) {
            return upper;
        }
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Splits a name before each capital that starts a word: `hostIP` is two words, `podIPs` is `pod`, `I`, `Ps`.
fn words(field: &str) -> Vec<String> {
    let letters: Vec<char> = field.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (place, &letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let begins = before.is_none_or(|before| {
            letter.is_uppercase()
                && (before.is_lowercase() || after.is_some_and(|after| after.is_lowercase()))
        });
        match words.last_mut().filter(|_| !begins) {
            Some(word) => word.push(letter),
            None => words.push(letter.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::title;

    /// Recorded: b03-describe.txt.
    #[test]
    fn titles_are_made_of_names() {
        for (field, expected) in [
            ("imagePullPolicy", "Image Pull Policy"),
            ("apiVersion", "API Version"),
            ("uid", "UID"),
            ("$patch", "$patch"),
            ("dnsPolicy", "Dns Policy"),
            ("app.kubernetes.io/name", "app.kubernetes.io/name"),
        ] {
            assert_eq!(title(field), expected);
        }
    }
}
