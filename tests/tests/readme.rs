//! The README: what stands in it is what the repository holds and what the program answers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use secure_api_tests::cargo;
use secure_api_tests::server::Server;

/// Five mistakes that people make.
const MISTAKES: [&str; 5] = [
    "declaration/route_without_policy",
    "object/object_undecided",
    "vocabulary/role_unknown",
    "declaration/public_without_rate",
    "input/input_unbounded_string",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text between the marks of a section, replaced.
fn with_section(readme: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- begin: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = readme.split_once(&begin).unwrap_or_else(|| panic!("no section {name}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("section {name} has no end"));
    format!("{before}{begin}{text}{end}{after}")
}

fn code(path: &str) -> String {
    format!("```rust\n{}```\n", read(path))
}

/// What the small application is, and what serves it.
const SMALL: [&str; 2] = ["examples/small/src/lib.rs", "examples/small/src/main.rs"];

fn lines_of_small() -> usize {
    SMALL.map(|path| read(path).lines().count()).iter().sum()
}

fn small() -> String {
    let [library, binary] = SMALL.map(code);
    let lines = lines_of_small();
    format!(
        "{lines} lines, formatted (`examples/small`). In `src/lib.rs`:\n\n{library}\nand in `src/main.rs`:\n\n{binary}"
    )
}

fn mistakes() -> String {
    MISTAKES
        .map(|name| {
            let source = read(&format!("tests/ui/reject/{name}.rs"));
            let told = read(&format!("tests/ui/reject/{name}.stderr"));
            format!("```rust,compile_fail\n{source}```\n```text\n{told}```\n")
        })
        .join("\n")
}

/// What the articles say of themselves, which their own test holds against the program.
fn inventory() -> String {
    format!("```text\n{}```\n", read("examples/articles/tests/golden/inventory.txt"))
}

/// What a test says of a policy that was weakened, which `lock.rs` holds against the program.
fn lock() -> String {
    format!("```text\n{}```\n", read("tests/golden/lock.txt"))
}

/// The rows of CONFORMANCE.md that the compiler enforces.
fn conformance() -> String {
    let table = read("CONFORMANCE.md");
    let head = table.lines().skip_while(|line| !line.starts_with("| item")).take(2);
    let by = |line: &&str| line.split(" | ").nth(1).is_some_and(|by| by.starts_with('C'));
    let rows = table.lines().filter(|line| line.starts_with("| C")).filter(by);
    head.chain(rows).map(|line| format!("{line}\n")).collect()
}

/// Runs the session against the real program and writes down what it answers.
fn session() -> String {
    let server = Server::start(cargo::articles(), &[]);
    let tokens = ["READER", "EDITOR", "ADMIN"].map(|role| (role, server.development_token(role)));
    let commands: Vec<String> = read("tests/session.sh").lines().map(str::to_owned).collect();
    let mut script = String::from("set -u\ncd \"$(mktemp -d)\"\n");
    for (place, command) in commands.iter().enumerate() {
        script.push_str(&format!("echo '@@{place}'\n{command}\n"));
    }
    let script = script.replace("http://127.0.0.1:3000", &format!("http://{}", server.addr()));
    let ran = Command::new("bash").arg("-c").arg(script).envs(tokens).output().unwrap();
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    let answers = told.split("@@").skip(1).map(|answer| answer.split_once('\n').unwrap().1);
    let lines = commands.iter().zip(answers).map(|(command, answer)| format!("$ {command}\n{answer}"));
    format!("```console\n{}```\n", lines.collect::<String>())
}

/// What differs from run to run: ids, and how many seconds are left of a minute.
fn lasting(text: &str) -> String {
    let of_a_minute = |wait: &str| wait.parse().is_ok_and(|wait: u8| (1..=60).contains(&wait));
    let waits = |line: &str| line.strip_prefix("Retry-After: ").is_some_and(of_a_minute);
    let lines: Vec<&str> = text.lines().map(|line| if waits(line) { "Retry-After: a minute" } else { line }).collect();
    without_ids(&lines.join("\n"))
}

fn without_ids(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        let id = from.get(..36).filter(|id| is_uuid(id));
        let (word, after) = from.split_at(id.map_or(1, str::len));
        words.push_str(if id.is_some() { "ID" } else { word });
        rest = after;
    }
    words + rest
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    })
}

#[test]
fn the_readme_holds_what_the_repository_and_the_program_say() {
    let written = read("README.md");
    let mut fresh = with_section(&written, "quickstart", &code("examples/quickstart/src/main.rs"));
    fresh = with_section(&fresh, "small", &small());
    fresh = with_section(&fresh, "tested", &code("examples/small/tests/notes.rs"));
    fresh = with_section(&fresh, "inventory", &inventory());
    fresh = with_section(&fresh, "lock", &lock());
    fresh = with_section(&fresh, "mistakes", &mistakes());
    fresh = with_section(&fresh, "conformance", &conformance());
    fresh = with_section(&fresh, "session", &session());
    #[allow(clippy::disallowed_methods, reason = "a test is told by the environment to write instead of compare")]
    if std::env::var("SECURE_API_README").is_ok_and(|mode| mode == "write") {
        fs::write(root().join("README.md"), fresh).unwrap();
        return;
    }
    let (old, new) = (lasting(&written), lasting(&fresh));
    let differs = old.lines().zip(new.lines()).find(|(old, new)| old != new);
    assert!(old == new, "README.md is not what `tests/readme` writes; first at {differs:?}");
}

#[test]
fn the_small_application_is_small() {
    assert!(lines_of_small() <= 70);
}
