//! Expanded lists under lies: reading ends, and returns no object twice.

use serde_json::json;

use ovh_sms_test_support::cases;
use ovh_sms_test_support::lying_server::{Fate, lies_about_pages};
use ovh_sms_test_support::stage::Stage;

/// The number of objects in the list, and in a page.
const OBJECTS: usize = 25;
const PAGE: u32 = 10;

/// Lies under which reading does not end by itself.
const KNOWN: &[&str] = &["objects have no id, with a huge total"];

#[test]
fn under_every_lie_about_pages_reading_ends_and_gives_nothing_twice() {
    let lies = lies_about_pages();
    let results = cases::on_threads(lies.len(), async |place| {
        let stage = Stage::new(u64::try_from(place).unwrap()).await;
        let receivers: Vec<String> = (0..OBJECTS).map(|n| format!("+336000000{n:02}")).collect();
        let body = json!({ "message": "Text", "receivers": receivers, "noStopClause": true });
        stage.server.ask("POST", &stage.path("/jobs"), Some(&body));
        stage.server.lie(&[lies[place]], Fate::Answered, 1);
        let service = stage.service();
        let list = service.api().outgoing_list().stream().page_size(PAGE);
        list.into_vec().await.map(|all| {
            let mut ids: Vec<i64> = all.iter().filter_map(|one| one.id).collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            (count, ids.len())
        })
    });
    let mut endless = Vec::new();
    for (place, result) in results {
        match result {
            Ok((count, different)) => assert_eq!(count, different, "{}", lies[place].name),
            Err(_) => endless.push(lies[place].name),
        }
    }
    assert_eq!(endless, KNOWN);
}
