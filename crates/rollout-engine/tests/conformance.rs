//! Conformance: whether the controller does what Kubernetes' own controllers did, sync by sync.
//!
//! Replays recorded syncs (`recordings/README.md` has the format) and compares actions, status, revisions and errors
//! field by field. `RECORDINGS` names a further folder of recordings. Without the test harness, so that its closing
//! lines are shown: `1.37: 6001 syncs, 0 differ`. How a sync is read and compared is in `recorded`.
#![allow(clippy::print_stdout, reason = "a test program reports on standard output")]

#[path = "conformance/recorded.rs"]
mod recorded;
#[path = "conformance/recording.rs"]
mod recording;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rollout_engine::version::Rules;

use recorded::Recorded;

/// Name of a setting in the files, and the row whose rules it follows. Other settings are counted and not compared:
/// the controller of 1.24 counts its status by hand, creates a Failed pod again in the same sync and leaves Succeeded
/// ones, so more than half of its syncs differ from every row. It would need a controller of its own.
const SETTINGS: [(&str, &str); 12] = [
    ("1.33", "1.33"),
    ("1.34", "1.34"),
    ("1.35-gate-on", "1.35"),
    ("1.36", "1.36"),
    ("1.36-gate-on", "1.36 MaxUnavailableStatefulSet=true"),
    ("1.37", "1.37"),
    ("1.37-recreate", "1.37 StatefulSetRecreateStrategy=true"),
    ("1.37-gate-off", "1.37 MaxUnavailableStatefulSet=false"),
    ("1.38", "1.38"),
    ("1.38-canary", "1.38"),
    ("1.38-recreate", "1.38"),
    ("1.38-gate-off", "1.38 MaxUnavailableStatefulSet=false"),
];

/// Limit on printed differences of a setting. Further ones are only counted.
const SHOWN_MAX: usize = 5;

#[derive(Default)]
struct Tally {
    syncs: usize,
    differ: usize,
}

fn main() -> ExitCode {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    let mut tallies = BTreeMap::new();
    for folder in
        [Some(own), std::env::var_os("RECORDINGS").map(PathBuf::from)].into_iter().flatten()
    {
        for file in recordings(&folder) {
            replay(&file, &mut tallies);
        }
    }
    report(&tallies)
}

fn recordings(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| {
        file.to_string_lossy().ends_with(".jsonl.gz") || file.extension() == Some("jsonl".as_ref())
    });
    files.sort();
    files
}

fn replay(file: &Path, tallies: &mut BTreeMap<String, Tally>) {
    let bytes = std::fs::read(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let mut text = String::new();
    let read = match file.extension() {
        Some(gz) if gz == "gz" => {
            flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text)
        }
        _ => (&bytes[..]).read_to_string(&mut text),
    };
    read.unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    for (number, line) in text.lines().enumerate() {
        let recorded: Recorded =
            line.parse().unwrap_or_else(|e| panic!("{}:{}: {e}", file.display(), number + 1));
        compare(&recorded, tallies);
    }
}

fn compare(recorded: &Recorded, tallies: &mut BTreeMap<String, Tally>) {
    let setting = recorded.setting();
    let tally = tallies.entry(setting.to_owned()).or_default();
    let Some(rules) = rules(setting) else {
        tally.syncs += 1;
        return;
    };
    tally.syncs += 1;
    let differences = recorded.differences(&rules);
    if differences.is_empty() {
        return;
    }
    tally.differ += 1;
    if tally.differ <= SHOWN_MAX {
        println!("{} step {}:", recorded.case, recorded.step);
        differences.iter().for_each(|difference| println!("    {difference}"));
    }
}

fn rules(setting: &str) -> Option<Rules> {
    let (_, release) = SETTINGS.iter().find(|(name, _)| *name == setting)?;
    Rules::named(release)
}

fn report(tallies: &BTreeMap<String, Tally>) -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for (setting, Tally { syncs, differ }) in tallies {
        if rules(setting).is_none() {
            println!("{setting}: {syncs} syncs, not compared: no release here has its rules");
            continue;
        }
        println!("{setting}: {syncs} syncs, {differ} differ");
        *(if *differ == 0 { &mut passed } else { &mut failed }) += 1;
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 && passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
