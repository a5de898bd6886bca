use axum::http::Uri;
use secure_api::handle::{ArgInfo, SecureArg};

struct Raw(Uri);

impl SecureArg for Raw {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

fn main() {}
