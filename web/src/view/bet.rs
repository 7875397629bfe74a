//! A bet on the pod that is deleted or created next: whether one can be made, and what became of it.
//!
//! A bet is never needed for anything. It is offered while the scenario's question is open, and told in the row of that
//! question. Leaves out where it is made (`menu`) and drawn (`components::answer`).

use rollout_engine::time::SimTime;

use super::answer::{self, AnswerView};
use super::{drawn, text};
use crate::history::{SetHistory, Stage};
use crate::state::{AppState, Bet};
use crate::text::{Key, Language};

/// Returns whether a bet can be made at the cursor: the question is open, and a pod will be deleted or created.
pub fn is_open(state: &AppState) -> bool {
    let moves = |history: &SetHistory| !movers(history, state.place.at).1.is_empty();
    matches!(answer::view(state), Some(AnswerView::Watch(..)))
        && drawn(state).is_some_and(|drawn| moves(drawn.history))
}

/// Returns what the page says about the bet at the cursor. `None` without a bet, or before it.
pub fn says(state: &AppState) -> Option<String> {
    let Bet { ordinal, at } = state.around.bet?;
    let history = drawn(state)?.history;
    let named = |ordinal: u32| format!("{}-{ordinal}", history.name);
    let (decided, pods) = movers(history, at);
    let bet = named(ordinal);
    if state.place.at < at {
        return None;
    }
    if state.place.at < decided || pods.is_empty() {
        return Some(text(state).say(Key::BetMade, &[("pod", &bet)]));
    }
    let has_won = pods.contains(&ordinal);
    let pods: Vec<String> = pods.into_iter().map(named).collect();
    let pods = pods.join(match text(state).language {
        Language::English => ", ",
        Language::Chinese => "、",
    });
    Some(match has_won {
        true => text(state).say(Key::BetWon, &[("pods", &pods)]),
        false => text(state).say(Key::BetLost, &[("pod", &bet), ("pods", &pods)]),
    })
}

/// Returns when a pod is next deleted or created after a time, and the ordinals of all pods that then are.
fn movers(history: &SetHistory, after: SimTime) -> (SimTime, Vec<u32>) {
    let acts = |stage: Stage| matches!(stage, Stage::Pending | Stage::Leaving);
    let later = || history.lives.segments().filter(|part| part.from > after && acts(part.stage));
    let first = later().map(|part| part.from).min().unwrap_or(SimTime::MAX);
    let mut pods: Vec<u32> =
        later().filter(|part| part.from == first).map(|it| it.ordinal).collect();
    pods.dedup();
    (first, pods)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Action;
    use crate::update::driven::update;

    fn opened() -> AppState {
        AppState::open(crate::update::driven::opening(), true)
    }

    fn bet_on(ordinal: u32, seconds: i64) -> AppState {
        let at = Action::CursorMoved(SimTime::from_secs(seconds));
        update(update(opened(), at), Action::BetMade(ordinal))
    }

    fn said(state: &AppState, seconds: i64) -> Option<String> {
        let at = Action::CursorMoved(SimTime::from_secs(seconds));
        says(&update(state.clone(), at))
    }

    #[test]
    fn a_bet_is_told_when_the_next_pod_moves() {
        // At 0:01 web-4 and web-3 are told to stop.
        let won = bet_on(4, 0);
        assert_eq!(says(&won).as_deref(), Some("Your bet: web-4 is next."));
        assert_eq!(said(&won, 2).as_deref(), Some("Next: web-3, web-4. You won."));
        let lost = bet_on(0, 0);
        let told = said(&lost, 2).unwrap_or_default();
        assert_eq!(told, "Next: web-3, web-4. Your bet was web-0.");
    }

    #[test]
    fn a_bet_is_not_told_before_it_was_made() {
        let state = bet_on(0, 3);
        assert_eq!(said(&state, 1), None);
    }

    #[test]
    fn no_bet_is_offered_once_the_question_is_answered_or_nothing_moves() {
        assert!(is_open(&opened()));
        let end = update(opened(), Action::WentToEnd);
        assert!(!is_open(&end));
    }
}
