//! A connection to a service, in a worker or on the page's own thread: requests go and replies come as bytes.
//!
//! `web/boot.js` makes it, because only JavaScript can import a module when it is needed. Who has one and what it is for is in
//! `service` and `pool`.

use js_sys::{Function, Reflect, Uint8Array};
use scenario::protocol::{Reply, Request};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{document, messages};

/// Which service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The page's own.
    Page,
    /// A further one, in a worker; the first of a pool on this thread where no worker may be.
    Pool { is_first: bool },
}

/// A service that is connected, or on its way.
pub struct Connection {
    send: Function,
    /// JavaScript calls these as long as the service is connected.
    _called: [Closure<dyn FnMut(JsValue)>; 2],
}

impl Connection {
    /// Connects; `None` where the page has no way to. `say` is called with replies, and with nothing when the service is lost.
    pub fn open(to: To, say: impl Fn(Option<Vec<Reply>>) + Clone + 'static) -> Option<Self> {
        let root = document()?.document_element()?;
        let connect = Reflect::get(root.as_ref(), &"connect".into()).ok()?;
        let connect: Function = connect.dyn_into().ok()?;
        let lose = say.clone();
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |bytes: JsValue| {
            let bytes = bytes.dyn_into::<Uint8Array>().map(|bytes| bytes.to_vec());
            say(bytes.ok().and_then(|bytes| messages::read(&bytes)));
        });
        let lost = Closure::<dyn FnMut(JsValue)>::new(move |_| lose(None));
        let nobody = JsValue::NULL;
        let send = match to {
            To::Page => connect.call2(&nobody, heard.as_ref(), lost.as_ref()),
            To::Pool { is_first } => {
                connect.call3(&nobody, heard.as_ref(), lost.as_ref(), &is_first.into())
            }
        };
        Some(Self { send: send.ok()?.dyn_into().ok()?, _called: [heard, lost] })
    }

    /// Returns how requests are sent, for a call that keeps hold of nothing: it may be answered within.
    pub fn sender(&self) -> impl FnOnce(&[Request]) -> bool + use<> {
        let send = self.send.clone();
        move |requests| {
            let bytes = Uint8Array::from(messages::written(requests).as_slice());
            send.call1(&JsValue::NULL, &bytes).is_ok()
        }
    }

    /// Ends the worker.
    pub fn end(&self) {
        let end = Reflect::get(&self.send, &"end".into()).and_then(JsValue::dyn_into::<Function>);
        if let Ok(end) = end {
            end.call0(&JsValue::NULL).ok();
        }
    }
}
