//! Programs that filter lines: `grep`, `head`, `tail`, `wc`, `sort`, `cat`.
//!
//! A filter takes text piece by piece, so that it works on a running watch. grep's patterns are in `pattern`.

use std::collections::VecDeque;

use super::pattern::Pattern;

/// Limit on the lines that `tail` and `sort` keep. Their input may be endless.
const LINES_KEPT: usize = 20_000;

/// Exit status of a program with wrong arguments.
pub(crate) const WRONG_USE: i32 = 2;

/// A program in a pipe.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    work: Work,
    /// Start of a line whose end has not arrived.
    begun: String,
}

#[derive(Clone, Debug)]
enum Work {
    /// Had wrong arguments and reads nothing.
    Broken,
    Cat,
    Grep(Grep),
    /// Lines left to print.
    Head(usize),
    Tail {
        count: usize,
        kept: VecDeque<String>,
    },
    Count {
        columns: Vec<char>,
        lines: usize,
        words: usize,
        bytes: usize,
    },
    Sort {
        options: String,
        kept: Vec<String>,
    },
}

#[derive(Clone, Debug)]
struct Grep {
    pattern: Pattern,
    inverted: bool,
    counts: bool,
    quiet: bool,
    numbers: bool,
    seen: usize,
    found: usize,
}

/// A filter, and the files that it reads instead of standard input.
pub(crate) type Read<'a> = (Filter, &'a [String]);

/// Returns the filter with this name; `None` if there is none.
///
/// # Errors
///
/// The arguments are wrong. The message is what the program prints on standard error.
pub(crate) fn read<'a>(program: &str, arguments: &'a [String]) -> Option<Result<Read<'a>, String>> {
    let work = match program {
        "cat" => Ok((Work::Cat, arguments)),
        "grep" | "egrep" => grep(arguments, program == "egrep"),
        "head" | "tail" => ends(program, arguments),
        "wc" => Ok(options(arguments, |letters| Work::Count {
            columns: letters.chars().filter(|letter| "lwc".contains(*letter)).collect(),
            lines: 0,
            words: 0,
            bytes: 0,
        })),
        "sort" => Ok(options(arguments, |options| Work::Sort { options, kept: Vec::new() })),
        _ => return None,
    };
    Some(work.map(|(work, files)| (Filter { work, begun: String::new() }, files)))
}

/// Splits one-letter options from the other arguments.
fn options(arguments: &[String], make: impl Fn(String) -> Work) -> (Work, &[String]) {
    let is_option = |word: &&String| word.len() > 1 && word.starts_with('-');
    let count = arguments.iter().take_while(is_option).count();
    let (options, files) = arguments.split_at(count);
    (make(options.concat().replace('-', "")), files)
}

/// Parses the number of lines: `-5`, `-n 5`, `-n5`; 10 by default.
fn ends<'a>(program: &str, arguments: &'a [String]) -> Result<(Work, &'a [String]), String> {
    let (text, files) = match arguments.split_first() {
        Some((first, rest)) if first == "-n" => match rest.split_first() {
            Some((count, rest)) => (count.as_str(), rest),
            None => return Err(format!("{program}: option requires an argument -- 'n'\n")),
        },
        Some((first, rest)) if first.len() > 1 && first.starts_with('-') => {
            (first.trim_start_matches('-').trim_start_matches('n'), rest)
        }
        _ => ("10", arguments),
    };
    let invalid = |_| format!("{program}: invalid number of lines: '{text}'\n");
    let count = text.parse().map_err(invalid)?;
    let tail = || Work::Tail { count, kept: VecDeque::new() };
    Ok((if program == "head" { Work::Head(count) } else { tail() }, files))
}

fn grep(arguments: &[String], extended: bool) -> Result<(Work, &[String]), String> {
    let usage =
        "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
    let mut letters = String::new();
    let mut rest = arguments;
    while let Some((first, after)) = rest.split_first()
        && first.len() > 1
        && first.starts_with('-')
    {
        rest = after;
        letters.push_str(first.trim_start_matches('-'));
        if letters.ends_with('e') {
            break;
        }
    }
    if let Some(letter) = letters.chars().find(|letter| !"vicqnEFewo".contains(*letter)) {
        return Err(format!("grep: invalid option -- '{letter}'\n{usage}"));
    }
    let (pattern, files) = rest.split_first().ok_or(usage)?;
    let has = |letter| letters.contains(letter);
    let pattern = Pattern::read(pattern, extended || has('E'), has('F'), has('i'), has('w'));
    let grep = Grep {
        pattern,
        inverted: has('v'),
        counts: has('c'),
        quiet: has('q'),
        numbers: has('n'),
        seen: 0,
        found: 0,
    };
    Ok((Work::Grep(grep), files))
}

impl Filter {
    /// Makes a filter whose arguments were wrong.
    pub(crate) fn broken() -> Self {
        Self { work: Work::Broken, begun: String::new() }
    }

    /// Takes text and returns the output so far.
    pub(crate) fn take(&mut self, text: &str) -> String {
        let mut printed = String::new();
        if let Work::Count { words, bytes, .. } = &mut self.work {
            *bytes += text.len();
            *words += text.split_whitespace().count();
        }
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            let begun = std::mem::take(&mut self.begun);
            self.line(&(begun + line), &mut printed);
        }
        self.begun.push_str(rest);
        printed
    }

    /// Whether it needs no more input, so that the producer can end.
    pub(crate) fn is_full(&self) -> bool {
        matches!(&self.work, Work::Broken | Work::Head(0))
            || matches!(&self.work, Work::Grep(grep) if grep.quiet && grep.found > 0)
    }

    /// Ends the input. Returns the remaining output and the exit status.
    pub(crate) fn end(&mut self) -> (String, i32) {
        let mut printed = String::new();
        if !self.begun.is_empty() {
            let begun = std::mem::take(&mut self.begun);
            self.line(&begun, &mut printed);
            if matches!(self.work, Work::Cat) {
                printed.pop();
            }
            if let Work::Count { lines, .. } = &mut self.work {
                *lines -= 1;
            }
        }
        let mut status = 0;
        match &mut self.work {
            Work::Broken => status = WRONG_USE,
            Work::Cat | Work::Head(_) => {}
            Work::Grep(grep) => {
                if grep.counts {
                    printed = format!("{}\n", grep.found);
                }
                status = i32::from(grep.found == 0);
            }
            Work::Tail { kept, .. } => printed.extend(kept.drain(..)),
            Work::Count { columns, lines, words, bytes } => {
                printed = counts(columns, [*lines, *words, *bytes]);
            }
            Work::Sort { options, kept } => printed = sorted(options, std::mem::take(kept)),
        }
        (printed, status)
    }

    fn line(&mut self, line: &str, printed: &mut String) {
        match &mut self.work {
            Work::Cat => print(line, printed),
            Work::Grep(grep) => grep.line(line, printed),
            Work::Broken | Work::Head(0) => {}
            Work::Head(left) => {
                *left -= 1;
                print(line, printed);
            }
            Work::Tail { count, kept } => {
                kept.push_back(format!("{line}\n"));
                if kept.len() > (*count).min(LINES_KEPT) {
                    kept.pop_front();
                }
            }
            Work::Count { lines, .. } => *lines += 1,
            Work::Sort { kept, .. } if kept.len() < LINES_KEPT => kept.push(line.to_owned()),
            Work::Sort { .. } => {}
        }
    }
}

impl Grep {
    fn line(&mut self, line: &str, printed: &mut String) {
        self.seen += 1;
        if self.pattern.is_in(line) == self.inverted {
            return;
        }
        self.found += 1;
        if self.numbers && !self.counts && !self.quiet {
            printed.push_str(&format!("{}:", self.seen));
        }
        if !self.counts && !self.quiet {
            print(line, printed);
        }
    }
}

fn print(line: &str, printed: &mut String) {
    printed.push_str(line);
    printed.push('\n');
}

/// Formats the counts of `wc`: a single number as it is, several in columns of seven characters.
fn counts(columns: &[char], [lines, words, bytes]: [usize; 3]) -> String {
    let chosen = |letter| columns.is_empty() || columns.contains(&letter);
    let numbers: Vec<_> = [('l', lines), ('w', words), ('c', bytes)]
        .into_iter()
        .filter(|(letter, _)| chosen(*letter))
        .map(|(_, number)| number)
        .collect();
    match numbers.as_slice() {
        [only] => format!("{only}\n"),
        all => all.iter().map(|number| format!("{number:>7}")).collect::<Vec<_>>().join(" ") + "\n",
    }
}

/// Sorts lines: `-r` reversed, `-n` by number, `-u` without duplicates.
fn sorted(options: &str, mut lines: Vec<String>) -> String {
    let number = |line: &String| {
        let digits = line.trim_start().split(|c: char| !c.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse::<u64>().ok()).unwrap_or_default()
    };
    lines.sort();
    if options.contains('n') {
        lines.sort_by_key(number);
    }
    if options.contains('r') {
        lines.reverse();
    }
    if options.contains('u') {
        lines.dedup();
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, text: &str, expected: &str, status: i32) {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        let (program, arguments) = words.split_first().expect("a program");
        let (mut filter, _) = read(program, arguments).expect("a filter").expect("a good one");
        // In two pieces, as the rows of a watch arrive.
        let (first, second) = apiserver::text::split_at(text, text.len() / 2);
        let printed = filter.take(first) + &filter.take(second);
        let (rest, exit) = filter.end();
        assert_eq!((printed + &rest, exit), (expected.to_owned(), status), "{line}");
    }

    #[test]
    fn filters_print_what_their_models_print() {
        let text = "web-0 Running\nweb-1 Pending\nweb-10 Running\n";
        check("cat", "a\nb", "a\nb", 0);
        check("grep Running", text, "web-0 Running\nweb-10 Running\n", 0);
        check("grep -v web-0", text, "web-1 Pending\nweb-10 Running\n", 0);
        check("grep -c running", text, "0\n", 1);
        check("grep -ci running", text, "2\n", 0);
        check("grep -n Pending", text, "2:web-1 Pending\n", 0);
        check("head -1", text, "web-0 Running\n", 0);
        check("head -n 2", text, "web-0 Running\nweb-1 Pending\n", 0);
        check("tail -n1", text, "web-10 Running\n", 0);
        check("wc -l", text, "3\n", 0);
        check("wc", "a b\nc", "      1       3       5\n", 0);
        check("sort -r", "a\nc\nb\n", "c\nb\na\n", 0);
        check("sort -n", "10\n9\n", "9\n10\n", 0);
        check("sort", "10\n9\n", "10\n9\n", 0);
    }

    #[test]
    fn wrong_use_is_refused_in_their_words() {
        let refused = |line: &str| {
            let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
            let (program, arguments) = words.split_first().expect("a program");
            read(program, arguments).expect("a filter").err()
        };
        assert_eq!(refused("head -x").as_deref(), Some("head: invalid number of lines: 'x'\n"));
        assert!(refused("grep").is_some());
        assert!(refused("grep -Z a").is_some());
        assert!(read("awk", &[]).is_none());
    }
}
