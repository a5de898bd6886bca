//! Tells the crate which cargo profile it is built for.

#[allow(clippy::disallowed_methods, reason = "a build script is told its profile by the environment")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(secure_api_development)");
    // Not `debug_assertions`: a release profile may turn those on, and must not get development keys with them.
    if std::env::var("PROFILE").as_deref() == Ok("debug") {
        println!("cargo::rustc-cfg=secure_api_development");
    }
}
