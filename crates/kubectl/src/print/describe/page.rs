//! A page with aligned columns, as Go's `text/tabwriter` formats it (padding 2, no minimum width).
//!
//! Cells end with a tab. Cells below each other, in lines without a gap, are as wide as the widest of them. Text after
//! the last tab of a line has no width.

const PADDING: usize = 2;

/// Lines with tabs.
#[derive(Default)]
pub(super) struct Page {
    text: String,
    /// Names of a probe's two thresholds.
    pub(super) words_of_probes: (&'static str, &'static str),
}

impl Page {
    /// Adds a line, indented by two spaces a level.
    pub(super) fn line(&mut self, level: usize, text: &str) {
        self.text.extend(std::iter::repeat_n(' ', level * 2));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Adds `Name:\tvalue`.
    pub(super) fn field(&mut self, level: usize, name: &str, value: &str) {
        self.line(level, &format!("{name}:\t{value}"));
    }

    /// Adds a field unless its value is empty.
    pub(super) fn field_if(&mut self, level: usize, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(level, name, value);
        }
    }

    /// Adds a field of several lines; `<none>` if there are none.
    pub(super) fn lines(&mut self, level: usize, name: &str, lines: Vec<String>) {
        let mut lines = lines.iter();
        self.field(level, name, lines.next().map_or("<none>", String::as_str));
        lines.for_each(|line| self.line(level, &format!("\t{line}")));
    }

    /// Returns the text with aligned columns.
    pub(super) fn laid_out(&self) -> String {
        let lines: Vec<Vec<&str>> =
            self.text.lines().map(|line| line.split('\t').collect()).collect();
        let mut out = String::new();
        lay_out(&lines, &mut Vec::new(), &mut out);
        out
    }
}

/// Aligns lines whose first columns have these widths.
fn lay_out(lines: &[Vec<&str>], widths: &mut Vec<usize>, out: &mut String) {
    let column = widths.len();
    let has_cell = |line: &Vec<&str>| line.len() > column + 1;
    let mut rest = lines;
    while !rest.is_empty() {
        let without = rest.iter().position(has_cell).unwrap_or(rest.len());
        let (plain, block) = rest.split_at(without);
        plain.iter().for_each(|line| write(line, widths, out));
        let length = block.iter().position(|line| !has_cell(line)).unwrap_or(block.len());
        let (block, after) = block.split_at(length);
        if !block.is_empty() {
            let cells = block.iter().filter_map(|line| line.get(column));
            let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or_default();
            widths.push(widest + PADDING);
            lay_out(block, widths, out);
            widths.pop();
        }
        rest = after;
    }
}

fn write(line: &[&str], widths: &[usize], out: &mut String) {
    for (place, cell) in line.iter().enumerate() {
        out.push_str(cell);
        if let Some(width) = widths.get(place).filter(|_| place + 1 < line.len()) {
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded: b03-describe.txt.
    #[test]
    fn cells_in_lines_without_a_gap_are_equally_wide() {
        let mut page = Page::default();
        page.field(0, "IP", "10.0.0.1");
        page.line(0, "IPs:");
        page.field(1, "IP", "10.0.0.1");
        page.field(0, "Controlled By", "StatefulSet/web");
        page.lines(0, "Labels", vec!["a=b".to_owned(), "c=d".to_owned()]);
        assert_eq!(
            page.laid_out(),
            "IP:  10.0.0.1\nIPs:\n  IP:           10.0.0.1\nControlled By:  StatefulSet/web\nLabels:         a=b\n                c=d\n"
        );
    }

    #[test]
    fn an_empty_value_leaves_blanks() {
        let mut page = Page::default();
        page.field(1, "Name", "www");
        page.field(1, "StorageClass", "");
        assert_eq!(page.laid_out(), "  Name:          www\n  StorageClass:  \n");
    }
}
