//! `ovh-sms api --raw`: calls any operation of OVHcloud's API, by its method and its path.

use ovh_sms::reqwest::{Method, Url};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::call::{Called, finish, show};
use super::names::SERVICE;
use super::{Raw, body};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Sends the request, and prints the response.
pub(super) async fn run(raw: &Raw, global: &Global) -> Result<u8, Failure> {
    let text = raw.raw.as_deref().unwrap_or_default();
    let request = Request::parse(text)
        .map_err(|problem| Failure::usage(format!("Nothing was sent: {problem}")))?;
    let body: Option<Value> = raw.body.as_deref().map(body::read).transpose()?;
    let called = Called::of(request.has_service, global).await?;
    let mut call = called
        .client()
        .request(request.method.clone(), request.template.clone())?;
    if let Called::Account(account) = &called {
        call = call.path(SERVICE, account.service.name());
    }
    for (name, value) in request.values {
        call = call.path(name, value);
    }
    for (name, value) in request.query {
        call = call.query(name, value);
    }
    if let Some(body) = &body {
        call = call.body(body.clone());
    }
    if raw.spend.dry_run {
        return show(call, body, global);
    }
    let is_read = request.method == Method::GET;
    if !is_read && !global.sandbox {
        // Nothing is known about the operation: it may order something, or delete it.
        raw.spend.allow(None)?;
    }
    finish(call, is_read, global).await
}

/// A request: its path as a template, and the values of its parameters.
#[derive(Debug, PartialEq)]
struct Request {
    method: Method,
    template: String,
    /// Values of segments that are percent-encoded, by the names in the template.
    values: Vec<(String, String)>,
    query: Vec<(String, String)>,
    /// Whether the account's name is to be filled in.
    has_service: bool,
}

/// A segment with so many digits may be a phone number.
const LOGGED: usize = 5;

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
];

impl Request {
    /// Reads `POST /order/sms/{serviceName}/credits?x=1`.
    fn parse(text: &str) -> Result<Request, String> {
        let (method, target) = text.trim().split_once(char::is_whitespace).ok_or(
            "write the method and the path of the request, as in \"GET /me/api/credential\".",
        )?;
        let known = METHODS
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(method));
        let method = known.ok_or_else(|| {
            format!(
                "\"{}\" is not a method: use GET, POST, PUT, PATCH or DELETE.",
                output::plain(method)
            )
        })?;
        let target = target.trim();
        if !target.starts_with('/') {
            return Err(
                "the path must begin with a slash, without the address of the API.".to_owned(),
            );
        }
        if target.contains('#') {
            return Err("the path contains `#`: write %23 if it is a part of a name.".to_owned());
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request {
            method,
            template: String::new(),
            values: Vec::new(),
            query: pairs(query)?,
            has_service: false,
        };
        for segment in path.split('/').skip(1) {
            request.push(segment)?;
        }
        Ok(request)
    }

    /// Adds a segment of the path. One that is percent-encoded is a value: it is encoded again when
    /// it is sent, so that an encoded slash stays one.
    fn push(&mut self, segment: &str) -> Result<(), String> {
        self.template.push('/');
        if segment == format!("{{{SERVICE}}}") {
            self.has_service = true;
            self.template.push_str(segment);
            return Ok(());
        }
        if segment.contains(['{', '}']) {
            return Err(format!(
                "write a value instead of {}; only {{{SERVICE}}} is filled in.",
                output::plain(segment)
            ));
        }
        // Logs and errors show the template: it has no phone number.
        let digits = segment.bytes().filter(u8::is_ascii_digit).count();
        let is_value = digits >= LOGGED || segment.contains(['%', ' ']) || !segment.is_ascii();
        match is_value {
            false => self.template.push_str(segment),
            true => {
                let name = format!("part{}", self.values.len() + 1);
                self.template.push_str(&format!("{{{name}}}"));
                self.values.push((name, decoded(segment)?));
            }
        }
        Ok(())
    }
}

/// Decodes a segment.
fn decoded(segment: &str) -> Result<String, String> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = segment.as_bytes();
    let mut marks = (0..bytes.len()).filter(|at| bytes.get(*at) == Some(&b'%'));
    let is_encoded = marks.all(|at| is_digit(bytes.get(at + 1)) && is_digit(bytes.get(at + 2)));
    let text = percent_decode_str(segment).decode_utf8();
    match text {
        Ok(text) if is_encoded => Ok(text.into_owned()),
        _ => Err(format!(
            "{} is not percent-encoded UTF-8: write %25 for a percent sign.",
            output::plain(segment)
        )),
    }
}

/// Reads the names and values of a query.
fn pairs(query: &str) -> Result<Vec<(String, String)>, String> {
    let mut url = Url::parse("http://localhost/")
        .map_err(|error| format!("the query can't be read: {error}."))?;
    // A `+` before a digit begins a phone number; elsewhere it is a space.
    let mut kept = String::with_capacity(query.len());
    let mut rest = query.chars().peekable();
    while let Some(c) = rest.next() {
        let begins = c == '+' && kept.ends_with('=');
        match begins && rest.peek().is_some_and(char::is_ascii_digit) {
            true => kept.push_str("%2B"),
            false => kept.push(c),
        }
    }
    url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    Ok(url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_a_method_a_path_and_a_query() {
        type Case = (
            &'static str,
            &'static str,
            &'static str,
            &'static [(&'static str, &'static str)],
            &'static [(&'static str, &'static str)],
        );
        let cases: [Case; 7] = [
            ("GET /me", "GET", "/me", &[], &[]),
            ("  post   /me/x  ", "POST", "/me/x", &[], &[]),
            (
                "GET /ip/192.0.2.0%2F24/task?function=a%26b&x=1+2",
                "GET",
                "/ip/{part1}/task",
                &[("part1", "192.0.2.0/24")],
                &[("function", "a&b"), ("x", "1 2")],
            ),
            (
                "DELETE /a%252Fb/\u{e9}/c d",
                "DELETE",
                "/{part1}/{part2}/{part3}",
                &[("part1", "a%2Fb"), ("part2", "\u{e9}"), ("part3", "c d")],
                &[],
            ),
            (
                "PUT /sms/{serviceName}/jobs?",
                "PUT",
                "/sms/{serviceName}/jobs",
                &[],
                &[],
            ),
            (
                "GET /v2/iam/policy?receiver=+33600000000&a=b+1",
                "GET",
                "/v2/iam/policy",
                &[],
                &[("receiver", "+33600000000"), ("a", "b 1")],
            ),
            (
                "DELETE /x/+33600000000",
                "DELETE",
                "/x/{part1}",
                &[("part1", "+33600000000")],
                &[],
            ),
        ];
        for (text, method, template, values, query) in cases {
            let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
                let pairs = pairs.iter();
                pairs
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect()
            };
            let found = Request::parse(text).unwrap();
            assert_eq!(found.method.as_str(), method, "{text}");
            assert_eq!(found.template, template, "{text}");
            assert_eq!(found.values, owned(values), "{text}");
            assert_eq!(found.query, owned(query), "{text}");
            assert_eq!(found.has_service, text.contains("{serviceName}"), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_says_what_to_write() {
        for (text, says) in [
            ("", "write the method and the path"),
            ("GET", "write the method and the path"),
            ("/me", "write the method and the path"),
            ("FETCH /me", "is not a method"),
            ("GET me", "must begin with a slash"),
            (
                "GET https://eu.api.ovh.com/v1/me",
                "must begin with a slash",
            ),
            ("GET /me#x", "write %23"),
            ("GET /me/{id}", "write a value instead of {id}"),
            ("GET /me/%", "write %25"),
            ("GET /me/%2", "write %25"),
            ("GET /me/%zz", "write %25"),
            ("GET /me/%ff", "write %25"),
        ] {
            let problem = Request::parse(text).unwrap_err();
            assert!(problem.contains(says), "{text}: {problem}");
        }
    }
}
