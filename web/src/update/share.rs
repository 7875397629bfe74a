//! Actions in the Share popover.

use super::files;
use crate::state::{AppState, Setting, Sharing};

/// Applies an action in the Share popover.
pub(super) fn take(mut state: AppState, step: Sharing) -> AppState {
    let share = &mut state.share;
    match step {
        Sharing::FromHere(here) => state.linked.moment = here.then_some(state.place.at),
        Sharing::Sized(size) => share.size = size,
        Sharing::Set(setting, value) => match setting {
            Setting::Shows => share.shows = value,
            Setting::Theme => share.theme = value,
            Setting::Language => share.language = value,
            Setting::Site => share.site = value,
            Setting::Autoplay => share.autoplay = value == 1,
            Setting::Stretch => share.stretch = value == 1,
            Setting::Caption => share.caption = value == 1,
            Setting::Poster => share.poster = value == 1,
            Setting::Plain => share.plain = value == 1,
            Setting::Picture => share.picture = value == 0,
        },
        Sharing::Decided(secrets) => share.secrets = secrets,
        Sharing::NamesKept => share.keeps_names = true,
        Sharing::LeftOut(name) => match share.left_out.iter().position(|it| *it == name) {
            Some(place) => drop(share.left_out.remove(place)),
            None => share.left_out.push(name),
        },
        Sharing::Taken(item) => share.done = Some(item),
        Sharing::TakenPassed => share.done = None,
        Sharing::FileOpened(file) => return files::open(state, &file),
        Sharing::TextPasted(text) => return files::paste(state, text),
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, OpenedFile, Secrets};
    use crate::update::driven::update;

    fn after(state: AppState, steps: &[Sharing]) -> AppState {
        steps.iter().fold(state, |state, step| update(state, Action::Share(step.clone())))
    }

    fn opened() -> AppState {
        AppState::open(crate::update::driven::former(), true)
    }

    #[test]
    fn what_is_left_out_is_in_files_and_no_longer_in_links() {
        const MAP: &str =
            ": file a.yaml\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: 你好\n: end\n";
        let file = OpenedFile { name: "a.txt".into(), text: Some(MAP.into()) };
        let state = after(opened(), &[Sharing::FileOpened(file)]);
        let leave = Sharing::LeftOut("ConfigMap a: data".into());
        let without = after(state, std::slice::from_ref(&leave));
        assert!(!without.in_link().to_string().contains("你好"));
        assert!(without.shared().to_string().contains("你好"));
        let with = after(without, &[leave]);
        assert_eq!(with.in_link(), with.run.scenario);
    }

    const SECRET: &str = ": file a.yaml\nenv:\n- name: DB_PASSWORD\n  value: hunter2\n: end\n";

    #[test]
    fn a_secret_does_not_leave_the_page_before_it_was_decided() {
        let state = after(
            opened(),
            &[Sharing::FileOpened(OpenedFile { name: "a.txt".into(), text: Some(SECRET.into()) })],
        );
        let holds = |state: &AppState| state.shared().to_string().contains("hunter2");
        assert!(!holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Kept)]);
        assert!(holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Blanked)]);
        assert!(!holds(&state));
        assert!(state.run.scenario.to_string().contains("hunter2"), "only what is shared");
    }
}
