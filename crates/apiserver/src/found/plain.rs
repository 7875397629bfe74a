//! Plain names, by their form: those that a pasted cluster gets where its own are not to be shown.
//!
//! Not here: giving them (`snapshot/plain.rs`).

/// The beginning of the plain uids, which no cluster gives.
pub(crate) const PLAIN_UID: &str = "00000000-0000-4000-8000-";

/// Whether a name is one that `snapshot::plain::without_names` gives: `web2`, `default`, `app-2:1`, `main`, `data-3`, a plain uid.
pub fn is_plain(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let is_numbered = |name: &str, word: &str, dash: &str| {
        let rest = name.strip_prefix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(dash).is_some_and(is_number))
    };
    let is_image =
        |(image, version): (&str, &str)| is_numbered(image, "app", "-") && is_number(version);
    name == "default"
        || name.strip_prefix(PLAIN_UID).is_some_and(is_number)
        || is_numbered(name, "web", "")
        || ["namespace", "main", "data", "node"].iter().any(|word| is_numbered(name, word, "-"))
        || name.split_once(':').is_some_and(is_image)
}
