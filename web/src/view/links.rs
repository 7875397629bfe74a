//! What of the view comes with what opens links: a page that shows a film has no use for it.

use scenario::Scenario;

later! {
    in Links;
    /// Returns the opening scenario, for a page that did not open with its film.
    fn opening() -> Option<Scenario> = opening_scenario, until then None;
}

fn opening_scenario() -> Option<Scenario> {
    Some(scenario::opening())
}
