//! Short links, which people write by hand: a file of the gallery and changes to it, `blog?partition=3&release=1.36`.
//!
//! Settings after `?` also change a packed link, so a person can change a value of a pasted link without the page. A
//! key changes the manifest before the script runs, with two exceptions: `release`, and `image`, which is the image
//! that the script rolls out. Only the service can change a manifest.

#[cfg(feature = "run")]
use std::rc::Rc;

use super::base::Base;
#[cfg(feature = "run")]
use super::field;
use super::{Texts, Unreadable};
use crate::release::{name_of, rules_named};
use crate::script::Scenario;

/// Field of the image in a manifest.
#[cfg(feature = "run")]
const IMAGE: [&str; 6] = ["spec", "template", "spec", "containers", "0", "image"];

/// A key, the manifest field that it sets, and the check of its values.
struct Key {
    name: &'static str,
    #[cfg_attr(not(feature = "run"), expect(dead_code, reason = "the service sets fields"))]
    path: &'static [&'static str],
    takes: fn(&str) -> bool,
    like: &'static str,
}

const KEYS: [Key; 6] = [
    Key { name: "replicas", path: &["spec", "replicas"], takes: is_number, like: "5" },
    Key {
        name: "partition",
        path: &["spec", "updateStrategy", "rollingUpdate", "partition"],
        takes: is_number,
        like: "2",
    },
    Key {
        name: "maxUnavailable",
        path: &["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
        takes: |value| is_number(value.strip_suffix('%').unwrap_or(value)),
        like: "2 or 50%",
    },
    Key {
        name: "policy",
        path: &["spec", "podManagementPolicy"],
        takes: |value| ["OrderedReady", "Parallel"].contains(&value),
        like: "OrderedReady or Parallel",
    },
    Key {
        name: "strategy",
        path: &["spec", "updateStrategy", "type"],
        takes: |value| ["RollingUpdate", "OnDelete", "Recreate"].contains(&value),
        like: "RollingUpdate or OnDelete",
    },
    Key {
        name: "minReadySeconds",
        path: &["spec", "minReadySeconds"],
        takes: is_number,
        like: "10",
    },
];

fn is_number(value: &str) -> bool {
    (1..=6).contains(&value.len()) && value.bytes().all(|letter| letter.is_ascii_digit())
}

/// Parses the keys and values after `?`.
pub(super) fn settings(text: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let mut settings: Vec<(String, String)> = Vec::new();
    for setting in text.split('&').filter(|setting| !setting.is_empty()) {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| Unreadable::Setting(format!("{setting:?} has no value")))?;
        if settings.iter().any(|(known, _)| known == key) {
            return Err(Unreadable::Setting(format!("{key:?} stands twice")));
        }
        settings.push((key.into(), value.replace('+', " ")));
    }
    Ok(settings)
}

/// Returns the gallery's scenario with this name, `blog` or `blog.1`.
pub(super) fn scenario(name: &str, texts: Texts<'_>) -> Result<(Base, Scenario), Unreadable> {
    let base = match name.rsplit_once('.') {
        Some((name, number)) => Base::find(name, Some(number), texts)?,
        None => Base::find(name, None, texts)?,
    };
    if base.text.is_empty() {
        return Err(Unreadable::NoSuchBase(name.into()));
    }
    let scenario = Scenario::parse(&base.text).map_err(Unreadable::NoScenario)?;
    Ok((base, scenario))
}

/// Checks settings, and applies those that need no manifest read. Returns the others, in order.
pub(super) fn change(
    scenario: &mut Scenario,
    settings: &[(String, String)],
) -> Result<Vec<(String, String)>, Unreadable> {
    let mut left = Vec::new();
    for (key, value) in settings {
        if !set(scenario, key, value).map_err(Unreadable::Setting)? {
            left.push((key.clone(), value.clone()));
        }
    }
    Ok(left)
}

/// Applies a setting unless it changes a manifest. Returns whether it did.
fn set(scenario: &mut Scenario, key: &str, value: &str) -> Result<bool, String> {
    match (key, KEYS.iter().find(|known| known.name == key)) {
        ("release", _) => scenario.release = name_of(&rules_named(value)?).into(),
        ("image", _) => return set_image(scenario, value),
        (_, Some(known)) if !(known.takes)(value) => {
            return Err(format!("{key} is a value like {}, not {value:?}", known.like));
        }
        (_, Some(_)) => return Ok(false),
        (_, None) => {
            let known = KEYS.map(|key| key.name).join(", ");
            return Err(format!("{key:?} is not a key; there are {known}, image, release and at"));
        }
    }
    Ok(true)
}

/// Sets the image in the first `kubectl set image`. Without one it belongs in the manifest.
fn set_image(scenario: &mut Scenario, image: &str) -> Result<bool, String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "./:@_-".contains(letter);
    if image.is_empty() || image.starts_with('-') || !image.chars().all(is_word) {
        return Err(format!("{image:?} is not an image"));
    }
    let line = scenario.lines.iter_mut().find(|line| line.text.contains("kubectl set image "));
    let Some(line) = line else { return Ok(false) };
    let old =
        line.text.split_whitespace().find_map(|word| word.split_once('=')).map(|(_, old)| old);
    line.text =
        line.text.replace(&format!("={}", old.unwrap_or_default()), &format!("={image}")).into();
    Ok(true)
}

#[cfg(feature = "run")]
impl Scenario {
    /// Returns the scenario with settings of a link: `policy` and `Parallel`, `release` and `1.36`.
    ///
    /// # Errors
    /// A key is unknown, a value is wrong, or the scenario has nothing to set it in.
    pub fn with_link_settings(&self, settings: &[(String, String)]) -> Result<Self, String> {
        let mut changed = self.clone();
        for (key, value) in settings {
            if set(&mut changed, key, value)? {
                continue;
            }
            let known = KEYS.iter().find(|known| known.name == key);
            set_field(&mut changed, known.map_or(&IMAGE[..], |known| known.path), value)?;
        }
        Ok(changed)
    }

    /// Returns the scenario with one setting of a link.
    ///
    /// # Errors
    /// As for [`Scenario::with_link_settings`].
    pub fn with_setting(&self, key: &str, value: &str) -> Result<Self, String> {
        self.with_link_settings(&[(key.to_owned(), value.to_owned())])
    }
}

/// Returns the values in the StatefulSet that settings change, by key. `None` if no file has a StatefulSet.
#[cfg(feature = "run")]
pub(crate) fn settings_in(scenario: &Scenario) -> Option<Vec<(String, String)>> {
    let set = scenario.lines.iter().find_map(|line| field::stateful_set(&line.text))?;
    let said = |key: &Key| {
        let value = set.at(key.path)?;
        let text = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
        Some((key.name.to_owned(), text))
    };
    Some(KEYS.iter().filter_map(said).collect())
}

#[cfg(feature = "run")]
fn set_field(scenario: &mut Scenario, path: &[&str], value: &str) -> Result<(), String> {
    let mut files = scenario.lines.iter_mut().filter(|line| line.text.starts_with(": file "));
    let changed = files.find_map(|line| {
        let text: Rc<str> = field::set(&line.text, path, value)?.into();
        Some((line, text))
    });
    let (line, text) = changed.ok_or("there is no StatefulSet to change")?;
    line.text = text;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Link;
    use super::*;
    use crate::GALLERY;

    fn open(link: &str) -> Result<Scenario, String> {
        Link::read(link, &crate::sums::text)
            .map(|link| link.scenario)
            .map_err(|error| error.to_string())
    }

    /// Returns a field of the StatefulSet in the first manifest, as the API server reads it.
    fn field_of(scenario: &Scenario, path: &[&str]) -> String {
        let file = scenario.lines.iter().find(|line| line.text.starts_with(": file ")).unwrap();
        let text = file.text.split_once('\n').unwrap().1.strip_suffix(": end").unwrap();
        let found = apiserver::manifest::read(text).into_iter().find_map(|document| {
            let value = apiserver::manifest::parse(document.text).ok()?;
            (value.text_at(&["kind"]) == "StatefulSet").then(|| value.at(path).cloned())
        });
        found.flatten().unwrap_or_else(|| panic!("no {path:?} in\n{text}")).to_json()
    }

    #[test]
    fn every_key_changes_every_manifest_of_the_gallery() {
        for (name, _) in GALLERY {
            for (key, value) in KEYS.iter().zip(["7", "3", "4", "Parallel", "OnDelete", "9"]) {
                let scenario = open(&format!("{name}?{}={value}", key.name)).unwrap();
                assert!(field_of(&scenario, key.path).contains(value), "{name} {}", key.name);
            }
        }
    }

    #[test]
    fn the_image_is_the_one_that_the_script_rolls_out() {
        let scenario = open("blog?image=nginx:1.27").unwrap();
        assert!(
            scenario
                .lines
                .iter()
                .any(|line| line.text.contains("set image sts/web nginx=nginx:1.27"))
        );
    }

    #[test]
    fn a_packed_link_is_changed_by_hand_in_the_same_words() {
        let base = Base::find("blog", None, &crate::sums::text).unwrap();
        let typed = "$ kubectl get pods\n";
        let packed = Scenario::parse(&format!("{}{typed}", base.text)).unwrap();
        let letters = Link::write(&packed, &base, None, &crate::sums::text).unwrap();
        let changed = open(&format!("{letters}?partition=3&at=42s")).unwrap();
        assert_eq!(field_of(&changed, KEYS[1].path), "3");
        assert_eq!(changed.lines.len(), packed.lines.len(), "what was typed stays");
        assert!(open(&format!("{letters}?size=3")).unwrap_err().contains("maxUnavailable"));
        assert_eq!(open(&letters).unwrap(), packed);
    }

    #[test]
    fn a_wrong_word_is_answered_with_those_that_are_right() {
        for (link, word) in [
            ("blog?size=3", "maxUnavailable"),
            ("blog?partition=x", "like 2"),
            ("blog?partition", "no value"),
            ("blog?partition=1&partition=2", "twice"),
            ("blog?policy=parallel", "Parallel"),
            ("blog?release=1.99", "1.37"),
            ("blog?image=a;b", "not an image"),
            ("blog.7", "blog.7"),
            ("nothing", "nothing"),
            ("", "\"\""),
        ] {
            let refusal = open(link).expect_err(link);
            assert!(refusal.contains(word), "{link}: {refusal}");
        }
    }
}
