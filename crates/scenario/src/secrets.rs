//! Finds values in a scenario that look like secrets, so that a person is warned before a link is made.
//!
//! A guess by names and shapes: values of names such as POSTGRES_PASSWORD, data of a Secret, credentials in a URL,
//! options such as `--token=`, and long random strings. References (`secretKeyRef`, `$(NAME)`), switches, short
//! numbers, file names and checksums do not count. A secret that looks like none of this is not found.
//!
//! Names and values of a manifest come from its tree. Text that is not YAML is checked line by line ([`rows`]):
//! commands, comments, and texts inside a manifest. [`words`] decides which names and values are secret.

mod rows;
mod words;

use std::ops::Range;

use apiserver::manifest::{self, Content, Node};
use apiserver::text;

use self::rows::{Finding, RowScanner};
use crate::contents::Secret;
use crate::script::{Line, Scenario};

impl Scenario {
    /// Returns every value that looks like a secret, in the order of the script.
    pub fn secrets(&self) -> Vec<Secret> {
        self.lines.iter().enumerate().flat_map(|(at, line)| secrets_of(at, line)).collect()
    }
}

/// Returns the values of a line that look like secrets, in order. They do not overlap.
fn secrets_of(number: usize, line: &Line) -> Vec<Secret> {
    let (whole, is_file) = (&*line.text, line.text.starts_with(": file "));
    let read = if is_file { Tree::of(whole) } else { Tree::default() };
    let mut found = read.found.clone();
    let (mut rows, mut begin) = (RowScanner::default(), 0);
    for row in whole.split_inclusive('\n') {
        let trimmed = row.trim_end();
        let place = |place: Range<usize>| begin + place.start..begin + place.end;
        let all =
            if read.says_all_of(begin, row) { rows::shapes(trimmed) } else { rows.all(trimmed) };
        let all = all.into_iter().map(|(name, at)| (name, place(at)));
        found.extend(all.filter(|(_, at)| !read.knows(at)).take(1));
        begin += row.len();
    }
    found.sort_by_key(|(_, place)| place.start);
    let row = |place: &Range<usize>| {
        let before = text::before(whole, place.start);
        if is_file { before.matches('\n').count() } else { 0 }
    };
    let secret = |(name, place): Finding| Secret { line: number, row: row(&place), name, place };
    found.into_iter().map(secret).collect()
}

/// Whether one of these sorted, disjoint things overlaps a range.
fn touches<T>(things: &[T], range_of: impl Fn(&T) -> &Range<usize>, other: &Range<usize>) -> bool {
    let behind = things.partition_point(|thing| range_of(thing).start < other.end);
    let last = behind.checked_sub(1).and_then(|at| things.get(at));
    last.is_some_and(|last| range_of(last).end > other.start)
}

/// Findings in the trees of a file's documents.
#[derive(Default)]
struct Tree {
    /// Secrets, by name.
    found: Vec<Finding>,
    /// Values that look random and are not secret.
    harmless: Vec<Range<usize>>,
    /// Ranges of the documents that have a tree.
    documents: Vec<Range<usize>>,
    /// Ranges of scalars with several lines. They may contain any text.
    texts: Vec<Range<usize>>,
}

impl Tree {
    fn of(line: &str) -> Self {
        let mut tree = Self::default();
        let begin = line.find('\n').map_or(line.len(), |end| end + 1);
        let file = text::between(line, begin..line.rfind(": end").unwrap_or(line.len()));
        for document in manifest::read(file) {
            let Some(root) = document.tree().filter(|root| !is_scalar(root)) else { continue };
            let start = begin + document.offset.0;
            tree.documents.push(start..start + document.text.len());
            tree.walk(
                &root,
                Around { document: (document.text, start), name: "", is_secret: false },
            );
        }
        tree.found.sort_by_key(|(_, place)| place.start);
        tree.harmless.sort_by_key(|place| place.start);
        tree.texts.sort_by_key(|place| place.start);
        tree
    }

    /// Whether the tree has every name and value of this row. False for comments and rows of a multi-line scalar.
    fn says_all_of(&self, begin: usize, row: &str) -> bool {
        let is_in = |ranges: &[Range<usize>]| touches(ranges, |range| range, &(begin..begin + 1));
        is_in(&self.documents) && !is_in(&self.texts) && !row.trim_start().starts_with('#')
    }

    /// Whether the tree has decided if this value is a secret.
    fn knows(&self, place: &Range<usize>) -> bool {
        touches(&self.found, |(_, at)| at, place) || touches(&self.harmless, |at| at, place)
    }

    fn walk(&mut self, node: &Node, around: Around<'_>) {
        match &node.content {
            Content::Scalar(_) => self.scalar(node, around),
            Content::List(items) => items.iter().for_each(|item| self.walk(item, around)),
            Content::Map(entries) => {
                let word = |key: &str| node.get(key).and_then(Node::as_str);
                let in_secret = word("kind") == Some("Secret");
                for entry in entries {
                    let key = entry.key.as_str();
                    let holds = ["data", "stringData"].contains(&key);
                    let is_secret = around.is_secret || in_secret && holds;
                    // The `value` of an environment variable is judged by its `name`.
                    let name = if key == "value" { word("name").unwrap_or(key) } else { key };
                    self.walk(&entry.value, Around { name, is_secret, ..around });
                }
            }
        }
    }

    fn scalar(&mut self, node: &Node, Around { document, name, is_secret }: Around<'_>) {
        let Some(span) = node.written else { return };
        let (text, start) = document;
        let written = span.of(text);
        let quote = usize::from(written.starts_with(['"', '\'']));
        let body = written.trim_end();
        let place = start + span.start.0 + quote..start + span.start.0 + body.len() - quote;
        let is_text = body.contains('\n');
        let value = node.as_str().unwrap_or(body);
        if words::is_secret(name, value, is_secret) && (is_secret || !is_text) {
            self.found.push((name.to_owned(), place));
            return;
        }
        if words::is_checksum(name) {
            self.harmless.push(place.clone());
        }
        if is_text {
            // The first row of the scalar belongs to the tree.
            let first = body.find('\n').map_or(0, |end| end + 1);
            self.texts.push(place.start + first..place.end);
        }
    }
}

/// Context of a node.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Text of the document, and its offset in the line.
    document: (&'a str, usize),
    /// Key or variable by which the value is judged.
    name: &'a str,
    /// Whether it is inside the data of a Secret.
    is_secret: bool,
}

fn is_scalar(node: &Node) -> bool {
    matches!(node.content, Content::Scalar(_))
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
    fn a_tree_tells_what_rows_do_not() {
        for (manifest, expected) in [
            ("env: [{value: hunter2, name: DB_PASSWORD}]", vec![(1, "DB_PASSWORD")]),
            (
                "{\"env\": [{\"name\": \"A_TOKEN\", \"value\": \"x\"}, {\"name\": \"B_TOKEN\", \"value\": \"z\"}]}",
                vec![(1, "A_TOKEN"), (1, "B_TOKEN")],
            ),
            (
                "kind: Secret\napiVersion: v1\nstringData:\n  tls.key: |\n    hunter2\n    hunter3\n  user: ü你\n",
                vec![(4, "tls.key"), (7, "user")],
            ),
            (
                "kind: List\nitems:\n- kind: Secret\n  data: {a: aHVudGVyMg==}\n- kind: ConfigMap\n  data: {a: b}\n",
                vec![(4, "a")],
            ),
            (
                "kind: ConfigMap\ndata:\n  app.conf: |\n    # 密码\n    db_password: hunter2\n",
                vec![(5, "db_password")],
            ),
            ("a: 1\n---\nb: [\nDB_PASSWORD: hunter2\n", vec![(4, "DB_PASSWORD")]),
            ("#password: hunter2\na: 1 # --token=abc\n", vec![(1, "#password"), (2, "token")]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(row, name)| (row, name.to_owned())).collect();
            assert_eq!(named(manifest), expected, "{manifest}");
            let scenario = of(manifest);
            let blanked = scenario.without(&scenario.secrets(), &[]);
            assert_eq!(blanked.secrets(), [], "{manifest}\n{}", blanked.lines[0].text);
        }
    }

    #[test]
    fn switches_numbers_files_and_checksums_are_no_secrets() {
        for row in [
            "metadata: {annotations: {checksum/config: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}}",
            "checksum/secret: \"9f86d081884c7d659a2feaa0c55ad015\"",
            "config-hash: 9f86d081884c7d659a2feaa0c55ad015",
            "- name: MYSQL_ALLOW_EMPTY_PASSWORD\n  value: \"1\"",
            "- name: ALLOW_EMPTY_PASSWORD\n  value: \"yes\"",
            "- {name: ALLOW_EMPTY_PASSWORD, value: 'True'}",
            "ALLOW_EMPTY_PASSWORD: on",
            "PASSWORD_MIN_LENGTH: \"1024\"",
            "TOKEN_TTL: 3600",
            "tokenExpirationSeconds: 3600",
            "- name: TLS_KEY\n  value: tls.key",
            "- name: SECRET_NAME\n  value: web",
            "- name: DB_PASSWORD_FILE\n  value: secrets/db",
            "- name: TOKEN_URL\n  value: https://example.org/token",
            "- name: PASSWORD\n  value: ${PASSWORD}",
            "- name: PASSWORD\n  value: \"{{ .Values.password }}\"",
            "- name: PASSWORD\n  value: <password>",
            "- name: PASSWORD\n  valueFrom: {secretKeyRef: {name: web, key: password}}",
            "command: [sh, -c, \"ALLOW_EMPTY_PASSWORD=1 run --token-ttl=3600 --password-file=a.txt\"]",
        ] {
            assert!(named(row).is_empty(), "{row}: {:?}", named(row));
        }
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
            &*scenario.without(&secrets, &[]).lines[0].text,
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
                let blanked = scenario.without(&scenario.secrets(), &[]).lines[0].text.to_string();
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
        let blanked = scenario.without(&scenario.secrets(), &[]);
        assert_eq!(
            &*blanked.lines[0].text,
            ": file a.yaml\n- name: A_TOKEN\n  value: \"\" # x\n- name: B_TOKEN\n  value: \"\"\n- c: amqp://u:@h\n: end"
        );
        assert_eq!(blanked.secrets(), []);
    }
}
