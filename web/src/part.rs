//! The parts of the program: the first plays a film, that of links opens a scenario that has none, and the rest is
//! everything that a person reaches for.
//!
//! A first visit fetches the first part alone. The rest comes at the first sign of a person. [`later!`] declares, in each
//! layer, the functions that are in another part: whoever is outside calls them through a table, which [`crate::border`]
//! brings. So no call leads out of the first part, and the linker's output can be cut there. Leaves out which actions wait
//! for which part ([`crate::update::waits_for`]).

/// A part of the program beyond the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What opens the scenario of a link that has no film.
    Links,
    /// Everything else.
    Rest,
}

/// Declares functions of another part: `in Part; fn name(arguments) -> Type = path, until then value;`.
///
/// Each calls `path` once the part is here, and returns the value before. Outside a browser, as in tests, there is one
/// part and everything is here.
macro_rules! later {
    (in $part:ident; $( $(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) -> $out:ty = $body:path, until then $value:expr; )*) => {
        /// The functions of this layer that are in the part.
        pub struct Later { $( $name: fn($($type),*) -> $out, )* }

        /// The table of the part. Only [`crate::border`] may name it: whatever does is in the part itself.
        pub static LATER: Later = Later { $( $name: $body, )* };

        static HERE: std::sync::OnceLock<&'static Later> = std::sync::OnceLock::new();

        /// Takes the table when it has come.
        pub fn come(later: &'static Later) {
            // A second one is the same.
            HERE.set(later).ok();
        }

        fn here() -> Option<&'static Later> {
            #[cfg(test)]
            if $crate::part::is_left_out($crate::part::Part::$part) {
                return None;
            }
            #[cfg(not(target_family = "wasm"))]
            come(&LATER);
            HERE.get().copied()
        }

        $(
            $(#[$doc])*
            pub fn $name($($argument: $type),*) -> $out {
                match here() {
                    Some(later) => (later.$name)($($argument),*),
                    None => $value,
                }
            }
        )*
    };
}

#[cfg(test)]
std::thread_local! {
    static LEFT_OUT: std::cell::Cell<&'static [Part]> = const { std::cell::Cell::new(&[]) };
}

/// Calls `run` as if these parts were not here.
#[cfg(test)]
pub fn without<T>(parts: &'static [Part], run: impl FnOnce() -> T) -> T {
    LEFT_OUT.set(parts);
    let came = run();
    LEFT_OUT.set(&[]);
    came
}

#[cfg(test)]
pub fn is_left_out(part: Part) -> bool {
    LEFT_OUT.get().contains(&part)
}
