//! Calls every operation of the description once, in a meaningful order: most change something that
//! a later call sees, and every response is checked against the description.

#![cfg(feature = "sandbox")]

use crate::sandbox::support as sandbox_support;
use crate::sandbox::support::generated_client;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::sandbox::support::{Client, account, builder};
use ovh_sms::sandbox::{Outcome, Sandbox};
use serde_json::{Value, json};

const CSV: &str = "number;prenom\n+33600000000;Léa\n+33600000001;Tom\n";
const NUMBER: &str = "/virtualNumbers/%2B33639980001";

struct Tour {
    sandbox: Sandbox,
    client: Client,
}

impl Tour {
    async fn upload(&self, name: &str, text: &str) -> String {
        let document = self
            .client
            .post(
                "/me/document",
                json!({"name": name, "tags": [{"key": "a", "value": "b"}]}),
            )
            .await;
        let url = document["putUrl"].as_str().unwrap();
        let put = self
            .client
            .http
            .put(url)
            .body(text.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(put.status(), 201);
        document["id"].as_str().unwrap().to_owned()
    }

    async fn pass(&self, seconds: u64) {
        self.sandbox.advance(Duration::from_secs(seconds));
    }

    async fn auth(&self) {
        let c = &self.client;
        assert!(c.get("/auth/time").await.as_i64().unwrap() > 1_700_000_000);
        assert_eq!(c.get("/auth/details").await["method"], "account");
        assert_eq!(
            c.get("/auth/currentCredential").await["status"],
            "validated"
        );
        assert!(c.ok("POST", "/auth/token", None).await["token"].is_string());
        let asked = c
            .post(
                "/auth/credential",
                json!({"accessRules": [{"method": "GET", "path": "/sms"}]}),
            )
            .await;
        let mut own = c.clone();
        own.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
        assert!(self.sandbox.accept_consumer_key(&own.consumer));
        own.get("/sms").await;
        own.ok("POST", "/auth/logout", None).await;
        assert_eq!(own.refused("GET", "/sms", None).await.0, 403);
    }

    async fn customer(&self) {
        let c = &self.client;
        assert!(self.sandbox.tag_service("sms-ab12345-1", "env", "prod"));
        assert_eq!(c.get("/sms?iamTags=%7B%22env%22:[%7B%22operator%22:%22EQ%22,%22value%22:%22prod%22%7D]%7D").await, json!(["sms-ab12345-1"]));
        assert_eq!(c.get("/sms").await.as_array().unwrap().len(), 3);
        assert_eq!(
            c.post(
                "/sms/estimate",
                json!({"message": "ça", "noStopClause": false, "senderType": "alpha"})
            )
            .await,
            json!({"characters": 2, "charactersClass": "unicode", "maxCharactersPerPart": 59, "parts": 1})
        );
        assert_eq!(c.get("/sms/ptts?ptt=4").await["description"], "Delivered");
        assert_eq!(
            c.get("/sms/rates/destinations?country=gb").await["credit"],
            0.5
        );
        let packs = c.get("/sms/rates/packs?country=gb&billingCountry=fr").await;
        let packs = packs.as_array().unwrap();
        for (pack, next) in packs.iter().zip(packs.iter().skip(1)) {
            for unit in ["credit", "sms"] {
                // The upper bound is exclusive.
                assert_eq!(
                    pack[format!("{unit}QuantityMax")],
                    next[format!("{unit}QuantityMin")]
                );
            }
        }
        let last = packs.last().unwrap();
        assert_eq!(last["creditQuantityMax"], json!(null));
        assert_eq!(last["creditQuantityMin"], 1_000_000);
        assert_eq!(c.get("/sms/virtualNumbers").await, json!(["+33639980001"]));
        assert_eq!(
            c.get("/sms/virtualNumbers/0033639980001").await["countryCode"],
            "fr"
        );
        for path in [
            format!("/sms{NUMBER}/serviceInfos"),
            account("/serviceInfos"),
        ] {
            c.put(&path, json!({"renew": {"automatic": false}})).await;
            assert_eq!(c.get(&path).await["renew"]["automatic"], false);
        }
        c.put(&account(""), json!({"description": "mine"})).await;
        assert_eq!(c.get(&account("")).await["description"], "mine");
        c.post(
            &account("/transferCredits"),
            json!({"credits": 0.5, "smsAccountTarget": "sms-ab12345-2"}),
        )
        .await;
        assert_eq!(c.get("/sms/sms-ab12345-2").await["creditsLeft"], 1000.5);
        assert_eq!(
            c.get(&account("/exceptions?receiver=%2B12025550100")).await[0]["restrictionCode"],
            "ALPHA"
        );
        assert_eq!(
            c.get(&account(
                "/seeOffers?countryCurrencyPrice=fr&countryDestination=fr&quantity=1000"
            ))
            .await[0]["quantity"],
            1000
        );
    }

    async fn documents(&self) {
        let c = &self.client;
        let id = self.upload("a.csv", CSV).await;
        assert_eq!(c.get("/me/document").await, json!([id]));
        let document = c.get(&format!("/me/document/{id}")).await;
        assert_eq!(document["size"], CSV.len());
        let got = c
            .http
            .get(document["getUrl"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert_eq!(got, CSV);
        c.put(
            &format!("/me/document/{id}"),
            json!({"expirationDate": "2027-01-01T00:00:00Z"}),
        )
        .await;
        assert!(c.get(&format!("/me/document/{id}")).await["expirationDate"].is_string());
        c.post(
            "/me/document/cors",
            json!({"origin": "http://localhost:3000"}),
        )
        .await;
        c.delete(&format!("/me/document/{id}")).await;
        assert_eq!(c.get("/me/document").await, json!([]));
    }

    async fn senders(&self) {
        let c = &self.client;
        assert_eq!(
            c.get(&account("/sendersAvailableForValidation?referer=domain"))
                .await[0]["sender"],
            "example.com"
        );
        c.post(&account("/senders"), json!({"sender": "+33600000009"}))
            .await;
        let code = self.sandbox.phone("+33600000009").inbox()[0]
            .text
            .rsplit(' ')
            .next()
            .unwrap()
            .to_owned();
        let path = account("/senders/+33600000009");
        c.post(&format!("{path}/validate"), json!({ "code": code }))
            .await;
        let document = c
            .post(&format!("{path}/documents"), json!({"name": "kbis.pdf"}))
            .await;
        c.http
            .put(document["putUrl"].as_str().unwrap())
            .body("pdf")
            .send()
            .await
            .unwrap();
        let one = format!(
            "{path}/documents/{}",
            document["documentID"].as_str().unwrap()
        );
        assert_eq!(
            c.get(&format!("{path}/documents")).await,
            json!([document["documentID"]])
        );
        c.put(&one, json!({"description": "Extract", "name": "k.pdf"}))
            .await;
        let read = c.get(&one).await;
        assert_eq!(
            (&read["size"], &read["description"], &read["putUrl"]),
            (&json!(3), &json!("Extract"), &json!(null))
        );
        c.put(&path, json!({"status": "disable", "description": "old"}))
            .await;
        assert_eq!(c.get(&path).await["status"], "disable");
        c.delete(&path).await;
        assert_eq!(c.get(&account("/senders")).await, json!(["SANDBOX"]));
    }

    async fn lists(&self) {
        let c = &self.client;
        let id = self.upload("list.csv", CSV).await;
        for prefix in ["", "/users/bob"] {
            if prefix.is_empty() {
                c.post(
                    &account("/users"),
                    json!({"login": "bob", "password": "abcd1234"}),
                )
                .await;
            }
            let base = account(&format!("{prefix}/receivers"));
            let slot = c.post(&base, json!({"autoUpdate": false, "description": "all", "slotId": 1, "documentId": id})).await;
            assert_eq!(slot["records"], 2);
            assert_eq!(c.get(&base).await, json!([1]));
            c.put(&format!("{base}/1"), json!({"description": "mine"}))
                .await;
            assert_eq!(c.get(&format!("{base}/1")).await["description"], "mine");
            assert_eq!(c.get(&format!("{base}/1/csv")).await, CSV);
            let price = c
                .post(
                    &format!("{base}/1/clean"),
                    json!({"freemium": false, "priceOnly": true}),
                )
                .await;
            assert_eq!(price, json!({"taskId": 0, "totalCreditsRemoved": 0.2}));
            self.sandbox.phone("+33600000001").outcome(Outcome::Invalid);
            let clean = c
                .post(
                    &format!("{base}/1/clean"),
                    json!({"freemium": false, "priceOnly": false}),
                )
                .await;
            assert_eq!(
                c.get(&account("/task?status=todo")).await,
                json!([clean["taskId"]])
            );
            self.pass(60).await;
            assert_eq!(
                c.get(&account(&format!("/task/{}", clean["taskId"]))).await["status"],
                "done"
            );
            assert_eq!(c.get(&format!("{base}/1")).await["records"], 1);
            self.sandbox
                .phone("+33600000001")
                .outcome(Outcome::Delivered);
        }
        let merged = json!({"message": "Bonjour #prenom#", "receiversSlotId": "1", "tag": "merge"});
        let report = c.post(&account("/jobs"), merged).await;
        assert_eq!(
            c.get(&account(&format!("/outgoing/{}", report["ids"][0])))
                .await["message"],
            "Bonjour Léa"
        );
        c.delete(&account("/receivers/1")).await;
        c.delete(&account("/users/bob/receivers/1")).await;
        assert_eq!(c.get(&account("/receivers")).await, json!([]));
    }

    /// Jobs, outgoing and incoming of the account, a user or a virtual number.
    async fn messages(&self, prefix: &str) {
        let c = &self.client;
        let base = account(prefix);
        let mut body = json!({"message": "Oui ou non ?", "receivers": ["+33600000000"], "tag": format!("t{}", prefix.len())});
        if !prefix.starts_with("/virtual") {
            body["senderForResponse"] = json!(true);
        }
        let report = c.post(&format!("{base}/jobs"), body.clone()).await;
        let id = &report["ids"][0];
        assert_eq!(
            c.get(&format!(
                "{base}/outgoing?tag={}",
                body["tag"].as_str().unwrap()
            ))
            .await,
            json!([id])
        );
        self.pass(2).await;
        assert_eq!(
            c.get(&format!("{base}/outgoing/{id}")).await["deliveryReceipt"],
            1
        );
        assert!(c.get(&format!("{base}/outgoing/{id}/hlr")).await["operator"].is_string());
        assert!(self.sandbox.phone("+33600000000").reply("oui"));
        let incoming = c
            .get(&format!(
                "{base}/incoming?sender=%2B33600000000&tag={}",
                body["tag"].as_str().unwrap()
            ))
            .await;
        let path = format!("{base}/incoming/{}", incoming[0]);
        assert_eq!(c.get(&path).await["message"], "oui");
        c.delete(&path).await;
        assert_eq!(c.get(&format!("{base}/incoming")).await, json!([]));
        c.delete(&format!("{base}/outgoing/{id}")).await;
        body["differedPeriod"] = json!(60);
        let id = c.post(&format!("{base}/jobs"), body).await["ids"][0].clone();
        assert_eq!(c.get(&format!("{base}/jobs")).await, json!([id]));
        assert_eq!(
            c.get(&format!("{base}/jobs/{id}")).await["differedDelivery"],
            60
        );
        c.delete(&format!("{base}/jobs/{id}")).await;
        assert_eq!(c.get(&format!("{base}/jobs")).await, json!([]));
    }

    async fn users(&self) {
        let c = &self.client;
        assert_eq!(c.get(&account("/users")).await, json!(["bob"]));
        let before = c.get(&account("")).await["creditsLeft"].as_f64().unwrap();
        c.put(&account("/users/bob"), json!({"quotaInformations": {"quotaLeft": 150, "quotaStatus": "active"}, "callBack": ""})).await;
        let service = c.get(&account("")).await;
        assert_eq!(service["creditsLeft"].as_f64().unwrap(), before - 150.0);
        assert_eq!(
            (
                &service["creditsHoldByQuota"],
                &service["userQuantityWithQuota"]
            ),
            (&json!(150), &json!(1))
        );
        self.messages("/users/bob").await;
        assert_eq!(
            c.get(&account("/users/bob")).await["quotaInformations"]["quotaLeft"],
            148,
            "a message and a reply cost a credit each"
        );
        let export = c
            .get(&account("/users/bob/document?wayType=outgoing"))
            .await;
        self.pass(1).await;
        assert!(
            c.get(&format!("/me/document/{}", export.as_str().unwrap()))
                .await["size"]
                .as_i64()
                .unwrap()
                > 0
        );
        c.delete(&account("/users/bob")).await;
        assert_eq!(c.get(&account("")).await["creditsHoldByQuota"], 0);
    }

    async fn numbers(&self) {
        let c = &self.client;
        assert_eq!(
            c.get(&account("/virtualNumbers")).await,
            json!(["+33639980001"])
        );
        assert_eq!(c.get(&account(NUMBER)).await["number"], "+33639980001");
        let opened = c
            .ok("POST", &account(&format!("{NUMBER}/chatAccess")), None)
            .await;
        assert_eq!(
            c.get(&account(&format!("{NUMBER}/chatAccess"))).await,
            opened
        );
        c.delete(&account(&format!("{NUMBER}/chatAccess"))).await;
        assert_eq!(
            c.refused("GET", &account(&format!("{NUMBER}/chatAccess")), None)
                .await
                .0,
            404
        );
        self.messages(NUMBER).await;
    }

    async fn stop(&self) {
        let c = &self.client;
        let id = c
            .post(
                &account("/jobs"),
                json!({"message": "Soldes", "receivers": ["+33600000000"]}),
            )
            .await["ids"][0]
            .clone();
        self.pass(2).await;
        assert!(self.sandbox.phone("+33600000000").stop());
        assert_eq!(
            c.get(&account(&format!("/blacklists?smsOutgoingID={id}")))
                .await,
            json!(["+33600000000"])
        );
        assert_eq!(
            c.get(&account("/blacklists/%2B33600000000")).await["smsOutgoingID"],
            id
        );
        let again = c
            .post(
                &account("/jobs"),
                json!({"message": "Soldes", "receivers": ["+33600000000"]}),
            )
            .await;
        assert_eq!(again["invalidReceivers"], json!(["+33600000000"]));
        c.delete(&account("/blacklists/%2B33600000000")).await;
        assert_eq!(c.get(&account("/blacklists")).await, json!([]));
    }

    async fn batches(&self) {
        let c = &self.client;
        let path = account("/batches");
        let batch = c.post(&path, json!({"name": "one", "message": "Bonjour", "from": "SANDBOX", "to": ["+33600000000", "06"]})).await;
        assert_eq!(
            (&batch["status"], &batch["totalRecords"]),
            (&json!("PENDING"), &json!(2))
        );
        let one = format!("{path}/{}", batch["id"].as_str().unwrap());
        self.pass(5).await;
        let batch = c.get(&one).await;
        assert_eq!(
            (&batch["status"], &batch["errors"][0]["receiver"]),
            (&json!("COMPLETED"), &json!("06"))
        );
        let statistics = c.get(&format!("{one}/statistics")).await;
        assert_eq!(
            (&statistics["delivered"], &statistics["credits"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(
            c.get(&account(&format!(
                "/outgoing?batchID={}",
                batch["id"].as_str().unwrap()
            )))
            .await
            .as_array()
            .unwrap()
            .len(),
            1
        );
        assert_eq!(c.put(&one, json!({"name": "two"})).await["name"], "two");
        assert_eq!(c.get(&path).await[0]["name"], "two");
        let late = c.post(&path, json!({"message": "Bonjour", "senderForResponse": true, "to": ["+33600000000"], "deferred": (self.sandbox.now() + Duration::from_secs(3600)).to_rfc3339()})).await;
        self.pass(5).await;
        let second = format!("{path}/{}", late["id"].as_str().unwrap());
        assert_eq!(c.get(&second).await["status"], "INSERTED");
        assert_eq!(c.get(&account("/jobs")).await.as_array().unwrap().len(), 1);
        assert_eq!(
            c.ok("POST", &format!("{second}/cancel"), None).await["status"],
            "TO_CANCEL"
        );
        self.pass(5).await;
        assert_eq!(c.get(&second).await["status"], "CANCELED");
        assert_eq!(c.get(&account("/jobs")).await, json!([]));
        c.delete(&second).await;
        assert_eq!(
            c.refused("POST", &format!("{one}/cancel"), None).await.0,
            409
        );
    }

    async fn history(&self) {
        let c = &self.client;
        let export = c
            .get(&account("/document?wayType=outgoing&tag=merge"))
            .await;
        let path = format!("/me/document/{}", export.as_str().unwrap());
        assert_eq!(c.get(&path).await["size"], 0);
        self.pass(1).await;
        let url = c.get(&path).await["getUrl"].as_str().unwrap().to_owned();
        let text = c.http.get(url).send().await.unwrap().text().await.unwrap();
        assert!(text.starts_with("id;date;sender;receiver;ptt;operatorCode;descriptionDlr;tag;message;sentAt;deliveredAt\n"));
        // One message of two lines: the text and the STOP clause.
        assert_eq!(text.matches("\"merge\"").count(), 1, "{text}");
        assert_eq!(text.lines().count(), 3, "{text}");
    }

    async fn lookups(&self) {
        let c = &self.client;
        let report = c
            .post(
                &account("/hlr"),
                json!({"receivers": ["+33600000000", "x"]}),
            )
            .await;
        assert_eq!(report["totalCreditsRemoved"], 0.1);
        let path = account(&format!("/hlr/{}", report["ids"][0]));
        assert_eq!(c.get(&path).await["status"], "todo");
        self.pass(2).await;
        let lookup = c.get(&path).await;
        assert_eq!(
            (&lookup["status"], &lookup["valid"]),
            (&json!("done"), &json!(true))
        );
        assert_eq!(
            c.get(&format!("{path}/operator")).await["countryCode"],
            "33"
        );
        assert_eq!(c.get(&account("/hlr")).await, report["ids"]);
    }

    async fn phonebooks(&self) {
        let c = &self.client;
        let key = c
            .post(&account("/phonebooks"), json!({"name": "Clients"}))
            .await;
        let book = account(&format!("/phonebooks/{}", key.as_str().unwrap()));
        c.put(&book, json!({"name": "Friends"})).await;
        assert_eq!(c.get(&book).await["name"], "Friends");
        assert_eq!(c.get(&account("/phonebooks")).await, json!([key]));
        let contacts = format!("{book}/phonebookContact");
        let id = c.post(&contacts, json!({"group": "a", "name": "Léa", "surname": "Martin", "homeMobile": "+33600000000"})).await;
        c.put(
            &format!("{contacts}/{id}"),
            json!({"workPhone": "+33100000000", "homeMobile": null}),
        )
        .await;
        let contact = c.get(&format!("{contacts}/{id}")).await;
        assert_eq!(
            (&contact["homeMobile"], &contact["workPhone"]),
            (&json!(null), &json!("+33100000000"))
        );
        let export = c.get(&format!("{book}/export?format=csv")).await;
        assert_eq!(export["status"], "todo");
        self.pass(1).await;
        let export = c.get(&format!("{book}/export?format=csv")).await;
        assert_eq!(export["status"], "done");
        let text = c
            .http
            .get(export["url"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        // Contacts with accents are not imported.
        let row = text.lines().last().unwrap().replace("Léa", "Lea");
        let text = format!("{text}{row}\n");
        let document = self.upload("contacts.csv", &text).await;
        assert_eq!(
            c.post(&format!("{book}/import"), json!({ "documentId": document }))
                .await["status"],
            "todo"
        );
        self.pass(1).await;
        assert_eq!(c.get(&contacts).await.as_array().unwrap().len(), 2);
        c.delete(&format!("{contacts}/{id}")).await;
        assert_eq!(c.get(&contacts).await.as_array().unwrap().len(), 1);
        c.delete(&book).await;
        assert_eq!(c.get(&account("/phonebooks")).await, json!([]));
    }

    async fn templates(&self) {
        let c = &self.client;
        let base = account("/templatesControl");
        c.post(&base, json!({"activity": "authentification", "message": "Code #CODE#", "name": "code", "description": "d", "reason": "r"})).await;
        assert_eq!(c.get(&base).await, json!(["code"]));
        assert!(
            self.sandbox
                .review_template("sms-ab12345-1", "code", Some("Unclear"))
        );
        assert_eq!(c.get(&format!("{base}/code")).await["comment"], "Unclear");
        c.post(
            &format!("{base}/code/relaunchValidation"),
            json!({"message": "Your code is #CODE#", "description": "d"}),
        )
        .await;
        self.pass(25 * 3600).await;
        assert_eq!(c.get(&format!("{base}/code")).await["status"], "enable");
        let body = json!({"message": "Your code is 1234", "receivers": ["+12025550100"], "noStopClause": true});
        let good = c.post(&account("/jobs"), body).await["ids"][0].clone();
        let body = json!({"message": "Hello", "receivers": ["+12025550100"], "noStopClause": true});
        let bad = c.post(&account("/jobs"), body).await["ids"][0].clone();
        self.pass(2).await;
        assert_eq!(
            c.get(&account(&format!("/outgoing/{good}"))).await["ptt"],
            4
        );
        assert_eq!(
            c.get(&account(&format!("/outgoing/{bad}"))).await["ptt"],
            1999
        );
        c.put(
            &format!("{base}/code"),
            json!({"description": "new", "status": "disable"}),
        )
        .await;
        assert_eq!(c.get(&format!("{base}/code")).await["status"], "disable");
        c.delete(&format!("{base}/code")).await;
    }

    async fn smpp(&self) {
        let c = &self.client;
        let base = "/sms/smpp-ab12345-1/smpp";
        assert_eq!(
            c.get(&format!("{base}/settings")).await["status"],
            "WAITING_IP"
        );
        let allowed = c
            .put(
                &format!("{base}/allowedIPs"),
                json!({"action": "add", "ips": ["192.0.2.1", "2001:db8::1"]}),
            )
            .await;
        assert_eq!(allowed, json!(["192.0.2.1", "2001:db8::1"]));
        self.pass(1).await;
        assert_eq!(
            c.get(&format!("{base}/settings")).await["status"],
            "SUCCESS"
        );
        c.put(
            &format!("{base}/allowedIPs"),
            json!({"action": "remove", "ips": ["192.0.2.1"]}),
        )
        .await;
        assert_eq!(
            c.get(&format!("{base}/allowedIPs")).await,
            json!(["2001:db8::1"])
        );
        c.ok("POST", &format!("{base}/password"), None).await;
        assert_eq!(
            c.refused("GET", &account("/smpp/settings"), None).await.0,
            403
        );
    }
}

#[tokio::test]
async fn all_operations_answer_as_described() {
    travel(|_| ()).await;
}

/// Returns a recorded response without times and without what depends on the port and the time of
/// the day.
fn timeless(note: &str, sandbox: &Sandbox) -> String {
    let mut text = note.replace(&sandbox.origin(), "");
    if note.starts_with("GET /auth/time ") {
        text.truncate(text.rfind(' ').unwrap());
    }
    let is_time = |word: &str| {
        word.len() >= 20
            && word.is_ascii()
            && word
                .get(..10)
                .is_some_and(|date| date.parse::<chrono::NaiveDate>().is_ok())
    };
    text.split('"')
        .map(|word| if is_time(word) { "time" } else { word })
        .collect::<Vec<_>>()
        .join("\"")
}

#[tokio::test]
async fn the_same_seed_and_the_same_calls_get_the_same_answers_of_all_operations() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let notes = Arc::new(Mutex::new(Vec::new()));
        let tour = travel(|client| client.notes = Some(Arc::clone(&notes))).await;
        let notes = std::mem::take(&mut *notes.lock().unwrap());
        assert!(notes.len() > 136, "{}", notes.len());
        let timeless = notes.iter().map(|note| timeless(note, &tour.sandbox));
        runs.push(timeless.collect::<Vec<_>>());
    }
    for (one, other) in runs[0].iter().zip(&runs[1]) {
        assert_eq!(one, other);
    }
    assert_eq!(runs[0].len(), runs[1].len());
}

#[tokio::test]
async fn all_operations_answer_the_generated_client() {
    // The same calls as users make.
    let way: sandbox_support::Way =
        |client, method, path, body| Box::pin(generated_client::ok(client, method, path, body));
    travel(|client| client.way = Some(way)).await;
}

/// Runs the whole tour with a client configured by `prepare`.
async fn travel(prepare: impl FnOnce(&mut Client)) -> Tour {
    let sandbox = builder()
        .service("sms-ab12345-1")
        .service("sms-ab12345-2")
        .service("smpp-ab12345-1")
        // The clock moves where the tour moves it, however slow the machine is.
        .speed(0.0)
        .start()
        .await
        .unwrap();
    let mut client = Client::new(&sandbox);
    prepare(&mut client);
    let tour = Tour { sandbox, client };
    tour.auth().await;
    tour.customer().await;
    tour.documents().await;
    tour.senders().await;
    tour.lists().await;
    tour.messages("").await;
    tour.users().await;
    tour.numbers().await;
    tour.stop().await;
    tour.batches().await;
    tour.history().await;
    tour.lookups().await;
    tour.phonebooks().await;
    tour.templates().await;
    tour.smpp().await;

    let called: BTreeSet<String> = tour
        .sandbox
        .requests()
        .into_iter()
        .filter(|request| request.status == 200)
        .filter_map(|request| request.operation)
        .collect();
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/openapi.json"));
    let description: Value = serde_json::from_str(text).unwrap();
    let all: BTreeSet<String> = description["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(all.len(), 136);
    assert_eq!(
        all.difference(&called).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    tour
}
