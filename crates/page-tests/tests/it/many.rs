//! Many messages: the page shows them in steps, and how long it takes is printed.

use crate::shown::Shown;

/// Messages, each to another phone, and as many to one phone.
const MESSAGES: usize = 1000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Chromium: cargo xtask ci page"]
async fn two_thousand_messages_are_listed_and_stay_live() {
    let shown = Shown::of(crate::shown::builder().credits(10_000.0), "en").await;
    let service = shown.sandbox.service().unwrap();
    let numbers: Vec<String> = (0..MESSAGES)
        .map(|number| format!("+3360001{number:04}"))
        .collect();
    let one = std::iter::repeat_n("+33600000021", MESSAGES);
    let receivers: Vec<_> = numbers.iter().map(String::as_str).chain(one).collect();
    for (number, to) in receivers.iter().enumerate() {
        let call = service.api().jobs_create(format!("Message {number}"));
        let call = call.receivers(vec![(*to).to_owned()]).no_stop_clause(true);
        call.send().await.unwrap();
    }
    shown.open("requests").await;
    // From the beginning of the navigation to the first list, by the page's own clock.
    shown.browser.open("about:blank").await.unwrap();
    let address = format!("{}/#/phones", shown.sandbox.origin());
    shown.browser.open(&address).await.unwrap();
    let first = shown
        .until("document.querySelectorAll('.list li').length >= 100 && performance.now()")
        .await;
    println!("first list of 1,001 phones after {first} ms");
    let took = shown
        .browser
        .wait_for(
            "const done = arguments[0]; const begun = performance.now(); \
             location.hash = '#/phones/%2B33600000021'; \
             const look = () => { if (document.querySelectorAll('.messages li').length === 100) { \
               done(performance.now() - begun); } else { setTimeout(look, 5); } }; look();",
            vec![],
        )
        .await
        .unwrap();
    println!("the newest 100 of a conversation of {MESSAGES} messages after {took} ms");
    // A new message is shown at once, and older ones in steps.
    shown.send("+33600000021", "The newest").await;
    shown.until_text("The newest").await;
    shown.click(".detail button", "Show earlier messages").await;
    shown
        .until("document.querySelectorAll('.messages li').length === 200")
        .await;
    // Scrolling through the list drops no frame for long.
    let longest = shown
        .browser
        .wait_for(
            "const done = arguments[0]; const node = document.querySelector('.detail'); \
             let last = performance.now(), longest = 0, steps = 0; \
             const step = (now) => { longest = Math.max(longest, now - last); last = now; \
               node.scrollTop = (steps % 2) * node.scrollHeight; steps += 1; \
               if (steps < 60) { requestAnimationFrame(step); } else { done(longest); } }; \
             requestAnimationFrame(step);",
            vec![],
        )
        .await
        .unwrap();
    println!("longest frame of 60 while scrolling: {longest} ms");
    shown.end().await;
}
