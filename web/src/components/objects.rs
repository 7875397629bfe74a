//! Objects as kubectl prints them; what is new has a bar.

use yew::prelude::*;

use super::Page;
use crate::text::Key;
use crate::view::objects::{Line, Section};

/// The objects.
pub fn objects(page: &Page, sections: &[Section]) -> Html {
    html! {
        <div class="objs" role="group" aria-label={page.text.of(Key::Objects)}>
            { for sections.iter().map(section) }
        </div>
    }
}

/// What a command prints, under the command.
pub fn section(section: &Section) -> Html {
    html! {
        <>
            <h2>{ &section.head }</h2>
            <pre tabindex="0">{ lines(&section.lines) }</pre>
        </>
    }
}

/// Lines, each with a bar if it is new.
pub fn lines(lines: &[Line]) -> Html {
    html! { <>{ for lines.iter().map(line) }</> }
}

fn line(line: &Line) -> Html {
    let below = match line.letter {
        Some(letter) => html! {
            <><i class="chip" data-rev={letter.to_string()}>{ letter.to_string() }</i>{ " " }{ &line.below }</>
        },
        None if line.below.is_empty() => Html::default(),
        None => html! { <span class="quiet">{ "\n" }{ &line.below }</span> },
    };
    html! {
        <span class={classes!("ln", line.changed.then_some("changed"))}>{ &line.text }{ below }{ "\n" }</span>
    }
}
