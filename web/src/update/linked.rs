//! Follows links: opens the scenario of a link, or waits for the files it needs.
//!
//! The `scenario` crate reads and writes links. `state::linked` holds the current one.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{Base, Link, LinkPair, LinkPlan, OPENING, Unreadable};

use super::{change, later};
use crate::state::{AppState, By, Change, File, Followed, Linked, Opening, Place, Run, text_of};

/// Returns the link of the film that the page opened with, if `letters` are that: the name of its scenario, and no
/// settings but those of how a page shows it.
pub(super) fn filmed(state: &AppState, letters: &Rc<str>) -> Option<Followed> {
    let card = state.shelf.film.as_deref()?;
    let base = Base::now(card.name, Rc::clone(&card.text));
    let link = Link::of_film(letters, &state.run.scenario, base)?;
    Some(Followed { letters: Rc::clone(letters), link, unreadable: None })
}

/// Follows the link of the film that the page opened with.
pub(super) fn follow_film(state: AppState, letters: &Rc<str>) -> AppState {
    match filmed(&state, letters) {
        Some(followed) => opened(state, followed),
        None => state,
    }
}

/// Follows a link: opens its scenario, or waits for a file.
pub(super) fn follow(mut state: AppState, letters: &Rc<str>) -> AppState {
    give_up(&mut state);
    (state.compare.coming, state.plan.opens) = (None, None);
    if scenario::is_of_several(letters) {
        return later::followed_several(state, letters);
    }
    let read = match letters.is_empty() {
        true => Ok(None),
        false => Link::parse(letters, &|path| text_of(&state.shelf, path)).map(Some),
    };
    followed(state, letters, read)
}

/// Follows the link of a comparison or of a plan; of a single scenario, if it only looks like one.
pub(super) fn follow_several(state: AppState, letters: &Rc<str>) -> AppState {
    let texts = |path: &str| text_of(&state.shelf, path);
    let read = match (LinkPlan::parse(letters, &texts), LinkPair::parse(letters, &texts)) {
        (Some(Ok(plan)), _) => return super::plan::follow(state, plan),
        (None, Some(Ok(pair))) => {
            let pair = super::compare::as_filmed(&state, letters, pair);
            return super::compare::follow(state, pair);
        }
        (Some(Err(why)), _) | (None, Some(Err(why))) => Err(why),
        (None, None) => Link::parse(letters, &texts).map(Some),
    };
    followed(state, letters, read)
}

/// Opens what was read of a link, or waits for the file that it needs.
fn followed(
    mut state: AppState,
    letters: &Rc<str>,
    read: Result<Option<Link>, Unreadable>,
) -> AppState {
    match read {
        Ok(Some(link)) => match begun(&mut state, &link) {
            Some(run) => opened_on(state, letters, link, run),
            None => open(state, letters, Some(link), None),
        },
        Ok(None) => open(state, letters, None, None),
        Err(Unreadable::Wanted(path)) => {
            // Playback pauses, because the old scenario is not what the person asked for.
            state.playback.stop();
            let file = file_of(&path);
            state.linked.waiting = Some((file, Rc::clone(letters)));
            state.shelf.want(file);
            state
        }
        Err(why) => {
            state.playback.stop();
            open(state, letters, None, Some(why))
        }
    }
}

/// Stops waiting for the file of a link.
pub(super) fn give_up(state: &mut AppState) {
    (state.linked.waiting, state.linked.is_missed) = (None, false);
}

/// Gives up whatever link is on its way.
pub(super) fn leave(state: &mut AppState) {
    give_up(state);
    (state.compare.coming, state.plan.opens) = (None, None);
    let is_link = |change: &Change| matches!(change, Change::Open(opening) if matches!(opening.by, By::Link(_)));
    state.exchange.queue.retain(|change| !is_link(change));
    if let Some(coming) = state.exchange.coming.take_if(|coming| is_link(&coming.change)) {
        state.forget_run(coming.run);
        later::next_change(state);
    }
}

/// Fetches again the file that a link waits for, if it could not be fetched.
pub(super) fn try_again(state: &mut AppState) {
    if let (Some((file, _)), true) = (&state.linked.waiting, state.linked.is_missed) {
        state.shelf.want(*file);
    }
}

/// Handles an arrived or failed file. Reads the link that waited for it again. If it failed, the link waits on for a
/// person's next action.
pub(super) fn arrived(mut state: AppState, file: File) -> AppState {
    let waited = state.linked.waiting.take_if(|(awaited, _)| *awaited == file);
    match waited {
        Some((_, letters)) if state.shelf.has(file) => return follow(state, &letters),
        Some(waited) => {
            // The scenario that stands there plays on; an embedded figure does not show another one than its link's.
            let has_other = !state.is_blank && state.embed.is_none() && !state.linked.is_missed;
            if has_other && !state.playback.reduced_motion {
                state.playback.start();
            }
            (state.linked.waiting, state.linked.is_missed) = (Some(waited), true);
        }
        None => {}
    }
    if let (Some((file, _)), None, false) =
        (&state.linked.waiting, state.shelf.wanted, state.linked.is_missed)
    {
        state.shelf.want(*file);
    }
    state
}

/// Opens a link's scenario. Without a link, or if it is `unreadable`, opens the opening scenario.
fn open(
    state: AppState,
    letters: &Rc<str>,
    link: Option<Link>,
    unreadable: Option<Unreadable>,
) -> AppState {
    let link = link.unwrap_or_else(|| Link {
        scenario: scenario::opening(),
        base: Base::now(OPENING, scenario::BLOG.into()),
        at: None,
        others: Vec::new(),
        sets: Vec::new(),
    });
    let followed = Followed { letters: Rc::clone(letters), link, unreadable };
    let is_shown = state.run.scenario == followed.link.scenario && followed.link.sets.is_empty();
    if is_shown && !state.exchange.is_waiting() {
        return opened(state, followed);
    }
    let scenario = followed.link.scenario.clone();
    let until = followed.link.at.unwrap_or(SimTime::ZERO);
    let opening = Opening { scenario, until, by: By::Link(Box::new(followed)) };
    change::open(state, opening)
}

/// Returns the beginning of a link's run that the film of the address shows: up to the first line that only one of the two
/// has. `None` if the link names a later time, or if the whole run decides where the page rests or the service what the
/// scenario is. Only the first link of a page asks it, before anything is asked of the service.
fn begun(state: &mut AppState, link: &Link) -> Option<Run> {
    let film = state.linked.film.take().filter(|_| state.exchange.is_unused())?;
    let plays = state.embed.is_none() || super::embed::plays_from_beginning(&link.others);
    if !plays || state.playback.reduced_motion || !link.sets.is_empty() {
        return None;
    }
    let run = Run::begun(link.scenario.clone(), &film)?;
    link.at.is_none_or(|at| at <= run.history.ends_at).then_some(run)
}

/// Opens a link on the beginning of its run. The service runs it too, and sends what follows.
fn opened_on(state: AppState, letters: &Rc<str>, link: Link, run: Run) -> AppState {
    let followed = Followed { letters: Rc::clone(letters), link, unreadable: None };
    let mut state = arrived_with(state, followed, Rc::new(run));
    state.tell();
    state
}

/// Opens the opening scenario instead of a link with a setting that its scenario cannot have.
pub(super) fn refused(mut state: AppState, letters: &Rc<str>, why: String) -> AppState {
    state.playback.stop();
    state.compare.coming = None;
    open(state, letters, None, Some(Unreadable::Setting(why)))
}

/// Opens the left side of a comparison as the figure.
pub(super) fn open_side(state: AppState, letters: &Rc<str>, left: Link) -> AppState {
    open(state, letters, Some(Link { at: None, ..left }), None)
}

/// Shows the run of a link's scenario.
pub(super) fn arrived_with(state: AppState, followed: Followed, run: Rc<Run>) -> AppState {
    if state.run.scenario == run.scenario {
        return opened(state, followed);
    }
    let mut state = super::opened(state, run);
    // The browser's Back leads to the scenario of the previous address.
    state.undo.forget();
    opened(state, followed)
}

/// Applies a link to the page, whose scenario is already on display.
pub(super) fn opened(mut state: AppState, followed: Followed) -> AppState {
    let Followed { letters, link: Link { base, at, others, .. }, unreadable } = followed;
    // The scenario of the run has the settings that the service applied.
    let scenario = Rc::new(state.run.scenario.clone());
    if let Some(coming) = state.compare.coming.as_mut().filter(|it| it.letters == letters) {
        coming.left = Rc::clone(&scenario);
    }
    let opening = Linked::opening(&scenario);
    let followed = (letters, scenario);
    let is_readable = unreadable.is_none();
    state.linked = Linked { base, followed, unreadable, shown_at: at, settings: others, ..opening };
    if let Some(at) = at {
        state.playback.stop();
        state.place = Place::at_time(&state.run, at);
    }
    if !is_readable {
        // The reason for the unreadable link is all there is to say, so the cursor stays at the beginning.
        state.playback.stop();
        state.place = Place::at_time(&state.run, state.run.history.begins_at);
    }
    match (state.embed.is_some(), at) {
        (true, _) => state.embedded(),
        (false, None) if is_readable => state.resting(),
        (false, _) => state,
    }
}

fn file_of(path: &str) -> File {
    if path == scenario::WORDS { File::Words } else { File::Gallery }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Choice};
    use crate::view::explain;

    const WORDS: &str = include_str!("../../../crates/scenario/link/words-1.txt");

    fn opened() -> AppState {
        AppState::open(crate::update::driven::opening(), true)
    }

    fn with_words(state: AppState) -> AppState {
        crate::update::driven::update(state, Action::FileArrived(File::Words, Some(WORDS.into())))
    }

    fn followed(state: AppState, letters: &str) -> AppState {
        crate::update::driven::update(state, Action::LinkFollowed(letters.into()))
    }

    fn reason(state: &AppState) -> String {
        explain::view(state).sentence.iter().map(|part| format!("{part:?}")).collect()
    }

    #[test]
    fn the_address_stays_until_the_scenario_differs_and_comes_back_with_undo() {
        let state = followed(opened(), "blog");
        assert_eq!(state.address().as_deref(), Some("blog"));
        let line = Action::LineTyped("kubectl scale sts web --replicas=3".into());
        let state = crate::update::driven::update(state, line);
        assert_eq!(state.shelf.wanted, Some(File::Words), "a link has to be written now");
        assert_eq!(state.address(), None, "until then the address stays");
        let state = with_words(state);
        assert!(state.address().expect("letters").starts_with("v1."));
        let state = crate::update::driven::update(state, Action::Undone);
        assert_eq!(state.address().as_deref(), Some("blog"));
    }

    #[test]
    fn what_was_linked_is_opened_once_its_words_are_here() {
        let typed = Action::LineTyped("kubectl scale sts web --replicas=3".into());
        let first = with_words(crate::update::driven::update(opened(), typed));
        let letters = first.address().expect("letters");
        let waiting = followed(opened(), &letters);
        assert!(waiting.linked.waits());
        let second = with_words(waiting);
        assert_eq!(second.run.scenario, first.run.scenario);
        assert_eq!(second.address(), Some(letters));
    }

    #[test]
    fn a_scenario_of_the_gallery_is_fetched_and_its_text_is_the_base() {
        let waiting = followed(opened(), "canary?replicas=4");
        assert_eq!(waiting.shelf.wanted, Some(File::Gallery));
        assert!(!waiting.playback.playing, "what stands there is not what was asked for");
        let (_, text) = scenario::GALLERY.iter().find(|(name, _)| *name == "canary").expect("it");
        let file = format!("==> canary <==\n{text}");
        let state = crate::update::driven::update(
            waiting,
            Action::FileArrived(File::Gallery, Some(file.into())),
        );
        assert_eq!(&*state.linked.base.name, "canary");
        assert_eq!(state.address().as_deref(), Some("canary?replicas=4"));
        let line = Action::LineTyped("kubectl get pods".into());
        let letters =
            with_words(crate::update::driven::update(state, line)).address().expect("letters");
        assert!(letters.contains(".canary.1.") && letters.len() < 80, "{letters}");
    }

    #[test]
    fn a_moment_is_in_the_link_if_it_was_asked_for() {
        let mut state = with_words(opened());
        state.linked.moment = Some(SimTime::from_millis(42_500));
        let letters = state.address().expect("letters");
        assert!(letters.ends_with("?at=42500ms"), "{letters}");
        let there = followed(with_words(opened()), &letters);
        assert_eq!(there.place.at.as_millis(), 42_500);
        assert!(!there.playback.playing);
    }

    #[test]
    fn a_damaged_link_is_the_reason_until_the_person_goes_on() {
        let state = followed(with_words(opened()), "v1.7Qk3.blog.2.AYECGgFrOnJlZ2lz");
        assert_eq!(state.run.scenario, scenario::opening());
        assert!(reason(&state).contains("damaged after letter 0"), "{}", reason(&state));
        assert_eq!(state.address().as_deref(), Some("v1.7Qk3.blog.2.AYECGgFrOnJlZ2lz"));
        let state = crate::update::driven::update(state, Action::WentToEnd);
        assert!(!reason(&state).contains("damaged"));
        for (letters, says) in [
            ("v9.x", "later playground"),
            ("nonsense", "no scenario nonsense"),
            ("blog?partition=x", "partition"),
            ("<img src=x>", "no scenario"),
        ] {
            let state = followed(opened(), letters);
            assert!(reason(&state).contains(says), "{letters}: {}", reason(&state));
        }
    }

    #[test]
    fn words_that_cannot_be_had_leave_the_page_as_it_was() {
        let typed = Action::LineTyped("kubectl scale sts web --replicas=3".into());
        let letters = with_words(crate::update::driven::update(opened(), typed)).address();
        let waiting = followed(opened(), &letters.expect("letters"));
        assert!(waiting.linked.waits());
        let state = crate::update::driven::update(waiting, Action::FileArrived(File::Words, None));
        assert!(state.linked.is_missed && state.waits_to_open(), "the address keeps the link");
        assert_eq!(state.run.scenario, scenario::opening());
    }

    #[test]
    fn back_leaves_what_a_link_on_the_way_would_open() {
        let back = || Action::Around(Choice::Returned("".into(), None));
        // One waits for its file, one for its run.
        for letters in ["blog.1", "blog?replicas=4"] {
            let (state, _) = crate::update::update(opened(), Action::LinkFollowed(letters.into()));
            assert!(state.waits_to_open(), "{letters}");
            let state = crate::update::driven::update(state, back());
            let file = Action::FileArrived(File::Gallery, None);
            let state = crate::update::driven::update(state, file);
            assert!(!state.waits_to_open() && !state.linked.is_missed, "{letters}");
            assert_eq!(state.run.scenario, scenario::opening(), "{letters}");
            assert_eq!(state.address().as_deref(), Some(""), "{letters}");
        }
        // A page that has nothing else yet has the address of the opening too.
        let empty = AppState::open(Rc::new(Run::empty()), true);
        let (state, _) = crate::update::update(empty, Action::LinkFollowed("blog.1".into()));
        let state = crate::update::driven::update(state, back());
        assert_eq!(state.run.scenario, scenario::opening());
    }

    #[test]
    fn the_link_of_a_page_is_kept_until_its_file_can_be_had_or_the_person_goes_on() {
        let beside = || opened().resting();
        let letters = "blog.1?replicas=4";
        let (mut waiting, _) =
            crate::update::update(beside(), Action::LinkFollowed(letters.into()));
        waiting.is_blank = true;
        let missed = Action::FileArrived(File::Gallery, None);
        let (state, _) = crate::update::update(waiting, missed.clone());
        assert!(state.waits_to_open(), "no address is written");
        assert_eq!(
            (state.is_blank, state.shelf.wanted, state.shelf.failed),
            (false, None, Some(File::Gallery))
        );
        let (state, _) = crate::update::update(state, Action::TimePassed(1_000));
        assert_eq!(state.shelf.wanted, None, "nobody has acted");
        let (state, _) = crate::update::update(state, Action::PlayPressed);
        assert_eq!(state.shelf.wanted, Some(File::Gallery));
        let (state, _) = crate::update::update(state, missed);
        assert!(state.waits_to_open() && state.shelf.wanted.is_none());
        let line = Action::LineTyped("kubectl get pods".into());
        let left = crate::update::driven::update(state.clone(), line);
        assert!(!left.waits_to_open() && left.is_changed());
        let texts = include_str!("../../../crates/scenario/link/former/blog.1.txt");
        let file = format!("==> blog <==\n{}==> former blog.1 <==\n{texts}", scenario::BLOG);
        let state = crate::update::driven::update(
            state,
            Action::FileArrived(File::Gallery, Some(file.into())),
        );
        assert_eq!(state.address().as_deref(), Some(letters));
        assert!(!state.waits_to_open() && state.run.scenario != scenario::opening());
    }
}
