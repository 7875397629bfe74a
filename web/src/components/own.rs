//! A pod's own tab: its life or its YAML.

use yew::prelude::*;

use super::lanes::{band, hatches};
use super::mark::mark;
use super::objects::{lines, section};
use super::reason::{piece, rule};
use super::{Page, name, title, tools};
use crate::state::Action;
use crate::text::Key;
use crate::view::own::{LifeStage, Own, Strip};

/// Prefix of the ids of this picture's hatch patterns.
const HATCHES: &str = "own-";

/// Draws the tab.
pub fn own(page: &Page, own: &Own) -> Html {
    let text = page.text;
    let tab = |says: Key, yaml: bool| {
        let is_open = own.yaml_shown == yaml;
        html! {
            <button
                role="tab" aria-selected={is_open.to_string()} tabindex={if is_open { "0" } else { "-1" }}
                onclick={page.on(Action::OwnYamlShown(yaml))}
            >
                { text.of(says) }
            </button>
        }
    };
    html! {
        <section class="own" aria-label={own.name.whole.clone()}>
            { head(own) }
            <p class="say">{ for own.reason.says.iter().map(|part| piece(page, part)) }</p>
            { for own.reason.rule.map(|named| html! { <dl>{ rule(page, named) }</dl> }) }
            <div class="panes sub">
                <div class="inner" role="tablist" aria-label={own.name.whole.clone()} onkeydown={tools::on_keys()}>
                    { tab(Key::Life, false) }{ tab(Key::Yaml, true) }
                </div>
            </div>
            if own.yaml_shown {
                <p class="command">{ &own.yaml.head }</p>
                <pre class="yaml doc" tabindex="0">{ lines(&own.yaml.lines) }</pre>
            } else {
                { life(page, own) }
            }
        </section>
    }
}

fn head(own: &Own) -> Html {
    let Some((letter, stage, image)) = &own.face else {
        return html! { <h2 class="name" title={title(&own.name)}>{ name(&own.name) }</h2> };
    };
    let letter = letter.to_string();
    html! {
        <h2 class="name" title={title(&own.name)} data-rev={letter.clone()} data-s={stage.key()}>
            <span>{ name(&own.name) }</span>{ mark(*stage) }<span class="sp" /><i class="chip">{ letter }</i><span class="k">{ image }</span>
        </h2>
    }
}

fn life(page: &Page, own: &Own) -> Html {
    html! {
        <>
            { strip(&own.strip) }
            <ol class="life">{ for own.life.iter().map(|it| phase(page, it)) }</ol>
            if !own.conditions.is_empty() {
                <h3>{ page.text.of(Key::Conditions) }</h3>
                <pre tabindex="0">{ lines(&own.conditions) }</pre>
            }
            <div class="objs">{ section(&own.events) }</div>
        </>
    }
}

fn strip(strip: &Strip) -> Html {
    let veil = format!("M{} 0H1000V28H{}Z", strip.now, strip.now);
    html! {
        <svg class="strip" viewBox="0 0 1000 28" preserveAspectRatio="none" aria-hidden="true">
            <defs>{ hatches(HATCHES, strip.bands.iter().map(|band| band.letter)) }</defs>
            <g class="lanes">{ for strip.bands.iter().map(|it| band(HATCHES, it)) }</g>
            <path class="veil" d={veil} />
            <path class="now" d={format!("M{} 0V28", strip.now)} />
        </svg>
    }
}

fn phase(page: &Page, phase: &LifeStage) -> Html {
    let class = classes!(phase.is_now.then_some("is-now"), phase.again.then_some("again"));
    html! {
        <li {class} aria-current={phase.is_now.then_some("true")}>
            <time>{ page.link(&phase.clock, Action::CursorMoved(phase.at)) }</time>
            <span>{ phase.words }</span>
            <span class="len">{ &phase.length }</span>
            <span class="why1">{ &phase.cause }</span>
        </li>
    }
}
