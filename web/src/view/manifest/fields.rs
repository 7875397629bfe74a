//! The fields of an object as paths and values, to compare two of them.
//!
//! Items of lists are named where they have a name: `containers[nginx].image`.

use kubectl::value::Value;

/// A field: its path, and what it says.
pub type Field = (String, String);

/// Every field below a place of an object.
pub fn fields(value: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    collect(value, String::new(), &mut fields);
    fields
}

fn collect(value: &Value, path: String, into: &mut Vec<Field>) {
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

/// The fields in which two objects differ: path, what the first says, what the second says; empty where it says nothing.
pub fn differences(before: &[Field], after: &[Field]) -> Vec<(String, String, String)> {
    let find = |fields: &[Field], path: &str| {
        let found = fields.iter().find(|(known, _)| known == path);
        found.map(|(_, says)| says.clone()).unwrap_or_default()
    };
    let gone = before.iter().filter(|(path, _)| !after.iter().any(|(known, _)| known == path));
    let paths = after.iter().chain(gone).map(|(path, _)| path);
    let row = |path: &String| (path.clone(), find(before, path), find(after, path));
    paths.map(row).filter(|(_, before, after)| before != after).collect()
}

/// A path without what all paths of a pod's template begin with.
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
    fn fields_that_differ_are_named_by_their_path() {
        let value = |image: &str| {
            let text = format!(
                "template: {{spec: {{containers: [{{name: a, image: '{image}'}}]}}}}\nreplicas: 2\n"
            );
            fields(&kubectl::manifest::parse(&text).expect("YAML"))
        };
        let differ = differences(&value("x:1"), &value("x:2"));
        let expected = ("template.spec.containers[a].image".into(), "x:1".into(), "x:2".into());
        assert_eq!(differ, [expected]);
        assert_eq!(short("template.spec.containers[a].image"), "containers[a].image");
        assert_eq!(differences(&value("x:1"), &[]).len(), 3);
    }
}
