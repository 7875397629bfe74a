//! Which text says the other things that depend on facts: what a pod, a revision and the partition are, and how it ends.

use rollout_engine::time::SimTime;

use super::{Ends, Key, Partition, Readiness, Role, Text};

impl Text {
    /// What a pod's readiness is called beside `1/1`.
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

    /// What a revision is to the set.
    pub fn role(&self, role: Role) -> &'static str {
        self.of(match role {
            Role::Both => Key::RoleBoth,
            Role::Current => Key::RoleCurrent,
            Role::Update => Key::RoleUpdate,
            Role::LeftOver => Key::RoleLeftOver,
        })
    }

    /// What the partition means to the pods from it on, and to those below.
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

    /// How it ends, in five pieces of which the second and the fourth lead to their moments.
    pub fn ends(&self, e: &Ends) -> [String; 5] {
        let key = match (e.creation, e.done, e.moves, e.available) {
            (true, true, ..) => Key::EndsCreated,
            (true, false, ..) => Key::EndsNotCreated,
            (_, true, false, false) => Key::EndsUnmovedReady,
            (_, true, false, true) => Key::EndsUnmovedAvailable,
            (_, true, true, false) => Key::EndsReady,
            (_, true, true, true) => Key::EndsAvailable,
            (_, false, _, false) => Key::EndsNotReady,
            (_, false, _, true) => Key::EndsNotAvailable,
        };
        let with: [(&str, &dyn std::fmt::Display); 3] =
            [("span", &self.span(e.seconds)), ("lowest", &e.lowest), ("replicas", &e.replicas)];
        let said = self.say(key, &with);
        let mut pieces = said.split(['[', ']']);
        std::array::from_fn(|_| pieces.next().unwrap_or_default().to_owned())
    }

    /// How far a long run is known, in the same pieces.
    pub fn still_computing(&self, until: SimTime) -> [String; 5] {
        let said = self.say(Key::EndsComputing, &[("at", &until)]);
        let mut pieces = said.split(['[', ']']);
        std::array::from_fn(|_| pieces.next().unwrap_or_default().to_owned())
    }

    /// The same in a list: `52 s, at least 3 of 5 Ready`, where it is done and something moved.
    pub fn ends_short(&self, e: &Ends) -> String {
        if e.creation || !e.done || !e.moves {
            return self.ends(e).concat();
        }
        let key = if e.available { Key::EndsShortAvailable } else { Key::EndsShortReady };
        self.say(
            key,
            &[("span", &self.span(e.seconds)), ("lowest", &e.lowest), ("replicas", &e.replicas)],
        )
    }

    /// `52 s`, `5 min 40 s`.
    fn span(&self, seconds: u64) -> String {
        let key = match (seconds / 60, seconds % 60) {
            (0 | 1, _) => return self.say(Key::Seconds, &[("seconds", &seconds)]),
            (_, 0) => Key::Minutes,
            _ => Key::MinutesAndSeconds,
        };
        self.say(key, &[("minutes", &(seconds / 60)), ("seconds", &(seconds % 60))])
    }

    /// `2 lines typed; 1 later line dropped. `: how many lines stand in the script, and how many the last one dropped.
    pub fn edited(&self, typed: usize, dropped: usize) -> String {
        let key = match (typed, dropped) {
            (0, _) => return String::new(),
            (_, 0) => Key::LinesTyped,
            _ => Key::LinesTypedAndDropped,
        };
        self.say(key, &[("typed", &typed), ("dropped", &dropped)])
    }

    /// `4 ready`, and how many of them are available where that differs.
    pub fn ready(&self, ready: u32, available: u32) -> String {
        let key = if available < ready { Key::CountReadyAvailable } else { Key::CountReady };
        self.say(key, &[("ready", &ready), ("available", &available)])
    }
}
