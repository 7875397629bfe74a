//! SVG icons.

use yew::prelude::*;

/// The page's mark: two full plates and one that is filling.
pub fn logo() -> Html {
    html! {
        <svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">
            <path d="M0 0h6v16H0zM9 0h6v16H9zM18 11h7v5h-7z" fill="currentColor" />
            <path d="M18.75.75h5.5v14.5h-5.5z" fill="none" stroke="currentColor" stroke-width="1.5" />
        </svg>
    }
}

/// Theme switch: a disc, half of it filled.
pub fn theme() -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
            <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
        </svg>
    }
}

/// Small arrow down: a list opens here.
pub fn caret() -> Html {
    html! {
        <svg class="caret" viewBox="0 0 8 8" aria-hidden="true">
            <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" stroke-width="1.4" />
        </svg>
    }
}

/// Check mark: chosen, or done.
pub fn check_mark() -> Html {
    html! {
        <svg class="check-mark" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
            <path d="M2.5 8.5 6.5 12.5 13.5 4" fill="none" stroke="currentColor" stroke-width="2" />
        </svg>
    }
}

/// Trouble: a diamond with an exclamation mark. A question mark if the state is unknown.
pub fn diamond(known: bool) -> Html {
    let sign = if known {
        "M10 5.2v6.2M10 13.2v2.2"
    } else {
        "M7.6 8.2c0-3.4 4.8-3 4.8-.3 0 1.7-2.4 1.7-2.4 3.7M10 13.2v2"
    };
    html! {
        <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M10 .8 19.2 10 10 19.2.8 10z" fill="currentColor" />
            <path class="knock" d={sign} stroke-width="2.2" />
        </svg>
    }
}

/// Next or previous frame.
pub fn step(forward: bool) -> Html {
    stroked(if forward { "M5.5 3.5 10 8l-4.5 4.5" } else { "M10.5 3.5 6 8l4.5 4.5" })
}

/// Next or previous change.
pub fn change(forward: bool) -> Html {
    solid(if forward {
        "M12.2 3H14v10h-1.8zM2 3v10l8.5-5z"
    } else {
        "M2 3h1.8v10H2zM14 3v10L5.5 8z"
    })
}

/// Play.
pub fn play() -> Html {
    solid("M4 2.5v11L13 8z")
}

/// Pause.
pub fn pause() -> Html {
    solid("M3.5 3h3v10h-3zM9.5 3h3v10h-3z")
}

/// Grip of the partition line: a handle with arrows to both sides.
pub fn grip() -> Html {
    html! {
        <svg width="20" height="16" viewBox="0 0 20 16" aria-hidden="true">
            <rect x="6" y="0" width="8" height="16" rx="1" fill="currentColor" />
            <path d="M4 4.5.8 8 4 11.5M16 4.5 19.2 8 16 11.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        </svg>
    }
}

fn solid(path: &'static str) -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={path} fill="currentColor" /></svg>
    }
}

fn stroked(path: &'static str) -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} fill="none" stroke="currentColor" stroke-width="1.8" />
        </svg>
    }
}

/// The sign of a comparison's side: two lanes, the left side's upper one or the right side's lower one full.
pub fn which(side: usize) -> Html {
    html! { <svg class="which" viewBox="0 0 16 12" aria-hidden="true">{ which_in(side) }</svg> }
}

/// The same sign inside another picture, 16 px wide and 12 px high.
pub fn which_in(side: usize) -> Html {
    let (full, hollow) = if side == 0 { (0, "M.5 7.5h15v4H.5z") } else { (7, "M.5.5h15v4H.5z") };
    html! {
        <>
            <path d={format!("M0 {full}h16v5H0z")} fill="currentColor" />
            <path d={hollow} fill="none" stroke="currentColor" />
        </>
    }
}
