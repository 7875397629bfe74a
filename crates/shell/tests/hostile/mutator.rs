//! Mutates texts: cuts, doubles and crosses pieces of known ones, and inserts words that some parser gives a meaning.

/// Words with a meaning in YAML, JSON, shells, flags, jsonpath and templates.
const WORDS: [&str; 101] = [
    "kubectl ",
    "get ",
    "pods ",
    "sts ",
    "web ",
    "sts/web ",
    "-f ",
    "- ",
    "-o ",
    "jsonpath=",
    "go-template=",
    "--replicas=",
    "-p ",
    "--type=json ",
    "-w ",
    "-l ",
    "in (",
    "--timeout=1s ",
    "$",
    "$p",
    "'",
    "\"",
    "\\",
    ";",
    "|",
    "&&",
    "||",
    "#",
    "<<E\n",
    "\n",
    "\r\n",
    "---\n",
    "...\n",
    "spec:",
    "metadata:",
    "containers:",
    "  ",
    "- a",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    "null",
    "~",
    "*a",
    "&a ",
    "<<: ",
    "!t ",
    "!!str ",
    "!a,",
    "? ",
    "| ",
    ">-\n",
    "%YAML 1.1\n",
    "0",
    "-1",
    "1e9",
    "010",
    "99999999999999999999",
    "9223372036854775807",
    "2147483648",
    "\t",
    "\u{feff}",
    "é",
    "ü=ü",
    "# 中文注释\n",
    "你好",
    "שלום",
    "مرحبا",
    "\u{202e}",
    "e\u{301}",
    "👩\u{200d}👧",
    "\u{200b}",
    "\u{a0}",
    "\u{85}",
    "\r",
    "\u{2029}",
    "\u{fffd}",
    "\u{10ffff}",
    "\\udc00",
    "\\ud83d\\ude42",
    "\u{2028}",
    "\u{0}",
    "%",
    "/",
    "@",
    "`",
    "..",
    "[*]",
    "[-1:]",
    "{range .items[*]}",
    "{end}",
    "{{range .}}",
    "$patch",
    "$setElementOrder/containers",
    "\\ud800",
    "😀",
];

/// Generates texts, the same for the same seed.
pub(crate) struct Mutator {
    state: u64,
    corpus: Vec<String>,
    /// Words in addition to [`WORDS`].
    words: &'static [&'static str],
}

impl Mutator {
    pub(crate) fn new(seed: u64, corpus: Vec<String>, words: &'static [&'static str]) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, corpus, words }
    }

    /// Returns the next text.
    pub(crate) fn next_text(&mut self) -> String {
        let mut text = self.pick();
        for _ in 0..=self.below(4) {
            text = self.mutated(&text);
        }
        text
    }

    /// Pseudo-random number (xorshift).
    fn random(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.random() % end.max(1) as u64).unwrap_or_default()
    }

    fn pick(&mut self) -> String {
        let index = self.below(self.corpus.len());
        self.corpus.get(index).cloned().unwrap_or_default()
    }

    fn word(&mut self) -> &'static str {
        let index = self.below(WORDS.len() + self.words.len());
        WORDS.iter().chain(self.words).nth(index).copied().unwrap_or_default()
    }

    /// Returns a random offset at a character boundary.
    fn place(&mut self, text: &str) -> usize {
        let wanted = self.below(text.len() + 1);
        (wanted..=text.len()).find(|place| text.is_char_boundary(*place)).unwrap_or(text.len())
    }

    /// Returns a random range at character boundaries, mostly a short one.
    fn range(&mut self, text: &str) -> std::ops::Range<usize> {
        let start = self.place(text);
        let length = if self.below(4) == 0 { self.below(400) } else { self.below(12) };
        let end = (start + length).min(text.len());
        let end = (end..=text.len()).find(|place| text.is_char_boundary(*place));
        start..end.unwrap_or(text.len())
    }

    fn mutated(&mut self, text: &str) -> String {
        let range = self.range(text);
        let (before, inside, behind) =
            (&text[..range.start], &text[range.clone()], &text[range.end..]);
        match self.below(8) {
            0 => format!("{before}{behind}"),
            1 => format!("{before}{inside}{inside}{behind}"),
            2 => before.to_owned(),
            3 => {
                let other = self.pick();
                let piece = self.range(&other);
                format!("{before}{}{behind}", &other[piece])
            }
            4 => {
                let bytes = self.random().to_le_bytes();
                format!("{before}{}{behind}", String::from_utf8_lossy(&bytes))
            }
            5 => format!("{before}{}{behind}", inside.repeat(1 + self.below(30))),
            6 => format!("{before}{}{inside}{behind}", self.word()),
            _ => format!("{before}{}{behind}", self.word()),
        }
    }
}
