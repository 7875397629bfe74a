//! A pool of workers that runs sweeps: as many as the machine has processors, at most four. The page is never held.
//!
//! Which worker runs what, and what came of it, is in [`Sweep`]. A lost worker's runs go to the others. Dropping a [`Sweeping`] ends
//! its workers. Scripts of the page sweep through `document.documentElement.sweep` ([`expose_sweeps`]), as `web/e2e` does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::{Array, Float64Array, Function, Reflect};
use scenario::protocol::{Reply, Request};
use scenario::{Ending, Scenario, Sweep, Variant};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

use super::connection::{Connection, To};
use super::{document, window};

const WORKERS_MAX: usize = 4;
/// News are told so long after the first that was not told, in milliseconds: each is drawn, on a processor that could run something.
const TOLD_AFTER_MS: u32 = 200;

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Running,
    /// Every run is done.
    Whole,
    /// No worker can be had, or a run stops each one that is given it.
    Lost,
}

/// A sweep in progress. Dropping it cancels the rest.
pub struct Sweeping(Rc<RefCell<Pool>>);

/// Hears of a sweep.
type Hear = Rc<dyn Fn(&Sweep, Stage)>;

struct Pool {
    /// By itself, since who hears of it may end the pool meanwhile.
    sweep: Rc<RefCell<Sweep>>,
    workers: BTreeMap<usize, Connection>,
    hear: Hear,
    telling: Option<Timeout>,
    is_over: bool,
}

impl Sweeping {
    /// Starts a sweep. `hear` is called as samples come, at most five times a second, and once when it is over.
    pub fn start(sweep: Sweep, hear: impl Fn(&Sweep, Stage) + 'static) -> Self {
        let (sweep, workers) = (Rc::new(RefCell::new(sweep)), BTreeMap::new());
        let hear: Hear = Rc::new(hear);
        let pool = Pool { sweep, workers, hear, telling: None, is_over: false };
        let pool = Rc::new(RefCell::new(pool));
        for worker in 0..count() {
            let of = Rc::downgrade(&pool);
            let say = move |replies| {
                if let Some(pool) = of.upgrade() {
                    said(&pool, worker, replies)
                }
            };
            let to = To::Pool { is_first: worker == 0 };
            if let Some(connection) = Connection::open(to, say) {
                pool.borrow_mut().workers.insert(worker, connection);
            }
        }
        feed(&pool);
        Self(pool)
    }
}

impl Drop for Sweeping {
    fn drop(&mut self) {
        end(&self.0);
    }
}

/// So many workers are worth having.
fn count() -> usize {
    let processors = window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (1..WORKERS_MAX).take_while(|&count| processors > count as f64).count() + 1
}

/// A worker replied, or is lost.
fn said(pool: &Rc<RefCell<Pool>>, worker: usize, replies: Option<Vec<Reply>>) {
    let Ok(mut here) = pool.try_borrow_mut() else { return };
    match replies {
        Some(replies) => replies.iter().for_each(|reply| here.sweep.borrow_mut().take(reply)),
        None => {
            here.sweep.borrow_mut().lose(worker);
            // Not dropped here: JavaScript may be in the middle of calling it.
            std::mem::forget(here.workers.remove(&worker));
        }
    }
    drop(here);
    feed(pool);
    tell_soon(pool);
}

/// Every worker has something to do, as long as there is.
fn feed(pool: &Rc<RefCell<Pool>>) {
    let numbers: Vec<usize> = pool.borrow().workers.keys().copied().collect();
    for worker in numbers {
        let here = pool.borrow();
        let requests = here.sweep.borrow_mut().requests_for(worker);
        let send =
            here.workers.get(&worker).filter(|_| !requests.is_empty()).map(Connection::sender);
        drop(here);
        if let Some(send) = send {
            send(&requests);
        }
    }
}

fn tell_soon(pool: &Rc<RefCell<Pool>>) {
    let mut here = pool.borrow_mut();
    if here.stage() == Stage::Running && !here.is_over {
        let of = Rc::downgrade(pool);
        here.telling.get_or_insert_with(|| Timeout::new(TOLD_AFTER_MS, move || tell(&of)));
    } else {
        drop(here);
        tell(&Rc::downgrade(pool));
    }
}

fn tell(pool: &Weak<RefCell<Pool>>) {
    let Some(pool) = pool.upgrade() else { return };
    let mut here = pool.borrow_mut();
    if let Some(timeout) = here.telling.take() {
        // It has passed, or is not needed any more; it may be running now.
        timeout.forget();
    }
    let (stage, was_over) = (here.stage(), here.is_over);
    let (hear, sweep) = (Rc::clone(&here.hear), Rc::clone(&here.sweep));
    drop(here);
    if was_over {
        return;
    }
    if stage != Stage::Running {
        end(&pool);
    }
    hear(&sweep.borrow(), stage);
}

fn end(pool: &Rc<RefCell<Pool>>) {
    let Ok(mut here) = pool.try_borrow_mut() else { return };
    here.is_over = true;
    for connection in std::mem::take(&mut here.workers).into_values() {
        connection.sender()(&[Request::StopMeasuring]);
        connection.end();
        // As above.
        std::mem::forget(connection);
    }
}

impl Pool {
    fn stage(&self) -> Stage {
        let sweep = self.sweep.borrow();
        if sweep.is_whole() {
            Stage::Whole
        } else if self.workers.is_empty() || sweep.has_failed() {
            Stage::Lost
        } else {
            Stage::Running
        }
    }
}

/// Lets scripts of the page sweep: `sweep(texts, line, name, runs, hear)` runs each of the scenarios and measures the set of that name
/// from that line on. `hear(done, all, stage, samples)` has six numbers for each sample: variant, seed, milliseconds, lowest Ready, lowest
/// available, pod at which it stands still; −1 is none. Returns how to cancel it.
pub fn expose_sweeps() {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let sweep = |texts: Array, line: String, name: String, runs: u32, hear: Function| {
        let variants = texts.iter().filter_map(|text| variant(&text.as_string()?, &line, &name));
        let sweep = Sweep::new(variants.collect(), runs);
        let sweeping = Sweeping::start(sweep, move |sweep, stage| tell_script(&hear, sweep, stage));
        Closure::once_into_js(move || drop(sweeping))
    };
    let sweep: Closure<dyn FnMut(Array, String, String, u32, Function) -> JsValue> =
        Closure::new(sweep);
    Reflect::set(&root, &"sweep".into(), sweep.as_ref()).ok();
    sweep.forget();
}

fn variant(text: &str, line: &str, name: &str) -> Option<Variant> {
    let scenario = Scenario::parse(text).ok()?;
    let since = scenario.lines.iter().position(|it| &*it.text == line)?;
    Some(Variant { scenario, since, namespace: "default".into(), name: name.into() })
}

fn tell_script(hear: &Function, sweep: &Sweep, stage: Stage) {
    let mut numbers = Vec::new();
    for variant in 0..sweep.variants() {
        for sample in sweep.samples(variant) {
            let (took, at) = match sample.ending {
                Ending::Complete { took } => (took.as_millis() as f64, -1.0),
                Ending::StandsStill { at, .. } => (-1.0, at.map_or(-1.0, f64::from)),
                Ending::CutOff | Ending::LineFailed(_) | Ending::NeverBegan => (-1.0, -1.0),
            };
            let lowest = [sample.lowest_ready, sample.lowest_available].map(f64::from);
            numbers.extend([
                variant as f64,
                f64::from(sample.seed),
                took,
                lowest[0],
                lowest[1],
                at,
            ]);
        }
    }
    let (done, all) = sweep.progress();
    let words = Array::of4(
        &done.into(),
        &all.into(),
        &match stage {
            Stage::Running => "running",
            Stage::Whole => "whole",
            Stage::Lost => "lost",
        }
        .into(),
        &Float64Array::from(numbers.as_slice()),
    );
    hear.apply(&JsValue::NULL, &words).ok();
}
