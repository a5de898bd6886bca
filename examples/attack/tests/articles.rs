//! The program against `examples/articles` as it would be deployed, with articles of others in it.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, process};

use articles::article::Role;
use attack::Settings;
use secure_api::api::Running;
use secure_api::lock::Lock;
use secure_api::provide::clock::Clock;
use secure_api::provide::key_source::{SecretProvider, SecretUnavailable};
use secure_api::secret::{KeySource, SecretBytes};
use secure_api_testing::attack::Verdict;
use secure_api_testing::{TestClient, TestClock, TestIssuer, Value, json};
use tokio::net::TcpListener;

const SECRET: &str = "p9XvK2mQ7sR4tLwZ8yBcN3fHgJ6dUeA1";
const PLAN: &str = include_str!("../articles.json");

/// What the test knows, and the environment of a deployment would say.
struct Known;

impl SecretProvider for Known {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(SECRET.as_bytes().to_vec()))
    }
}

/// The deployment, and the files of the campaign.
struct Staging {
    running: Running,
    issuer: TestIssuer,
    clock: TestClock,
    folder: PathBuf,
    settings: Settings,
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Staging {
    async fn serve(name: &str) -> Self {
        let clock = TestClock::new();
        let issuer = TestIssuer::new().with_clock(clock.clone());
        let api = || articles::api().jwt(issuer.jwt()).clock(clock.clone());
        let secret = || KeySource::provider(Known);
        let lock = Lock::of(&api().answer_attacks("", secret()).inventory()).to_string();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let running = api().answer_attacks(&*lock, secret()).serve_on(listener).await.unwrap();
        let folder = env::temp_dir().join(format!("secure-api-attack-{}-{name}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, text: String| {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let settings = Settings {
            base: format!("http://{}", running.addr()),
            lock: file("staging.lock", lock),
            tokens: file("tokens.json", tokens(&issuer).to_string()),
            plan: Some(file("plan.json", PLAN.to_owned())),
            ..Settings::default()
        };
        Self { running, issuer, clock, folder, settings }
    }

    fn somebody(&self, name: &str, role: Role) -> TestClient {
        TestClient::over_socket(self.running.addr()).with_issuer(&self.issuer).as_subject(name).as_role(role)
    }

    /// The program itself.
    async fn program(&self, base: &str, secret: &'static str) -> Output {
        let Settings { lock, tokens, plan, .. } = self.settings.clone();
        let mut command = Command::new(env!("CARGO_BIN_EXE_attack"));
        command.env_clear().env("ATTACK_BASE", base).env("ATTACK_LOCK", lock).env("ATTACK_TOKENS", tokens);
        command.env("ATTACK_PLAN", plan.unwrap()).env("ATTACK_SECRET", secret).env("ATTACK_ONLY", "GET /me · matrix");
        command.env("ATTACK_REPORT", self.folder.join("report"));
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}

/// Of several people, for longer than any test moves its clock.
fn tokens(issuer: &TestIssuer) -> Value {
    let token = |name: &str, role: Option<&str>| {
        let token = issuer.token(name).claim("exp", 4_000_000_000_u64);
        role.map_or_else(|| token.mint(), |role| token.clone().role(role).mint())
    };
    let both = |role: &str| json!([token("ada", Some(role)), token("eve", Some(role))]);
    json!({ "editor": both("editor"), "admin": both("admin"), "reader": both("reader"), "-": token("bob", None) })
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_hold_and_those_of_others_are_what_they_were() {
    let staging = Staging::serve("whole").await;
    let mia = staging.somebody("mia", Role::Editor);
    let draft = json!({ "title": "Mia's", "contact": "mia@example.com", "tags": [], "text": "Hers." });
    let (one, other) = (mia.post("/articles").json(&draft).await, mia.post("/articles").json(&draft).await);
    let (one, other) = (one.assert_status(201).location().to_owned(), other.assert_status(201).location().to_owned());
    mia.post(&format!("{one}/publish")).await.assert_status(200);
    let before = [mia.get(&one).await.body().clone(), mia.get(&other).await.body().clone()];

    let attack = staging.settings.campaign(KeySource::provider(Known)).unwrap();
    let report = attack.clock(&staging.clock).quietly().run().await.unwrap();
    println!("{report}\nwaited for {} s", staging.clock.monotonic_ms() / 1_000);
    assert_eq!((report.verdict(), report.failed().count()), (Verdict::Incomplete, 0), "{report}");
    let held = report.cases().iter().filter(|case| case.outcome.is_held()).count();
    assert!(held > 700, "{report}");
    let target = report.target().unwrap();
    assert!(target.made > 10 && target.left.is_empty(), "{target:?}");

    assert_eq!([mia.get(&one).await.body().clone(), mia.get(&other).await.body().clone()], before);
    // What is left is hers.
    let all = mia.get("/articles").await.page::<Value>();
    assert_eq!(all.items.len(), 2, "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_tells_what_came_of_it() {
    let staging = Staging::serve("program").await;
    let done = staging.program(&staging.settings.base, SECRET).await;
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert_eq!(done.status.code(), Some(0), "{told}{}", String::from_utf8_lossy(&done.stderr));
    assert!(told.contains("GET /me") && told.contains("cases held, 0 failed"), "{told}");
    let json: Value = serde_json::from_slice(&fs::read(staging.folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(json["target"]["base"], staging.settings.base);
    assert!(fs::read_to_string(staging.folder.join("report.html")).unwrap().contains("Attack report"));
    let other = "q0XvK2mQ7sR4tLwZ8yBcN3fHgJ6dUeA2";
    for (base, secret, why) in [
        (staging.settings.base.as_str(), other, "does not know the secret"),
        ("http://192.0.2.1", SECRET, "use `https`"),
        ("http://127.0.0.1:9", SECRET, "no answer came"),
    ] {
        let done = staging.program(base, secret).await;
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(2) && told.contains(why), "{told}");
    }
}

#[test]
fn a_plan_says_what_it_says_and_nothing_else() {
    assert!(attack::Plan::read(PLAN).is_ok() && attack::Plan::read("{}").is_ok());
    for wrong in [r#"{ "object": {} }"#, r#"{ "shared": { "/articles": "x" } }"#, "7"] {
        assert!(attack::Plan::read(wrong).is_err(), "{wrong}");
    }
    let missing = Settings { tokens: "no-such-file".to_owned(), ..Settings::default() };
    let fault = missing.campaign(KeySource::provider(Known)).err().unwrap().to_string();
    assert!(fault.starts_with("`no-such-file` cannot be read"), "{fault}");
}
