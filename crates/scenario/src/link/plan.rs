//! Links of a plan: `plan.LINK`, where `LINK` is that of the scenario, with settings of the plan after `?`.
//!
//! `plan.blog?floor=3&way=Parallel.2` plans the rollout of the scenario `blog`. The settings of a link and those of a plan
//! stand together, `plan.blog?replicas=12&floor=9`. No scenario of the gallery is called `plan`, so a text that a single
//! link can be is never a plan. Leaves out what a plan is (`plan`).

use rollout_engine::time::SimTime;

use super::{Base, LONG_LETTERS_MAX, Link, READ_MAX, Texts, Unlinkable, Unreadable, letters};
use crate::duration;
use crate::plan::WayKind;
use crate::script::Scenario;

/// What a plan's link begins with.
pub(super) const BEGINS: &str = "plan.";
/// Keys after `?` that are the plan's. The others are the link's.
const KEYS: [&str; 6] = ["floor", "set", "change", "fails", "way", "runs"];
/// Limit on the number of runs of each way that a link may ask for.
const RUNS_MAX: u32 = 10_000;

/// The scenario of a plan, and what is asked about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPlan {
    /// The scenario.
    pub link: Link,
    /// The letters of the scenario's link.
    pub letters: String,
    /// What is asked.
    pub asks: PlanSettings,
}

/// What a person set in a plan. Nothing is what the page chooses by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanSettings {
    /// How many pods must stay Ready.
    pub floor: Option<u32>,
    /// Namespace and name of the set, `default/web`, where there are several.
    pub set: Option<String>,
    /// The change, as a shell line.
    pub change: Option<String>,
    /// The moment of the change: `at` of the link.
    pub at: Option<SimTime>,
    /// One new pod in so many fails.
    pub fails_one_in: Option<u32>,
    /// The chosen way.
    pub way: Option<WayKind>,
    /// Number of runs of each way.
    pub runs: Option<u32>,
}

impl LinkPlan {
    /// Parses the part of an address after `#`. `None` if it is no plan, readable or not. Settings that change a manifest
    /// are not applied yet.
    ///
    /// # Errors
    /// As for [`Link::parse`], and if a setting of the plan has a wrong value.
    pub fn parse(fragment: &str, texts: Texts<'_>) -> Option<Result<Self, Unreadable>> {
        if fragment.len() > READ_MAX {
            return None;
        }
        // `cleaned` takes away what a sentence may have behind a link, but not the words of a change.
        let cleaned = letters::cleaned(fragment);
        let rest = cleaned.strip_prefix(BEGINS)?;
        Some(read(rest, texts))
    }

    /// Returns the part of an address after `#`, from the letters of the scenario's own link, for instance `blog`.
    ///
    /// # Errors
    /// The link would be too long, needs a file that is not fetched, or does not read back.
    pub fn after(
        letters: &str,
        scenario: &Scenario,
        asks: &PlanSettings,
        texts: Texts<'_>,
    ) -> Result<String, Unlinkable> {
        let sign = if letters.contains('?') { "&" } else { "?" };
        let written = asks.written();
        let whole = match written.is_empty() {
            true => format!("{BEGINS}{letters}"),
            false => format!("{BEGINS}{letters}{sign}{written}"),
        };
        if whole.len() > LONG_LETTERS_MAX {
            return Err(Unlinkable::TooLong(whole.len()));
        }
        let read = Self::parse(&whole, texts).and_then(Result::ok);
        let is_its = |link: &Link| !link.sets.is_empty() || link.scenario == *scenario;
        let is_same =
            read.is_some_and(|it| it.letters == *letters && is_its(&it.link) && it.asks == *asks);
        if is_same { Ok(whole) } else { Err(Unlinkable::Unwritable) }
    }

    /// Returns the same for a scenario with its base.
    ///
    /// # Errors
    /// As for [`LinkPlan::after`].
    pub fn write(
        scenario: &Scenario,
        base: &Base,
        asks: &PlanSettings,
        texts: Texts<'_>,
    ) -> Result<String, Unlinkable> {
        Self::after(&Link::write(scenario, base, None, texts)?, scenario, asks, texts)
    }
}

fn read(rest: &str, texts: Texts<'_>) -> Result<LinkPlan, Unreadable> {
    let (name, settings) = rest.split_once('?').unwrap_or((rest, ""));
    let is_ours = |setting: &&str| {
        let key = setting.split('=').next().unwrap_or_default();
        KEYS.contains(&key)
    };
    let (ours, others): (Vec<&str>, Vec<&str>) = settings.split('&').partition(is_ours);
    let others = others.join("&");
    let letters = if others.is_empty() { name.to_owned() } else { format!("{name}?{others}") };
    let damaged = |why| match why {
        Unreadable::Damaged(letters) => Unreadable::Damaged(BEGINS.len() + letters),
        why => why,
    };
    let mut link = Link::read_cleaned(&letters, texts).map_err(damaged)?;
    let mut asks = PlanSettings { at: link.at.take(), ..PlanSettings::default() };
    let letters = without_at(&letters);
    for setting in ours {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        let is_taken = asks.set(key, value);
        is_taken.ok_or_else(|| Unreadable::Setting(format!("{key} is not {value:?}")))?;
    }
    Ok(LinkPlan { link, letters, asks })
}

/// Returns letters without the time to show, which is the plan's.
fn without_at(letters: &str) -> String {
    let Some((name, settings)) = letters.split_once('?') else { return letters.to_owned() };
    let others: Vec<&str> = settings.split('&').filter(|it| !it.starts_with("at=")).collect();
    if others.is_empty() { name.to_owned() } else { format!("{name}?{}", others.join("&")) }
}

impl PlanSettings {
    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        let number = || value.parse::<u32>().ok();
        match key {
            "floor" => self.floor = Some(number()?),
            "fails" => self.fails_one_in = Some(number().filter(|&fails| fails > 0)?),
            "runs" => self.runs = Some(number().filter(|runs| (1..=RUNS_MAX).contains(runs))?),
            "way" => self.way = Some(way(value)?),
            "set" => self.set = Some(unescaped(value).filter(|set| set.contains('/'))?),
            _ => self.change = Some(unescaped(value)?),
        }
        Some(())
    }

    fn written(&self) -> String {
        let number = |value: Option<u32>| value.map(|value| value.to_string());
        let settings = [
            ("floor", number(self.floor)),
            ("set", self.set.as_deref().map(escaped)),
            ("change", self.change.as_deref().map(escaped)),
            ("fails", number(self.fails_one_in)),
            ("runs", number(self.runs)),
            ("at", self.at.map(duration::write_moment)),
            // Last, because it ends in a letter or digit, which no program cuts off a link.
            ("way", self.way.map(name_of_way)),
        ];
        let written =
            settings.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?)));
        written.collect::<Vec<_>>().join("&")
    }
}

/// Returns the name of a way in links: `OrderedReady.1`, `canary.Parallel.3`, `OnDelete`.
fn name_of_way(way: WayKind) -> String {
    match way {
        WayKind::Recreate => "Recreate".into(),
        WayKind::OnDelete => "OnDelete".into(),
        WayKind::Rolling { parallel, at_a_time, canary } => {
            let policy = if parallel { "Parallel" } else { "OrderedReady" };
            format!("{}{policy}.{at_a_time}", if canary { "canary." } else { "" })
        }
    }
}

fn way(name: &str) -> Option<WayKind> {
    match name {
        "Recreate" => return Some(WayKind::Recreate),
        "OnDelete" => return Some(WayKind::OnDelete),
        _ => {}
    }
    let rest = name.strip_prefix("canary.");
    let (policy, number) = rest.unwrap_or(name).split_once('.')?;
    let parallel = match policy {
        "Parallel" => true,
        "OrderedReady" => false,
        _ => return None,
    };
    let at_a_time = number.parse().ok().filter(|&number| number > 0)?;
    Some(WayKind::Rolling { parallel, at_a_time, canary: rest.is_some() })
}

/// Returns a line with a space as `+`, and what links do not carry as `~XX`.
fn escaped(line: &str) -> String {
    let mut written = String::new();
    for byte in line.bytes() {
        match byte {
            b' ' => written.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => written.push(char::from(byte)),
            b'/' | b':' | b'.' | b'=' | b'-' | b'_' | b'@' | b',' => written.push(char::from(byte)),
            _ => written.push_str(&format!("~{byte:02X}")),
        }
    }
    // `cleaned` cuts off what a sentence may have behind a link.
    if written.ends_with(|it: char| !it.is_alphanumeric()) {
        written.push_str("~0A");
    }
    written
}

fn unescaped(value: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'~' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    let line = String::from_utf8(bytes).ok()?;
    Some(line.trim_end_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sums;

    fn open(link: &str) -> LinkPlan {
        let read =
            LinkPlan::parse(link, &sums::text).unwrap_or_else(|| panic!("{link} is no plan"));
        read.expect(link)
    }

    #[test]
    fn the_settings_of_the_link_and_of_the_plan_stand_together() {
        let plan = open("#plan.blog?replicas=12&floor=9&way=canary.Parallel.3&fails=100&runs=50");
        let blog = Link::read("blog?replicas=12", &sums::text).expect("a link").scenario;
        assert_eq!(plan.letters, "blog?replicas=12");
        assert_eq!(plan.link.completed().expect("it can be set").scenario, blog);
        let way = WayKind::Rolling { parallel: true, at_a_time: 3, canary: true };
        let asks = PlanSettings {
            floor: Some(9),
            set: None,
            change: None,
            at: None,
            fails_one_in: Some(100),
            way: Some(way),
            runs: Some(50),
        };
        assert_eq!(plan.asks, asks);
        assert_eq!(open("plan.blog").asks, PlanSettings::default());
        assert!(LinkPlan::parse("blog?floor=9", &sums::text).is_none());
    }

    #[test]
    fn what_is_written_is_read_back() {
        let scenario = Link::read("blog", &sums::text).expect("a link").scenario;
        let ways = [
            WayKind::Recreate,
            WayKind::OnDelete,
            WayKind::Rolling { parallel: false, at_a_time: 1, canary: false },
        ];
        let lines = [
            "kubectl set image sts/web nginx=nginx:1.27",
            "kubectl patch sts web -p '{\"spec\":{\"a\":\"x & y + ~ 50%\"}}'",
            "kubectl annotate sts web 名=值#?!",
        ];
        for (way, line) in ways.into_iter().zip(lines) {
            let asks = PlanSettings {
                floor: Some(0),
                set: Some("default/web".into()),
                change: Some(line.into()),
                at: Some(SimTime::from_millis(42_500)),
                way: Some(way),
                ..PlanSettings::default()
            };
            for letters in ["blog", "blog?partition=0"] {
                let scenario = match letters {
                    "blog" => scenario.clone(),
                    _ => Link::read(letters, &sums::text).expect("a link").scenario,
                };
                let link = LinkPlan::after(letters, &scenario, &asks, &sums::text).expect(line);
                assert_eq!(open(&link).asks, asks, "{link}");
                assert_eq!(open(&format!("see #{link}).")[4..]).asks, asks, "{link}");
            }
        }
        let other = Scenario::default();
        let asks = PlanSettings::default();
        assert!(LinkPlan::after("blog", &other, &asks, &sums::text).is_err());
    }

    #[test]
    fn wrong_values_are_named() {
        for link in [
            "plan.blog?floor=x",
            "plan.blog?way=Parallel",
            "plan.blog?way=x.3",
            "plan.blog?fails=0",
            "plan.blog?runs=0",
            "plan.blog?runs=99999",
            "plan.blog?change=~4",
            "plan.nothing",
            "plan.blog?size=3",
        ] {
            assert!(LinkPlan::parse(link, &sums::text).expect(link).is_err(), "{link}");
        }
    }
}
