//! Reads a pasted cluster: what is in it, and the script that begins with it.
//!
//! The script has the objects as kept by [`apiserver::snapshot::kept`], the start-up times that the pods show as `: timing` lines, and
//! `: cluster FILE`.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use apiserver::clock;
use apiserver::snapshot::kept::{self, Tally};
use apiserver::snapshot::measured::{self, Fault, Measured, Spread};
use apiserver::snapshot::paste::{self, Found, Unreadable};
use apiserver::snapshot::{Note, Restored, of_sets, plain, printed_at, read};
use apiserver::value::{Value, yaml};
use kubectl::print::{human_duration, pod_row};
use rollout_engine::api::{Pod, PodTemplate, RevisionHash};
use rollout_engine::cluster::Owned;
use rollout_engine::command::Command;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::duration;
use crate::release::name_of;
use crate::script::Scenario;
use crate::yours::{
    Paste, PodUnderstood, RevisionUnderstood, SetUnderstood, Understood, cluster_file,
};

/// The file of the scenario that has the objects.
const FILE: &str = "cluster.yaml";

/// Reads a paste.
///
/// # Errors
///
/// Why there is nothing to begin with.
pub fn understand(paste: &Paste) -> Result<Understood, Unreadable> {
    let found = paste::objects(&paste.text)?;
    let mut left_out = Tally::new();
    let mut kept = kept::keep(&found.objects, &mut left_out);
    let mut names = plain::Renamed::new();
    if paste.plain {
        (kept, names) = plain::without_names(&kept);
    }
    if let Some(first) = &paste.first {
        kept.sort_by_key(|object| !is_called(object, first));
    }
    let rules = crate::rules_named(&paste.release).unwrap_or(Rules::LATEST);
    let restored = read(&documents(&kept), &rules, SimTime::ZERO).map_err(|_| Unreadable::NoSet)?;
    let notes = notes(&found, &restored);
    let printed_at = printed_at(&found.objects);
    let latest = printed_at.as_deref().and_then(clock::parse).unwrap_or_default();
    let mut simulation = Simulation::new(rules, SimTime::ZERO);
    simulation.apply(SimTime::ZERO, Command::Restore(Rc::new(restored.snapshot)));
    let sets: Vec<_> =
        simulation.cluster().sets().map(|(_, owned)| set(owned, &rules, latest)).collect();
    let of_sets = of_sets(&kept);
    let measured = measured::measure(&of_sets);
    let budget = |object: &&Value| object.text_at(&["kind"]) == "PodDisruptionBudget";
    let budgets = kept.iter().filter(budget).map(|it| it.text_at(&["metadata", "name"]).to_owned());
    let file = documents(&of_sets);
    Ok(Understood {
        script: match Scenario::parse(&paste.script) {
            Ok(scenario) if !paste.script.is_empty() => renamed(&scenario, &file, &names),
            _ => script(paste, &rules, &measured, &file),
        },
        objects: found.objects.len(),
        printed_at,
        budgets: budgets.collect(),
        sets,
        measured,
        left_out,
        notes,
    })
}

/// What is to be known of the paste: what could not be read, and what is not used.
fn notes(found: &Found, restored: &Restored) -> Vec<Note> {
    let unread = (found.unread > 0).then_some(Note::Unread(found.unread));
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for object in &found.objects {
        let kind = object.text_at(&["kind"]);
        if !apiserver::snapshot::KINDS.contains(&kind) {
            *others.entry(kind).or_default() += 1;
        }
    }
    let others = others.into_iter().map(|(kind, count)| Note::LeftOut(kind.to_owned(), count));
    unread.into_iter().chain(restored.notes.iter().cloned()).chain(others).collect()
}

/// A scenario with another cluster file, and with these names changed in all its other lines and texts.
fn renamed(scenario: &Scenario, file: &str, names: &plain::Renamed) -> String {
    let mut plain = scenario.clone();
    let held =
        cluster_file(scenario).map(|(at, name, _)| (at, format!(": file {name}\n{file}: end")));
    for (at, line) in plain.lines.iter_mut().enumerate() {
        line.text = match &held {
            Some((place, text)) if *place == at => text.as_str().into(),
            _ => with_names(&line.text, names).into(),
        };
    }
    let texts = [
        &mut plain.question,
        &mut plain.question_zh,
        &mut plain.hint,
        &mut plain.hint_zh,
        &mut plain.goal,
        &mut plain.goal_zh,
    ];
    for text in texts.into_iter().flatten() {
        *text = with_names(text, names).into();
    }
    plain.comments.iter_mut().for_each(|it| it.text = with_names(&it.text, names).into());
    plain.to_string()
}

/// A text in which these names are replaced, where they stand as words: `web` in `pod/web-0`, not in `webhook`. The first three words
/// of a command line are kubectl's own (`kubectl set image`) if they are known to it.
fn with_names(text: &str, names: &plain::Renamed) -> String {
    let mut longest_first: Vec<(&String, &String)> =
        names.iter().filter(|(old, _)| !old.is_empty()).collect();
    longest_first.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let own = own_words(text);
    let (before, rest) = apiserver::text::split_at(text, own);
    let mut plain = before.to_owned();
    let mut at = 0;
    while let Some(letter) = rest.get(at..).and_then(|it| it.chars().next()) {
        let behind = rest.get(at..).unwrap_or_default();
        let stands_alone = !rest.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        let is_here = |(old, _): &&(&String, &String)| {
            let after = behind.strip_prefix(old.as_str());
            stands_alone && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        match longest_first.iter().find(is_here) {
            Some((old, new)) => {
                plain.push_str(new);
                at += old.len();
            }
            None => {
                plain.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    plain
}

/// Words with which a line begins that are no names: the program, its verbs, kinds of objects.
const OWN_WORDS: [&str; 28] = [
    "kubectl",
    "get",
    "set",
    "image",
    "env",
    "rollout",
    "status",
    "history",
    "undo",
    "restart",
    "delete",
    "scale",
    "patch",
    "apply",
    "describe",
    "drain",
    "cordon",
    "uncordon",
    "annotate",
    "label",
    "edit",
    "wait",
    "pod",
    "pods",
    "sts",
    "statefulset",
    "pvc",
    ":",
];

/// How many bytes of a line are words of its own.
fn own_words(line: &str) -> usize {
    let mut end = 0;
    for word in line.split_inclusive(' ').take(4) {
        if !OWN_WORDS.contains(&word.trim_end()) {
            break;
        }
        end += word.len();
    }
    end
}

fn is_called(object: &Value, name: &str) -> bool {
    let namespace = match object.text_at(&["metadata", "namespace"]) {
        "" => "default",
        namespace => namespace,
    };
    let own = object.text_at(&["metadata", "name"]);
    object.text_at(&["kind"]) == "StatefulSet"
        && (own == name || format!("{namespace}/{own}") == name)
}

/// The objects as documents, so that a link's settings find the StatefulSet among them as in any manifest.
fn documents(objects: &[Value]) -> String {
    objects.iter().map(yaml::yaml).collect::<Vec<_>>().join("---\n")
}

/// A set; `latest` is the time that became 0:00.
fn set(owned: &Owned, rules: &Rules, latest: SimTime) -> SetUnderstood {
    let status = &owned.set.status;
    let revision = |hash: RevisionHash, template: &PodTemplate| RevisionUnderstood {
        hash,
        is_current: status.current_revision == Some(hash),
        is_update: status.update_revision == Some(hash),
        pods: owned.pods.iter().filter(|pod| pod.revision == hash).count(),
        images: template.all_containers().map(|it| it.image.to_string()).collect(),
    };
    SetUnderstood {
        namespace: owned.set.namespace.to_string(),
        name: owned.set.name.to_string(),
        spec: (*owned.set.spec).clone(),
        revisions: owned.revisions.iter().map(|it| revision(it.hash, &it.template)).collect(),
        pods: owned.pods.iter().map(|it| pod(it, owned, rules, latest)).collect(),
    }
}

fn pod(pod: &Pod, owned: &Owned, rules: &Rules, latest: SimTime) -> PodUnderstood {
    let now = SimTime::ZERO;
    let row = pod_row(pod, owned, now, rules);
    let since = if pod.ready { pod.ready_since } else { pod.created_at };
    let past = if since > now { Duration::ZERO } else { now.since(since) };
    PodUnderstood {
        pod: *pod,
        ready: row.ready,
        status: row.status,
        restarts: row.restarts,
        since: human_duration(past),
        since_at: clock::rfc3339(latest - past),
        claims: owned.claims.iter().filter(|(name, _)| name.ordinal == pod.ordinal).count(),
    }
}

fn script(paste: &Paste, rules: &Rules, measured: &[Measured], file: &str) -> String {
    let mut script = format!(": release {}\n", name_of(rules));
    if !paste.question.is_empty() {
        script.push_str(&format!(": question {}\n", paste.question));
    }
    measured.iter().for_each(|image| {
        script.push_str(&timing(image));
        script.push_str(&fault(image));
    });
    script.push_str(&format!(": file {FILE}\n{file}: end\n: cluster {FILE}\n"));
    script
}

/// A `: timing` line of an image, with what it was measured from above it. Empty if nothing could be measured.
fn timing(measured: &Measured) -> String {
    let is_one_word = |name: &str| !name.contains(char::is_whitespace);
    let steps: Vec<String> = [
        ("init", measured.init.map(|it| it.usual)),
        ("start", measured.start.map(|it| it.usual)),
        ("ready", measured.answers_after()),
    ]
    .into_iter()
    .filter_map(|(step, time)| Some(format!("{step}={}", duration::write(time?))))
    .collect();
    if steps.is_empty() || !is_one_word(&measured.image) {
        return String::new();
    }
    let spread = |step: &str, spread: Option<Spread>| {
        spread.map(|it| format!("{step} {} to {} s", it.least.as_secs(), it.most.as_secs()))
    };
    let spreads = [
        spread("ran", measured.init),
        spread("started in", measured.start),
        spread("were Ready after", measured.ready),
    ];
    let spreads: Vec<String> = spreads.into_iter().flatten().collect();
    let pods = measured.pods;
    format!(
        "# Measured from {pods} pods: {}.\n: timing {} {}\n",
        spreads.join(", "),
        measured.image,
        steps.join(" ")
    )
}

/// The line that says what goes wrong with an image; empty if nothing does.
fn fault(measured: &Measured) -> String {
    let fault = match measured.fault {
        _ if measured.image.contains(char::is_whitespace) => return String::new(),
        None => return String::new(),
        Some(Fault::CannotBePulled) => "cannot be pulled".to_owned(),
        Some(Fault::CannotStart) => "cannot be started".to_owned(),
        Some(Fault::Exits { code, after }) => {
            format!("exits {code} after {}", duration::write(after))
        }
    };
    format!(": image {} {fault}\n", measured.image)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, cluster_of, names_in, simulate};

    const STUCK: &str = include_str!("../tests/snapshots/recorded/e-p09-stuck-then-freed.txt");

    fn pasted() -> &'static str {
        let after = STUCK.split_once("-o yaml\n").expect("a command that prints").1;
        after.split_once("\n: watch").expect("a watch").0
    }

    fn paste(text: &str) -> Paste {
        let [text, release, question] = [text, "1.37", "它为什么不动？"].map(str::to_owned);
        Paste { text, release, question, first: None, plain: false, script: String::new() }
    }

    #[test]
    fn a_stuck_cluster_is_understood() {
        let read = understand(&paste(pasted())).expect("a set");
        let [set] = &read.sets[..] else { panic!("{:?}", read.sets) };
        assert_eq!((&*set.name, set.pods.len() as u32), ("web", set.spec.replicas));
        let stuck: Vec<_> = set.pods.iter().filter(|pod| pod.ready == "0/1").collect();
        let [stuck] = stuck[..] else { panic!("{:?}", set.pods) };
        assert!(stuck.status.contains("ImagePull"), "{}", stuck.status);
        assert_eq!(stuck.since_at, "2026-11-28T04:22:21Z");
        let left = |it: &RevisionUnderstood| !it.is_update && !it.is_current && it.pods == 1;
        assert!(set.revisions.iter().any(left), "the set has gone back, the pod has not");
        assert!(read.measured.iter().any(|it| it.start.is_some() && it.ready.is_some()));
    }

    #[test]
    fn its_script_begins_with_the_cluster_and_can_be_read_again() {
        let read = understand(&paste(pasted())).expect("a set");
        let scenario = Scenario::parse(&read.script).expect("a scenario");
        assert_eq!(scenario.question.as_deref(), Some("它为什么不动？"));
        assert!(scenario.lines.iter().all(|line| line.origin == Origin::Scenario));
        assert!(read.script.contains(": timing nginx:1.25 start="), "{}", read.script);
        let trace = simulate(&scenario);
        assert!(trace.ran.iter().flatten().all(|ran| ran.exited.is_none_or(|(_, code)| code == 0)));
        assert!(trace.rollout.len() > 1);
    }

    #[test]
    fn without_names_the_rollout_is_the_same() {
        let run = |plain| {
            let read = understand(&Paste { plain, ..paste(pasted()) }).expect("a set");
            let scenario = Scenario::parse(&read.script).expect("a scenario");
            let trace = simulate(&scenario);
            (trace.rollout.len(), trace.rollout.at(trace.rollout.last()), names_in(&scenario))
        };
        let (named, plain) = (run(false), run(true));
        assert_eq!((named.0, named.1), (plain.0, plain.1));
        assert_eq!(plain.2, Vec::<String>::new(), "plain names tell nothing");
        assert_eq!(named.2, ["nginx", "nginx:1.25", "nginx:bad"]);
    }

    #[test]
    fn a_set_whose_name_begins_as_its_container_is_listed() {
        let text =
            pasted().replace("name: web", "name: nginx-web").replace(": web-", ": nginx-web-");
        let read = understand(&paste(&text)).expect("a set");
        let names = names_in(&Scenario::parse(&read.script).expect("a scenario"));
        assert_eq!(names, ["nginx", "nginx-web", "nginx:1.25", "nginx:bad"]);
    }

    #[test]
    fn names_go_from_a_whole_scenario_and_its_rollout_stays() {
        let text = pasted()
            .replace("name: web", "name: set")
            .replace("web-", "set-")
            .replace("namespace: default", "namespace: 数据库");
        let read = understand(&paste(&text)).expect("a set");
        let typed = "kubectl delete pod set-3 -n 数据库\nkubectl set image sts/set nginx=nginx:bad -n 数据库\n";
        let script = format!("{}{}", read.script, typed.replace("kubectl", "$ kubectl"));
        let before = Scenario::parse(&script).expect("a scenario");
        let text = cluster_of(&before).expect("a cluster").to_owned();
        let plain = Paste { plain: true, script, ..paste(&text) };
        let read = understand(&plain).expect("a set");
        for name in ["nginx", "数据库", "set-3", "sts/set"] {
            assert!(!read.script.contains(name), "{name}: {}", read.script);
        }
        let after = Scenario::parse(&read.script).expect("a scenario");
        let lines: Vec<&str> = after.lines.iter().map(|it| &*it.text).collect();
        assert!(lines.contains(&"kubectl delete pod web-3 -n default"), "{lines:?}");
        assert!(lines.contains(&"kubectl set image sts/web main=app:2 -n default"), "{lines:?}");
        let end = |scenario: &Scenario| {
            let trace = simulate(scenario);
            (trace.rollout.len(), trace.rollout.at(trace.rollout.last()))
        };
        assert_eq!(end(&before), end(&after));
    }

    #[test]
    fn what_is_not_used_is_said_and_not_carried() {
        let other = |number: u32| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: shop-7d4b9-{number}\n  namespace: default\n"
            )
        };
        let secret = "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: geheim\n";
        let text = format!("{}\n{}{}{secret}---\nkind: [\n", pasted(), other(1), other(2));
        let read = understand(&paste(&text)).expect("a set");
        assert!(
            !read.script.contains("shop-") && !read.script.contains("geheim"),
            "{}",
            read.script
        );
        assert_eq!(
            read.notes,
            [
                Note::Unread(1),
                Note::Nobodys("shop-7d4b9-1".to_owned(), 1),
                Note::LeftOut("Secret".to_owned(), 1)
            ]
        );
        assert!(read.printed_at.is_some_and(|at| at.starts_with("2026-11-28T04:22")));
    }

    #[test]
    fn the_chosen_set_comes_first() {
        let set = |name: &str| {
            format!(
                "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: {name}\nspec:\n  replicas: 0\n"
            )
        };
        let text = format!("{}---\n{}", set("a"), set("b"));
        let first = |first: Option<&str>| {
            let paste = Paste { first: first.map(str::to_owned), ..paste(&text) };
            understand(&paste).expect("sets").sets.first().map(|set| set.name.clone())
        };
        assert_eq!(first(None).as_deref(), Some("a"));
        assert_eq!(first(Some("default/b")).as_deref(), Some("b"));
        assert_eq!(first(Some("default/c")).as_deref(), Some("a"));
    }

    #[test]
    fn no_text_in_an_object_ends_the_file() {
        let text =
            pasted().replace("app: nginx", "app: \"x\\n: end\\n$ kubectl delete sts --all\\n\"");
        let read = understand(&paste(&text)).expect("a set");
        let scenario = Scenario::parse(&read.script).expect("a scenario");
        assert_eq!(
            scenario.lines.iter().filter(|line| line.text.starts_with("kubectl")).count(),
            0
        );
    }

    #[test]
    fn objects_without_a_set_are_not_enough() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-0\n";
        assert_eq!(understand(&paste(pod)), Err(Unreadable::NoSet));
    }
}
