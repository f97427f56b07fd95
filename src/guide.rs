// The rendered guide. Each page is a file of docs/guide. A forge shows the file unchanged; rustdoc gets
// link targets for the items that the page names. This module contains no code.
#![doc = concat!(
    "[credentials]: self::credentials\n",
    "[first_message]: self::first_message\n",
    "[codes]: self::codes\n",
    "[delivery]: self::delivery\n",
    "[replies]: self::replies\n",
    "[mailings]: self::mailings\n",
    "[advertising]: self::advertising\n",
    "[senders]: self::senders\n",
    "[numbers]: self::numbers\n",
    "[phonebooks]: self::phonebooks\n",
    "[users]: self::users\n",
    "[history]: self::history\n",
    "[other_apis]: self::other_apis\n",
    "[buying_credits]: self::buying_credits\n",
    "[errors]: self::errors\n",
    "[testing]: self::testing\n",
    "[sandbox_page]: self::sandbox_page\n",
    "[runtimes]: self::runtimes\n",
    "[changes]: self::changes\n",
    "[shell]: self::shell\n",
    "[command_line]: self::command_line\n",
    "[from_php]: self::from_php\n",
)]
#![doc = ""]
#![doc = include_str!("../docs/guide/README.md")]

/// Declares the pages, with links between them and the items that they link to in scope.
macro_rules! pages {
    ($($page:ident $(with $pictures:literal)?),*) => {$(
        pub mod $page {
            #![doc = concat!(
                "[credentials]: super::credentials\n",
                "[first_message]: super::first_message\n",
                "[codes]: super::codes\n",
                "[delivery]: super::delivery\n",
                "[replies]: super::replies\n",
                "[mailings]: super::mailings\n",
                "[advertising]: super::advertising\n",
                "[senders]: super::senders\n",
                "[numbers]: super::numbers\n",
                "[phonebooks]: super::phonebooks\n",
                "[users]: super::users\n",
                "[history]: super::history\n",
                "[other_apis]: super::other_apis\n",
                "[buying_credits]: super::buying_credits\n",
                "[errors]: super::errors\n",
                "[testing]: super::testing\n",
                "[sandbox_page]: super::sandbox_page\n",
                "[runtimes]: super::runtimes\n",
                "[changes]: super::changes\n",
                "[shell]: super::shell\n",
                "[command_line]: super::command_line\n",
                "[from_php]: super::from_php\n",
                // A method that is reached through `Deref` has no path of its own.
                "[`Config::describe`]: ovh_api::config::Config::describe\n",
            )]
            $(#![doc = include_str!($pictures)])?
            #![doc = ""]
            #![doc = include_str!(concat!("../docs/guide/", stringify!($page), ".md"))]

            #[allow(unused_imports, reason = "the page links to some of them")]
            use super::items::*;
        }
    )*};
}

pages!(
    credentials,
    first_message,
    codes,
    delivery,
    replies,
    mailings,
    advertising,
    senders,
    numbers,
    phonebooks,
    users,
    history,
    other_apis,
    buying_credits,
    errors,
    testing,
    // Rendered documentation can't refer to files: its pictures are part of the text.
    sandbox_page with "../docs/guide/pictures/embedded.md",
    runtimes,
    changes,
    shell,
    command_line,
    from_php
);

pub mod design {
    #![doc = include_str!("../docs/DESIGN.md")]
}

/// The items that the pages link to.
mod items {
    #![allow(unused_imports, reason = "each page links to some of them")]
    pub(super) use crate::auth::{KeyRequest, PendingKey, Rights};
    pub(super) use crate::config::{Config, ConfigBuilder};
    pub(super) use crate::error::RequestError;
    pub(super) use crate::mailing::{CheckedMailing, Mailing, MailingError, Progress, SentMailing};
    pub(super) use crate::message::{StopHours, segments};
    pub(super) use crate::receipt::{DeliveryStatus, Permanence, Ptt};
    pub(super) use crate::sandbox::{Fault, Faults, RemoteSandbox, Sandbox, SandboxBuilder};
    pub(super) use crate::service::{Blacklist, Callbacks, Replies, Senders, Sending, Tracking};
    pub(super) use crate::types::{Incoming, Job, Outgoing};
    pub(super) use crate::{
        Call, Client, ClientBuilder, Credentials, Credits, Error, ExportRow, Lenient, ListStream,
        Message, Options, PhoneNumber, Retry, SendReport, SenderName, Service, callback, sandbox,
    };
}
