//! What other tools say of code that the macros wrote: linters nothing, compilers only what is wrong.

use secure_api_tests::fixture::Fixture;

#[test]
fn lints_that_deny_everything_find_nothing() {
    for edition in ["2024", "2021"] {
        let fixture = Fixture::copied("lints", &format!("lints-{edition}"));
        fixture.edit("Cargo.toml", "edition = \"2024\"", &format!("edition = \"{edition}\""));
        let said = fixture.said_by("clippy");
        let shown: String = said.iter().map(|said| said.text.as_str()).collect();
        assert!(said.is_empty(), "{edition}:\n{shown}");
    }
}

/// What the compiler says of handlers of which one part is written in another way: the line, and the first line of each.
fn said_of(mistake: &str, from: &str, to: &str) -> Vec<(u64, String)> {
    let fixture = Fixture::copied("editor", &format!("editor-{mistake}"));
    fixture.edit("src/lib.rs", from, to);
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    fixture.said_by("check").iter().map(|said| (said.line, first(&said.text))).collect()
}

#[test]
fn what_is_right_is_silent() {
    assert_eq!(said_of("right", "no such text", ""), []);
}

// Were the fn or another handler lost, the list, the call of `health` and each use would add a message.
#[test]
fn a_half_written_body_is_told_as_in_a_plain_fn() {
    let said = said_of("half-written", "Json(NoteView { id: note.id })", "note.");
    let expected = [(28, "error: unexpected token: `}`"), (27, "error[E0308]: mismatched types")];
    assert_eq!(said, expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn an_unknown_field_in_a_body_is_one_message() {
    let said = said_of("unknown-field", "note.text.clone()", "note.txt.clone()");
    let [(26, message)] = said.as_slice() else { panic!("{said:#?}") };
    assert!(message.starts_with("error[E0609]: no field `txt`"), "{message}");
}

#[test]
fn a_missing_comma_in_an_attribute_is_one_message() {
    let said = said_of("comma", "auth = \"jwt\", rate", "auth = \"jwt\" rate");
    assert_eq!(said, [(24, "error: a comma is missing before `rate`".to_owned())]);
}

#[test]
fn a_half_written_attribute_is_one_message() {
    let said = said_of("half-attribute", "auth = \"jwt\", rate = \"60/min\"", "auth = \"jwt\", ra");
    let [(24, message)] = said.as_slice() else { panic!("{said:#?}") };
    assert_eq!(message, "error: `ra` is not a key of `#[secure(..)]`");
}

// The compiler says so once of the fn, and once of what is generated from it, on the same token.
#[test]
fn an_unknown_type_is_told_on_that_type_alone() {
    for (place, from, unknown) in
        [("argument", "Authorized<Note, Read>", "Nota"), ("answer", "-> Json<NoteView>", "Vieew")]
    {
        let to = from.replace("NoteView", unknown).replace("<Note,", &format!("<{unknown},"));
        let said = said_of(place, from, &to);
        let expected = (25, format!("error[E0425]: cannot find type `{unknown}` in this scope"));
        assert!(!said.is_empty() && said.iter().all(|said| *said == expected), "{said:#?}");
    }
}

#[test]
fn a_handler_in_no_list_is_dead_code_and_no_more() {
    let said = said_of("unused", "routes![health, show]", "routes![health]");
    assert_eq!(
        said.first().map(|(line, text)| (*line, text.as_str())),
        Some((25, "warning: function `show` is never used"))
    );
    assert!(said.iter().all(|(_, text)| text.starts_with("warning: ")), "{said:#?}");
}
