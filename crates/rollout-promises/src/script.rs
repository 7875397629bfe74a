//! A session as data: what a person does to one set, line by line.
//!
//! A line says what to do, and how long after the line before. The command follows from the cluster at that moment,
//! so a line can be left out and the rest still makes sense: shrinking a failed session needs that. The same lines as
//! text of the scenario language are written in `tests/promises/told.rs`.

mod act;
mod policy;
mod template;

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::StatefulSetSpec;
use rollout_engine::cluster::Cluster;
use rollout_engine::command::Command;
use rollout_engine::simulation::{Outlook, Simulation};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, Trace};
use rollout_engine::version::Rules;

pub use act::{Act, Labelled, TaintKey};
pub(crate) use policy::claim_template;
pub use policy::{Limited, Quotum};
pub use template::{Image, Placing};

/// Name of the set in most sessions; also the value of its pods' label.
pub const SET: &str = "web";
/// A name with which no pod can be made: with the revision's hash it is longer than a label may be.
pub const LONG: &str = "a-name-that-leaves-no-room-for-the-hash-of-a-revision-behind";
/// The name of the one quota, LimitRange and PriorityClass.
pub const POLICY: &str = "policy";
/// Its namespace.
const NAMESPACE: &str = "default";
/// Simulated time after the last line.
const HORIZON: Duration = Duration::from_secs(900);
/// Limit on frames. A set that creates and deletes a pod for ever makes ten a second.
pub(crate) const MOST_FRAMES: u32 = 20_000;

/// A session: rules, a set, and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The rules of the control plane at 0:00.
    pub rules: Rules,
    /// The set's name.
    pub name: &'static str,
    /// Spec of the set that is created at 0:00.
    pub spec: StatefulSetSpec,
    /// What happens to it, in order.
    pub lines: Vec<Line>,
}

/// One line of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Time since the line before.
    pub after: Duration,
    /// What it does.
    pub act: Act,
}

impl Script {
    /// Simulates the session to its end.
    pub fn run(&self) -> Trace {
        self.run_shown(|_, _| {})
    }

    /// Simulates the session, and calls `show` for each line with the cluster to which it applies.
    pub fn run_shown(&self, mut show: impl FnMut(&Line, &Cluster)) -> Trace {
        let mut simulation = Simulation::new(self.rules, SimTime::ZERO);
        let spec = Rc::new(self.spec.clone());
        let create = Command::CreateStatefulSet {
            namespace: NAMESPACE.into(),
            name: self.name.into(),
            spec,
            document: Rc::from(""),
        };
        simulation.apply(SimTime::ZERO, create);
        let mut now = SimTime::ZERO;
        for line in &self.lines {
            now = now + line.after;
            while may_go_on(&simulation, now) {
                simulation.step();
            }
            show(line, simulation.cluster());
            if let Some(command) = line.act.command(simulation.cluster()) {
                simulation.apply(now, command);
            }
        }
        let ended = run_out(&mut simulation, now + HORIZON);
        simulation.finish(ended)
    }
}

fn may_go_on(simulation: &Simulation, until: SimTime) -> bool {
    simulation.trace().len() < MOST_FRAMES
        && simulation.next_event_at().is_some_and(|next| next <= until)
}

fn run_out(simulation: &mut Simulation, horizon: SimTime) -> Ended {
    while may_go_on(simulation, horizon) && simulation.outlook() != Outlook::Looping {
        simulation.step();
    }
    match simulation.outlook() {
        Outlook::Settled => Ended::Settled,
        Outlook::Looping => Ended::Looping,
        _ if simulation.trace().len() >= MOST_FRAMES => Ended::FrameLimit,
        Outlook::Moving | Outlook::Repeating => Ended::Horizon,
    }
}
