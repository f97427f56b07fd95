//! The words that suggest a secret, and those that make a name harmless.

/// Words that mean a secret anywhere in a name, alone or at the end of a longer word.
pub(super) const ANYWHERE: &[&str] = &[
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

/// Words that mean a secret as the last word of a name.
pub(super) const LAST: &[&str] = &[
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

/// Pairs of words that mean a secret: one of the first list, then one of the second as the last
/// word.
pub(super) const PAIRS: &[(&[&str], &[&str])] = &[
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

/// Endings that form a key together with the text before them: `accesskey`, but not `hockey`.
pub(super) const KEYS: &[&str] = &[
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

/// Last words that make a name harmless: the name describes a property of a secret, not the secret.
pub(super) const ABOUT: &[&str] = &[
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
pub(super) const OPEN_KEYS: &[&str] = &[
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

/// Last words without a meaning of their own: the word before them counts.
pub(super) const FILLERS: &[&str] = &[
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
