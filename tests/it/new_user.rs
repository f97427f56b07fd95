//! A program written like a new user would: codes, history, senders, receipts, a mailing,
//! phonebooks, and its tests with the sandbox and with mocks.
#![cfg(feature = "httpmock")]

use std::time::Duration;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use httpmock::MockServer;
use ovh_sms::callback::Receipt;
use ovh_sms::httpmock::MockServerExt;
use ovh_sms::mailing::Mailing;
use ovh_sms::message::Message;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::service::Callbacks;
use ovh_sms::types::{Phonebook, PhonebookContact, StatusSender};
use ovh_sms::{Client, Credentials, PhoneNumber, Service};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Sends a login code that expires after five minutes.
async fn send_code(service: &Service, number: &str, code: u32) -> Result<()> {
    let message = Message::transactional(format!("Your code: {code}"))
        .from("MyCompany")
        .to(number)
        .valid_for(Duration::from_secs(300));
    let report = service.send(message).await?;
    for number in report.invalid() {
        println!("{number} was refused");
    }
    Ok(())
}

/// Prints the last messages with their outcomes.
async fn print_history(service: &Service) -> Result<usize> {
    let mut messages = service.api().outgoing_list().stream().newest(50);
    let mut count = 0;
    while let Some(message) = messages.next().await {
        let message = message?;
        println!("{:?} {:?}", message.receiver, message.ptt);
        count += 1;
    }
    Ok(count)
}

/// Requests a sender and waits until OVHcloud has checked it.
async fn create_sender(service: &Service, name: &str) -> Result<bool> {
    let name = name.parse()?;
    let senders = service.senders();
    senders.create(&name, "The name of our shop").await?;
    let sender = senders.wait_until_checked(&name).await?;
    Ok(sender.status == Some(StatusSender::Enable))
}

/// Starts a server for delivery receipts and registers its address.
async fn receive_receipts(service: &Service) -> Result<UnboundedReceiver<Receipt>> {
    async fn receipt(State(receipts): State<UnboundedSender<Receipt>>, RawQuery(query): RawQuery) {
        let receipt = Receipt::from_query(&query.unwrap_or_default());
        let _ = receipts.send(receipt);
    }
    let (sender, receipts) = unbounded_channel();
    let app = Router::new()
        .route("/secret/receipt", get(receipt))
        .with_state(sender);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/secret/receipt", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    service
        .set_callbacks(Callbacks::new().receipts(url))
        .await?;
    Ok(receipts)
}

/// Sends one text per row of a file.
async fn send_mailing(service: &Service, file: &[u8]) -> Result<u64> {
    let mailing = Mailing::transactional("reminder-42", "Hello #name#, see you tomorrow.");
    let mut mailing = mailing.from("MyCompany").from_csv(file)?;
    let estimate = mailing.estimate(service).await?;
    println!("{:?} credits", estimate.credits);
    let mut sent = mailing.send(service).await?;
    let batch = sent.follow(|batch| println!("{:?}", batch.status)).await?;
    println!("{:?}", batch.status);
    Ok(mailing.receivers())
}

/// Stores a contact in a new phonebook and reads it back.
async fn store_contact(service: &Service, number: PhoneNumber) -> Result<PhonebookContact> {
    let api = service.api();
    let key = api.phonebooks_create("customers").await?.into_inner();
    let create = api.phonebook_contacts_create(&key, "vip", "Jeanne", "Martin");
    let id = create.home_mobile(number).await?.into_inner();
    Ok(api.phonebook_contacts_get(&key, id).await?.into_inner())
}

async fn sandbox() -> Result<Sandbox> {
    let sandbox = Sandbox::builder().sender("MyCompany").start().await?;
    Ok(sandbox)
}

#[tokio::test]
async fn a_code_reaches_its_phone_and_is_in_the_history() -> Result<()> {
    let sandbox = sandbox().await?;
    let service = sandbox.service()?;
    send_code(&service, "+33600000000", 804_211).await?;
    sandbox.advance(Duration::from_secs(60));
    let phone = sandbox.phone("+33600000000");
    assert_eq!(phone.inbox()[0].text, "Your code: 804211");
    assert_eq!(print_history(&service).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_receipt_arrives() -> Result<()> {
    let sandbox = sandbox().await?;
    let service = sandbox.service()?;
    let mut receipts = receive_receipts(&service).await?;
    send_code(&service, "+33600000000", 1).await?;
    sandbox.advance(Duration::from_secs(60));
    let receipt = receipts.recv().await.ok_or("no receipt")?;
    assert!(receipt.status.is_some());
    Ok(())
}

#[tokio::test]
async fn a_mailing_and_a_phonebook_work_in_the_sandbox() -> Result<()> {
    let sandbox = sandbox().await?;
    let service = sandbox.service()?;
    let file = "number;name\n+33600000001;Zoe\n+33600000002;Ali\n";
    assert_eq!(send_mailing(&service, file.as_bytes()).await?, 2);
    let contact = store_contact(&service, "+33600000001".parse()?).await?;
    assert_eq!(contact.name.as_deref(), Some("Jeanne"));
    Ok(())
}

#[tokio::test]
async fn a_sender_is_checked_in_the_sandbox() -> Result<()> {
    let sandbox = Sandbox::builder()
        .review_delay(Duration::ZERO)
        .start()
        .await?;
    assert!(create_sender(&sandbox.service()?, "SHOP").await?);
    Ok(())
}

#[tokio::test]
async fn a_single_response_is_mocked() -> Result<()> {
    let server = MockServer::start_async().await;
    let read = server.phonebooks_get(|when, then| {
        when.book_key("42");
        then.ok(&Phonebook::default());
    });
    let client = Client::builder()
        .endpoint(server.url("/1.0"))
        .credentials(Credentials::unsigned())
        .build()?;
    let service = client.service("sms-ab12345-1");
    assert_eq!(service.api().phonebooks_get("42").await?.name, None);
    read.assert_async().await;
    Ok(())
}

/// The program above is as short and as plain as users may expect.
#[test]
fn the_program_of_a_new_user_needs_no_detours() {
    let program = include_str!("new_user.rs");
    let (program, _) = program.split_once("/// The program above").unwrap();
    assert!(program.lines().count() <= 180);
    for detour in [".to_owned()", "map_err", "::<"] {
        assert!(!program.contains(detour), "{detour}");
    }
    let typed = program.lines().find(|line| {
        line.trim_start().starts_with("let ")
            && line
                .split('=')
                .next()
                .is_some_and(|left| left.contains(": "))
    });
    assert_eq!(typed, None);
}
