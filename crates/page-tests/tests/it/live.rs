//! What happens in the sandbox appears on the page, and what the page does happens in the sandbox.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::Method;
use serde_json::json;

use crate::application::{application, next};
use crate::shown::{Shown, builder, http};

const PHONE: &str = "+33600000021";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_message_of_the_command_line_appears_without_reload() {
    let shown = Shown::start().await;
    shown.open("phones").await;
    shown.until_text("No message has been sent yet").await;
    shown.mark().await;
    shown.send(PHONE, "Your code is 424242").await;
    shown.until_text("Your code is 424242").await;
    shown.open_phone(PHONE).await;
    shown.until_status("sent").await;
    for fact in ["1 part", "GSM 7-bit", "1 credit"] {
        shown
            .until(&format!(
                "[...document.querySelectorAll('.messages .meta span')] \
                 .some((one) => one.textContent === {fact:?})"
            ))
            .await;
    }
    shown.send(PHONE, "Prix : 5 € ← ici").await;
    shown.until_text("Unicode").await;
    shown
        .until("document.querySelector('.messages mark')?.textContent === '←'")
        .await;
    assert!(shown.is_same_document().await);
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_reply_reaches_the_callback_and_the_list_of_replies() {
    let shown = Shown::start().await;
    let (url, mut received) = application().await;
    let service = shown.sandbox.service().unwrap();
    let callbacks = ovh_sms::service::Callbacks::new()
        .receipts(&url)
        .replies(&url);
    service.set_callbacks(callbacks).await.unwrap();
    let allowed = [
        "send",
        "--transactional",
        "--allow-replies",
        "--quiet",
        "--to",
        PHONE,
    ];
    shown.run(&[&allowed[..], &["Oui ou non ?"]].concat()).await;
    shown.open_phone(PHONE).await;
    shown.click(".messages button", "Deliver now").await;
    shown.until_status("delivered").await;
    let receipt = next(&mut received).await;
    assert!(receipt.contains("ptt=4"), "{receipt}");

    shown
        .browser
        .run("document.querySelector('textarea').focus();", vec![])
        .await
        .unwrap();
    shown.browser.press("Oui <b>").await.unwrap();
    shown.click(".actions button", "Reply").await;
    shown.until_text("Oui <b>").await;
    shown
        .until("document.querySelectorAll('.messages li.in').length === 1")
        .await;
    let reply = next(&mut received).await;
    assert!(reply.contains("Oui"), "{reply}");
    let listed = shown.run(&["replies", "--json"]).await;
    assert!(listed.contains("Oui <b>"), "{listed}");

    // Both are listed among the callbacks, and can be made again.
    shown.open("callbacks").await;
    shown
        .until("document.querySelectorAll('.rows li').length === 2")
        .await;
    shown
        .browser
        .run(
            "document.querySelectorAll('details').forEach((one) => { one.open = true; });",
            vec![],
        )
        .await
        .unwrap();
    shown.click(".rows button", "Call again").await;
    let again = next(&mut received).await;
    assert_eq!(again, reply);
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_stop_puts_the_phone_on_the_blacklist() {
    let shown = Shown::start().await;
    shown.advertise(PHONE, "Soldes").await;
    shown.open_phone(PHONE).await;
    shown.until_text("STOP clause: ").await;
    shown.click(".messages button", "Deliver now").await;
    shown.until_status("delivered").await;
    shown.click(".actions button", "Send STOP").await;
    shown.until_text("on the blacklist").await;
    let listed = shown.run(&["blacklist", "--json"]).await;
    assert!(listed.contains(PHONE), "{listed}");
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn moving_the_clock_changes_the_status_on_the_page() {
    let shown = Shown::start().await;
    shown.send(PHONE, "Hello").await;
    shown.open_phone(PHONE).await;
    shown.until_status("sent").await;
    // By the sandbox itself, and by the page.
    shown.sandbox.advance(Duration::from_secs(3600));
    shown.until_status("delivered").await;
    shown.send(PHONE, "Hello again").await;
    shown.until_status("sent").await;
    let before = shown.sandbox.now();
    shown.click(".clock button", "+1 h").await;
    shown.until_status("delivered").await;
    assert!(shown.sandbox.now() - before >= chrono::TimeDelta::hours(1));
    shown.send(PHONE, "Once more").await;
    shown.until_status("sent").await;
    for _ in 0..10 {
        shown.click(".clock button", "Next event").await;
    }
    shown.until_status("delivered").await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_wrong_signature_is_explained_without_the_secret() {
    let shown = Shown::start().await;
    shown.open("requests").await;
    let http = http();
    // Signatures are checked against the machine's clock.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = now.as_secs().to_string();
    let response = http
        .get(format!("{}/sms", shown.sandbox.endpoint()))
        .header("X-Ovh-Application", shown.sandbox.application_key())
        .header("X-Ovh-Consumer", shown.sandbox.consumer_key())
        .header("X-Ovh-Timestamp", now)
        .header("X-Ovh-Signature", format!("$1${}", "0".repeat(40)))
        .send()
        .await
        .unwrap();
    assert!(response.status().is_client_error());
    shown
        .until("document.querySelector('.rows .reason')?.textContent.length > 10")
        .await;
    let text = shown
        .until("document.querySelector('.rows li').textContent")
        .await;
    let text = text.as_str().unwrap();
    let lowered = text.to_lowercase();
    assert!(lowered.contains("signature"), "{text}");
    assert!(text.contains("Signed text"), "{text}");
    assert!(!text.contains(shown.sandbox.application_secret()), "{text}");
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_message_that_is_held_at_night_states_why_and_is_released() {
    let night = "2026-01-15T23:30:00+01:00";
    let shown = Shown::of(builder().start_at(night.parse().unwrap()), "en").await;
    shown.advertise(PHONE, "Soldes").await;
    shown.open_phone(PHONE).await;
    shown.until_status("waiting").await;
    let reason = shown
        .until("document.querySelector('.messages .reason')?.textContent")
        .await;
    let reason = reason.as_str().unwrap();
    assert!(
        reason.contains("night") && reason.contains("08:00"),
        "{reason}"
    );
    shown.sandbox.advance(Duration::from_secs(10 * 3600));
    shown.until_status("delivered").await;
    shown
        .until("document.querySelector('.messages .reason') === null")
        .await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn the_page_connects_again_after_a_restart_and_says_so() {
    let first = builder().start().await.unwrap();
    let port = first.address().port();
    let browser = ovh_sms_page_tests::Browser::start("en").await.unwrap();
    browser
        .open(&format!("{}/#/phones", first.origin()))
        .await
        .unwrap();
    browser
        .until_text("No message has been sent yet")
        .await
        .unwrap();
    first.stop().await;
    browser
        .until_text("The sandbox does not respond.")
        .await
        .unwrap();
    let second = builder().port(port).start().await.unwrap();
    let gone = "document.getElementById('connection').textContent === ''";
    browser.until(gone).await.unwrap();
    let shown = Shown {
        sandbox: second,
        browser,
    };
    shown.send(PHONE, "After the restart").await;
    shown.until_text("After the restart").await;
    // The console names the lost connection.
    shown.browser.complaints().await.unwrap();
    shown.control(Method::POST, "reset", &json!({})).await;
    shown.until_text("No message has been sent yet").await;
    shown.end().await;
}
