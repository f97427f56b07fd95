//! Which lists can be streamed, and how the ids of a batch are written in a path.

use std::sync::{Arc, Mutex};

use ovh_sms::types::Outgoing;
use ovh_sms::{Client, Credentials, ListStream, Service};
use ovh_sms_test_support::fault_server::{self, Act, Request};
use serde_json::json;

#[tokio::test]
async fn sender_names_are_separated_by_bars_and_others_by_what_they_do_not_hold() {
    let targets = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&targets);
    let service = fault_server::By(move |request: Request| {
        let path = request.path().to_owned();
        let last = path.rsplit('/').next().unwrap();
        match last {
            "time" => Act::json(1_700_000_000),
            "senders" => Act::json(json!(["MP RENOV", "A,B"])),
            "users" => Act::json(json!(["a,b", "c"])),
            "phonebooks" => Act::json(json!(["a,b", "c|d"])),
            _ => {
                let separator = request.header("x-ovh-batch").unwrap_or("-").to_owned();
                seen.lock().unwrap().push((last.to_owned(), separator));
                Act::json(match last {
                    "a,b%7Cc" => {
                        json!([{ "value": { "login": "a,b" } }, { "value": { "login": "c" } }])
                    }
                    _ => {
                        json!([{ "value": { "sender": "MP RENOV" } }, { "value": { "sender": "A,B" } }])
                    }
                })
            }
        }
    });
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .build()
        .unwrap();
    let service = client.service("sms-ab12345-1");
    assert_eq!(
        service
            .api()
            .senders_list()
            .stream()
            .into_vec()
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        service
            .api()
            .users_list()
            .stream()
            .into_vec()
            .await
            .unwrap()
            .len(),
        2
    );
    // No separator is left: ids are read one by one, for which this server returns no object.
    let phonebooks = service.api().phonebooks_list().stream().into_vec().await;
    assert_eq!(phonebooks.unwrap().unread(), 2);
    let seen = targets.lock().unwrap();
    let expected = [
        ("MP%20RENOV%7CA,B", "|"),
        ("a,b%7Cc", "|"),
        ("a,b", "-"),
        ("c|d", "-"),
    ];
    let expected: Vec<_> = expected
        .map(|(path, header)| (path.to_owned(), header.to_owned()))
        .into();
    assert_eq!(*seen, expected);
}

#[test]
fn every_list_of_ids_with_a_detail_beside_it_has_a_stream() {
    // One of each kind compiles; the generated surface lists them all.
    fn streams(client: &Client, service: &Service) {
        let _ = client.api().services_list().stream();
        let _ = client.api().virtual_number_services_list().stream();
        let _ = service.api().blacklists_list().stream();
        let _ = service.api().hlr_list().stream();
        let _ = service.api().incoming_list().stream();
        let _ = service.api().jobs_list().stream();
        let _ = service.api().outgoing_list().stream();
        let _ = service.api().phonebooks_list().stream();
        let _ = service.api().phonebook_contacts_list("key").stream();
        let _ = service.api().receivers_list().stream();
        let _ = service.api().senders_list().stream();
        let _ = service.api().senders_documents_list("name").stream();
        let _ = service.api().task_list().stream();
        let _ = service.api().templates_control_list().stream();
        let _ = service.api().users_list().stream();
        let _ = service.api().users_incoming_list("name").stream();
        let _ = service.api().users_jobs_list("name").stream();
        let _ = service.api().users_outgoing_list("name").stream();
        let _ = service.api().users_receivers_list("name").stream();
        let _ = service.api().virtual_numbers_list().stream();
        let _ = service.api().virtual_numbers_incoming_list("name").stream();
        let _ = service.api().virtual_numbers_jobs_list("name").stream();
        let _ = service.api().virtual_numbers_outgoing_list("name").stream();
        let _ = client.api().me_document_list().stream();
    }
    let _ = streams;
    fn crosses<T: Send + 'static>() {}
    crosses::<ListStream<Outgoing>>();
}
