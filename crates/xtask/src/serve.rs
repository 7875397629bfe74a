//! `cargo xtask serve`: the page on this machine, built again when a source changes.
//!
//! Serves on the loopback address only. It does not reload the browser's page: that would take an inline
//! script, which the page's policy forbids.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::site::Finish;
use crate::{Outcome, freshness, paths, setup, site, static_files};

const USUAL_PORT: u16 = 8080;
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Reads `--port N`.
pub(crate) fn port(words: &[&str]) -> Outcome<u16> {
    let number = match words {
        [] => return Ok(USUAL_PORT),
        ["--port", number] => number,
        [one] => one.strip_prefix("--port=").unwrap_or(one),
        _ => "",
    };
    number.parse().map_err(|_| "say `cargo xtask serve --port N`, N from 1 to 65535.".to_owned())
}

pub(crate) fn serve(port: u16) -> Outcome {
    let listener = listen(port)?;
    setup::prepare(setup::TO_BUILD)?;
    let folder = paths::target().join("site").join("served");
    let mut seen = freshness::newest_source();
    site::build(&folder, Finish::Draft)?;
    answer_all(listener, folder.clone());
    println!("\nThe playground is at http://127.0.0.1:{port}/ (Ctrl-C ends it).");
    loop {
        thread::sleep(LOOK_EVERY);
        seen = follow(seen, &folder);
    }
}

/// Taken before anything is built: a port in use is better known at once.
fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|why| match why.kind() {
        ErrorKind::AddrInUse => {
            let other = if port == USUAL_PORT { USUAL_PORT + 1 } else { USUAL_PORT };
            format!("port {port} is in use; choose another: cargo xtask serve --port {other}")
        }
        ErrorKind::PermissionDenied => {
            format!("port {port} is not for this user; choose one above 1023 with --port.")
        }
        _ => format!("port {port} cannot be used: {why}."),
    })
}

fn answer_all(listener: TcpListener, folder: PathBuf) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser that hangs up has its reasons.
            thread::spawn(move || static_files::answer(&stream, &folder).ok());
        }
    });
}

/// Builds again if a source changed; a page that does not compile leaves the last good one.
fn follow(seen: Option<SystemTime>, folder: &Path) -> Option<SystemTime> {
    let now = freshness::newest_source();
    if now <= seen {
        return seen;
    }
    println!("\nA source has changed; building.");
    match site::build(folder, Finish::Draft) {
        Ok(()) => println!("Built; reload the page."),
        Err(sentence) => println!("{sentence} The last good page is still served."),
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_given_in_either_way() {
        assert_eq!(port(&[]), Ok(8080));
        assert_eq!(port(&["--port", "9000"]), Ok(9000));
        assert_eq!(port(&["--port=9000"]), Ok(9000));
        assert!(port(&["--port", "many"]).is_err());
    }

    #[test]
    fn a_port_in_use_names_another() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let said = listen(taken.local_addr().unwrap().port()).unwrap_err();
        assert!(said.ends_with("--port 8080"), "{said}");
    }
}
