//! The HTTP backend of a client: everything passes through it, and its errors count.

use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex};

use http::Response;
use ovh_sms::error::{ConnectionError, ConnectionProblem};
use ovh_sms::{Client, Credentials, Exchange, HttpBackend, Retry};

/// Fails every request for one reason, and counts them.
#[derive(Debug)]
struct Failing {
    problem: ConnectionProblem,
    requests: Mutex<Vec<String>>,
}

impl HttpBackend for Failing {
    fn execute(&self, request: reqwest::Request) -> Exchange {
        let path = request.url().path().to_owned();
        self.requests.lock().unwrap().push(path.clone());
        let problem = self.problem;
        Box::pin(async move {
            if path.ends_with("/auth/time") {
                return Ok(Response::new("1764150000").into());
            }
            let source = io::Error::other("simulated");
            Err(ConnectionError::new(problem, source))
        })
    }
}

fn client(backend: &Arc<Failing>) -> Client {
    let keys = Credentials::application_key(
        "7kbG7Bk7S9Nt7ZSV",
        "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
        "consumer0key",
    );
    Client::builder()
        .credentials(keys.unwrap())
        .options(ovh_sms::Options::new().retry(Retry::default()))
        .http_backend(Arc::<Failing>::clone(backend))
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_problem_of_the_backend_decides_what_is_repeated() {
    for (problem, posts, sent) in [
        (ConnectionProblem::Refused, true, false),
        (ConnectionProblem::Dns, true, false),
        (ConnectionProblem::Lost, false, true),
        (ConnectionProblem::Timeout, false, true),
        (ConnectionProblem::LostInResponse, false, true),
    ] {
        let backend = Arc::new(Failing {
            problem,
            requests: Mutex::default(),
        });
        let service = client(&backend).service("sms-ab12345-1");
        let error = service.api().jobs_create("Bonjour").await.unwrap_err();
        assert_eq!(error.may_have_been_sent(), sent, "{problem}");
        let requests = backend.requests.lock().unwrap();
        let jobs = requests.iter().filter(|path| path.ends_with("/jobs"));
        assert_eq!(jobs.count() > 1, posts, "{problem}: {requests:?}");
        assert_eq!(error.source().unwrap().to_string(), "simulated");
    }
}
