//! Which action waits for which part of the program (`web/src/part.rs`).
//!
//! Leaves out what is in a part ([`super::later`], [`super::links`]) and how it comes (`browser::part`).

use super::links;
use crate::part::Part;
use crate::state::{Action, Embedding, File, PromptKey};

/// Returns the part of the program that an action waits for. Most wait for the rest ([`super::later`]); those of time, of the
/// window, of an embedded figure, and letters typed at a prompt wait for nothing; a link, the files that it needs and what the
/// service replies wait for what opens links ([`links`]).
pub fn waits_for(action: &Action) -> Option<Part> {
    match action {
        Action::FileArrived(File::Chinese, _) => None,
        Action::FileArrived(..) | Action::Replied(_) => Some(Part::Links),
        Action::LinkFollowed(letters) if is_of_one(letters) => Some(Part::Links),
        Action::Embed(step) if !matches!(step, Embedding::Ran(_)) => None,
        Action::Prompted(_, PromptKey::Edited(_))
        | Action::SpeedChosen(_)
        | Action::SpeedStepped(_)
        | Action::MotionReduced(_)
        | Action::SystemThemed { .. }
        | Action::FilmFollowed(_)
        | Action::ServiceLost
        | Action::Resized(_)
        | Action::PartChanged(_) => None,
        other if other.is_of_time() => None,
        _ => Some(Part::Rest),
    }
}

/// Returns whether a link is of one scenario. Letters that show it need no part for that; what else there is to read into
/// them the part of links tells once it is here.
fn is_of_one(letters: &str) -> bool {
    !scenario::shows_several(letters) && !links::is_of_several(letters)
}

#[cfg(test)]
mod tests {
    use rollout_engine::time::SimTime;

    use super::*;
    use crate::part::without;
    use crate::state::{AppState, Bringing, Direction, Height, Layout};
    use crate::update::{driven, update};

    #[test]
    fn what_waits_for_nothing_does_without_the_rest_what_it_does_with_it() {
        let state = AppState::open(driven::former(), false);
        let layout = Layout { window: 700, figure: 600, height: Height::Ample };
        let actions = [
            Action::Prompted(0, PromptKey::Edited("kubectl".into())),
            Action::SpeedChosen(4_000),
            Action::SpeedStepped(Direction::Forward),
            Action::MotionReduced(true),
            Action::SystemThemed { dark: true },
            Action::Resized(layout),
            Action::PartChanged(Bringing::Awaited),
            Action::Embed(Embedding::Themed { dark: true }),
            Action::TimePassed(500),
            Action::PlayPressed,
            Action::CursorMoved(SimTime::from_secs(30)),
            Action::WentToEnd,
            Action::ZoomedIn,
        ];
        let told = |state: &AppState| format!("{state:?}");
        for action in actions {
            assert_eq!(waits_for(&action), None, "{action:?}");
            let whole = update(state.clone(), action.clone()).0;
            let alone = without(&[Part::Rest], || update(state.clone(), action.clone()).0);
            assert_eq!(told(&alone), told(&whole), "{action:?}");
            assert_ne!(told(&alone), told(&state), "{action:?}");
        }
    }
}
