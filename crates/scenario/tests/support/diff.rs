//! Compares two lists of lines: lines that only one of them has, with some common lines around them.

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// In both lists.
    Both(String),
    /// Expected and missing.
    Missing(String),
    /// Present and not expected.
    Surplus(String),
}

/// Limit on the lines of a list. Longer ones count as different in every line, because the table of the longest common
/// subsequence grows with the product of their lengths.
const LONGEST: usize = 2_000;

/// Returns the lines of both lists in order, by their longest common subsequence.
pub(crate) fn lines(expected: &[String], ours: &[String]) -> Vec<Line> {
    if expected.len().max(ours.len()) > LONGEST {
        return one_by_one(expected, ours);
    }
    let common = common_lengths(expected, ours);
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while i < expected.len() || j < ours.len() {
        let is_common = i < expected.len() && j < ours.len() && expected[i] == ours[j];
        if is_common {
            found.push(Line::Both(expected[i].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == ours.len() || (i < expected.len() && common[i + 1][j] >= common[i][j + 1]) {
            found.push(Line::Missing(expected[i].clone()));
            i += 1;
        } else {
            found.push(Line::Surplus(ours[j].clone()));
            j += 1;
        }
    }
    found
}

/// Returns the table of the lengths of common subsequences of the rests.
fn common_lengths(expected: &[String], ours: &[String]) -> Vec<Vec<u32>> {
    let mut common = vec![vec![0; ours.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..ours.len()).rev() {
            common[i][j] = match expected[i] == ours[j] {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    common
}

fn one_by_one(expected: &[String], ours: &[String]) -> Vec<Line> {
    let missing = expected.iter().cloned().map(Line::Missing);
    missing.chain(ours.iter().cloned().map(Line::Surplus)).collect()
}
