//! The key that a debug build makes for itself.

use std::process::Command;

use super::*;

#[test]
fn the_lines_that_are_printed_work_when_pasted() {
    let server = server();
    let addr = server.addr();
    let curl = |line: &str| line.starts_with("curl ").then(|| line.to_owned());
    server.line(|line| curl(line).filter(|line| line.contains("/articles")));
    let lines = server.lines();
    let variables: Vec<_> = lines.iter().filter(|line| line.contains("=eyJ")).cloned().collect();
    let names: Vec<_> = variables.iter().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    assert_eq!(names, ["NOBODY", "READER", "EDITOR", "ADMIN"]);
    let curls: Vec<_> = lines.iter().filter_map(|line| curl(line)).collect();
    assert_eq!(curls.len(), 3, "{curls:?}");
    for line in curls {
        assert!(line.contains(&addr.to_string()), "{line}");
        assert_eq!(pasted(&variables, &line), "HTTP/1.1 200 OK", "{line}");
    }
}

/// The first line that a shell prints for what is pasted into it. The machine may have no curl: a function stands for it.
fn pasted(variables: &[String], line: &str) -> String {
    let stand_in = r#"curl() {
        local rest=${2#http://} addr path
        addr=${rest%%/*} path=/${rest#*/}
        exec 3<>"/dev/tcp/${addr%:*}/${addr#*:}"
        printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n' "$path" "$addr" "${4:+$4$'\r\n'}" >&3
        cat <&3
    }"#;
    let script = format!("{stand_in}\n{}\n{line}\n", variables.join("\n"));
    let output = Command::new("bash").args(["-c", &script]).output().expect("bash runs");
    let said = String::from_utf8(output.stdout).expect("answers are text");
    said.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn no_token_is_in_the_log() {
    let server = server();
    let editor = server.development_token("EDITOR");
    created(server.addr(), &editor);
    let refused = Ask::get("/me").bearer(&editor[..editor.len() - 4]).send(server.addr());
    server.audit(refused.header("x-request-id"));
    let log: Vec<_> = server.lines().into_iter().filter(|line| line.starts_with('{')).collect();
    assert!(log.len() >= 3, "{log:?}");
    for line in log {
        assert!(!line.contains("eyJ"), "{line}");
        for segment in editor.split('.') {
            assert!(!line.contains(segment), "{line}");
        }
    }
    assert!(server.lines().iter().any(|line| line.starts_with("FOR DEVELOPMENT ONLY")));
}

#[test]
fn a_key_of_one_start_is_nothing_to_the_next() {
    let (first, second) = (server(), server());
    let token = first.development_token("ADMIN");
    assert_eq!(Ask::get("/me").bearer(&token).send(first.addr()).status, 200);
    assert_eq!(Ask::get("/me").bearer(&token).send(second.addr()).status, 401);
}

#[test]
fn with_a_key_of_ones_own_there_is_none_for_development() {
    let server = Server::start(cargo::articles(), &[("JWT_SECRET", &secret())]);
    assert_eq!(Ask::get("/health").send(server.addr()).status, 200);
    let said = server.lines().join("\n");
    assert!(!said.contains("DEVELOPMENT") && !said.contains("eyJ"), "{said}");
}

#[test]
fn the_development_key_is_served_on_loopback_only() {
    for addr in ["0.0.0.0:0", "[::]:0"] {
        let said = refusal_to_start(cargo::articles(), &[("SECURE_API_ADDR", addr)]);
        assert!(said.contains("the key is one for development"), "{said}");
        assert!(said.contains("plain HTTP to other machines"), "{said}");
        assert!(!said.contains("eyJ"), "{said}");
    }
}
