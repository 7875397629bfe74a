//! Decides which names belong to secrets, and which values can be one. Where names and values are found is in [`super`]
//! and `rows`.

/// Parts of a secret's name, in capitals.
const NAMES: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "CREDENTIAL",
    "APIKEY",
    "API_KEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
];
/// Endings of a secret's name, at a word boundary.
const NAME_ENDS: [&str; 4] = ["_KEY", "_PASS", "_PWD", "_AUTH"];
/// Kubernetes' own keys that only sound secret.
const NO_SECRETS: [&str; 9] = [
    "secretName",
    "secretKeyRef",
    "secretRef",
    "secret",
    "secrets",
    "imagePullSecrets",
    "automountServiceAccountToken",
    "serviceAccountToken",
    "tokenExpirationSeconds",
];
/// Last words of names about a secret that are not the secret itself.
const ABOUT: [&str; 22] = [
    "FILE",
    "FILES",
    "PATH",
    "DIR",
    "NAME",
    "NAMES",
    "REF",
    "URL",
    "URI",
    "HOST",
    "PORT",
    "TTL",
    "LENGTH",
    "SIZE",
    "TYPE",
    "ALGORITHM",
    "EXPIRATION",
    "EXPIRY",
    "TIMEOUT",
    "SECONDS",
    "ENABLED",
    "POLICY",
];
/// Parts of a checksum's name. Checksums only look like secrets.
const CHECKSUMS: [&str; 8] =
    ["CHECKSUM", "SHA1", "SHA256", "MD5", "DIGEST", "HASH", "COMMIT", "REVISION"];
/// Numbers with at most this many digits are switches and counts.
const DIGITS_MAX: usize = 3;

/// Whether a value looks like a secret by its name, or is `held` by a Secret.
pub(super) fn is_secret(name: &str, value: &str, held: bool) -> bool {
    let is_none = NO_SECRETS.contains(&name) || name == "name" || name.contains("checksum");
    if is_none || !is_value(value) {
        return false;
    }
    held || is_secret_name(name) && !is_about(name) && !is_switch(value) && !is_file(value)
}

/// Whether this is the name of a checksum.
pub(super) fn is_checksum(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    CHECKSUMS.iter().any(|word| name.contains(word))
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace('-', "_");
    let has = NAMES.iter().any(|word| name.contains(word));
    has || NAME_ENDS.iter().any(|end| name.ends_with(end))
        || ["KEY", "PASS", "PWD"].contains(&name.as_str()) && name != "KEY"
}

/// Whether the last word of a name says that it is only about a secret: `TOKEN_TTL`, `secretName`.
fn is_about(name: &str) -> bool {
    let last = name.rsplit(['_', '-', '.', '/']).next().unwrap_or_default();
    let hump = last.rfind(|letter: char| letter.is_ascii_uppercase()).unwrap_or(0);
    let is_camel = last.chars().any(|letter| letter.is_ascii_lowercase());
    let word = if is_camel { apiserver::text::behind(last, hump) } else { last };
    ABOUT.contains(&word.to_ascii_uppercase().as_str())
}

/// Whether this is a value, and neither a reference nor empty.
fn is_value(value: &str) -> bool {
    let is_reference = value.starts_with(['/', '<'])
        || ["$(", "${", "{{"].iter().any(|begin| value.starts_with(begin))
        || value.starts_with('@') && value.len() > 1 && value.ends_with('@');
    !is_reference && !["", "true", "false", "null", "~"].contains(&value)
}

/// Whether a value is a switch or a count.
fn is_switch(value: &str) -> bool {
    let is_number = !value.is_empty() && value.chars().all(|letter| letter.is_ascii_digit());
    let word = value.to_ascii_lowercase();
    ["yes", "no", "on", "off", "true", "false", "y", "n", "none"].contains(&word.as_str())
        || is_number && value.len() <= DIGITS_MAX
}

/// Whether a value is the name of a file.
fn is_file(value: &str) -> bool {
    const ENDS: [&str; 9] =
        [".pem", ".key", ".crt", ".cert", ".json", ".txt", ".yaml", ".yml", ".conf"];
    ENDS.iter().any(|end| value.ends_with(end))
        || value.starts_with("./")
        || value.starts_with("~/")
}
