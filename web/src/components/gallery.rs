//! The gallery: each scenario's question, a drawing of its rollout, and one fact, all in one button.

use yew::prelude::*;

use super::Page;
use super::pop::TakesFocus;
use super::preview::{shape, shape_hatches};
use crate::state::{Action, Choice};
use crate::text::Key;
use crate::view::gallery::{ChapterView, PairCard, PlanCard, QuestionView};

/// Draws the gallery.
pub fn gallery(page: &Page, chapters: &[ChapterView], pairs: &[PairCard]) -> Html {
    let text = page.text;
    html! {
        <main class="gal">
            { shape_hatches() }
            <div class="row ask">
                <p class="head" />
                <div>
                    <h1 tabindex="-1">{ text.of(Key::GalleryAsks) }</h1>
                    <p class="sub">
                        { text.of(Key::GalleryExplains) }{ " " }
                        <button class="word" onclick={page.on(Action::Around(Choice::FigureShown))}>{ text.of(Key::BackToFigure) }</button>
                    </p>
                </div>
            </div>
            { for chapters.iter().map(|it| chapter(page, it)) }
            <section class="row g">
                <h2 class="head">{ text.of(Key::PairsTitle) }</h2>
                <ol>{ for pairs.iter().map(|it| pair(page, it)) }</ol>
            </section>
            <p class="row foot">
                <span />
                <span>
                    <button class="word" onclick={page.on(Action::Around(Choice::PagesOpened(None)))}>{ text.of(Key::WhatIsModelled) }</button>
                </span>
            </p>
            <TakesFocus first=".gal h1" last=".pick-scn" />
        </main>
    }
}

fn chapter(page: &Page, chapter: &ChapterView) -> Html {
    html! {
        <section class="row g" key={chapter.title}>
            <h2 class="head">{ chapter.title }</h2>
            <ol>
                { for chapter.questions.iter().map(|it| question(page, it)) }
                { for chapter.plans.iter().map(|it| plan(page, it)) }
            </ol>
        </section>
    }
}

/// Draws a plan: the drawing of the scenario that it is about, the question, the link.
fn plan(page: &Page, plan: &PlanCard) -> Html {
    let opened = page.on(Action::Around(Choice::CardFollowed(plan.letters)));
    let shown = plan.card.shown.as_ref();
    html! {
        <li key={plan.letters}>
            <button onclick={opened}>
                <span class="mini">{ shape(shown.and_then(|shown| shown.preview.as_ref())) }</span>
                <span class="q">{ plan.asks }</span><span class="m">{ plan.letters }</span>
            </button>
        </li>
    }
}

/// Draws a comparison: the left side's drawing above the right one's, the question, the link.
fn pair(page: &Page, pair: &PairCard) -> Html {
    let opened = page.on(Action::Around(Choice::CardFollowed(pair.letters)));
    let shown = |side: usize| shape(pair.shown.as_ref().map(|both| &both[side]));
    html! {
        <li>
            <button onclick={opened}>
                <span class="mini of-two">{ shown(0) }{ shown(1) }</span>
                <span class="q">{ pair.asks }</span><span class="m">{ pair.letters }</span>
            </button>
        </li>
    }
}

fn question(page: &Page, question: &QuestionView) -> Html {
    let opened = page.on(Action::Around(Choice::ScenarioOpened(question.name)));
    let shown = question.card.shown.as_ref();
    html! {
        <li key={question.name}>
            <button onclick={opened}>
                <span class="mini">{ shape(shown.and_then(|shown| shown.preview.as_ref())) }</span>
                <span class="q">{ question.says.to_string() }</span>
                <span class="m">{ for shown.map(|shown| &*shown.fact) }</span>
            </button>
        </li>
    }
}
