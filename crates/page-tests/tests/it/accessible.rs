//! The page is accessible: by axe-core, by keyboard, on narrow windows, in both languages.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::shown::{Shown, builder, http};

const PHONE: &str = "+33600000021";

/// axe-core, which `cargo xtask ci page` installs.
fn axe() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../target/axe/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}: run `cargo xtask ci page`", path.display());
    })
}

/// Fills all sections.
async fn fill(shown: &Shown) {
    let callbacks = ovh_sms::service::Callbacks::new().receipts("http://127.0.0.1:9/closed");
    let service = shown.sandbox.service().unwrap();
    service.set_callbacks(callbacks).await.unwrap();
    shown.send(PHONE, "Prix : 5 € ← ici").await;
    shown.sandbox.advance(Duration::from_secs(3600));
    shown.send(PHONE, "Waiting").await;
    shown.sandbox.callbacks_settled().await;
    shown
        .sandbox
        .faults()
        .add(ovh_sms::sandbox::Fault::status(503).on("jobs_list"));
    let unsigned = http()
        .get(format!("{}/sms", shown.sandbox.endpoint()))
        .send()
        .await;
    assert!(unsigned.unwrap().status().is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn axe_finds_nothing_in_any_section_light_and_dark_wide_and_narrow() {
    let axe = axe();
    let shown = Shown::start().await;
    fill(&shown).await;
    let phone = format!("phones/{}", PHONE.replace('+', "%2B"));
    let mut found = Vec::new();
    let mut checked = 0;
    for width in [360, 1280] {
        shown.browser.size(width, 900).await.unwrap();
        for dark in [false, true] {
            shown.browser.dark(dark).await.unwrap();
            for section in [
                "phones",
                &phone,
                "accounts",
                "requests",
                "callbacks",
                "faults",
            ] {
                shown.browser.open("about:blank").await.unwrap();
                shown.open(section).await;
                let filled = match section {
                    "phones" => ".list li",
                    "accounts" => ".card strong",
                    "requests" | "callbacks" | "faults" => ".rows li",
                    _ => ".messages li",
                };
                shown
                    .until(&format!("document.querySelector({filled:?}) !== null"))
                    .await;
                let open =
                    "document.querySelectorAll('details').forEach((one) => { one.open = true; });";
                shown.browser.run(open, vec![]).await.unwrap();
                shown.browser.run(&axe, vec![]).await.unwrap();
                let violations = shown
                    .browser
                    .wait_for(
                        "const done = arguments[0]; axe.run(document, { resultTypes: ['violations'] }) \
                         .then((result) => done(result.violations.map((one) => \
                         `${one.impact} ${one.id} ${one.nodes[0].html}`)));",
                        vec![],
                    )
                    .await
                    .unwrap();
                let place = format!("{section} at {width} px, dark: {dark}");
                let violations = violations.as_array().unwrap().iter();
                found.extend(violations.map(|one| format!("{place}: {one}")));
                let wide = "return document.documentElement.scrollWidth > innerWidth;";
                if shown.browser.run(wide, vec![]).await.unwrap() == Value::Bool(true) {
                    found.push(format!("{place}: the page is wider than the window"));
                }
                checked += 1;
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    println!("axe-core finds nothing in {checked} views");
    shown.end().await;
}

/// Presses Tab until the focused element has this text, at most 60 times.
async fn tab_to(shown: &Shown, text: &str) {
    for _ in 0..60 {
        shown.browser.press("\u{e004}").await.unwrap();
        let focused = "return document.activeElement.textContent.trim();";
        if shown.browser.run(focused, vec![]).await.unwrap() == text {
            return;
        }
    }
    panic!("{text} is not reached by Tab");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn the_page_is_used_by_keyboard_alone() {
    let shown = Shown::start().await;
    shown.send(PHONE, "Hello").await;
    shown.open("requests").await;
    tab_to(&shown, "Phones").await;
    shown.browser.press("\u{e007}").await.unwrap();
    shown
        .until("document.querySelectorAll('.list li').length === 1")
        .await;
    for _ in 0..60 {
        shown.browser.press("\u{e004}").await.unwrap();
        let here = "return document.activeElement.closest('.list li') !== null;";
        if shown.browser.run(here, vec![]).await.unwrap() == Value::Bool(true) {
            break;
        }
    }
    shown.browser.press("\u{e007}").await.unwrap();
    shown.until_status("sent").await;
    tab_to(&shown, "Deliver now").await;
    // The focus is visible.
    let outline = shown
        .browser
        .run(
            "return getComputedStyle(document.activeElement).outlineStyle;",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(outline, "solid");
    shown.browser.press("\u{e007}").await.unwrap();
    shown.until_status("delivered").await;
    shown.end().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn a_french_browser_gets_french_words() {
    let shown = Shown::of(builder(), "fr").await;
    shown.open("phones").await;
    shown.until("document.documentElement.lang === 'fr'").await;
    shown
        .until_text("Aucun message n'a encore été envoyé.")
        .await;
    shown.send(PHONE, "Bonjour").await;
    shown.open_phone(PHONE).await;
    shown.until_status("envoyé").await;
    shown.click(".messages button", "Remettre maintenant").await;
    shown.until_status("remis").await;
    shown.end().await;
}
