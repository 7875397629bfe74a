//! What the page's program can link: no YAML reader, and nothing that runs a line.
//!
//! Cargo joins the features of all packages of one build, so this asks for the dependencies of the page alone.

use std::path::Path;
use std::process::Command;

/// Packages that only the service has.
const OF_THE_SERVICE: [&str; 3] = ["serde_yaml", "unsafe-libyaml", "shell"];

#[test]
fn the_page_has_no_yaml_reader() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let listed = |package: &str| {
        let flags =
            ["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
        let tree = Command::new(env!("CARGO"))
            .current_dir(&root)
            .args(flags)
            .args(["--package", package])
            .output()
            .expect("cargo runs");
        assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        String::from_utf8_lossy(&tree.stdout).into_owned()
    };
    let has = |tree: &str, package: &str| {
        tree.lines().any(|line| line.split(' ').next() == Some(package))
    };
    let (page, service) = (listed("web"), listed("service"));
    for package in OF_THE_SERVICE {
        assert!(!has(&page, package), "the page depends on {package}");
        assert!(has(&service, package), "{package} has another name now");
    }
}
