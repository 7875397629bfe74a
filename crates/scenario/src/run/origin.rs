//! When a session begins so that its figure begins at 0:00.

use std::time::Duration;

use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use super::Run;
use crate::directive::Directive;
use crate::script::Scenario;

/// When the first line must be for `: start` to be at 0:00: as long before as it takes, found by a trial. In whole
/// seconds, because the API's times are, and nothing may depend on where in a second the session began.
pub(super) fn origin(scenario: &Scenario, start: usize, rules: Rules) -> SimTime {
    let prefix = Scenario { lines: scenario.lines[..=start].to_vec(), ..scenario.clone() };
    let mut trial = Run::from(&prefix, SimTime::ZERO, rules);
    while trial.ran[start].is_none() && !trial.advance(1) {}
    let delay = match Directive::read(&prefix.lines[start].text) {
        Ok(Directive::Start(delay)) => delay,
        _ => Duration::ZERO,
    };
    let ms = (trial.now + delay).as_millis();
    SimTime::from_secs(-ms.saturating_add(999).div_euclid(1000))
}
