//! Fields of the security profiles that pods and containers share. Their security contexts are in `pod` and
//! `container`.

use super::{Struct, Type, always, object, pointer, value};

pub(super) static APP_ARMOR_PROFILE: Struct = object(
    "AppArmorProfile",
    &[pointer("localhostProfile", Type::String), always("type", Type::String)],
);
pub(super) static SE_LINUX_OPTIONS: Struct = object(
    "SELinuxOptions",
    &[
        value("level", Type::String),
        value("role", Type::String),
        value("type", Type::String),
        value("user", Type::String),
    ],
);
pub(super) static WINDOWS_OPTIONS: Struct = object(
    "WindowsSecurityContextOptions",
    &[
        pointer("gmsaCredentialSpec", Type::String),
        pointer("gmsaCredentialSpecName", Type::String),
        pointer("hostProcess", Type::Bool),
        pointer("runAsUserName", Type::String),
    ],
);
pub(super) static SECCOMP_PROFILE: Struct = object(
    "SeccompProfile",
    &[pointer("localhostProfile", Type::String), always("type", Type::String)],
);
