//! `cargo xtask size`: what a first visit downloads.
//!
//! That is `index.html` and every file it names; the browser test proves that nothing else is fetched until
//! a person acts. What is fetched on use stands below it, and what of the program is which crate's. Compressed by Node.js, at
//! brotli's own best setting, as static hosts keep it.

use std::fs;
use std::path::Path;

use crate::{Outcome, html, program, site};

/// Bytes after brotli: the aim of the plan for the page, which would rather be 230 kB at every width than 160 kB at most.
const LIMIT: u64 = 230_000;

const COMPRESS: &str = "const z=require('node:zlib'),fs=require('node:fs');\
    for(const f of process.argv.slice(1)){const b=fs.readFileSync(f);\
    console.log(b.length,z.brotliCompressSync(b).length)}";

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    file: String,
    raw: u64,
    brotli: u64,
}

/// Prints the table.
///
/// # Errors
/// When the total is above the limit.
pub(crate) fn report() -> Outcome {
    let dist = site::release()?;
    let page = fs::read_to_string(dist.join("index.html"))
        .map_err(|why| format!("{} has no page: {why}.", dist.display()))?;
    let first = html::files(&page).into_iter();
    let rows = measure(&dist, std::iter::once("index.html".to_owned()).chain(first).collect())?;
    let on_use = measure(&dist, site::on_use(&dist, &page)?)?;
    print!("{}\nfetched on use\n{}\n", table(&rows), table(&on_use));
    let crates = fs::read_to_string(site::crates_file());
    println!(
        "{}",
        crates.as_deref().unwrap_or("wasm by crate: `cargo xtask build` writes it down.")
    );
    let label = fs::read_to_string(dist.join(site::LABEL)).unwrap_or_default();
    println!("with {}", label.lines().skip(1).collect::<Vec<_>>().join("; "));
    let total = total(&rows);
    println!("total {} kB brotli", total.div_ceil(1000));
    if total > LIMIT {
        let limit = LIMIT / 1000;
        return Err(format!("the first visit is above {limit} kB; find what grew, above."));
    }
    Ok(())
}

fn measure(dist: &Path, files: Vec<String>) -> Outcome<Vec<Row>> {
    let mut node = program::command("node");
    node.args(["-e", COMPRESS]).args(files.iter().map(|file| dist.join(file)));
    let sizes = program::read(&mut node)?;
    Ok(files.into_iter().zip(sizes.lines()).filter_map(|(file, line)| row(file, line)).collect())
}

fn row(file: String, sizes: &str) -> Option<Row> {
    let (raw, brotli) = sizes.split_once(' ')?;
    Some(Row { file, raw: raw.parse().ok()?, brotli: brotli.parse().ok()? })
}

fn total(rows: &[Row]) -> u64 {
    rows.iter().map(|row| row.brotli).sum()
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.file.len()).max().unwrap_or(0).max(5);
    let mut text = format!("{:width$} {:>10} {:>10}\n", "file", "raw", "brotli");
    for row in rows {
        text += &format!("{:width$} {:>10} {:>10}\n", row.file, row.raw, row.brotli);
    }
    let raw: u64 = rows.iter().map(|row| row.raw).sum();
    text + &format!("{:width$} {raw:>10} {:>10}\n", "all", total(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_file_and_one_for_all() {
        let rows = [row("a.css".into(), "120 40").unwrap(), row("b.js".into(), "80 30").unwrap()];
        let lines = [
            "file         raw     brotli",
            "a.css        120         40",
            "b.js          80         30",
            "all          200         70",
        ];
        assert_eq!(table(&rows), lines.join("\n") + "\n");
    }
}
