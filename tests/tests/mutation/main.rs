//! One guard of the runtime is switched off, and the attack has to catch it. `tests/mutation/run` builds this with the guards that can
//! be, and asks it; in any other build there is nothing to switch off.
#![cfg_attr(secure_api_mutation, allow(clippy::print_stdout, reason = "it answers its caller"))]

#[cfg(secure_api_mutation)]
mod edges;
#[cfg(secure_api_mutation)]
mod limits;
#[cfg(secure_api_mutation)]
#[path = "../attack/notes.rs"]
#[allow(dead_code, reason = "the attack's own tests serve it in parts")]
mod notes;
#[cfg(secure_api_mutation)]
mod score;

#[cfg(secure_api_mutation)]
fn main() -> std::process::ExitCode {
    score::main()
}

#[cfg(not(secure_api_mutation))]
fn main() {}
