//! Texts of messages are shown as text, whatever they contain.

use serde_json::{Value, json};

use crate::shown::Shown;

const PHONE: &str = "+33600000021";
/// A phone that replies.
const REPLIES: &str = "+33600000022";

/// HTML, scripts, styles, other directions, emoji, control characters.
const PAYLOADS: [&str; 32] = [
    "<script>window.broken = 1</script>",
    "<img src=x onerror=\"window.broken = 1\">",
    "<svg onload=window.broken=1>",
    "<svg><script>window.broken = 1</script></svg>",
    "<iframe srcdoc=\"<script>parent.broken = 1</script>\"></iframe>",
    "<a href=\"javascript:window.broken = 1\">x</a>",
    "<body onload=window.broken=1>",
    "<details open ontoggle=window.broken=1>",
    "<math><mtext><style><img src=x onerror=window.broken=1>",
    "<style>body { display: none }</style>",
    "<link rel=stylesheet href=https://example.com/x.css>",
    "<meta http-equiv=refresh content=\"0;url=https://example.com\">",
    "<base href=https://example.com>",
    "<form action=https://example.com><button>Reply</button></form>",
    "</textarea></p></li><h1>Broken</h1>",
    "<!-- comment --> after",
    "<![CDATA[ x ]]>",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "\"><script>window.broken = 1</script>",
    "'; window.broken = 1; //",
    "${window.broken = 1} {{7*7}} #{7*7}",
    "\\u003cscript\\u003e",
    "שלום עולם, 50% הנחה",
    "مرحبا بكم 123",
    "\u{202e}gnp.exe\u{202c} plain",
    "zero\u{200b}width \u{feff}marks",
    "👩‍👩‍👧‍👦 👍🏽 🇫🇷 ❤️",
    "Ｆｕｌｌ ｗｉｄｔｈ, Zalgo: a\u{0301}\u{0327}\u{0310}",
    "tab\there, line\nbreak, bell\u{7}, escape\u{1b}[31m",
    "nul\u{0}byte \u{7f} \u{85} \u{9b}",
    "  spaces   kept  ",
    "__proto__ constructor toString",
];

/// Returns what the page shows for a text: control characters as pictures or numbers.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for one in text.chars() {
        match u32::from(one) {
            0x0a => shown.push(one),
            code @ 0..0x20 => shown.extend(char::from_u32(0x2400 + code)),
            0x7f => shown.push('\u{2421}'),
            code @ (0x80..=0x9f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff) => {
                shown.push_str(&format!("⟨U+{code:04X}⟩"));
            }
            _ => shown.push(one),
        }
    }
    shown
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn each_text_is_shown_as_text_and_nothing_of_it_runs() {
    let shown = Shown::of(crate::shown::builder().max_parts(20), "en").await;
    let service = shown.sandbox.service().unwrap();
    let first = "Bonjour".to_owned();
    let texts: Vec<&str> = std::iter::once(first.as_str()).chain(PAYLOADS).collect();
    for text in &texts {
        let call = service.api().jobs_create(*text).no_stop_clause(true);
        let call = call.receivers(vec![PHONE.to_owned()]);
        call.tag(tag(text)).send().await.unwrap();
    }
    shown.open_phone(PHONE).await;
    shown
        .until(&format!(
            "document.querySelectorAll('.messages li').length === {}",
            texts.len()
        ))
        .await;
    let read =
        "return [...document.querySelectorAll('.messages .text')].map((one) => one.textContent);";
    let found = shown.browser.run(read, vec![]).await.unwrap();
    let sent = shown.sandbox.phone(PHONE).inbox();
    let wanted: Vec<String> = texts.iter().map(|text| visible(text)).collect();
    assert_eq!(found, json!(wanted), "{sent:?}");
    // The same texts as replies.
    let question = ovh_sms::Message::transactional("Oui ?").allow_replies();
    let report = service.send(question.to(REPLIES)).await.unwrap();
    assert!(report.is_complete());
    shown.sandbox.advance(std::time::Duration::from_secs(3600));
    for text in PAYLOADS {
        assert!(shown.sandbox.phone(REPLIES).reply(text), "{text:?}");
    }
    no_markup(&shown).await;
    shown.open_phone(REPLIES).await;
    shown
        .until(&format!(
            "document.querySelectorAll('.messages li.in').length === {}",
            PAYLOADS.len()
        ))
        .await;
    let read = "return [...document.querySelectorAll('.messages li.in .text')] \
                .map((one) => one.textContent);";
    let found = shown.browser.run(read, vec![]).await.unwrap();
    let wanted: Vec<String> = PAYLOADS.iter().map(|text| visible(text)).collect();
    assert_eq!(found, json!(wanted));
    no_markup(&shown).await;
    for (section, filled) in [
        ("phones", ".list li"),
        ("requests", ".rows li"),
        ("accounts", ".card strong"),
    ] {
        shown.open(section).await;
        shown
            .until(&format!("document.querySelector({filled:?}) !== null"))
            .await;
        no_markup(&shown).await;
    }
    let broken = shown
        .browser
        .run("return window.broken ?? null;", vec![])
        .await
        .unwrap();
    assert_eq!(broken, Value::Null);
    let title = shown.until("document.title").await;
    assert_eq!(title, "SMS sandbox");
    shown.end().await;
}

/// Checks that the section contains no element that only a text could have made.
async fn no_markup(shown: &Shown) {
    let open = "document.querySelectorAll('details').forEach((one) => { one.open = true; });";
    shown.browser.run(open, vec![]).await.unwrap();
    let foreign = "return document.querySelectorAll('main script, main img, main svg, main iframe, \
                   main style, main link, main meta, main base, main math, main h1').length;";
    let count = shown.browser.run(foreign, vec![]).await.unwrap();
    assert_eq!(count, json!(0));
}

/// A tag is short and has no control characters.
fn tag(text: &str) -> String {
    let kept = text.chars().filter(|one| !one.is_control());
    kept.take(20).collect()
}
