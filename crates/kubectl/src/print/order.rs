//! Sorting for `--sort-by`: numbers by value, text in natural order (`web-2` before `web-10`).

use std::cmp::Ordering;

use super::jsonpath::JsonPath;
use apiserver::value::Value;

/// Sorts documents by the value at a path. Documents without it come first. If none has it, removes all: kubectl then
/// prints nothing (recorded: b02-get.txt).
pub(super) fn sort(documents: &mut Vec<Value>, path: &JsonPath) {
    let key = |document: &Value| path.find(document).ok()?.first().map(|value| (*value).clone());
    if documents.iter().all(|document| key(document).is_none()) {
        documents.clear();
    }
    documents.sort_by(|a, b| match (key(a), key(b)) {
        (Some(a), Some(b)) => compare(&a, &b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a.as_int(), b.as_int()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => natural(&a.to_go(), &b.to_go()),
    }
}

/// Compares text in natural order: digits compare as numbers.
pub(super) fn natural(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let (x, y) = match (a.chars().next(), b.chars().next()) {
            (Some(x), Some(y)) => (x, y),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        };
        let (left, right) = (digits(a), digits(b));
        let order = if left.is_empty() || right.is_empty() {
            (a, b) = (rest(a, x.len_utf8()), rest(b, y.len_utf8()));
            x.cmp(&y)
        } else {
            (a, b) = (rest(a, left.len()), rest(b, right.len()));
            let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
            left.len().cmp(&right.len()).then(left.cmp(right))
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count() {
        for (a, b) in [("web-2", "web-10"), ("a", "b"), ("a", "a1"), ("1.9", "1.10"), ("", "a")] {
            assert_eq!(natural(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(natural(b, a), Ordering::Greater, "{a} {b}");
        }
        assert_eq!(natural("web-1", "web-1"), Ordering::Equal);
    }
}
