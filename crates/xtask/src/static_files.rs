//! Answers HTTP requests with the files of one folder, for development.
//!
//! GET and HEAD only, and never cached. A release belongs on a real static host.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Component, Path, PathBuf};

/// Reads one request and answers it.
///
/// # Errors
/// The browser closes the connection.
pub(crate) fn answer(stream: &TcpStream, folder: &Path) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let (method, address) = (words.next().unwrap_or_default(), words.next().unwrap_or("/"));
    let found =
        file_for(folder, address).and_then(|file| Some((mime(&file), fs::read(file).ok()?)));
    match (method, found) {
        ("GET", Some((mime, body))) => reply(stream, "200 OK", mime, body.len(), &body),
        ("HEAD", Some((mime, body))) => reply(stream, "200 OK", mime, body.len(), &[]),
        ("GET" | "HEAD", None) => reply(stream, "404 Not Found", "text/plain", 10, b"not found\n"),
        _ => reply(stream, "405 Method Not Allowed", "text/plain", 0, &[]),
    }
}

fn reply(
    mut to: &TcpStream,
    status: &str,
    mime: &str,
    length: usize,
    body: &[u8],
) -> io::Result<()> {
    write!(
        to,
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    to.write_all(body)?;
    to.flush()
}

/// Returns the file that an address names; `None` for an address outside of the folder.
fn file_for(folder: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
    let file =
        folder.join(if path.is_empty() || path.ends_with('/') { "index.html" } else { path });
    inside.then_some(file)
}

fn mime(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_has_the_type_that_streaming_compilation_needs() {
        assert_eq!(mime(Path::new("web_bg.wasm")), "application/wasm");
    }

    #[test]
    fn the_root_address_names_index_html() {
        assert_eq!(file_for(Path::new("d"), "/?x#y"), Some(Path::new("d").join("index.html")));
    }

    #[test]
    fn an_address_outside_of_the_folder_names_no_file() {
        assert_eq!(file_for(Path::new("d"), "/../secret"), None);
        assert_eq!(file_for(Path::new("d"), "/a/../../secret"), None);
    }
}
