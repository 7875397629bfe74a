//! What the runs of two scenarios share: everything before the first line that only one of them has.
//!
//! Below `: start` a line changes no frame before it (`fork`), so the shared beginning is known from one of the two
//! traces, without a run. A page that has the film of a gallery scenario shows with it how a link that grew from
//! that scenario begins, before the service has started. Which frames two finished traces have in common is not here
//! (`service`).

use std::iter;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;

use crate::script::{Line, Origin, Scenario, When, is_start};
use crate::trace::{Output, Ran, Trace};

impl Trace {
    /// Returns the beginning of the trace of `other` that it shares with this one, the trace of `scenario`. The rest is
    /// unknown, so the simulation does not count as ended. `None` if no time of the figure is shared, or if `scenario` has
    /// typed lines: films have none.
    #[must_use]
    pub fn shared_with(&self, other: &Scenario, scenario: &Scenario) -> Option<Self> {
        let is_film = scenario.lines.iter().all(|line| line.origin == Origin::Scenario);
        if !is_film || other.release != scenario.release {
            return None;
        }
        let own = other.lines.iter().filter(|line| line.origin == Origin::Scenario);
        let count = scenario.lines.iter().zip(own).take_while(|(one, other)| one == other).count();
        if count == 0 {
            return None;
        }
        let rest = other.lines.iter().filter(|line| line.origin == Origin::Scenario).skip(count);
        // Where the figure of the other one begins would not be known: a line above `: start` decides that too.
        let start = other.lines.iter().position(is_start).unwrap_or(0);
        let is_typed = |line: &Line| line.origin == Origin::Typed;
        if scenario.lines[count..].iter().chain(rest).any(is_start)
            || other.lines[..start].iter().any(is_typed)
        {
            return None;
        }
        // The last shared frame ends what is known: what the controllers wait for after it may be noted later.
        let until = self.rollout.at(self.last_before(self.first_difference(count, other)));
        let last = self.last_before(until);
        let shown_from = self.rollout.at(self.begins).max(SimTime::ZERO);
        let is_shown = shown_from < self.rollout.at(last) && self.rollout.at(last) < until;
        is_shown.then(|| self.beginning_of(other, count, (last, until)))
    }

    /// Returns the last frame before a time; the first frame if there is none.
    fn last_before(&self, at: SimTime) -> FrameIndex {
        self.rollout.frame_at(SimTime::from_millis(at.as_millis().saturating_sub(1)))
    }

    /// Returns the time before which no line has run that only one of the two scripts has. They share the first `count` of
    /// their own lines, at least one.
    fn first_difference(&self, count: usize, other: &Scenario) -> SimTime {
        let ran_at = |line: usize| self.ran.get(line).copied().flatten().map(|ran| ran.at);
        let typed = other.lines.iter().filter(|line| line.origin == Origin::Typed);
        let typed = typed.map(|line| match line.when {
            When::At(at) => at,
            When::Then | When::After(_) | When::Settled => SimTime::MIN,
        });
        let next = other.lines.iter().filter(|line| line.origin == Origin::Scenario).nth(count);
        // A line does not start before the one before it. If that never did, nor does this one.
        let next = next.zip(ran_at(count - 1)).map(|(line, before)| match line.when {
            When::At(at) => at.max(before),
            When::After(delay) => before + delay,
            When::Then | When::Settled => before,
        });
        let differing = ran_at(count).into_iter().chain(next).chain(typed);
        differing.min().unwrap_or(SimTime::MAX)
    }

    /// Returns the trace of `other` up to a frame and before a time. It shares the first `count` own lines with this one.
    fn beginning_of(
        &self,
        other: &Scenario,
        count: usize,
        (last, until): (FrameIndex, SimTime),
    ) -> Self {
        let is_known = |frame: FrameIndex, at: SimTime| frame <= last && at < until;
        let ran_of = |ran: &Option<Ran>| {
            let ran = ran.filter(|ran| is_known(ran.after, ran.at))?;
            let ended = ran.exited.zip(ran.ended);
            let has_ended = ended.is_some_and(|((frame, _), at)| is_known(frame, at));
            Some(if has_ended { ran } else { Ran { exited: None, ended: None, ..ran } })
        };
        let output_of = |output: &Output| {
            let parts = output.parts.iter().filter(|part| is_known(part.frame, part.at));
            Output { parts: parts.cloned().collect(), edits: output.edits.clone(), ..*output }
        };
        let mut shared = iter::zip(&self.ran, &self.outputs).take(count);
        let lines = other.lines.iter().map(|line| {
            let known = if line.origin == Origin::Scenario { shared.next() } else { None };
            let known = known.and_then(|(ran, output)| Some((ran_of(ran)?, output_of(output))));
            match known {
                Some((ran, output)) => (Some(ran), output),
                None => {
                    (None, Output { terminal: line.terminal, writes: true, ..Output::default() })
                }
            }
        });
        let (ran, outputs) = lines.unzip();
        let is_earlier = |at: SimTime| at < until;
        Self {
            rollout: self.rollout.first_frames(last.0 + 1),
            ran,
            terminals: other.terminals.clone(),
            begins: self.begins,
            rules: self.rules,
            written: self.written.iter().filter(|it| is_earlier(it.at)).cloned().collect(),
            namespaces: self.namespaces.iter().filter(|it| is_earlier(it.0)).cloned().collect(),
            outputs,
        }
    }
}
