//! What in a scenario looks like a secret, so that a person is told before a link is made.
//!
//! A guess by names and shapes, line by line: values of names such as POSTGRES_PASSWORD, what stands in a Secret, credentials in an
//! address, options such as `--token=`, and long strings as no person writes them. References (`secretKeyRef`, `$(NAME)`) are not
//! values. A value that looks like nothing of this is not found.

use std::ops::Range;

use crate::script::{Line, Scenario};

/// A value that looks like a secret. It does not hold the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Which line of the script it stands in.
    pub line: usize,
    /// In which row of that file, counted from 1; 0 where the line is none.
    pub row: usize,
    /// What the value is called: the name of a variable, a key, an option, or what it looks like.
    pub name: String,
    /// Where in the line's text the value is.
    place: Range<usize>,
}

/// What names of secrets have in them, in capitals.
const NAMES: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "CREDENTIAL",
    "APIKEY",
    "API_KEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
];
/// How names of secrets end, where a word must end.
const NAME_ENDS: [&str; 4] = ["_KEY", "_PASS", "_PWD", "_AUTH"];
/// Kubernetes' own keys that only sound so.
const NO_SECRETS: [&str; 9] = [
    "secretName",
    "secretKeyRef",
    "secretRef",
    "secret",
    "secrets",
    "imagePullSecrets",
    "automountServiceAccountToken",
    "serviceAccountToken",
    "tokenExpirationSeconds",
];
/// Shorter strings are words.
const RANDOM_MIN: usize = 20;
/// Letters and digits alone make no string random that is shorter than this: it may be a name with a hash.
const HEX_MIN: usize = 32;

impl Scenario {
    /// Every value that looks like a secret, in the order of the script.
    pub fn secrets(&self) -> Vec<Secret> {
        self.lines.iter().enumerate().flat_map(|(at, line)| secrets_of(at, line)).collect()
    }

    /// The same scenario with these values empty.
    #[must_use]
    pub fn without(&self, secrets: &[Secret]) -> Self {
        let mut blanked = self.clone();
        for secret in secrets.iter().rev() {
            let Some(line) = blanked.lines.get_mut(secret.line) else { continue };
            let mut text = line.text.to_string();
            if text.get(secret.place.clone()).is_some() {
                let bare = text[..secret.place.start].ends_with(": ");
                text.replace_range(secret.place.clone(), if bare { "\"\"" } else { "" });
                line.text = text.into();
            }
        }
        blanked
    }
}

fn secrets_of(line_number: usize, line: &Line) -> Vec<Secret> {
    let is_file = line.text.starts_with(": file ");
    let mut found = Vec::new();
    let mut rows = Rows::default();
    let mut begin = 0;
    for (row, text) in line.text.split_inclusive('\n').enumerate() {
        if let Some((name, place)) = rows.secret_in(text.trim_end()) {
            let place = begin + place.start..begin + place.end;
            found.push(Secret {
                line: line_number,
                row: if is_file { row } else { 0 },
                name,
                place,
            });
        }
        begin += text.len();
    }
    found
}

/// What the rows before say about the next one.
#[derive(Default)]
struct Rows {
    /// The last `name:`, which the `value:` of an environment variable goes by.
    variable: String,
    in_secret: bool,
    /// How far the map of a Secret's values is indented.
    values: Option<usize>,
}

impl Rows {
    fn secret_in(&mut self, row: &str) -> Option<(String, Range<usize>)> {
        self.note(row);
        let named = field_of(row).and_then(|(key, place)| {
            let value = &row[place.clone()];
            let name = if key == "value" { &self.variable } else { key };
            let in_values = self.values.is_some_and(|indent| indent_of(row) > indent);
            let is_secret = (in_values && key != "data") || is_secret_name(name);
            (is_secret && is_value(value) && !NO_SECRETS.contains(&key) && key != "name")
                .then(|| (name.to_owned(), place))
        });
        named.or_else(|| in_address(row)).or_else(|| in_word(row)).or_else(|| random(row))
    }

    fn note(&mut self, row: &str) {
        if row.starts_with("---") {
            *self = Self::default();
        }
        let indent = indent_of(row);
        if self.values.is_some_and(|values| indent <= values) {
            self.values = None;
        }
        match row.trim() {
            "kind: Secret" => self.in_secret = true,
            "data:" | "stringData:" if self.in_secret => self.values = Some(indent),
            _ => {}
        }
        if let Some(("name", place)) = field_of(row) {
            self.variable = row[place].into();
        }
    }
}

fn indent_of(row: &str) -> usize {
    row.len() - row.trim_start_matches([' ', '-']).len()
}

/// The key of a row and where its value is, without quotes and comment.
fn field_of(row: &str) -> Option<(&str, Range<usize>)> {
    let colon = row.find(": ")?;
    let key = row[..colon].trim_start_matches([' ', '-', '{']).trim_matches('"');
    let begin = colon + 2 + (row[colon + 2..].len() - row[colon + 2..].trim_start().len());
    let value = &row[begin..];
    let place = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            begin + 1..begin + 1 + value[1..].find(quote).unwrap_or(value.len() - 1)
        }
        _ => {
            let value = value.split(" #").next().unwrap_or(value);
            begin..begin + value.trim_end_matches([' ', '}']).len()
        }
    };
    (!key.is_empty() && !key.contains(' ')).then_some((key, place))
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace('-', "_");
    let has = NAMES.iter().any(|word| name.contains(word));
    has || NAME_ENDS.iter().any(|end| name.ends_with(end))
        || ["KEY", "PASS", "PWD"].contains(&name.as_str()) && name != "KEY"
}

/// Whether a value is one, and not a reference, a switch or the beginning of something longer.
fn is_value(value: &str) -> bool {
    let is_reference = value.starts_with("$(") || value.starts_with("${") || value.starts_with('/');
    let is_word = ["", "true", "false", "null", "~", "|", "|-", ">", ">-"].contains(&value);
    !(is_reference || is_word || value.starts_with(['[', '{', '*', '&', '<']))
}

/// The password of `scheme://user:password@host`.
fn in_address(row: &str) -> Option<(String, Range<usize>)> {
    let begin = row.find("://")? + 3;
    let end = begin + row[begin..].find(['/', ' ', '"', '\'']).unwrap_or(row.len() - begin);
    let (user, _) = row[begin..end].rsplit_once('@')?;
    let colon = begin + user.find(':')? + 1;
    let place = colon..begin + user.len();
    is_value(&row[place.clone()]).then(|| ("://…:…@".into(), place))
}

/// The value of `--password=value` or `TOKEN=value`.
fn in_word(row: &str) -> Option<(String, Range<usize>)> {
    row.match_indices('=').find_map(|(equals, _)| {
        let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        let begin = row[..equals].trim_end_matches(is_inside).len();
        let name = &row[begin..equals];
        let value = row[equals + 1..].trim_start_matches(['"', '\'']);
        let start = row.len() - value.len();
        let end = value.find([' ', '"', '\'', ',', ']', ';']).unwrap_or(value.len());
        let place = start..start + end;
        (is_secret_name(name) && is_value(&row[place.clone()]))
            .then(|| (name.trim_start_matches('-').to_owned(), place))
    })
}

/// A long string as no person writes it.
fn random(row: &str) -> Option<(String, Range<usize>)> {
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "+/_-".contains(letter);
    let mut end = 0;
    for piece in row.split_inclusive(|letter| !is_inside(letter)) {
        let word = piece.trim_end_matches(|letter| !is_inside(letter));
        let place = end..end + word.len();
        end += piece.len();
        let is_digest = row[..place.start].ends_with("sha256:");
        if !is_digest && looks_random(word) {
            let name = field_of(row).map_or("", |(key, _)| key);
            return Some((if name.is_empty() { "…".into() } else { name.into() }, place));
        }
    }
    None
}

fn looks_random(word: &str) -> bool {
    let has = |is: fn(&char) -> bool| word.chars().any(|letter| is(&letter));
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_hex = word.chars().all(|letter| letter.is_ascii_hexdigit());
    let mixed = has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase) && digits > 1;
    let turns = word.as_bytes().windows(2).filter(|two| kind(two[0]) != kind(two[1])).count();
    (word.len() >= RANDOM_MIN && mixed && turns * 4 > word.len())
        || (word.len() >= HEX_MIN && is_hex && digits > 4)
}

/// Letters of one kind follow each other in words.
fn kind(letter: u8) -> u8 {
    match letter {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GALLERY;

    fn of(manifest: &str) -> Scenario {
        Scenario::parse(&format!(": file a.yaml\n{manifest}\n: end\n")).unwrap()
    }

    fn named(manifest: &str) -> Vec<(usize, String)> {
        of(manifest).secrets().into_iter().map(|secret| (secret.row, secret.name)).collect()
    }

    #[test]
    fn values_are_found_by_their_names() {
        let env =
            "env:\n- name: POSTGRES_PASSWORD\n  value: hunter2  # x\n- name: USER\n  value: shop";
        assert_eq!(named(env), [(3, "POSTGRES_PASSWORD".into())]);
        for (row, name) in [
            ("- {name: X, value: '--api-key=abc'}", "api-key"),
            ("DB_PASSWORD: hunter2", "DB_PASSWORD"),
            ("args: [\"--token=abc\"]", "token"),
            ("value: postgres://shop:hunter2@db:5432/x", "://…:…@"),
            ("value: ghp_16C7e42F292c6912E7710c838347Ae178B4a", "value"),
            ("value: 9f86d081884c7d659a2feaa0c55ad015", "value"),
            ("- name: SSH_KEY\n  value: x", "SSH_KEY"),
        ] {
            assert_eq!(named(row).first().map(|(_, name)| &**name), Some(name), "{row}");
        }
        let secret = "apiVersion: v1\nkind: Secret\nstringData:\n  user: shop\ntype: Opaque";
        assert_eq!(named(secret), [(4, "user".into())]);
    }

    #[test]
    fn references_and_names_are_no_secrets() {
        for row in [
            "- name: PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: web-secret\n      key: password",
            "secretName: web-token",
            "automountServiceAccountToken: false",
            "topologyKey: kubernetes.io/hostname",
            "- name: PASSWORD\n  value: $(OTHER)",
            "- name: PASSWORD_FILE\n  value: /run/secrets/password",
            "image: a@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "requiredDuringSchedulingIgnoredDuringExecution:",
            "value: http://shop:8080/path@x",
            "image: registry.example.org/team/very-long-service-name-2024:1.2.3",
            "persistentVolumeClaimRetentionPolicy:",
        ] {
            assert!(named(row).is_empty(), "{row}: {:?}", named(row));
        }
        for (name, text) in GALLERY {
            assert_eq!(Scenario::parse(text).unwrap().secrets(), [], "{name}");
        }
    }

    #[test]
    fn what_is_typed_may_hold_a_secret_too() {
        let scenario = Scenario::parse("$ kubectl set env sts/web API_TOKEN=abc\n").unwrap();
        let secrets = scenario.secrets();
        assert_eq!(secrets[0].row, 0);
        assert_eq!(
            &*scenario.without(&secrets).lines[0].text,
            "kubectl set env sts/web API_TOKEN="
        );
    }

    #[test]
    fn letters_of_every_script_stand_beside_a_value() {
        for row in [
            "# für",
            "# 中文注释",
            "note: 🙂",
            "a: שלום",
            "a: e\u{301}",
            "\u{feff}a: b",
            "a: ü=ü",
            "ü=",
            "=中",
        ] {
            assert_eq!(named(row), [], "{row}");
        }
        for typed in ["echo 你好", "kubectl annotate sts web note=ü", "echo ü你🙂"] {
            let scenario = Scenario::parse(&format!("$ {typed}\n")).unwrap();
            assert_eq!(scenario.secrets(), [], "{typed}");
        }
        for before in ["", "ü", "中文 ", "🙂", "e\u{301}", "\u{200b}", "\u{feff}", "\u{a0}"] {
            for value in
                ["API_TOKEN=geheim", "--token=geheim", "X-9f86d081884c7d659a2feaa0c55ad015"]
            {
                let typed = format!("echo {before},{value} {before}");
                let scenario = Scenario::parse(&format!("$ {typed}\n")).unwrap();
                let blanked = scenario.without(&scenario.secrets()).lines[0].text.to_string();
                let begin = if value.contains('=') { value.find('=').unwrap() + 1 } else { 0 };
                let expected = format!("echo {before},{} {before}", &value[..begin]);
                assert_eq!(blanked, expected, "{typed}");
            }
        }
    }

    #[test]
    fn a_blanked_value_is_gone_and_all_else_stays() {
        let scenario = of(
            "- name: A_TOKEN\n  value: abc # x\n- name: B_TOKEN\n  value: \"def\"\n- c: amqp://u:p@h",
        );
        let blanked = scenario.without(&scenario.secrets());
        assert_eq!(
            &*blanked.lines[0].text,
            ": file a.yaml\n- name: A_TOKEN\n  value: \"\" # x\n- name: B_TOKEN\n  value: \"\"\n- c: amqp://u:@h\n: end"
        );
        assert_eq!(blanked.secrets(), []);
    }
}
