//! The times of pasted objects, and the latest of them.
//!
//! kubectl does not say when it printed: the latest time that has passed is the earliest that it can be. Not here: who says that it was
//! printed later (crate `scenario`).

use std::time::Duration;

use rollout_engine::time::SimTime;

use crate::clock;
use crate::value::Value;

/// The times of a text, moved so that the time at which it was printed is the time of restoring.
pub(super) struct Times {
    shift: Duration,
    is_later: bool,
    /// The time of restoring.
    pub(super) now: SimTime,
}

impl Times {
    pub(super) fn of<'a>(
        objects: impl Iterator<Item = &'a Value>,
        at: SimTime,
        printed_at: Option<SimTime>,
    ) -> Self {
        let mut latest = printed_at;
        for object in objects {
            latest_in(object, &mut latest);
        }
        let latest = latest.unwrap_or(at);
        let is_later = latest > at;
        Self {
            shift: if is_later { latest.since(at) } else { at.since(latest) },
            is_later,
            now: at,
        }
    }

    /// The time of a timestamp; `None` where there is none.
    pub(super) fn read(&self, text: &str) -> Option<SimTime> {
        let time = clock::parse(text)?;
        Some(if self.is_later { time - self.shift } else { time + self.shift })
    }

    /// The timestamp at the end of a path.
    pub(super) fn at(&self, object: &Value, path: &[&str]) -> Option<SimTime> {
        self.read(object.text_at(path))
    }
}

/// Keys of times that have passed when an object is printed. `deletionTimestamp` lies ahead by the grace period.
const PASSED: [&str; 6] = [
    "creationTimestamp",
    "lastHeartbeatTime",
    "lastTransitionTime",
    "startedAt",
    "finishedAt",
    "startTime",
];

/// Raises `latest` to the latest time in a value.
pub(super) fn latest_in(value: &Value, latest: &mut Option<SimTime>) {
    value.items().iter().for_each(|item| latest_in(item, latest));
    for (key, inner) in value.entries() {
        let time = inner.as_str().filter(|_| PASSED.contains(&key.as_str())).and_then(clock::parse);
        *latest = (*latest).max(time);
        if key == "deletionTimestamp" {
            let grace =
                value.get("deletionGracePeriodSeconds").and_then(Value::as_int).unwrap_or(0);
            let grace = Duration::from_secs(u64::try_from(grace).unwrap_or_default());
            *latest =
                (*latest).max(inner.as_str().and_then(clock::parse).map(|until| until - grace));
        }
        latest_in(inner, latest);
    }
}
