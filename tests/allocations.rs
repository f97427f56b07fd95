//! The number of memory allocations of a call: it may fall, but an increase fails here.
//!
//! Only this thread is counted, so that the server's allocations are excluded; the tasks of the
//! client's connection run on it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use allocation_counter::measure;
use ovh_sms::message::{StopClause, parts, segments};
use ovh_sms::{Client, Credentials};
use ovh_sms_test_support::by_hand::{Api, Keys};

const KEY: &str = "7kbG7Bk7S9Nt7ZSV";
const SECRET: &str = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF";
const CONSUMER: &str = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1";
const SERVICE: &str = "sms-ab12345-1";

/// The number of calls that are counted together, so that buffers that grow occasionally even out.
const CALLS: u64 = 200;

/// How many fewer allocations our call makes than the hand-written one; reqwest's and hyper's share
/// is the same.
const LESS_THAN_BY_HAND: u64 = 9;

#[test]
fn a_signed_call_asks_for_memory_less_often_than_one_by_hand() {
    let endpoint = serve();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let keys = Keys {
        application_key: KEY.to_owned(),
        application_secret: SECRET.to_owned(),
        consumer_key: CONSUMER.to_owned(),
    };
    let http = ovh_sms_test_support::http::builder();
    let by_hand = runtime
        .block_on(Api::connect(http, endpoint.clone(), keys))
        .unwrap();
    let client = Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::application_key(KEY, SECRET, CONSUMER).unwrap())
        .build()
        .unwrap();
    let service = client.service(SERVICE);

    let calls_of_ours = || {
        runtime.block_on(async {
            for id in 1..=CALLS {
                let id = i64::try_from(id).unwrap();
                let message = service.api().outgoing_get(id).send().await.unwrap();
                assert_eq!(message.id, Some(1));
            }
        });
    };
    let calls_by_hand = || {
        runtime.block_on(async {
            for id in 1..=CALLS {
                let id = i64::try_from(id).unwrap();
                let message = by_hand.outgoing(SERVICE, id).await.unwrap();
                assert_eq!(message.id, Some(1));
            }
        });
    };
    // Connects, reads the clock, and lets buffers grow to their final size.
    calls_of_ours();
    calls_by_hand();
    let ours = measure(calls_of_ours).count_total / CALLS;
    let theirs = measure(calls_by_hand).count_total / CALLS;
    println!("a call asks for memory {ours} times, one by hand {theirs} times");
    assert!(
        ours + LESS_THAN_BY_HAND <= theirs,
        "{ours} by us, {theirs} by hand"
    );
}

#[test]
fn counting_parts_asks_for_no_memory_but_for_what_forces_unicode() {
    let ascii = "Votre commande est en route. ".repeat(20);
    let accents = "Votre rendez-vous a été déplacé. ".repeat(20);
    for text in [&ascii, &accents] {
        let asked = measure(|| {
            std::hint::black_box(segments(text, StopClause::Appended));
            std::hint::black_box(parts(text, StopClause::Appended).count());
        });
        assert_eq!(asked.count_total, 0, "{text}");
    }
    // The list of the characters is built once; the table of replacements is built on first use.
    let unicode = || {
        std::hint::black_box(segments("Votre forêt", StopClause::Absent));
    };
    unicode();
    assert_eq!(measure(unicode).count_total, 1);
}

/// A server that returns the time and one message, on its own threads.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            // A client that disconnects ends its own connection only.
            std::thread::spawn(move || answer(&stream).ok());
        }
    });
    format!("http://{address}/1.0")
}

fn answer(stream: &TcpStream) -> std::io::Result<()> {
    const MESSAGE: &str = r#"{"id":1,"creationDatetime":"2026-08-03T09:12:44+02:00","credits":1,"message":"Bonjour","receiver":"+33600000000","sender":"CABINET","tag":null}"#;
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(request) = lines.next().transpose()? {
        // The headers, up to the empty line.
        for line in lines.by_ref() {
            if line?.is_empty() {
                break;
            }
        }
        let body = if request.contains("/auth/time ") {
            "1785749571"
        } else {
            MESSAGE
        };
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-ovh-queryid: EU.ext-0\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut out = stream;
        out.write_all(answer.as_bytes())?;
    }
    Ok(())
}
