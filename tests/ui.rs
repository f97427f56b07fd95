//! Required values can't be forgotten: each program of tests/ui fails to compile, for the reason in
//! the file next to it. A separate process, because it runs cargo.

#[test]
fn what_is_required_does_not_compile_where_it_is_missing() {
    let programs = trybuild::TestCases::new();
    programs.compile_fail("tests/ui/*.rs");
}
