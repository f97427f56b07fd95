//! Decides by the tables whether a name suggests a secret.

use super::tables::{ABOUT, ANYWHERE, FILLERS, KEYS, LAST, OPEN_KEYS, PAIRS};
use crate::words::snake;

/// Returns the word of a name that suggests a secret. `owner` is the object that has the name: a
/// bare `url` of a file is the file's URL.
pub(super) fn suspicious(owner: &str, name: &str) -> Option<String> {
    let mut words = split(name);
    if words.len() == 1 {
        let mut longer = split(owner.rsplit('.').next().unwrap_or_default());
        longer.append(&mut words);
        words = longer;
        // For the owner only pairs count: a `name` of a token is not a token.
        return pair(&words).or_else(|| single(words.get(words.len() - 1..)?));
    }
    pair(&words).or_else(|| single(&words))
}

/// Returns the words of a name in the singular, without numbers at its end.
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
