//! What the page changes: outcomes, credits, senders, faults.

use reqwest::Method;
use serde_json::json;

use crate::shown::Shown;

const PHONE: &str = "+33600000021";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_message_fails_with_the_chosen_code() {
    let shown = Shown::start().await;
    shown.send(PHONE, "Hello").await;
    shown.open_phone(PHONE).await;
    shown.until_status("sent").await;
    let fail = "const form = document.querySelector('.messages form'); form.ptt.value = '24'; \
                form.requestSubmit();";
    shown.browser.run(fail, vec![]).await.unwrap();
    shown.until_status("failed").await;
    shown
        .until("document.querySelector('.messages .reason')?.textContent.includes('24')")
        .await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn credits_are_added_and_removed() {
    let shown = Shown::start().await;
    shown.open("accounts").await;
    let credits = "document.querySelector('.card strong')?.textContent";
    let before = shown.until(credits).await;
    shown.click(".card button", "Add").await;
    shown.until(&format!("{credits} !== {before}")).await;
    shown.click(".card button", "Remove").await;
    shown.until(&format!("{credits} === {before}")).await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_sender_is_approved() {
    let shown = Shown::start().await;
    let service = shown.sandbox.service().unwrap();
    let sender = service
        .api()
        .senders_create("NEWSHOP")
        .reason("Tests")
        .description("Shop");
    sender.send().await.unwrap();
    shown.open("accounts").await;
    shown.until_text("NEWSHOP").await;
    shown.click(".card button", "Approve").await;
    let enabled = "[...document.querySelectorAll('tr')].find((row) => \
                   row.textContent.includes('NEWSHOP'))?.textContent.includes('enable')";
    shown.until(enabled).await;
    let read = service.api().senders_get("NEWSHOP").send().await.unwrap();
    assert_eq!(
        read.status.as_ref().map(ToString::to_string).as_deref(),
        Some("enable")
    );
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_fault_is_added_and_removed_and_what_is_refused_is_said() {
    let shown = Shown::start().await;
    shown.open("faults").await;
    shown.until_text("No fault is active.").await;
    let add = "const form = document.querySelector('.card form'); form.kind.value = 'status'; \
               form.kind.dispatchEvent(new Event('change')); form.on.value = arguments[0]; \
               form.times.value = '2'; form.requestSubmit();";
    shown
        .browser
        .run(add, vec![json!("no_such_operation")])
        .await
        .unwrap();
    shown
        .until("document.getElementById('notice').textContent.includes('no_such_operation')")
        .await;
    shown.browser.complaints().await.unwrap();
    shown
        .browser
        .run(add, vec![json!("jobs_list")])
        .await
        .unwrap();
    shown
        .until("document.querySelectorAll('.rows li').length === 1")
        .await;
    shown
        .until("document.getElementById('notice').textContent === ''")
        .await;
    let service = shown.sandbox.service().unwrap();
    let once = service.with(ovh_sms::Options::new().retry(ovh_sms::Retry::never()));
    assert!(once.api().jobs_list().send().await.is_err());
    let applied = "[...document.querySelectorAll('.rows .after')] \
                   .some((one) => one.textContent === 'applied 1 time')";
    shown.until(applied).await;
    shown.click(".rows button", "Remove").await;
    shown.until_text("No fault is active.").await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn the_search_finds_numbers_and_texts_and_a_restored_state_is_shown() {
    let shown = Shown::start().await;
    shown.send(PHONE, "Alpha").await;
    shown.send("+33600000022", "Beta").await;
    shown.open("phones").await;
    let rows = "document.querySelectorAll('.list li').length";
    shown.until(&format!("{rows} === 2")).await;
    let search = "const field = document.querySelector('input[type=search]'); \
                  field.value = arguments[0]; field.dispatchEvent(new Event('input'));";
    for (text, count) in [("beta", 1), ("0022", 1), ("gamma", 0), ("", 2)] {
        shown.browser.run(search, vec![json!(text)]).await.unwrap();
        shown.until(&format!("{rows} === {count}")).await;
    }
    shown.control(Method::POST, "reset", &json!({})).await;
    shown.until(&format!("{rows} === 0")).await;
    shown.end().await;
}
