//! A local server with prepared responses.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A response.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// The body breaks off here, although its full length was stated.
    pub cut: Option<usize>,
}

impl Answer {
    pub fn json(text: &str) -> Answer {
        Answer {
            status: 200,
            headers: vec![("content-type", "application/json".to_owned())],
            body: text.as_bytes().to_vec(),
            cut: None,
        }
    }

    pub fn status(status: u16) -> Answer {
        Answer {
            status,
            ..Answer::json("{\"message\":\"no\"}")
        }
    }

    pub fn redirect(to: &str) -> Answer {
        Answer {
            headers: vec![("location", to.to_owned())],
            ..Answer::status(302)
        }
    }

    pub fn gzip(text: &str) -> Answer {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        let mut answer = Answer::json("");
        answer.body = encoder.finish().unwrap();
        answer.headers.push(("content-encoding", "gzip".to_owned()));
        answer
    }
}

/// The server; it stops with the test.
pub struct Server {
    pub url: String,
    pub asked: Arc<Mutex<Vec<String>>>,
}

/// Serves responses by path, in order; the last one is repeated.
pub fn serve(plays: Vec<(&str, Vec<Answer>)>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = asked.clone();
    let mut plays: HashMap<String, Vec<Answer>> = plays
        .into_iter()
        .map(|(path, answers)| (path.to_owned(), answers))
        .collect();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut first = String::new();
            if reader.read_line(&mut first).is_err() || first.is_empty() {
                continue;
            }
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
            log.lock().unwrap().push(path.clone());
            let answer = match plays.get_mut(&path) {
                Some(answers) if answers.len() > 1 => answers.remove(0),
                Some(answers) => answers[0].clone(),
                None => Answer::status(404),
            };
            let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", answer.status);
            head.push_str(&format!("content-length: {}\r\n", answer.body.len()));
            for (name, value) in &answer.headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str("\r\n");
            let end = answer.cut.unwrap_or(answer.body.len());
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&answer.body[..end]);
        }
    });
    Server { url, asked }
}
