//! The macro `listed!`: an enum with a constant `ALL`, so that code which visits every variant cannot forget one.

/// Defines an enum of plain variants, and its constant `ALL` with every variant in order of definition.
macro_rules! listed {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$about])*
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every variant, in order of definition.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
        }
    };
}
