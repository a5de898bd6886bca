//! What a release build has, and what it must not have.

use std::fs;
use std::path::{Path, PathBuf};

use secure_api_testing::TestIssuer;

use super::*;

/// Texts of the testing crate, as symbols and type names have them. Its name alone is in what an application says of its lock file.
const TESTING: [&str; 4] = ["18secure_api_testing", "TestIssuer", "TestClock", "SigningKey"];
/// The module that switches guards off, as symbols have it. `tests/mutation/run` looks for it where it has to be.
const MUTATION: &str = "secure_api8mutation";
/// What is said of the development key.
const DEVELOPMENT: &str = "FOR DEVELOPMENT ONLY";

fn holds(binary: &Path, text: &str) -> bool {
    let bytes = fs::read(binary).unwrap_or_else(|error| panic!("{}: {error}", binary.display()));
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_release_at_the_root_holds_nothing_that_only_tests_need() {
    let mut names: Vec<_> = cargo::release().iter().filter_map(|path| path.file_stem()?.to_str()).collect();
    // They come as they are built.
    names.sort_unstable();
    assert_eq!(names, ["articles", "quickstart"]);
    for binary in cargo::release() {
        for text in TESTING {
            assert!(!holds(binary, text), "{} holds `{text}`", binary.display());
        }
        assert!(!holds(binary, MUTATION), "{} has guards that can be switched off", binary.display());
        assert!(!holds(binary, DEVELOPMENT), "{} can make a development key", binary.display());
        // A binary without any names would pass whatever is in it.
        assert!(holds(binary, "secure_api"), "{} has no symbols to look at", binary.display());
    }
}

/// The `cfg` that lets a guard be switched off is set by one script, and what asks for it is one macro, one module and where that is
/// called: neither a manifest nor a build script can turn it on.
#[test]
fn nothing_but_the_mutation_score_can_switch_a_guard_off() {
    const SWITCH: &str = "secure_api_mutation";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let sets = |text: &str| text.contains(&format!("--cfg {SWITCH}")) || text.contains(&format!("rustc-cfg={SWITCH}"));
    assert!(sets(&read("tests/mutation/rustc")), "the search finds what it looks for");
    for path in ["secure-api/build.rs", "secure-api/Cargo.toml", "Cargo.toml", "tests/Cargo.toml", ".ci/run"] {
        assert!(!sets(&read(path)), "{path}");
    }
    assert!(!root.join(".cargo").exists(), "what is in it would have to be looked at");
    assert!(read("secure-api/src/lib.rs").contains("#[cfg(secure_api_mutation)]\n#[doc(hidden)]\npub mod mutation;"));
    let guard = read("secure-api/src/guard.rs");
    let (ordinary, _) = guard.split_once("#[cfg(secure_api_mutation)]").unwrap();
    let ordinary = ordinary.split_once("#[cfg(not(secure_api_mutation))]").unwrap().1;
    let ordinary: String = ordinary.split_whitespace().collect();
    assert_eq!(ordinary, "macro_rules!guard{($guard:ident)=>{true};}");
}

#[test]
fn the_search_finds_what_it_looks_for_where_it_is() {
    let minted = format!("{:?} {}", TestIssuer::new(), TestIssuer::new().token("ada").mint());
    assert!(minted.contains("TestIssuer"));
    let this = std::env::current_exe().expect("a test is a file");
    // This file itself holds the texts once more: a symbol is told by the name of its function.
    for text in ["TestIssuer", "SigningKey"] {
        assert!(holds(&this, text), "{text}");
    }
    let path = ["secure_api_testing", "issuer", "token", "TestToken", "mint"];
    assert!(holds(&this, &path.map(|part| format!("{}{part}", part.len())).concat()));
    assert!(holds(cargo::articles(), DEVELOPMENT));
}

#[test]
fn a_release_does_not_start_without_a_key_and_says_what_is_missing() {
    let said = refusal_to_start(&cargo::binary(cargo::release(), "articles"), &[("SOURCE_RATE", "none")]);
    assert!(said.contains("2 faults to mend"), "{said}");
    for expected in
        ["there is no key", "`JWT_SECRET`", "`JWT_SECRET_FILE`", "`JWT_JWKS`", "openssl rand", "source rate"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!said.contains("eyJ"), "{said}");
    let said = refusal_to_start(&cargo::binary(cargo::release(), "quickstart"), &[]);
    assert!(said.contains("there is no key"), "{said}");
}

#[test]
fn a_release_serves_with_a_key() {
    let binary = cargo::binary(cargo::release(), "articles");
    let server = Server::start(&binary, &[("JWT_SECRET", &secret())]);
    assert_eq!(Ask::get("/health").send(server.addr()).status, 200);
    assert_eq!(Ask::get("/me").send(server.addr()).status, 401);
}

#[test]
fn debug_assertions_in_a_release_profile_bring_back_no_development_key() {
    let said = refusal_to_start(cargo::ill_profiled(), &[]);
    assert!(said.contains("there is no key"), "{said}");
    assert!(!holds(cargo::ill_profiled(), DEVELOPMENT));
}

#[test]
fn a_profile_whose_panics_abort_is_a_fault() {
    let said = refusal_to_start(cargo::ill_profiled(), &[("JWT_SECRET", &secret())]);
    assert!(said.contains("1 fault to mend") && said.contains("panic = \"abort\""), "{said}");
}

#[test]
fn a_release_and_a_debug_build_answer_errors_alike() {
    let keyed = [("JWT_SECRET", secret())];
    let keyed = keyed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let release = Server::start(&cargo::binary(cargo::release(), "articles"), &keyed);
    let debug = Server::start(cargo::articles(), &keyed);
    let errors = [
        (401, Ask::get("/me")),
        (401, Ask::get("/me").bearer("a.b.c")),
        (404, Ask::get("/nowhere")),
        (404, Ask::get("/articles/no-id")),
        (405, Ask::new("DELETE", "/health")),
        (401, Ask::new("POST", "/articles").json(&json!({ "title": 7 }))),
    ];
    for (status, ask) in errors {
        let [ours, theirs] = [release.addr(), debug.addr()].map(|addr| ask.clone().send(addr));
        assert_eq!(ours.status, status, "{ask:?}");
        assert_eq!(ours.without_what_varies(), theirs.without_what_varies(), "{ask:?}");
    }
}

/// A 500 is the same as well, since nothing of what writes it knows the profile: `tests/panics.rs` reads those of a debug build.
#[test]
fn nothing_that_writes_an_answer_depends_on_the_profile() {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() { files(&entry.path(), found) } else { found.push(entry.path()) }
        }
    }
    let depends = |folder: &str| {
        let mut sources = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../secure-api/src").join(folder), &mut sources);
        sources.retain(|path| {
            let text = fs::read_to_string(path).unwrap();
            text.contains("secure_api_development") || text.contains("debug_assert") || text.contains("cfg!(debug")
        });
        sources
    };
    assert_ne!(depends("identify"), Vec::<PathBuf>::new(), "the development key is found");
    for folder in ["respond", "handle", "validate", "authorize", "observe", "request", "limit", "secret"] {
        assert_eq!(depends(folder), Vec::<PathBuf>::new());
    }
}

/// The origins of a developer's machine.
#[test]
fn a_release_lets_in_no_pages_of_a_developers_machine() {
    let settings = |origin: &'static str| [("CORS_ORIGIN", origin), ("SECURE_API_ADDR", "127.0.0.1:0")];
    let binary = cargo::binary(cargo::release(), "articles");
    let secret = secret();
    for origin in ["http://127.0.0.1:5173", "http://localhost:3000", "http://app.example", "*"] {
        let [cors, addr] = settings(origin);
        let said = refusal_to_start(&binary, &[cors, addr, ("JWT_SECRET", &secret)]);
        assert!(said.contains("1 fault to mend") && said.contains("is not an origin"), "{origin}: {said}");
    }
    // A debug build lets in those of this machine.
    let server = Server::start(cargo::articles(), &[("CORS_ORIGIN", "http://127.0.0.1:5173")]);
    let answer = Ask::get("/health").line("Origin: http://127.0.0.1:5173").send(server.addr());
    assert_eq!(answer.header("access-control-allow-origin"), "http://127.0.0.1:5173");
}
