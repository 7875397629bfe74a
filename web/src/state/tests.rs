//! The page as a person meets it: an action, then what the state is.
