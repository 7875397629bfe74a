//! Functions under new numbers, everything else under its own.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};

/// What reading or writing WebAssembly comes to.
pub(super) type Moving<T> = Result<T, Error<Infallible>>;

/// A function's new number by its old one; `None` for those that are not in this part.
pub(super) struct Moved {
    pub(super) functions: Vec<Option<u32>>,
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Moving<u32> {
        let found = self.functions.get(function as usize).copied().flatten();
        found.ok_or(Error::InvalidCodeSectionSize)
    }
}
