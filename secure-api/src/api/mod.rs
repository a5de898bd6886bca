//! The application: routes, what they are served with, and the faults of both.

mod faults;

pub use faults::{Error, Fault, Faults};
