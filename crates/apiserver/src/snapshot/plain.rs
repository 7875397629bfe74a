//! A pasted cluster without its names: sets, namespaces, images, containers and claims get plain ones. Uids go.
//!
//! What a rollout depends on stays: which images are the same, how templates differ, who owns whom, all times. Takes objects as
//! [`super::kept`] keeps them, which have no names of nodes any more.

use std::collections::BTreeMap;

use super::{name, namespace, ordinal, owns};
use crate::found::plain::PLAIN_UID;
use crate::value::Value;

const HASH: &str = "controller-revision-hash";
const LISTS: [&str; 2] = ["containers", "initContainers"];
const STATUSES: [&str; 2] = ["containerStatuses", "initContainerStatuses"];

/// Names of a cluster, each with its plain one.
pub type Renamed = BTreeMap<String, String>;

/// Returns the objects with plain names and without uids, and which name and uid became which. Objects that belong to no set
/// among them are left out.
pub fn without_names(objects: &[Value]) -> (Vec<Value>, Renamed) {
    let sets: Vec<&Value> = objects.iter().filter(|it| is(it, "StatefulSet")).collect();
    let mut names = Names::default();
    let plain = |object: &Value| {
        names.uids(object);
        if is(object, "Node") {
            let mut plain = object.clone();
            plain.entry("metadata").remove("uid");
            return Some(plain);
        }
        let at = sets.iter().position(|set| belongs(object, set))?;
        Some(names.object(object, sets.get(at)?, &set_name(at)))
    };
    let plain = objects.iter().filter_map(plain).collect();
    (plain, names.given)
}

/// Limit below which a uid could be part of other words.
const UID_MIN: usize = 32;

fn is(object: &Value, kind: &str) -> bool {
    object.text_at(&["kind"]) == kind
}

/// `web` for the first set, `web2` for the second.
fn set_name(at: usize) -> String {
    if at == 0 { "web".to_owned() } else { format!("web{}", at + 1) }
}

/// Whether an object is this set, or bears its name as the set's objects do.
pub(super) fn belongs(object: &Value, set: &Value) -> bool {
    let is_near = namespace(object) == namespace(set);
    is_near
        && match object.text_at(&["kind"]) {
            "StatefulSet" => name(object) == name(set),
            "Pod" => owns(set, object),
            "ControllerRevision" => hash(object, set).is_some(),
            "PersistentVolumeClaim" => claim(object, set).is_some(),
            _ => selects(object, set),
        }
}

/// The hash in a revision's name.
fn hash<'a>(revision: &'a Value, set: &Value) -> Option<&'a str> {
    let hash = name(revision).strip_prefix(name(set))?.strip_prefix('-')?;
    (!hash.contains('-')).then_some(hash)
}

/// The claim template's name and the ordinal in a claim's name.
fn claim<'a>(claim: &'a Value, set: &Value) -> Option<(&'a str, u32)> {
    let templates = set.at(&["spec", "volumeClaimTemplates"]).map(Value::items).unwrap_or_default();
    templates.iter().find_map(|template| {
        let pod = name(claim).strip_prefix(name(template))?.strip_prefix('-')?;
        let ordinal = ordinal(pod, name(set))?;
        Some((name(claim).get(..name(template).len())?, ordinal))
    })
}

/// Whether a budget selects the pods of a set.
fn selects(budget: &Value, set: &Value) -> bool {
    let wanted = budget.at(&["spec", "selector", "matchLabels"]).map(Value::entries);
    let labels = set.at(&["spec", "template", "metadata", "labels"]);
    let has = |(key, value): &(String, Value)| labels.and_then(|it| it.get(key)) == Some(value);
    wanted.is_some_and(|wanted| !wanted.is_empty() && wanted.iter().all(has))
}

/// The plain names given so far.
#[derive(Default)]
struct Names {
    namespaces: Vec<String>,
    repositories: Vec<String>,
    /// Tags and digests by repository.
    versions: BTreeMap<String, Vec<String>>,
    containers: Vec<String>,
    claims: Vec<String>,
    labels: Vec<Value>,
    uids: Vec<String>,
    /// All names of that.
    given: Renamed,
}

impl Names {
    fn object(&mut self, object: &Value, set: &Value, new: &str) -> Value {
        let mut plain = object.clone();
        let old = name(set);
        self.give(old, new.to_owned());
        let renamed = match object.text_at(&["kind"]) {
            "Pod" => name(object).replacen(old, new, 1),
            "ControllerRevision" => format!("{new}-{}", hash(object, set).unwrap_or_default()),
            "PersistentVolumeClaim" => match claim(object, set) {
                Some((template, ordinal)) => format!("{}-{new}-{ordinal}", self.claim(template)),
                None => new.to_owned(),
            },
            _ => new.to_owned(),
        };
        self.metadata(plain.entry("metadata"), &renamed, (old, new));
        match object.text_at(&["kind"]) {
            "StatefulSet" => self.set(&mut plain, (old, new)),
            "ControllerRevision" => {
                if let Some(template) = plain.at_mut(&["data", "spec", "template"]) {
                    self.template(template, new);
                }
            }
            "Pod" => self.pod(&mut plain),
            "PersistentVolumeClaim" => drop(plain.entry("spec").remove("storageClassName")),
            _ => *plain.entry_at(&["spec", "selector"]) = selector(new),
        }
        plain
    }

    /// Notes that a name became this one, and returns that.
    fn give(&mut self, name: &str, plain: String) -> String {
        self.given.insert(name.to_owned(), plain.clone());
        plain
    }

    /// Gives plain ones for the uids of an object and of its owners, for lines that name them.
    fn uids(&mut self, object: &Value) {
        let owners = object.at(&["metadata", "ownerReferences"]).map(Value::items);
        let all = object.get("metadata").into_iter().chain(owners.unwrap_or_default());
        for uid in all.map(|it| it.text_at(&["uid"])).filter(|uid| uid.len() >= UID_MIN) {
            let plain = format!("{PLAIN_UID}{:012}", nth(&mut self.uids, uid));
            self.give(uid, plain);
        }
    }

    fn metadata(&mut self, metadata: &mut Value, renamed: &str, (old, new): (&str, &str)) {
        let namespace = metadata.text_at(&["namespace"]).to_owned();
        if !namespace.is_empty() {
            let plain = match nth(&mut self.namespaces, &namespace) {
                1 => "default".to_owned(),
                number => format!("namespace-{number}"),
            };
            let plain = self.give(&namespace, plain);
            *metadata.entry("namespace") = Value::string(plain);
        }
        *metadata.entry("name") = Value::string(renamed);
        metadata.remove("uid");
        if let Some(Value::Map(labels)) = metadata.at_mut(&["labels"]) {
            labels.retain(|(key, _)| key == HASH || key.ends_with("kubernetes.io/pod-index"));
            for (_, value) in labels.iter_mut() {
                if let Some(text) = value.as_str() {
                    *value = Value::string(text.replacen(old, new, 1));
                }
            }
            labels.push(("app".to_owned(), Value::string(new)));
        }
        let Some(Value::List(owners)) = metadata.at_mut(&["ownerReferences"]) else { return };
        for owner in owners {
            owner.remove("uid");
            let name = owner.text_at(&["name"]).replacen(old, new, 1);
            *owner.entry("name") = Value::string(name);
        }
    }

    fn set(&mut self, set: &mut Value, (old, new): (&str, &str)) {
        *set.entry_at(&["spec", "selector"]) = selector(new);
        *set.entry_at(&["spec", "serviceName"]) = Value::string(new);
        if let Some(template) = set.at_mut(&["spec", "template"]) {
            self.template(template, new);
        }
        if let Some(Value::List(claims)) = set.at_mut(&["spec", "volumeClaimTemplates"]) {
            for claim in claims {
                let name = self.claim(claim.text_at(&["metadata", "name"]));
                *claim.entry("metadata") = Value::map();
                *claim.entry_at(&["metadata", "name"]) = Value::string(name);
                claim.entry("spec").remove("storageClassName");
            }
        }
        for key in ["currentRevision", "updateRevision"] {
            let revision = set.text_at(&["status", key]).replacen(old, new, 1);
            if !revision.is_empty() {
                *set.entry_at(&["status", key]) = Value::string(revision);
            }
        }
    }

    /// Templates whose labels differ get different labels.
    fn template(&mut self, template: &mut Value, new: &str) {
        let labels = template.at(&["metadata", "labels"]).cloned().unwrap_or_default();
        let number = match self.labels.iter().position(|it| *it == labels) {
            Some(at) => at + 1,
            None => {
                self.labels.push(labels);
                self.labels.len()
            }
        };
        let mut plain = Value::map();
        *plain.entry("app") = Value::string(new);
        if number > 1 {
            *plain.entry("labels") = Value::string(number.to_string());
        }
        *template.entry_at(&["metadata", "labels"]) = plain;
        LISTS.iter().for_each(|list| self.containers(template, list));
    }

    fn pod(&mut self, pod: &mut Value) {
        LISTS.iter().for_each(|list| self.containers(pod, list));
        for list in STATUSES {
            if let Some(Value::List(statuses)) = pod.at_mut(&["status", list]) {
                for status in statuses {
                    let name = self.container(status.text_at(&["name"]));
                    *status.entry("name") = Value::string(name);
                }
            }
        }
    }

    fn containers(&mut self, of: &mut Value, list: &str) {
        let Some(Value::List(containers)) = of.at_mut(&["spec", list]) else { return };
        for container in containers {
            let name = self.container(container.text_at(&["name"]));
            *container.entry("name") = Value::string(name);
            let image = self.image(container.text_at(&["image"]));
            *container.entry("image") = Value::string(image);
        }
    }

    /// `main`, `main-2` …
    fn container(&mut self, name: &str) -> String {
        let plain = numbered("main", nth(&mut self.containers, name));
        self.give(name, plain)
    }

    /// `data`, `data-2` …
    fn claim(&mut self, template: &str) -> String {
        let plain = numbered("data", nth(&mut self.claims, template));
        self.give(template, plain)
    }

    /// `app:1`, `app:2` for two versions of one image, `app-2:1` for another image.
    fn image(&mut self, image: &str) -> String {
        let (repository, version) = super::measured::repository(image);
        let app = numbered("app", nth(&mut self.repositories, repository));
        let versions = self.versions.entry(repository.to_owned()).or_default();
        let plain = format!("{app}:{}", nth(versions, version));
        self.give(image, plain)
    }
}

fn selector(app: &str) -> Value {
    let mut selector = Value::map();
    *selector.entry_at(&["matchLabels", "app"]) = Value::string(app);
    selector
}

/// The number of a name, from 1; a new one gets the next.
fn nth(names: &mut Vec<String>, name: &str) -> usize {
    if let Some(at) = names.iter().position(|it| it == name) {
        return at + 1;
    }
    names.push(name.to_owned());
    names.len()
}

fn numbered(word: &str, number: usize) -> String {
    if number == 1 { word.to_owned() } else { format!("{word}-{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::found::{Tally, is_plain};
    use crate::snapshot::kept::keep;
    use crate::snapshot::paste;

    const PASTED: &str = include_str!("../../tests/snapshots/secrets.yaml");

    #[test]
    fn no_name_stays() {
        let named = PASTED
            .replace("web", "accounts")
            .replace("nginx", "ledger")
            .replace("www", "vault")
            .replace("default", "bank");
        let objects = paste::objects(&named).expect("objects").objects;
        let kept = keep(&objects, &mut Tally::new());
        assert_eq!(kept.len(), 5, "a set, its revision, pod, claim and budget");
        let (plain, given) = without_names(&kept);
        assert_eq!(plain.len(), 5);
        assert_eq!(given.get("accounts").map(String::as_str), Some("web"));
        assert!(given.values().all(|name| is_plain(name)), "{given:?}");
        assert!(!given.keys().any(|name| is_plain(name)), "{given:?}");
        let text = Value::List(plain).to_json();
        for name in ["accounts", "ledger", "vault", "bank", "busybox", "1111-1111"] {
            assert!(!text.contains(name), "{name}: {text}");
        }
        for name in ["\"web-0\"", "web-5ddbd9db46", "\"app:1\"", "\"main\""] {
            assert!(text.contains(name), "{name}: {text}");
        }
    }

    #[test]
    fn two_versions_of_an_image_stay_two() {
        let mut names = Names::default();
        let images = ["a.io:5000/x/db:1", "a.io:5000/x/db:2", "a.io:5000/x/db@sha256:00", "db"];
        let plain: Vec<String> = images.iter().map(|image| names.image(image)).collect();
        assert_eq!(plain, ["app:1", "app:2", "app:3", "app-2:1"]);
        assert_eq!(names.image("a.io:5000/x/db:2"), "app:2");
    }
}
