//! A pod's menu: what can be done to it, each with the line that it types.

use std::rc::Rc;

use super::text;
use crate::state::AppState;
use crate::text::Key;

/// One thing that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub word: &'static str,
    /// The line that it types.
    pub line: Rc<str>,
}

/// What can be done to the pod of this name.
pub fn items(state: &AppState, pod: &str) -> Vec<Item> {
    let text = text(state);
    vec![
        Item { word: text.of(Key::Delete), line: format!("kubectl delete pod {pod}").into() },
        Item { word: text.of(Key::Watch), line: format!("kubectl get pod {pod} -w").into() },
    ]
}
