//! What is required can't be forgotten: each program of tests/ui fails to compile, for the reason that
//! the file beside it holds. A process of its own: it runs cargo.

#[test]
fn what_is_required_does_not_compile_where_it_is_missing() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("tests/ui/*.rs");
}
