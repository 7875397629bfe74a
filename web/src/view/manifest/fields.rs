//! Flattened objects: every field as a path and a value, so that two objects can be compared.
//!
//! A list item has its name as its index, if it has one: `containers[nginx].image`.

use apiserver::value::Value;

/// A field's path and value.
pub type FieldValue = (String, String);

/// Returns every field of a value, with its path from there.
pub fn fields(value: &Value) -> Vec<FieldValue> {
    let mut fields = Vec::new();
    collect(value, String::new(), &mut fields);
    fields
}

fn collect(value: &Value, path: String, into: &mut Vec<FieldValue>) {
    let dot = if path.is_empty() { "" } else { "." };
    if !value.entries().is_empty() {
        for (key, value) in value.entries() {
            collect(value, format!("{path}{dot}{key}"), into);
        }
    } else if !value.items().is_empty() {
        for (index, item) in value.items().iter().enumerate() {
            let name = match item.text_at(&["name"]) {
                "" => index.to_string(),
                name => name.to_owned(),
            };
            collect(item, format!("{path}[{name}]"), into);
        }
    } else {
        let says = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
        into.push((path, says));
    }
}

/// Returns the fields in which two objects differ: path, value before, value after. A missing value is empty.
pub fn differences(before: &[FieldValue], after: &[FieldValue]) -> Vec<(String, String, String)> {
    let find = |fields: &[FieldValue], path: &str| {
        let found = fields.iter().find(|(known, _)| known == path);
        found.map(|(_, says)| says.clone()).unwrap_or_default()
    };
    let gone = before.iter().filter(|(path, _)| !after.iter().any(|(known, _)| known == path));
    let paths = after.iter().chain(gone).map(|(path, _)| path);
    let row = |path: &String| (path.clone(), find(before, path), find(after, path));
    paths.map(row).filter(|(_, before, after)| before != after).collect()
}

/// Whether two values are the same quantity in two notations: the API server stores `0.5` as `500m`.
pub fn are_one_quantity(one: &str, other: &str) -> bool {
    thousandths(one).is_some_and(|value| thousandths(other) == Some(value))
}

/// Parses a quantity into thousandths. `None` if it is no quantity, or not a whole number of thousandths.
fn thousandths(text: &str) -> Option<i128> {
    const UNITS: [(&str, i128); 13] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("Pi", 1 << 50),
        ("Ei", 1 << 60),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("P", 1_000_000_000_000_000),
        ("E", 1_000_000_000_000_000_000),
        ("", 1),
    ];
    if let Some(number) = text.strip_suffix('m') {
        return number.parse().ok();
    }
    let (number, unit) =
        UNITS.iter().find_map(|&(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{part}").parse::<i128>().ok()?;
    let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let value = digits.checked_mul(unit)?.checked_mul(1_000)?;
    (value % scale == 0).then_some(value / scale)
}

/// Returns a path without the prefixes of the pod template and of the update strategy.
pub fn short(path: &str) -> &str {
    const PREFIXES: [&str; 4] = [
        "template.spec.",
        "template.metadata.",
        "updateStrategy.rollingUpdate.",
        "updateStrategy.",
    ];
    PREFIXES.iter().find_map(|prefix| path.strip_prefix(prefix)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_the_same_however_it_is_written() {
        for (one, other) in
            [("0.5", "500m"), ("1024Mi", "1Gi"), ("1000m", "1"), ("1.5Gi", "1536Mi")]
        {
            assert!(are_one_quantity(one, other), "{one} {other}");
        }
        for (one, other) in [("0.5", "50m"), ("1G", "1Gi"), ("a", "a"), ("", "0"), ("数", "m")] {
            assert!(!are_one_quantity(one, other), "{one} {other}");
        }
    }

    #[test]
    fn fields_that_differ_are_named_by_their_path() {
        let value = |image: &str| {
            let text = format!(
                "template: {{spec: {{containers: [{{name: a, image: '{image}'}}]}}}}\nreplicas: 2\n"
            );
            fields(&apiserver::manifest::parse(&text).expect("YAML"))
        };
        let differ = differences(&value("x:1"), &value("x:2"));
        let expected = ("template.spec.containers[a].image".into(), "x:1".into(), "x:2".into());
        assert_eq!(differ, [expected]);
        assert_eq!(short("template.spec.containers[a].image"), "containers[a].image");
        assert_eq!(differences(&value("x:1"), &[]).len(), 3);
    }
}
