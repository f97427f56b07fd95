// The guide as documentation: each page is a file of docs/guide, which code hosting sites render
// too. Here the pages get links to the items that they name. This module contains no code.
#![doc = concat!(
    "[credentials]: self::credentials\n",
    "[first_message]: self::first_message\n",
    "[delivery]: self::delivery\n",
    "[replies]: self::replies\n",
    "[mailings]: self::mailings\n",
    "[advertising]: self::advertising\n",
    "[senders]: self::senders\n",
    "[history]: self::history\n",
    "[errors]: self::errors\n",
    "[testing]: self::testing\n",
    "[runtimes]: self::runtimes\n",
    "[changes]: self::changes\n",
    "[command_line]: self::command_line\n",
    "[from_php]: self::from_php\n",
)]
#![doc = ""]
#![doc = include_str!("../docs/guide/README.md")]

/// Declares the pages, with links to each other and all linked items in scope.
macro_rules! pages {
    ($($page:ident),*) => {$(
        pub mod $page {
            #![doc = concat!(
                "[credentials]: super::credentials\n",
                "[first_message]: super::first_message\n",
                "[delivery]: super::delivery\n",
                "[replies]: super::replies\n",
                "[mailings]: super::mailings\n",
                "[advertising]: super::advertising\n",
                "[senders]: super::senders\n",
                "[history]: super::history\n",
                "[errors]: super::errors\n",
                "[testing]: super::testing\n",
                "[runtimes]: super::runtimes\n",
                "[changes]: super::changes\n",
                "[command_line]: super::command_line\n",
                "[from_php]: super::from_php\n",
            )]
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
    delivery,
    replies,
    mailings,
    advertising,
    senders,
    history,
    errors,
    testing,
    runtimes,
    changes,
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
    pub(super) use crate::config::Config;
    pub(super) use crate::mailing::{CheckedMailing, Mailing, MailingError, Progress, SentMailing};
    pub(super) use crate::message::{StopHours, segments};
    pub(super) use crate::receipt::{DeliveryStatus, Permanence, Ptt};
    pub(super) use crate::sandbox::{Fault, Faults, SandboxBuilder};
    pub(super) use crate::service::{Answers, Blacklist, Callbacks, Senders, Sending, Tracking};
    pub(super) use crate::types::{Incoming, Job, Outgoing};
    pub(super) use crate::{
        Client, ClientBuilder, Credentials, Error, ExportRow, Lenient, ListStream, Message,
        Options, PhoneNumber, Retry, SendReport, SenderName, Service, callback, sandbox,
    };
}
