//! What each operation sends, compared byte by byte with tests/it/golden/wire.txt.

use ovh_sms_test_support::recorder::Recorded;

/// Headers whose values differ between calls.
const VARYING: [&str; 3] = ["host", "x-ovh-timestamp", "x-ovh-signature"];

/// Fails unless wire.txt contains this request.
pub fn check(request: &Recorded) {
    let text = as_text(request);
    let golden = include_str!("wire.txt");
    assert!(
        golden.split("\n\n").any(|known| known == text),
        "tests/it/golden/wire.txt has no such request:\n{text}"
    );
}

/// Formats a request as text: the request line, the headers in the order sent, and the body.
fn as_text(request: &Recorded) -> String {
    let mut lines = vec![format!("{} {}", request.method, request.target)];
    for (name, value) in &request.headers {
        let varies = VARYING.contains(&name.as_str());
        let value = if varies { "…" } else { value };
        lines.push(format!("{name}: {value}"));
    }
    lines.push(format!("> {}", request.body));
    lines.join("\n")
}
