//! Connection to the service, which simulates rollouts. Requests and replies are bytes.
//!
//! The service is a separate program. It runs in a worker where the browser allows one (`web/worker.js`).
//! `web/boot.js` connects it, because only JavaScript can import a module on demand. The first request connects. If
//! the connection fails or the service stops, the listener hears `None`, and the next request connects again.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use scenario::protocol::{Reply, Request};

use super::connection::{Connection, To};

/// Listener for replies. `None` means that the service is lost.
type Hear = Rc<dyn Fn(Option<Vec<Reply>>)>;

thread_local! {
    static POST: RefCell<Post> = RefCell::default();
}

/// Connection to the service, and the listener for its replies.
#[derive(Default)]
struct Post {
    connection: Option<Connection>,
    hear: Option<Hear>,
    /// Replies that arrived without a listener.
    unheard: Vec<Option<Vec<Reply>>>,
}

/// Sends requests. Connects first if needed.
pub fn send(requests: Vec<Request>) {
    if requests.is_empty() {
        return;
    }
    let send = POST.with_borrow_mut(|post| {
        if post.connection.is_none() {
            post.connection = Connection::open(To::Page, say);
        }
        post.connection.as_ref().map(Connection::sender)
    });
    if send.is_none_or(|send| !send(&requests)) {
        // Deferred, so that the listener is not called inside its own request.
        Timeout::new(0, || say(None)).forget();
    }
}

/// Sets the listener for replies, until the result is dropped.
pub fn hear(hear: impl Fn(Option<Vec<Reply>>) + 'static) -> Hearing {
    let unheard = POST.with_borrow_mut(|post| {
        post.hear = Some(Rc::new(hear));
        std::mem::take(&mut post.unheard)
    });
    unheard.into_iter().for_each(say);
    Hearing
}

/// Keeps the listener set. Removes it when dropped.
pub struct Hearing;

impl Drop for Hearing {
    fn drop(&mut self) {
        POST.with_borrow_mut(|post| post.hear = None);
    }
}

fn say(replies: Option<Vec<Reply>>) {
    let hear = POST.with_borrow_mut(|post| {
        if replies.is_none() {
            // Not dropped, because JavaScript may be inside one of its callbacks.
            std::mem::forget(post.connection.take());
        }
        post.hear.clone()
    });
    match hear {
        Some(hear) => hear(replies),
        None => POST.with_borrow_mut(|post| post.unheard.push(replies)),
    }
}
