//! placeholder
/// Room for one call.
#[derive(Debug)]
pub struct Admission;
