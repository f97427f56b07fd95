//! How a refusal is recognized by its response, and how its hint is filled in.

use super::ApiError;
use crate::operation::Operation;

/// A row of a table of refusals: how a response is recognized, the reason, and how to fix it. In the
/// hint `{rule}` stands for the access rule of the operation, `{actions}` for its IAM actions.
pub type Row<R> = (Sign, Option<R>, &'static str);

/// How a response is recognized: everything that is set must match.
#[derive(Debug)]
pub struct Sign {
    status: u16,
    code: Option<&'static str>,
    /// Words of the message, in lower case. All of them must be in it.
    words: &'static [&'static str],
}

/// Matches a code. It only matches with its status: a gateway may repeat the code with another
/// status.
pub const fn code(status: u16, code: &'static str) -> Sign {
    Sign {
        status,
        code: Some(code),
        words: &[],
    }
}

/// Matches words of the message, in lower case, with a status.
pub const fn words(status: u16, words: &'static [&'static str]) -> Sign {
    Sign {
        status,
        code: None,
        words,
    }
}

/// Matches a status.
pub const fn status(status: u16) -> Sign {
    words(status, &[])
}

impl Sign {
    fn fits(&self, error: &ApiError, message: &str) -> bool {
        let known = |wanted: &str| error.code.as_deref() == Some(wanted);
        self.status == error.status.as_u16()
            && self.code.is_none_or(known)
            && self.words.iter().all(|words| message.contains(words))
    }
}

/// Returns the reason and the hint of the first row that matches.
pub fn find<R: Copy>(table: &[Row<R>], error: &ApiError) -> Option<(Option<R>, &'static str)> {
    let message = error.message.to_lowercase();
    let row = table.iter().find(|(sign, ..)| sign.fits(error, &message));
    row.map(|(_, refusal, hint)| (*refusal, *hint))
}

/// Returns a hint with the rule and the actions of the operation.
pub fn filled(hint: &str, operation: &Operation) -> String {
    let rule = operation.rule(None);
    let rule = rule.map_or_else(|_| operation.to_string(), |rule| rule.to_string());
    let actions: Vec<&str> = operation.iam_actions().collect();
    let actions = match &actions[..] {
        [] => String::new(),
        actions => format!(", an IAM policy `{}`", actions.join("`, `")),
    };
    hint.replace("{rule}", &rule).replace("{actions}", &actions)
}
