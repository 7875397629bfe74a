//! Pastes of every kind: what surrounds objects, what cuts them off, what is none.

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
    let prompt =
        format!("me@laptop:~$ kubectl get sts,pods -o yaml\n{LIST}me@laptop:~$ kubectl version\n");
    let indented: String = LIST.lines().map(|line| format!("    {line}\n")).collect();
    let windows = LIST.replace('\n', "\r\n");
    for text in [LIST, &coloured, &html, &fenced, &prompt, &indented, &windows] {
        assert_eq!(names(text), ["web", "web-0"], "{text}");
    }
}

#[test]
fn what_programs_put_into_every_line_does_not_matter() {
    let quoted: String = LIST.lines().map(|line| format!("> {line}\n")).collect();
    let bytes: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf_16 = format!("\u{fffd}\u{fffd}{}", String::from_utf8_lossy(&bytes));
    let title = format!(
        "\u{1b}]0;me@laptop: ~\u{7}\u{1b}[32mme@laptop\u{1b}[0m:~$ k get sts -o yaml\n{LIST}"
    );
    let curly = LIST.replace("name: web-0", "name: “web-0”");
    let rows: String =
        LIST.lines().map(|line| format!("<div class=\"line\">{line}</div>")).collect();
    let marked = format!("\u{feff}{LIST}");
    for text in [&quoted, &utf_16, &title, &curly, &rows, &marked] {
        assert_eq!(names(text), ["web", "web-0"], "{text}");
    }
}

#[test]
fn a_prompt_or_an_error_behind_an_object_ends_it() {
    let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\n";
    for behind in [
        "me@laptop:~$ ",
        "$ exit",
        "root@host:/# ls",
        "PS C:\\> ",
        "Error from server (Forbidden): pods is forbidden",
        "see also https://example.org/",
    ] {
        let found = objects(&format!("{set}{behind}\n")).expect("a set");
        assert_eq!((found.objects.len(), found.unread), (1, 0), "{behind}");
    }
}

#[test]
fn what_looks_like_a_prompt_inside_an_object_ends_nothing() {
    let script = "    args:\n    - |\n      kubectl get pods\n      ---\n      $ kubectl label pod x\n      if [ $a < 3 ]; then echo '<br>'; fi\n";
    let set = format!("{}{script}", LIST.split_once("- apiVersion: v1").expect("a pod").0);
    let rest = LIST.split_once("- apiVersion: v1").expect("a pod").1;
    assert_eq!(names(&format!("{set}- apiVersion: v1{rest}")), ["web", "web-0"]);
}

#[test]
fn a_paste_from_the_middle_gives_what_comes_after_the_cut() {
    let owned = "    ownerReferences:\n    - apiVersion: apps/v1\n      kind: StatefulSet\n      name: web\n  spec:\n    nodeName: a\n";
    let items = LIST.split_once("items:\n").expect("items").1;
    assert_eq!(names(&format!("{owned}{items}")), ["web", "web-0"]);
    let both = items.split_once("kind: List").expect("an end").0;
    assert_eq!(names(&format!("{owned}{both}")), ["web", "web-0"]);
    let inner = "apiVersion: apps/v1\n  kind: StatefulSet\n  metadata:\n    name: web\n";
    assert_eq!(names(inner), ["web"]);
}

#[test]
fn a_pod_that_was_cut_off_is_not_half_a_pod() {
    let whole =
        LIST.replace("    name: web-0\n", "    name: web-0\n  status:\n    phase: Running\n");
    let list = whole.replace("kind: List\n", "");
    assert_eq!(names(&list), ["web", "web-0"]);
    let cut = list.split_once("  status").expect("a status").0;
    let found = objects(cut).expect("a set");
    assert_eq!((found.objects.len(), found.unread), (1, 1));
}

#[test]
fn lists_of_every_form_are_taken_apart() {
    let typed = "{\"kind\":\"StatefulSetList\",\"apiVersion\":\"apps/v1\",\"items\":[{\"metadata\":{\"name\":\"web\"}}]}";
    assert_eq!(names(typed), ["web"]);
    let json = LIST_JSON.replace('\n', "\r\n");
    assert_eq!(
        names(&format!("C:\\> kubectl get sts,pods -o json\r\n{json}\r\nC:\\> ")),
        ["web", "web-0"]
    );
    let single = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-0\n";
    assert_eq!(names(&format!("{LIST}---\n{single}---\n{LIST_JSON}")).len(), 5);
}

const LIST_JSON: &str = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n        {\"apiVersion\": \"apps/v1\", \"kind\": \"StatefulSet\", \"metadata\": {\"name\": \"web\"}},\n        {\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"web-0\"}}\n    ],\n    \"kind\": \"List\"\n}\n";

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
        (
            "apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: \"\"\n",
            Unreadable::NoneFound,
        ),
        ("{\n  \"items\": [],\n  \"kind\": \"List\"\n}", Unreadable::NoneFound),
        ("No resources found in default namespace.\n", Unreadable::NoneFound),
        ("Error from server (Forbidden): statefulsets.apps is forbidden\n", Unreadable::Refused),
        ("error: You must be logged in to the server (Unauthorized)\n", Unreadable::Refused),
        ("你好 🙂", Unreadable::Nothing),
        ("{", Unreadable::Nothing),
    ] {
        assert_eq!(objects(text), Err(why), "{text}");
    }
    let long = "x".repeat(PASTE_BYTES_MAX + 1);
    assert_eq!(objects(&long), Err(Unreadable::TooLong));
}
