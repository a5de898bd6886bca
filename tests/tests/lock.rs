//! The lock file against applications: what changes a line, what a test says, what does not start.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use secure_api::Error;
use secure_api::danger::Danger;
use secure_api::identify::Revocations;
use secure_api::lock::{Direction, Lock};
use secure_api::prelude::*;
use secure_api_testing::lock::compare;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor)]
enum Role {
    Editor,
    Admin,
}

#[derive(Resource)]
#[resource(key = id, store = Store, load = find, owner = owner)]
struct Note {
    #[allow(dead_code, reason = "what a note is found by")]
    id: u64,
    owner: Principal,
}

type Store = ();

async fn find(_: &Store, _: u64) -> Result<Option<Note>, Problem> {
    Ok(None)
}

#[input]
struct Draft {
    #[validate(length(min = 1, max = 120))]
    title: String,
}

#[input]
struct LongDraft {
    #[validate(length(min = 1, max = 1_000))]
    title: String,
}

#[get("/notes/{id}")]
#[secure(auth = "jwt", role = Role::Admin, rate = "10/min")]
async fn show(_: Authorized<Note, Read>) -> NoContent {
    NoContent
}

#[post("/notes")]
#[secure(auth = "jwt", role = Role::Editor, rate = "10/min", body = "16kb")]
async fn create(_: Valid<Json<Draft>>) -> NoContent {
    NoContent
}

mod weaker {
    use super::*;

    #[get("/notes/{id}")]
    #[secure(auth = "jwt", role = Role::Editor, rate = "20/min", no_object_check(id) = "notes are for every editor")]
    pub(super) async fn show(Path(_): Path<u64>) -> NoContent {
        NoContent
    }

    #[post("/notes")]
    #[secure(auth = "jwt", rate = "10/min", body = "32kb", timeout = "30s")]
    pub(super) async fn create(_: Valid<Json<LongDraft>>) -> NoContent {
        NoContent
    }
}

mod open {
    use super::*;

    #[get("/health")]
    #[secure(public = "liveness probe, returns no data", rate = "60/min")]
    pub(super) async fn health() -> StatusCode {
        StatusCode::OK
    }
}

fn api() -> Api<Store> {
    Api::new(())
        .jwt(Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test"))
        .mount(routes![show, create])
}

fn weakened() -> Api<Store> {
    Api::new(())
        .jwt(Jwt::from_env().issuer_or("https://issuer.test").audience_or("https://api.test"))
        .mount(routes![weaker::show, weaker::create, open::health])
        .source_rate("1000/min")
        .cors(Cors::origin("https://app.example"))
        .plain_http("behind a tunnel of our own")
}

/// A place of its own for the file.
fn file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("secure-api-lock-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    folder.join("security.lock")
}

fn failure(api: &Api<Store>, path: &std::path::Path) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| compare(&api.inventory(), path)));
    *failed.expect_err("it differs").downcast::<String>().expect("a message")
}

#[test]
fn every_weakening_of_an_application_is_seen_and_told() {
    let (file, now) = (Lock::of(&api().inventory()), Lock::of(&weakened().inventory()));
    let changes = file.changes(&now);
    let weak: Vec<String> = changes
        .iter()
        .filter(|change| change.direction() == Direction::Weakening)
        .map(|change| change.subject())
        .collect();
    assert_eq!(
        weak,
        [
            "cors https://app.example",
            "count danger",
            "count no-object-check",
            "danger plain-HTTP-to-other-machines",
            "limit source",
            "route GET /health",
            "route GET /notes/{id}",
            "route POST /notes",
        ]
    );
    let told: String = changes.iter().map(|change| format!("{change}\n")).collect();
    for part in [
        "role: any(admin) -> any(editor)",
        "rate: 10/60s/caller -> 20/60s/caller",
        "excused.id: - -> \"notes are for every editor\"",
        "role: any(editor) -> -",
        "body: 16384 -> 32768",
        "timeout: 10000ms -> 30000ms",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    // The other way round nobody may do more, but where types cannot be compared: the body takes another one.
    let back: Vec<String> = now
        .changes(&file)
        .iter()
        .filter(|change| change.direction() == Direction::Weakening)
        .map(|change| change.subject())
        .collect();
    assert_eq!(back, ["route POST /notes"]);
}

#[test]
fn how_tokens_are_trusted_is_in_the_file() {
    let by = |jwt: Jwt, longest_life_s| {
        let revocations = Revocations::new(Duration::from_secs(longest_life_s));
        Lock::of(&Api::new(()).jwt(jwt).revocations(&revocations).mount(routes![show]).inventory())
    };
    let fetched = |known_s| Jwt::oidc("https://i.test").audience("a").known_keys_for(Duration::from_secs(known_s));
    let from_env = |issuer| Jwt::from_env().issuer_or(issuer).audience_or("a");
    for (old, new, told) in [
        (by(fetched(3_600), 60), by(fetched(7_200), 60), "known-keys: 3600s -> 7200s"),
        (by(fetched(3_600), 60), by(fetched(3_600), 61), "longest-life: 60s -> 61s"),
        (
            by(from_env("https://i.test"), 60),
            by(from_env("https://j.test"), 60),
            "or: https://i.test -> https://j.test",
        ),
        (by(from_env("https://i.test"), 60), Lock::of(&api().inventory()), "revocations all (gone)"),
    ] {
        let weakened = old.changes(&new).into_iter().filter(|change| change.direction() == Direction::Weakening);
        let all: String = weakened.map(|change| format!("{change}\n")).collect();
        assert!(all.contains(told), "{told} in\n{all}");
    }
}

#[test]
fn the_same_application_has_the_same_file() {
    let text = Lock::of(&api().inventory()).to_string();
    assert_eq!(text, Lock::of(&api().inventory()).to_string());
    assert_eq!(Lock::parse(&text).expect("a lock file").changes(&Lock::of(&api().inventory())), []);
    let subjects: Vec<&str> = text.lines().skip(1).map(|line| line.split('=').next().unwrap_or("")).collect();
    assert!(subjects.is_sorted(), "{subjects:#?}");
}

#[test]
fn a_test_says_what_differs_and_what_to_paste() {
    let path = file("told");
    let missing = failure(&api(), &path);
    assert!(missing.contains("there is no ") && missing.contains("SECURITY_LOCK=write"), "{missing}");
    fs::write(&path, Lock::of(&api().inventory()).to_string()).expect("it is written");
    compare(&api().inventory(), &path);
    let told = failure(&weakened(), &path);
    for part in [
        "8 weakening, ",
        "a weakening needs an approval",
        "    approve route GET /health from=none to=",
        "then accept it by `SECURITY_LOCK=write cargo test`",
    ] {
        assert!(told.contains(part), "{part} in\n{told}");
    }
    fs::write(&path, "route GET /notes access=jwt ~0000000000000000\n").expect("it is written");
    let broken = failure(&api(), &path);
    assert!(broken.contains("line 1: it was changed by hand"), "{broken}");
    fs::remove_dir_all(path.parent().expect("a folder")).expect("it goes");
}

/// `GOLDEN=overwrite` writes the file, which the README shows.
#[test]
fn what_a_test_says_is_what_the_readme_shows() {
    let path = file("shown");
    fs::write(&path, Lock::of(&api().inventory()).to_string()).expect("it is written");
    let folder = format!("{}/", path.parent().expect("a folder").display());
    let told = failure(&weakened(), &path).replace(&folder, "") + "\n";
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/lock.txt");
    #[allow(clippy::disallowed_methods, reason = "a test is told by the environment to write instead of compare")]
    if std::env::var("GOLDEN").is_ok_and(|mode| mode == "overwrite") {
        fs::write(golden, &told).expect("it is written");
    }
    assert_eq!(told, fs::read_to_string(golden).unwrap_or_default(), "`GOLDEN=overwrite` writes it");
    fs::remove_dir_all(path.parent().expect("a folder")).expect("it goes");
}

#[test]
fn what_was_approved_is_accepted_and_the_reason_stays() {
    let path = file("approved");
    let old = Lock::of(&api().inventory()).to_string();
    fs::write(&path, &old).expect("it is written");
    let approvals: String = failure(&weakened(), &path)
        .lines()
        .filter_map(|line| line.trim().strip_suffix("because=\"\""))
        .filter(|line| line.starts_with("approve "))
        .map(|line| format!("{line}because=\"reviewed with the team\"\n"))
        .collect();
    assert_eq!(approvals.lines().count(), 8);
    let file = Lock::parse(&format!("{old}{approvals}")).expect("approvals are read");
    let new = file.updated(&Lock::of(&weakened().inventory())).expect("all is approved").to_string();
    fs::write(&path, &new).expect("it is written");
    compare(&weakened().inventory(), &path);
    assert_eq!(new.matches("because=\"reviewed with the team\"").count(), 8, "{new}");
    // With its approvals still in it, the file is for a change that was made already.
    fs::write(&path, format!("{new}{approvals}")).expect("it is written");
    assert!(failure(&weakened(), &path).contains("remove it"));
    fs::remove_dir_all(path.parent().expect("a folder")).expect("it goes");
}

fn faults(api: Api<Store>) -> Vec<String> {
    match api.build() {
        Err(Error::Configuration(faults)) => faults.iter().map(|fault| fault.what().to_owned()).collect(),
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

#[test]
fn an_application_that_carries_another_file_does_not_start() {
    let text = |api: Api<Store>| -> &'static str { Lock::of(&api.inventory()).to_string().leak() };
    let lock = |lines: Vec<String>| lines.into_iter().filter(|what| what.contains("lock file")).collect::<Vec<_>>();
    assert_eq!(lock(faults(api().locked(text(api())))), [""; 0]);
    // What is mounted later counts as well.
    let told = lock(faults(api().locked(text(api())).mount(routes![open::health])));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("is not what its lock file says: weakening  route GET /health (new)"), "{told:?}");
    let told = lock(faults(weakened().locked(text(api()))));
    assert!(told.len() >= 8, "{told:?}");
    let told = lock(faults(api().locked("nonsense")));
    assert_eq!(told, ["the lock file cannot be read: line 1: it has no seal at its end"]);
}
