//! Pages about the model: what is modelled and what is not, and a page per rule.

use yew::prelude::*;

use super::Page;
use super::pop::TakesFocus;
use crate::state::{Action, Choice};
use crate::text::Key;
use crate::view::pages::{Block, Section, Span};

/// Draws the pages. Focuses `heading`.
pub fn pages(page: &Page, sections: &[Section], heading: Option<&'static str>) -> Html {
    html! {
        <main class="gal book">
            { for sections.iter().map(section) }
            <p class="row"><span /><span>
                <button class="word" onclick={page.on(Action::Around(Choice::FigureShown))}>{ page.text.of(Key::BackToFigure) }</button>
            </span></p>
            <TakesFocus key={heading.unwrap_or_default()} first={heading.map_or(".book h1", |_| ".book .asked")} last=".pick-scn" />
        </main>
    }
}

fn section(section: &Section) -> Html {
    let says = &section.heading;
    let class = section.asked.then_some("asked");
    html! {
        <section class="row">
            <span />
            <div>
                if section.is_first {
                    <h1 tabindex="-1" {class}>{ says }</h1>
                } else {
                    <h2 tabindex="-1" {class}>{ says }</h2>
                }
                { for section.blocks.iter().map(block) }
            </div>
        </section>
    }
}

fn block(block: &Block) -> Html {
    match block {
        Block::Paragraph(spans) => html! { <p>{ for spans.iter().map(span) }</p> },
        Block::List(items) => html! {
            <ul>{ for items.iter().map(|spans| html! { <li>{ for spans.iter().map(span) }</li> }) }</ul>
        },
    }
}

fn span(span: &Span) -> Html {
    match span {
        Span::Words(words) => words.into(),
        Span::Code(code) => html! { <code>{ code }</code> },
        Span::Link(address) => html! {
            <a href={address.clone()} target="_blank" rel="noreferrer">{ address.trim_start_matches("https://").to_owned() }</a>
        },
    }
}
