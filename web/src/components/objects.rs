//! Objects tab: objects as kubectl prints them, with a bar at new lines.

use yew::prelude::*;

use super::Page;
use crate::text::Key;
use crate::view::objects::{PrintedLine, PrintedSection};

/// Draws the tab.
pub fn objects(page: &Page, sections: &[PrintedSection]) -> Html {
    html! {
        <div class="objs" role="group" aria-label={page.text.of(Key::Objects)}>
            { for sections.iter().map(section) }
        </div>
    }
}

/// Draws a command and its output.
pub fn section(section: &PrintedSection) -> Html {
    html! {
        <>
            <h2>{ &section.head }</h2>
            <pre tabindex="0">{ lines(&section.lines) }</pre>
        </>
    }
}

/// Draws lines, with a bar at each new one.
pub fn lines(lines: &[PrintedLine]) -> Html {
    html! { <>{ for lines.iter().map(line) }</> }
}

fn line(line: &PrintedLine) -> Html {
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
