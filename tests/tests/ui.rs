//! What the compiler says: one mistake a file, and beside it what is right.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    // An accepting file in the same run, so that handlers are built and not only checked.
    cases.pass("ui/accept/*.rs");
    cases.compile_fail("ui/reject/*.rs");
}
