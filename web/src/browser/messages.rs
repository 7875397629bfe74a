//! Messages of the service as bytes. Writing and reading them is in the part of links: a page that shows a film exchanges
//! none.

use scenario::protocol::{Reply, Request, from_bytes, to_bytes};

later! {
    in Links;
    /// Returns requests as bytes.
    fn written(requests: &[Request]) -> Vec<u8> = requests_written, until then Vec::new();
    /// Returns replies. `None` if the bytes are none, or from another build.
    fn read(bytes: &[u8]) -> Option<Vec<Reply>> = from_bytes, until then None;
}

fn requests_written(requests: &[Request]) -> Vec<u8> {
    to_bytes(&requests)
}
