//! Brings each further part of the program once, and lets what waits for it go on.
//!
//! How a part comes is said at the start ([`comes_by`]): `crate::border` knows what is in it, and stands above this. Leaves
//! out which actions wait ([`crate::update::waits_for`]).

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;

use wasm_bindgen_futures::spawn_local;

use crate::part::Part;

/// Fetches a part and hands out what is in it. Whether it came.
pub type Bring = fn(Part) -> Pin<Box<dyn Future<Output = bool>>>;

thread_local! {
    static BRING: Cell<Option<Bring>> = const { Cell::new(None) };
    /// The greatest part that is here.
    static HERE: Cell<Option<Part>> = const { Cell::new(None) };
    static IS_COMING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
}

/// Says how parts come.
pub fn comes_by(bring: Bring) {
    BRING.set(Some(bring));
}

/// Returns whether a part is here. With the rest comes what opens links.
pub fn is_here(part: Part) -> bool {
    match HERE.get() {
        Some(here) => here == Part::Rest || here == part,
        None => false,
    }
}

/// Fetches a part, unless it is here. Returns whether it is; if not, the next call tries again.
pub async fn bring(part: Part) -> bool {
    if !is_here(part)
        && let Some(bring) = BRING.get()
        && bring(part).await
        && !is_here(part)
    {
        HERE.set(Some(part));
    }
    is_here(part)
}

/// Calls `act` once all parts are here, after everything that waits already. Fetches them if nobody does yet, and calls
/// `hear` with whether they came. If not, what waits is kept, and the next call fetches them again.
pub fn act_once_here(act: impl FnOnce() + 'static, hear: impl FnOnce(bool) + 'static) {
    WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(act)));
    if IS_COMING.replace(true) {
        return;
    }
    spawn_local(async {
        let is_here = bring(Part::Rest).await;
        IS_COMING.set(false);
        hear(is_here);
        if is_here {
            WAITING.take().into_iter().for_each(|act| act());
        }
    });
}
