//! What a send accepts: every response below is well-formed, and some are false. A message counts
//! as sent only if an item of a list, when read itself, is that message.

use ovh_sms_test_support::fake_time;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::message::Message;
use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms::time::TimeSource;
use ovh_sms::{Client, Credentials, Error, Service};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::{Value, json};

pub(super) const NUMBER: &str = "+33600000001";
const OTHER: &str = "+33600000002";
const TEXT: &str = "Alerte";
const SERVICE: &str = "/1.0/sms/sms-ab12345-1";

/// The responses of the lying service.
#[derive(Default)]
pub(super) struct Lies {
    /// Responses to `POST jobs`, in order; after them, a page of a gateway.
    pub(super) posts: Vec<Reply>,
    /// Messages by id, with `TAG` for the tag that was sent, and `NOW` and similar for dates.
    pub(super) outgoing: Vec<(i64, Value)>,
    pub(super) jobs: Vec<(i64, Value)>,
    /// Ids that are listed and can't be read, among messages and jobs.
    pub(super) vanished: Vec<i64>,
    /// The same, among messages only.
    pub(super) vanished_outgoing: Vec<i64>,
    /// The list, `jobs` or `outgoing`, with an element that is no id.
    pub(super) odd: Option<&'static str>,
    /// The status of each list, if it is no success.
    pub(super) refused: Option<u16>,
    /// The outgoing messages listed for a tag; all of them if not set.
    pub(super) tag_of_list: Option<&'static str>,
    /// How late `GET /auth/time` is, in seconds.
    pub(super) late: i64,
    /// Whether the time can't be read.
    pub(super) timeless: bool,
    /// Which responses have a `Date`.
    pub(super) dated: Dated,
}

/// Which responses state the true time in `Date`.
#[derive(Clone, Copy, Default)]
pub(super) enum Dated {
    #[default]
    None,
    /// Those to requests of this kind, `jobs` or `outgoing`.
    Only(&'static str),
    All,
}

pub(super) struct Server {
    pub(super) time: Arc<FakeTime>,
    pub(super) lies: Mutex<Lies>,
    /// The tags that were sent.
    tags: Mutex<Vec<String>>,
    /// The targets of the lists of outgoing messages that were requested.
    listed: Mutex<Vec<String>>,
    /// The paths of the messages and jobs that were read.
    pub(super) read: Mutex<Vec<String>>,
}

impl Server {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.time.server(), 0).unwrap()
    }

    fn json(&self, kind: &str, body: &Value) -> Reply {
        let is_dated = match self.lies.lock().unwrap().dated {
            Dated::None => false,
            Dated::Only(one) => kind.starts_with(one),
            Dated::All => true,
        };
        let date = match is_dated {
            true => format!(
                "date: {}\r\n",
                self.now().format("%a, %d %b %Y %H:%M:%S GMT")
            ),
            false => String::new(),
        };
        Reply::new(200, &date, &body.to_string())
    }

    fn answer(&self, request: &Request) -> Reply {
        if request.path() == "/1.0/auth/time" {
            let (late, timeless) = {
                let lies = self.lies.lock().unwrap();
                (lies.late, lies.timeless)
            };
            if timeless {
                return Reply::new(502, "", "");
            }
            return self.json("time", &json!(self.time.server() - late));
        }
        let path = request.path().strip_prefix(SERVICE).unwrap();
        if request.method == "POST" {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let tag = body["tag"].as_str().unwrap().to_owned();
            self.tags.lock().unwrap().push(tag);
            let posts = &mut self.lies.lock().unwrap().posts;
            return match posts.is_empty() {
                true => Reply::new(502, "", "<html>Bad Gateway</html>"),
                false => posts.remove(0),
            };
        }
        let (kind, id) = path
            .trim_start_matches('/')
            .split_once('/')
            .unwrap_or((&path[1..], ""));
        let body = {
            let lies = self.lies.lock().unwrap();
            let items = if kind == "jobs" {
                &lies.jobs
            } else {
                &lies.outgoing
            };
            if id.is_empty() {
                if let Some(status) = lies.refused {
                    self.read.lock().unwrap().push(kind.to_owned());
                    return Reply::json(status, json!({ "message": "no" }));
                }
                if kind.starts_with("outgoing") {
                    self.listed.lock().unwrap().push(request.target.clone());
                }
                let listed = lies.tag_of_list.is_none_or(|tag| {
                    kind == "jobs" || request.target.contains(&format!("tag={tag}"))
                });
                let vanished = match kind {
                    "jobs" => &[][..],
                    _ => &lies.vanished_outgoing,
                };
                let ids = items
                    .iter()
                    .map(|(id, _)| *id)
                    .chain(lies.vanished.iter().chain(vanished).copied());
                let ids = ids.filter(|_| listed).map(Value::from);
                let odd = lies.odd.filter(|odd| kind.starts_with(odd));
                json!(ids.chain(odd.map(Value::from)).collect::<Vec<_>>())
            } else {
                self.read.lock().unwrap().push(format!("{kind}/{id}"));
                // No batch reads here.
                let item = items.iter().find(|(known, _)| known.to_string() == id);
                match item {
                    Some((id, item)) => {
                        let mut item = item.clone();
                        item["id"] = json!(id);
                        item
                    }
                    None => return Reply::json(404, json!({ "message": "no such object" })),
                }
            }
        };
        let tag = self
            .tags
            .lock()
            .unwrap()
            .first()
            .cloned()
            .unwrap_or_default();
        let text = body.to_string().replace("TAG", &tag);
        self.json(kind, &serde_json::from_str(&text).unwrap())
    }
}

pub(super) struct World {
    pub(super) server: Arc<Server>,
    pub(super) service: Service,
    pub(super) endpoint: String,
}

impl World {
    pub(super) async fn new(lies: Lies) -> Self {
        let time = FakeTime::new();
        let server = Arc::new(Server {
            time: Arc::clone(&time),
            lies: Mutex::new(lies),
            tags: Mutex::default(),
            listed: Mutex::default(),
            read: Mutex::default(),
        });
        let answering = Arc::clone(&server);
        let address = raw_server::start(move |request| answering.answer(&request)).await;
        let endpoint = format!("http://{address}/1.0");
        let service = service(&endpoint, time);
        Self {
            server,
            service,
            endpoint,
        }
    }

    pub(super) fn posts(&self) -> usize {
        self.server.tags.lock().unwrap().len()
    }
}

/// The account, by a new client.
pub(super) fn service(endpoint: &str, time: Arc<impl TimeSource>) -> Service {
    let client = Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::unsigned())
        .time_source(time)
        .build()
        .unwrap();
    client.service("sms-ab12345-1")
}

pub(super) fn report(result: Result<SendReport, Error>) -> SendReport {
    match result {
        Ok(report) => report,
        Err(error) => error.into_send_report().unwrap(),
    }
}

pub(super) fn message() -> Message {
    Message::transactional(TEXT).from("MyCompany").to(NUMBER)
}

pub(super) fn at(seconds: i64) -> String {
    let start = DateTime::from_timestamp(fake_time::START, 0).unwrap();
    (start + TimeDelta::seconds(seconds)).to_rfc3339()
}

/// The message as it would be listed, changed.
pub(super) fn item(change: Value) -> Value {
    let mut item = json!({
        "receiver": NUMBER, "message": TEXT, "tag": "TAG", "creationDatetime": at(0), "credits": 1.0,
    });
    for (name, value) in change.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

pub(super) fn evidence(report: &SendReport) -> Option<Evidence> {
    match report.receivers()[0].outcome {
        Outcome::Sent { evidence, .. } => Some(evidence),
        _ => None,
    }
}

#[tokio::test]
async fn a_message_that_was_never_forwarded_is_not_proved_by_another_item() {
    let table = [
        (
            "the message itself",
            item(json!({})),
            Some(Evidence::FoundOutgoing),
        ),
        (
            "with a STOP clause",
            item(json!({ "message": "Alerte\nSTOP:36111" })),
            Some(Evidence::FoundOutgoing),
        ),
        (
            "a message of last year",
            item(json!({ "tag": "old", "message": "Autre", "creationDatetime": at(-31_536_000) })),
            None,
        ),
        (
            "the same text of last year",
            item(json!({ "tag": "old", "creationDatetime": at(-31_536_000) })),
            None,
        ),
        (
            "our tag of last year",
            item(json!({ "creationDatetime": at(-31_536_000) })),
            None,
        ),
        (
            "our tag of next year",
            item(json!({ "creationDatetime": at(31_536_000) })),
            None,
        ),
        (
            "our tag without a date",
            item(json!({ "creationDatetime": null })),
            None,
        ),
        ("another tag", item(json!({ "tag": "theirs" })), None),
        ("another text", item(json!({ "message": "Autre" })), None),
        (
            "a text that only begins so",
            item(json!({ "message": "Alerte rouge" })),
            None,
        ),
        ("no text", item(json!({ "message": "" })), None),
        ("another receiver", item(json!({ "receiver": OTHER })), None),
        ("no receiver", item(json!({ "receiver": null })), None),
        (
            "no tag",
            item(json!({ "tag": null })),
            Some(Evidence::FoundAlike),
        ),
        (
            "no tag, of an hour ago",
            item(json!({ "tag": null, "creationDatetime": at(-3600) })),
            None,
        ),
        (
            "no tag, of an hour later",
            item(json!({ "tag": "", "creationDatetime": at(3600) })),
            None,
        ),
    ];
    for (what, item, expected) in table {
        let world = World::new(Lies {
            outgoing: vec![(7, item)],
            ..Lies::default()
        })
        .await;
        let sent = report(world.service.send(message()).await);
        assert_eq!(evidence(&sent), expected, "{what}");
        assert_eq!(
            sent.unknown().count(),
            usize::from(expected.is_none()),
            "{what}"
        );
        let certain = expected == Some(Evidence::FoundOutgoing);
        assert_eq!(
            sent.uncertain().count(),
            usize::from(!certain && expected.is_some()),
            "{what}"
        );
        assert_eq!(
            sent.credits_removed(),
            certain.then_some(1.into()),
            "{what}"
        );
        assert_eq!(world.posts(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_tag_of_the_users_proves_nothing_without_the_moment() {
    let table = [
        (
            "in the moment",
            0,
            0,
            Dated::All,
            Some(Evidence::FoundOutgoing),
        ),
        ("a minute before", -60, 0, Dated::All, None),
        ("five minutes after", 300, 0, Dated::All, None),
        ("a day after", 86_400, 0, Dated::All, None),
        // A cache keeps the time for 65 seconds: by that time, an older message looks current.
        ("by a late clock", -65, 65, Dated::All, None),
        ("by a late clock, without dates", -65, 65, Dated::None, None),
        ("in the moment, by a late clock", 0, 65, Dated::All, None),
    ];
    for (what, created, late, dated, expected) in table {
        let world = World::new(Lies {
            outgoing: vec![(7, item(json!({ "creationDatetime": at(created) })))],
            late,
            dated,
            ..Lies::default()
        });
        let world = world.await;
        let sending = world.service.send(message().tag("alert42"));
        let sent = report(
            sending
                .resend_if_absent_after(Duration::from_secs(30))
                .await,
        );
        assert_eq!(evidence(&sent), expected, "{what}");
        assert_eq!(
            sent.uncertain().count(),
            usize::from(expected.is_some()),
            "{what}"
        );
        assert_eq!(world.posts(), 1, "{what}");
    }
}

#[tokio::test]
async fn one_list_is_enough_to_contradict_a_late_clock() {
    for (dated, expected) in [
        (Dated::None, Some(Evidence::FoundOutgoing)),
        (Dated::Only("jobs"), None),
        (Dated::Only("outgoing"), None),
    ] {
        let world = World::new(Lies {
            outgoing: vec![(7, item(json!({ "creationDatetime": at(-65) })))],
            late: 65,
            dated,
            ..Lies::default()
        })
        .await;
        // The machine's clock agrees with the late one.
        world.server.time.set_wrong(-65);
        let sending = world.service.send(message().tag("alert42"));
        let sent = report(sending.lookup_timeout(Duration::ZERO).await);
        assert_eq!(evidence(&sent), expected);
    }
}

#[tokio::test]
async fn a_list_is_read_from_ten_minutes_before_the_request_and_by_a_random_tag_whole() {
    for (message, is_filtered) in [(message(), false), (message().tag("alert42"), true)] {
        let world = World::new(Lies::default()).await;
        let sending = world.service.send(message);
        let sent = report(sending.lookup_timeout(Duration::from_secs(60)).await);
        assert_eq!(sent.unknown().count(), 1);
        let listed = world.server.listed.lock().unwrap();
        assert!(listed.len() > 1, "it looks again");
        for target in listed.iter() {
            let address = format!("http://localhost{target}");
            let url = reqwest::Url::parse(&address).unwrap();
            let from = url
                .query_pairs()
                .find(|(name, _)| name == "creationDatetime.from");
            assert_eq!(from.is_some(), is_filtered, "{target}");
            if let Some((_, from)) = from {
                let from: DateTime<Utc> = from.parse().unwrap();
                let start: DateTime<Utc> = at(0).parse().unwrap();
                let before = (start - from).num_seconds();
                // A message with a clock that is a little off is listed too.
                assert!((600..=602).contains(&before), "{before} s before");
            }
        }
    }
}

#[tokio::test]
async fn a_negative_cost_is_not_counted() {
    let found = item(json!({ "credits": -5 }));
    let world = World::new(Lies {
        outgoing: vec![(7, found)],
        ..Lies::default()
    });
    let world = world.await;
    let sent = report(world.service.send(message()).await);
    assert_eq!(sent.ids().collect::<Vec<_>>(), [7]);
    assert_eq!(sent.credits_removed(), None);
}

#[tokio::test]
async fn a_pending_job_is_found_only_within_the_moment_and_proves_nothing() {
    for (created, found) in [(0, true), (-65, false), (-3600, false), (300, false)] {
        let job = item(json!({ "creationDatetime": at(created) }));
        let world = World::new(Lies {
            jobs: vec![(7, job)],
            ..Lies::default()
        })
        .await;
        let sent = report(world.service.send(message()).await);
        let expected = found.then_some(Evidence::FoundPending);
        assert_eq!(evidence(&sent), expected, "{created}");
        assert_eq!(sent.uncertain().count(), usize::from(found), "{created}");
        assert_eq!(sent.credits_removed(), None, "{created}");
    }
}

#[tokio::test]
async fn what_was_lost_is_sent_again_only_if_all_that_is_listed_was_read_and_is_something_else() {
    let theirs = || item(json!({ "tag": "theirs", "message": "Autre" }));
    let table = [
        ("nothing is listed", Lies::default(), 3),
        (
            "another message is listed",
            Lies {
                outgoing: vec![(7, theirs())],
                ..Lies::default()
            },
            3,
        ),
        (
            "an outgoing message vanished",
            Lies {
                vanished: vec![8],
                tag_of_list: Some("none"),
                ..Lies::default()
            },
            1,
        ),
        (
            "a job vanished",
            Lies {
                vanished: vec![8],
                ..Lies::default()
            },
            1,
        ),
        (
            "an element of the jobs is no id",
            Lies {
                odd: Some("jobs"),
                ..Lies::default()
            },
            1,
        ),
        (
            "an element of the messages is no id",
            Lies {
                odd: Some("outgoing"),
                ..Lies::default()
            },
            1,
        ),
        (
            "a message without a text",
            Lies {
                outgoing: vec![(7, item(json!({ "message": null })))],
                ..Lies::default()
            },
            1,
        ),
        (
            "a message without a date",
            Lies {
                outgoing: vec![(7, item(json!({ "tag": null, "creationDatetime": null })))],
                ..Lies::default()
            },
            1,
        ),
        (
            "a job of a minute before",
            Lies {
                jobs: vec![(7, item(json!({ "creationDatetime": at(-60) })))],
                ..Lies::default()
            },
            1,
        ),
        (
            "a job of an hour later",
            Lies {
                jobs: vec![(7, item(json!({ "creationDatetime": at(3600) })))],
                ..Lies::default()
            },
            1,
        ),
        (
            "a job of an hour before",
            Lies {
                jobs: vec![(7, item(json!({ "creationDatetime": at(-3600) })))],
                ..Lies::default()
            },
            3,
        ),
    ];
    for (what, lies, posts) in table {
        let world = World::new(lies).await;
        let sending = world.service.send(message());
        let sent = report(
            sending
                .resend_if_absent_after(Duration::from_secs(60))
                .await,
        );
        assert_eq!(sent.unknown().count(), 1, "{what}");
        // Sent again twice at most.
        assert_eq!(world.posts(), posts, "{what}");
    }
}

#[tokio::test]
async fn a_look_up_ends_at_a_refusal_that_would_be_repeated() {
    for (status, is_final) in [(403, true), (404, true), (503, false), (429, false)] {
        let world = World::new(Lies {
            refused: Some(status),
            ..Lies::default()
        })
        .await;
        let sent = report(world.service.send(message()).await);
        assert_eq!(sent.unknown().count(), 1, "{status}");
        let read = world.server.read.lock().unwrap();
        // A call that may be repeated is attempted four times, by each look-up.
        let expected = (is_final, !is_final);
        assert_eq!(
            (read.len() == 1, read.len() > 4),
            expected,
            "{status}: {read:?}"
        );
    }
}

#[tokio::test]
async fn a_list_that_is_too_long_to_read_is_not_read_whole() {
    let others =
        |count| (1..=count).map(|id| (id, item(json!({ "tag": "theirs", "message": "x" }))));
    for (count, posts) in [(1000, 2), (1001, 1)] {
        let world = World::new(Lies {
            outgoing: others(count).collect(),
            posts: vec![
                Reply::new(502, "", ""),
                Reply::json(200, json!({ "ids": [5000], "validReceivers": [NUMBER] })),
            ],
            ..Lies::default()
        });
        let world = world.await;
        // One look-up: the next one would read on.
        let sending = world
            .service
            .send(message())
            .resend_if_absent_after(Duration::ZERO);
        let sent = report(sending.await);
        assert_eq!(world.posts(), posts, "{count}");
        assert_eq!(sent.unknown().count(), usize::from(posts == 1), "{count}");
    }
}

#[tokio::test]
async fn a_report_is_believed_only_as_far_as_it_adds_up() {
    let sent = |id| Outcome::Sent {
        id,
        evidence: Evidence::Response,
    };
    let table = [
        (
            "both accepted",
            json!({ "ids": [1, 2], "validReceivers": [NUMBER, OTHER], "invalidReceivers": [] }),
            [sent(Some(1)), sent(Some(2))],
        ),
        (
            "one refused",
            json!({ "ids": [1], "validReceivers": [NUMBER], "invalidReceivers": [OTHER] }),
            [sent(Some(1)), Outcome::Invalid],
        ),
        (
            "both refused",
            json!({ "ids": [], "validReceivers": [], "invalidReceivers": [NUMBER, OTHER] }),
            [Outcome::Invalid, Outcome::Invalid],
        ),
        (
            "no ids",
            json!({ "validReceivers": [NUMBER, OTHER] }),
            [sent(None), sent(None)],
        ),
        (
            "ids alone",
            json!({ "ids": [1, 2] }),
            [sent(Some(1)), sent(Some(2))],
        ),
        (
            "another send's random tag",
            json!({ "ids": [1, 2], "validReceivers": [NUMBER, OTHER], "tag": "0123456789abcdef" }),
            [Outcome::Unknown; 2],
        ),
        (
            "a shortened tag",
            json!({ "ids": [1, 2], "validReceivers": [NUMBER, OTHER], "tag": "0123456789" }),
            [sent(Some(1)), sent(Some(2))],
        ),
        (
            "one left out",
            json!({ "ids": [1], "validReceivers": [NUMBER] }),
            [sent(Some(1)), Outcome::Unknown],
        ),
        (
            "one in both lists",
            json!({ "ids": [1, 2], "validReceivers": [NUMBER, OTHER], "invalidReceivers": [NUMBER] }),
            [Outcome::Unknown, sent(Some(2))],
        ),
        (
            "both in both lists",
            json!({ "ids": [], "validReceivers": [NUMBER, OTHER], "invalidReceivers": [NUMBER, OTHER] }),
            [Outcome::Unknown; 2],
        ),
        (
            "fewer ids",
            json!({ "ids": [1], "validReceivers": [NUMBER, OTHER] }),
            [sent(None), sent(None)],
        ),
        (
            "an empty list of ids",
            json!({ "ids": [], "validReceivers": [NUMBER, OTHER] }),
            [Outcome::Unknown; 2],
        ),
        (
            "more ids",
            json!({ "ids": [1, 2, 3], "validReceivers": [NUMBER, OTHER] }),
            [Outcome::Unknown; 2],
        ),
        (
            "the same id twice",
            json!({ "ids": [1, 1], "validReceivers": [NUMBER, OTHER] }),
            [Outcome::Unknown; 2],
        ),
        (
            "refused with ids",
            json!({ "ids": [1, 2], "validReceivers": [], "invalidReceivers": [NUMBER, OTHER] }),
            [Outcome::Unknown; 2],
        ),
        (
            "refused and billed",
            json!({ "ids": [], "validReceivers": [], "invalidReceivers": [NUMBER, OTHER], "totalCreditsRemoved": 2 }),
            [Outcome::Unknown; 2],
        ),
        (
            "a stranger accepted",
            json!({ "ids": [1, 2, 3], "validReceivers": [NUMBER, OTHER, "+33600000003"] }),
            [Outcome::Unknown; 2],
        ),
        (
            "a stranger refused",
            json!({ "ids": [1, 2], "validReceivers": [NUMBER, OTHER], "invalidReceivers": ["+33600000003"] }),
            [Outcome::Unknown; 2],
        ),
        (
            "of other receivers",
            json!({ "ids": [1, 2], "validReceivers": ["+33600000003", "+33600000004"] }),
            [Outcome::Unknown; 2],
        ),
        (
            "no receivers",
            json!({ "ids": [], "validReceivers": [], "invalidReceivers": [] }),
            [Outcome::Unknown; 2],
        ),
        ("nothing", json!({}), [Outcome::Unknown; 2]),
    ];
    for (what, body, expected) in table {
        let world = World::new(Lies {
            posts: vec![Reply::json(200, body)],
            ..Lies::default()
        })
        .await;
        let sending = world
            .service
            .send(message().to(OTHER))
            .lookup_timeout(Duration::ZERO);
        let result = sending.await;
        let unknown = expected.contains(&Outcome::Unknown);
        assert_eq!(result.is_err(), unknown, "{what}");
        let outcomes: Vec<Outcome> = report(result)
            .receivers()
            .iter()
            .map(|one| one.outcome)
            .collect();
        assert_eq!(outcomes, expected, "{what}");
        assert_eq!(world.posts(), 1, "{what}");
    }
}

/// The response may state the cost of one receiver or of both.
#[tokio::test]
async fn the_cost_is_unknown_after_a_report_that_contradicts_itself_about_some_receivers() {
    let both = [NUMBER, OTHER];
    let table = [
        (json!({ "validReceivers": both, "ids": [1, 2] }), Some(2)),
        (
            json!({ "validReceivers": both, "invalidReceivers": [NUMBER], "ids": [1, 2] }),
            None,
        ),
        (json!({ "validReceivers": [OTHER], "ids": [2] }), None),
    ];
    for (mut body, expected) in table {
        body["totalCreditsRemoved"] = json!(2);
        let world = World::new(Lies {
            posts: vec![Reply::json(200, body.clone())],
            outgoing: vec![(1, item(json!({})))],
            ..Lies::default()
        })
        .await;
        let sent = report(world.service.send(message().to(OTHER)).await);
        assert_eq!(
            sent.credits_removed(),
            expected.map(ovh_sms::Credits::from),
            "{body}"
        );
        let stored = serde_json::to_string(&sent).unwrap();
        let restored: SendReport = serde_json::from_str(&stored).unwrap();
        assert_eq!(restored.credits_removed(), sent.credits_removed());
    }
}

#[tokio::test]
async fn a_receiver_that_is_accepted_twice_has_two_messages() {
    let body = json!({ "ids": [1, 2], "validReceivers": [NUMBER, NUMBER] });
    let world = World::new(Lies {
        posts: vec![Reply::json(200, body)],
        ..Lies::default()
    })
    .await;
    let sent = world.service.send(message()).await.unwrap();
    assert_eq!(sent.ids().collect::<Vec<_>>(), [1]);
    assert_eq!(sent.sent_twice(), [(NUMBER.parse().unwrap(), 2)]);
}

#[tokio::test]
async fn a_report_that_was_given_before_proves_no_second_message() {
    let body = || Reply::json(200, json!({ "ids": [1], "validReceivers": [NUMBER] }));
    let world = World::new(Lies {
        posts: vec![body(), body()],
        ..Lies::default()
    })
    .await;
    assert!(world.service.send(message()).await.is_ok());
    let second = world
        .service
        .send(message())
        .lookup_timeout(Duration::ZERO)
        .await;
    assert_eq!(report(second).unknown().count(), 1);
}

#[tokio::test]
async fn a_tag_that_the_service_changed_is_what_the_rest_is_found_by() {
    let accepted = json!({ "ids": [1], "validReceivers": [NUMBER], "tag": "changed" });
    let lost = item(json!({ "receiver": OTHER, "tag": "changed" }));
    // The second request is lost; the service lists its message by the tag that it made.
    let world = World::new(Lies {
        posts: vec![Reply::json(200, accepted)],
        outgoing: vec![(2, lost)],
        tag_of_list: Some("changed"),
        ..Lies::default()
    });
    let world = world.await;
    let sent = world
        .service
        .send(message().to(OTHER))
        .chunk(1)
        .await
        .unwrap();
    assert_eq!(sent.tag(), "changed");
    assert_eq!(sent.ids().collect::<Vec<_>>(), [1, 2]);
    let uncertain: Vec<String> = sent.uncertain().map(|number| number.to_string()).collect();
    assert_eq!(uncertain, [OTHER], "another message may have that tag");
    let tags = world.server.tags.lock().unwrap();
    assert_eq!(tags[0], tags[1], "what was asked for is asked for again");
}
