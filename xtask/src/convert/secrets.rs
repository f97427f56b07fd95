//! Which fields, parameters and responses suggest a secret by their names: tables, and one question.
//!
//! What names.toml lists neither as secret nor as harmless is typed as a secret, and is a finding:
//! a secret that is printed can't be taken back.

use serde_json::{Value, json};

use super::Context;
use super::types::Type;
use crate::names::Subject;
use crate::words::snake;

/// Words that name a secret wherever they are in a name, alone or at the end of a longer word.
const ANYWHERE: &[&str] = &[
    "authorization",
    "bearer",
    "credential",
    "jeton",
    "jwt",
    "mdp",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pwd",
    "secret",
    "token",
    "totp",
];

/// Words that name a secret as the last word of a name.
const LAST: &[&str] = &[
    "apikey",
    "cookie",
    "key",
    "pass",
    "passe",
    "pin",
    "psk",
    "puk",
    "signature",
];

/// Pairs of words that name a secret: one of the first, then one of the second as the last word.
const PAIRS: &[(&[&str], &[&str])] = &[
    (
        &[
            "access",
            "activation",
            "auth",
            "backup",
            "confirmation",
            "pin",
            "recovery",
            "security",
            "unlock",
            "verification",
        ],
        &["code"],
    ),
    (
        &["auth", "authentication", "session"],
        &["info", "data", "id", "value"],
    ),
    (
        &[
            "access",
            "authenticated",
            "document",
            "download",
            "export",
            "file",
            "get",
            "presigned",
            "private",
            "put",
            "secure",
            "sign",
            "signed",
            "temp",
            "temporary",
            "tmp",
            "upload",
            "validation",
        ],
        &["href", "link", "uri", "url"],
    ),
];

/// Endings of a word that is a key together with what is before it: `accesskey`, but not `hockey`.
const KEYS: &[&str] = &[
    "access",
    "api",
    "app",
    "application",
    "auth",
    "client",
    "consumer",
    "encryption",
    "license",
    "master",
    "private",
    "recovery",
    "secret",
    "shared",
    "signing",
    "ssh",
];

/// Last words that make a name harmless: what it names is about a secret, and is none.
const ABOUT: &[&str] = &[
    "action",
    "algorithm",
    "count",
    "date",
    "datetime",
    "delay",
    "description",
    "duration",
    "email",
    "expiration",
    "expiry",
    "format",
    "id",
    "label",
    "length",
    "level",
    "lifetime",
    "method",
    "mode",
    "name",
    "number",
    "policy",
    "prefix",
    "rule",
    "scope",
    "size",
    "state",
    "status",
    "strength",
    "time",
    "ttl",
    "type",
    "update",
    "urn",
    "usage",
    "version",
];

/// Words before `key` that make it a name, an id, or public.
const OPEN_KEYS: &[&str] = &[
    "book",
    "foreign",
    "host",
    "partition",
    "phone",
    "primary",
    "public",
    "sort",
    "translation",
    "usb",
];

/// Last words that say nothing: the word before them counts.
const FILLERS: &[&str] = &[
    "confirmation",
    "content",
    "data",
    "hash",
    "material",
    "pem",
    "raw",
    "string",
    "text",
    "value",
];

/// Built-in types that can hold a secret.
const TEXTS: &[&str] = &["string", "text", "uuid"];

/// What a name, a type and names.toml say together.
enum Judgement {
    Harmless,
    /// It is listed as a secret.
    Secret,
    /// This word suggests one, and it is not listed.
    Suspected(String),
}

/// The word of a name that suggests a secret. `owner` is what has the name: a bare `url` of a file is
/// the file's address.
pub fn suspicious(owner: &str, name: &str) -> Option<String> {
    let mut words = split(name);
    if words.len() == 1 {
        let mut longer = split(owner.rsplit('.').next().unwrap_or_default());
        longer.append(&mut words);
        words = longer;
        // Of the owner only pairs count: a `name` of a token is no token.
        return pair(&words).or_else(|| single(words.get(words.len() - 1..)?));
    }
    pair(&words).or_else(|| single(&words))
}

/// The words of a name in the singular, without the numbers at its end.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = snake(name).split('_').map(singular).collect();
    let number = |word: &String| {
        word.is_empty()
            || word
                .strip_prefix('v')
                .unwrap_or(word)
                .chars()
                .all(|c| c.is_ascii_digit())
    };
    while words.len() > 1 && words.last().is_some_and(number) {
        words.pop();
    }
    words
}

fn singular(word: &str) -> String {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let plural = word.len() > 3 && !word.ends_with("ss");
    let one = match (plural, word.strip_suffix("ies"), word.strip_suffix('s')) {
        (true, Some(stem), _) => return format!("{stem}y"),
        (true, None, Some(one)) => one,
        _ => word,
    };
    one.to_owned()
}

fn pair(words: &[String]) -> Option<String> {
    let (last, before) = words.split_last()?;
    let (_, second) = (before.last()?, last);
    let found = PAIRS.iter().any(|(first, then)| {
        then.contains(&second.as_str()) && before.iter().any(|word| first.contains(&word.as_str()))
    });
    found.then(|| words.join(" "))
}

fn single(words: &[String]) -> Option<String> {
    let mut words = words;
    while let Some((last, before)) = words.split_last()
        && !before.is_empty()
        && FILLERS.contains(&last.as_str())
    {
        words = before;
    }
    let (last, before) = words.split_last()?;
    if ABOUT.contains(&last.as_str()) {
        return None;
    }
    let strong = words.iter().find(|word| {
        ANYWHERE
            .iter()
            .any(|known| word == known || (known.len() > 4 && word.ends_with(known)))
    });
    if let Some(word) = strong {
        return Some(word.clone());
    }
    let compound = last
        .strip_suffix("key")
        .is_some_and(|owner| KEYS.contains(&owner));
    let open = last == "key"
        && before
            .last()
            .is_some_and(|word| OPEN_KEYS.contains(&word.as_str()));
    ((LAST.contains(&last.as_str()) && !open) || compound).then(|| last.clone())
}

impl Context<'_> {
    /// The schema of a field that is secret; none where it is not.
    pub(super) fn secret_field(
        &mut self,
        model: &str,
        field: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let key = format!("{model}.{field}");
        let word = suspicious(model, field);
        self.secret_of(Subject::Field, &key, word, parsed, place)
    }

    /// The schema of a parameter that is secret: `POST /x#name` is its key.
    pub(super) fn secret_parameter(
        &mut self,
        operation: &str,
        name: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let key = format!("{operation}#{name}");
        let word = suspicious("", name);
        self.secret_of(Subject::Parameter, &key, word, parsed, place)
    }

    /// The schema of a response that is a bare secret: that of `POST /x/{id}/password` is a text.
    pub(super) fn secret_response(
        &mut self,
        operation: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let (method, path) = operation.split_once(' ').unwrap_or_default();
        let mut words = path
            .rsplit('/')
            .filter(|part| !part.is_empty() && !part.contains('{'));
        let lists_ids =
            method == "GET" && matches!(parsed, Type::Array(_)) && self.details.contains_key(path);
        let word = match lists_ids || method == "DELETE" {
            true => None,
            false => words.next().and_then(|name| suspicious("", name)),
        };
        self.secret_of(Subject::Response, operation, word, parsed, place)
    }

    /// Is the field a secret, known or suspected?
    pub(super) fn is_secret_field(&self, model: &str, field: &str, parsed: &Type) -> bool {
        let (key, word) = (format!("{model}.{field}"), suspicious(model, field));
        !matches!(
            self.judge(Subject::Field, &key, word, parsed),
            Judgement::Harmless
        )
    }

    fn judge(&self, subject: Subject, key: &str, word: Option<String>, parsed: &Type) -> Judgement {
        if self.names.is_secret(subject, key) {
            return Judgement::Secret;
        }
        match word.filter(|_| holds_text(parsed)) {
            Some(word) if !self.names.is_harmless(subject, key) => Judgement::Suspected(word),
            _ => Judgement::Harmless,
        }
    }

    fn secret_of(
        &mut self,
        subject: Subject,
        key: &str,
        word: Option<String>,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let word = match self.judge(subject, key, word, parsed) {
            Judgement::Harmless => return None,
            Judgement::Secret => return Some(self.secret_in(parsed)),
            Judgement::Suspected(word) => word,
        };
        let list = match subject {
            Subject::Field => "fields",
            Subject::Parameter => "parameters",
            Subject::Response => "responses",
        };
        let finding = format!(
            "{place}: {word:?} suggests a secret, and it is typed as one: list {key:?} in [secret] of \
             schema/names.toml, under {list}, or under harmless with a reason"
        );
        if self.suspected.insert(key.to_owned()) {
            self.findings.push(finding);
        }
        Some(self.secret_in(parsed))
    }

    /// Secret text, or a list or a map of it.
    fn secret_in(&mut self, parsed: &Type) -> Value {
        match parsed {
            Type::Array(item) => json!({ "type": "array", "items": self.secret_in(item) }),
            Type::Map(_, value) => {
                json!({ "type": "object", "additionalProperties": self.secret_in(value) })
            }
            _ => self.secret(),
        }
    }
}

/// Text, or a list or a map of texts. What is `password` by its type is a secret already.
fn holds_text(parsed: &Type) -> bool {
    match parsed {
        Type::Name(name) => TEXTS.contains(&name.as_str()),
        Type::Alias(_, inner) | Type::Array(inner) | Type::Map(_, inner) => holds_text(inner),
        Type::Generic(..) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::suspicious;

    #[test]
    fn names_that_suggest_a_secret_are_found_in_every_spelling() {
        for name in [
            "password",
            "passwd",
            "pwd",
            "userPassword",
            "PASSWORD",
            "newPasswords",
            "password2",
            "passwordHash",
            "token",
            "apiToken",
            "accessTokenValue",
            "ACCESS_TOKEN",
            "refresh-token",
            "accesstoken",
            "clientSecret",
            "secrets",
            "secretText",
            "apiKey",
            "APIKey",
            "apikey",
            "X-Api-Key",
            "api_keys",
            "accessKey",
            "accesskey",
            "secretKey",
            "privateKey",
            "privatekey",
            "key",
            "sharedKeyPem",
            "credential",
            "credentials",
            "Authorization",
            "bearer",
            "jwt",
            "totp",
            "passphrase",
            "pinCode",
            "pin",
            "backupCodes",
            "recoveryCode",
            "authInfo",
            "signedUrl",
            "presignedURL",
            "downloadUrl",
            "getUrl",
            "putUrl",
            "validationUrl",
            "documentUri",
            "sessionId",
            "motDePasse",
            "signature",
        ] {
            assert!(suspicious("x.Thing", name).is_some(), "{name}");
        }
        assert!(suspicious("telephony.PcsFile", "url").is_some());
        assert!(suspicious("sms.ChatAccess", "url").is_some());
    }

    #[test]
    fn names_that_only_look_like_it_are_harmless() {
        for name in [
            "keyId",
            "bookKey",
            "phoneKey",
            "keyName",
            "publicKey",
            "keyword",
            "monkey",
            "hockey",
            "tokenType",
            "tokenId",
            "passwordExpiration",
            "passwordLastUpdate",
            "passwordPolicy",
            "credentialId",
            "secretary",
            "url",
            "cgiUrl",
            "callBack",
            "countryCode",
            "code",
            "login",
            "bypass",
            "compass",
            "name",
            "message",
            "spinning",
            "id",
            "document",
            "shipping",
            "authorized",
            "expiration",
        ] {
            assert_eq!(suspicious("x.Thing", name), None, "{name}");
        }
        // What belongs to a secret is not one.
        assert_eq!(suspicious("auth.Token", "name"), None);
        assert_eq!(suspicious("auth.Token", "comment"), None);
    }
}
