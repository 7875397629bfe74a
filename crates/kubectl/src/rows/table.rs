//! Aligns the columns of a table to their longest cell so far.
//!
//! Upstream's tab writer with minimum width 6, padding 3 and remembered widths. A column never becomes narrower, and
//! rows printed before a wide cell are not aligned again. Which columns a table has is in `print/tables.rs`.

const WIDTH_MIN: usize = 6;
const PADDING: usize = 3;

/// A table that remembers the widths of its columns, in characters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    widths: Vec<usize>,
}

impl Table {
    /// Formats rows that are printed together, such as the first list with its headings.
    pub(crate) fn lines(&mut self, rows: Vec<Vec<String>>) -> String {
        rows.iter().for_each(|row| self.widen(row));
        rows.iter().map(|row| self.line(row)).collect()
    }

    fn widen(&mut self, row: &[String]) {
        let padded = row.len().saturating_sub(1);
        if self.widths.len() < padded {
            self.widths.resize(padded, WIDTH_MIN);
        }
        for (width, cell) in self.widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count() + PADDING);
        }
    }

    fn line(&self, row: &[String]) -> String {
        let mut line = String::new();
        for (index, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if index + 1 < row.len() {
                let width = self.widths.get(index).copied().unwrap_or_default();
                let blanks = width.saturating_sub(cell.chars().count());
                line.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        line.push('\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(table: &mut Table, rows: &[&str]) -> String {
        let cells = |row: &&str| row.split(' ').map(str::to_owned).collect();
        table.lines(rows.iter().map(cells).collect())
    }

    /// Recorded: a1-seed000.txt.
    #[test]
    fn columns_only_grow_and_earlier_rows_stay() {
        let mut table = Table::default();
        let first =
            print(&mut table, &["NAME READY STATUS RESTARTS AGE", "web-0 0/1 Pending 0 0s"]);
        assert_eq!(
            first,
            "NAME    READY   STATUS    RESTARTS   AGE\nweb-0   0/1     Pending   0          0s\n"
        );
        let second = print(&mut table, &["web-0 0/1 ContainerCreating 0 1s"]);
        assert_eq!(second, "web-0   0/1     ContainerCreating   0          1s\n");
        let third = print(&mut table, &["web-0 1/1 Running 0 1s"]);
        assert_eq!(third, "web-0   1/1     Running             0          1s\n");
    }

    /// Recorded: b02-get.txt, `--no-headers`.
    #[test]
    fn a_narrow_column_is_six_wide() {
        assert_eq!(
            print(&mut Table::default(), &["web-0 1/1 Running 0 9s"]),
            "web-0   1/1   Running   0     9s\n"
        );
    }
}
