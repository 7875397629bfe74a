//! Sentences from facts other than reasons: readiness, the role of a revision, the partition, and the end of a
//! rollout.

use rollout_engine::time::SimTime;

use super::{Ends, Key, Partition, Readiness, Role, Text};

impl Text {
    /// Returns the word for a pod's readiness, beside `1/1`.
    pub fn readiness(&self, readiness: Readiness) -> &'static str {
        self.of(match readiness {
            Readiness::NotReady => Key::NotReady,
            Readiness::Ready => Key::Ready,
            Readiness::NotAvailable => Key::NotAvailable,
            Readiness::Leaving => Key::Leaving,
            Readiness::Stopped => Key::Stopped,
            Readiness::Lost => Key::NodeNotReady,
        })
    }

    /// Returns the name of a revision's role.
    pub fn role(&self, role: Role) -> &'static str {
        self.of(match role {
            Role::Both => Key::RoleBoth,
            Role::Current => Key::RoleCurrent,
            Role::Update => Key::RoleUpdate,
            Role::LeftOver => Key::RoleLeftOver,
        })
    }

    /// Returns what happens to the pods from the partition on, and to those below it. One of them is empty if it
    /// concerns no pod.
    pub fn partition(&self, p: &Partition) -> (String, String) {
        let say = |key| self.say(key, &[("current", &p.current), ("update", &p.update)]);
        let rolls = p.current != p.update;
        if p.at == 0 {
            (say(if rolls { Key::EveryPodMoves } else { Key::EveryPodMayMove }), String::new())
        } else if p.at >= p.replicas {
            (String::new(), say(Key::EveryPodStays))
        } else if rolls {
            (say(Key::MoveTo), say(Key::StayAt))
        } else {
            (say(Key::MayMove), say(Key::Stay))
        }
    }

    /// Returns how the rollout ends, in five pieces. The second and the fourth are links to their times.
    pub fn ends(&self, e: &Ends) -> [String; 5] {
        let key = match (e.creation, e.done, e.moves, e.available) {
            _ if e.deleted == Some(0) => Key::EndsDeleted,
            _ if e.deleted.is_some() => Key::EndsOrphaned,
            (_, false, ..) if e.cut => Key::EndsCut,
            (true, true, ..) => Key::EndsCreated,
            (true, false, ..) => Key::EndsNotCreated,
            (_, true, false, false) => Key::EndsUnmovedReady,
            (_, true, false, true) => Key::EndsUnmovedAvailable,
            (_, true, _, false) if e.pasted => Key::EndsPastedReady,
            (_, true, _, true) if e.pasted => Key::EndsPastedAvailable,
            (_, false, _, false) if e.pasted => Key::EndsPastedNotReady,
            (_, false, _, true) if e.pasted => Key::EndsPastedNotAvailable,
            (_, true, true, false) => Key::EndsReady,
            (_, true, true, true) => Key::EndsAvailable,
            (_, false, _, false) => Key::EndsNotReady,
            (_, false, _, true) => Key::EndsNotAvailable,
        };
        let with: [(&str, &dyn std::fmt::Display); 4] = [
            ("span", &self.span(e.seconds)),
            ("lowest", &e.lowest),
            ("replicas", &e.replicas),
            ("left", &e.deleted.unwrap_or(0)),
        ];
        let said = self.say(key, &with);
        let mut pieces = said.split(['[', ']']);
        std::array::from_fn(|_| pieces.next().unwrap_or_default().to_owned())
    }

    /// Returns how far a long run is simulated, in the same five pieces.
    pub fn still_computing(&self, until: SimTime) -> [String; 5] {
        let said = self.say(Key::EndsComputing, &[("at", &until)]);
        let mut pieces = said.split(['[', ']']);
        std::array::from_fn(|_| pieces.next().unwrap_or_default().to_owned())
    }

    /// Returns the short form for lists: `52 s, at least 3 of 5 Ready`. The whole sentence if the rollout is not
    /// done, moved nothing, or is a creation or a deletion.
    pub fn ends_short(&self, e: &Ends) -> String {
        if e.creation || e.deleted.is_some() || !e.done || !e.moves {
            return self.ends(e).concat();
        }
        let key = if e.available { Key::EndsShortAvailable } else { Key::EndsShortReady };
        self.say(
            key,
            &[("span", &self.span(e.seconds)), ("lowest", &e.lowest), ("replicas", &e.replicas)],
        )
    }

    /// Returns a duration in words: `52 s`, `5 min 40 s`.
    pub fn span(&self, seconds: u64) -> String {
        let key = match (seconds / 60, seconds % 60) {
            (0 | 1, _) => return self.say(Key::Seconds, &[("seconds", &seconds)]),
            (_, 0) => Key::Minutes,
            _ => Key::MinutesAndSeconds,
        };
        self.say(key, &[("minutes", &(seconds / 60)), ("seconds", &(seconds % 60))])
    }

    /// Returns how many lines the person typed and how many the last one dropped: `2 lines typed; 1 later line
    /// dropped. `
    pub fn edited(&self, typed: usize, dropped: usize) -> String {
        let key = match (typed, dropped) {
            (0, _) => return String::new(),
            (_, 0) => Key::LinesTyped,
            _ => Key::LinesTypedAndDropped,
        };
        self.say(key, &[("typed", &typed), ("dropped", &dropped)])
    }

    /// Returns the number of Ready pods, `4 ready`, with the number of available ones if that is lower.
    pub fn ready(&self, ready: u32, available: u32) -> String {
        let key = if available < ready { Key::CountReadyAvailable } else { Key::CountReady };
        self.say(key, &[("ready", &ready), ("available", &available)])
    }
}
