//! How containers act at a moment of a scenario, as its own lines have said up to then.

use rollout_engine::behavior::{Behavior, ImageFault};
use rollout_engine::time::SimTime;

use crate::directive::Directive;
use crate::script::Scenario;
use crate::trace::Trace;

impl Scenario {
    /// What was said up to a moment about how containers act. `trace` is this scenario's own.
    pub fn behavior_at(&self, trace: &Trace, at: SimTime) -> Behavior {
        let mut behavior = Behavior::default();
        let lines = self.lines.iter().zip(&trace.ran);
        let said = lines.filter(|(line, ran)| {
            line.is_ours() && ran.is_some_and(|ran| ran.at <= at && ran.exited.is_some())
        });
        let mut said: Vec<_> =
            said.filter_map(|(line, ran)| Some(((*ran)?.at, &line.text))).collect();
        said.sort_by_key(|&(at, _)| at);
        for (_, text) in said {
            match Directive::read(text) {
                Ok(Directive::Timing(scope, timing)) => behavior.set_timing(scope, &timing),
                Ok(Directive::Fault(of, fault)) => {
                    if fault == ImageFault::None {
                        behavior.set_slower(of.clone(), 1);
                    }
                    behavior.set_fault(of, fault);
                }
                Ok(Directive::Slower(of, times)) => behavior.set_slower(of, times),
                Ok(Directive::Jitter(jitter)) => behavior.set_jitter(jitter),
                _ => {}
            }
        }
        behavior
    }
}
