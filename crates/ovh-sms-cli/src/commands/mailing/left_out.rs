//! The receivers of a mailing that got no message, according to its batch and its statistics.

use ovh_sms::types::{Batch, BatchStatistics};

use super::batch::counted;

/// The receivers that got no message, by reason; one may be counted for several reasons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// The receivers of the mailing.
    receivers: u64,
    /// Receivers for which the service created no message.
    refused: u64,
    /// Receivers on the blacklist.
    stoplisted: u64,
    /// Receivers that are not in the batch.
    missing: u64,
    /// Receivers in the batch that are not in the mailing.
    surplus: u64,
    /// The messages, if all their numbers are known. Whether `sent` includes those delivered is not
    /// documented: this is the highest number that the statistics allow.
    messages: Option<u64>,
}

/// To how many receivers the batch was sent, according to its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// No figure contradicts that all receivers were sent the message.
    All,
    Some,
    None,
    /// The figures contradict each other, or do not account for all receivers.
    Unclear,
}

impl LeftOut {
    pub(super) fn of(batch: &Batch, figures: Option<&BatchStatistics>, receivers: u64) -> Self {
        let number = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
        let total = number(batch.total_records).unwrap_or(receivers);
        let messages = figures.map(|one| [one.sent, one.delivered, one.pending, one.failed]);
        let messages = messages.and_then(|counts| {
            let counts: Option<Vec<u64>> = counts.into_iter().map(number).collect();
            Some(counts?.into_iter().fold(0, u64::saturating_add))
        });
        Self {
            receivers,
            refused: batch
                .errors
                .as_ref()
                .map_or(0, |errors| (errors.len() + errors.unread()) as u64),
            stoplisted: figures.and_then(|one| number(one.stoplisted)).unwrap_or(0),
            missing: receivers.saturating_sub(total),
            surplus: total.saturating_sub(receivers),
            messages,
        }
    }

    /// Returns to how many receivers a batch was sent whose messages were created.
    pub(super) fn reach(&self) -> Reach {
        let known = [self.missing, self.refused, self.stoplisted];
        let least = known.into_iter().max().unwrap_or(0);
        match self.messages {
            _ if self.surplus > 0 => Reach::Unclear,
            Some(0) if least > 0 && self.unexplained() == 0 => Reach::None,
            _ if self.unexplained() > 0 || least >= self.receivers => Reach::Unclear,
            _ if least > 0 => Reach::Some,
            _ => Reach::All,
        }
    }

    /// Returns the number of receivers for which the figures show neither a message nor a reason;
    /// the statistics may be behind.
    pub(super) fn unexplained(&self) -> u64 {
        let known = [self.missing, self.refused, self.stoplisted];
        let most = known.into_iter().fold(0, u64::saturating_add);
        let messages = self.messages.unwrap_or(u64::MAX);
        let left = self.receivers.saturating_sub(most);
        left.saturating_sub(messages)
    }

    /// Returns the reasons with their numbers, in one line; `None` without one.
    pub(super) fn reasons(&self) -> Option<String> {
        let surplus = counted(self.surplus, "receiver");
        let all = [
            (
                self.refused,
                format!("{} refused by the service", self.refused),
            ),
            (
                self.stoplisted,
                format!("{} on the blacklist", self.stoplisted),
            ),
            (self.missing, format!("{} not in the batch", self.missing)),
            (
                self.surplus,
                format!("the batch has {surplus} more than the mailing"),
            ),
            (
                self.unexplained(),
                format!(
                    "{} without a message or a reason in the statistics",
                    self.unexplained()
                ),
            ),
        ];
        let reasons = all.into_iter().filter(|(count, _)| *count > 0);
        let reasons: Vec<String> = reasons.map(|(_, reason)| reason).collect();
        let both = match self.refused.min(self.stoplisted) {
            0 => "",
            _ => " (a receiver can be counted as both)",
        };
        (!reasons.is_empty()).then(|| format!("{}{both}", reasons.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(batch: &str, figures: Option<&str>) -> LeftOut {
        let batch = serde_json::from_str(batch).unwrap();
        let figures = figures.map(|text| serde_json::from_str(text).unwrap());
        LeftOut::of(&batch, figures.as_ref(), 3)
    }

    #[test]
    fn refused_receivers_that_can_not_be_read_count() {
        let figures = r#"{"sent":2,"delivered":2,"pending":0,"failed":0}"#;
        for errors in [r#"["+33600000000: invalid"]"#, "[null]", "[{}]", "[12]"] {
            let batch = format!(r#"{{"totalRecords":3,"errors":{errors}}}"#);
            assert_eq!(
                left_out(&batch, Some(figures)).reach(),
                Reach::Some,
                "{errors}"
            );
            assert_eq!(left_out(&batch, None).reach(), Reach::Some, "{errors}");
        }
    }

    /// A mailing with three receivers: all combinations of its total, its refused receivers, its
    /// stoplisted ones and its messages, each from none to all.
    #[test]
    fn all_is_reported_only_if_no_figure_says_that_a_receiver_got_nothing() {
        for (total, refused, stoplisted, messages) in (0..=4).flat_map(|total| {
            (0..=3_u64).flat_map(move |refused| {
                (0..=3_u64).flat_map(move |stoplisted| {
                    (0..=4).map(move |messages| (total, refused, stoplisted, messages))
                })
            })
        }) {
            let errors = vec!["{}"; usize::try_from(refused).unwrap()].join(",");
            let batch = format!(r#"{{"totalRecords":{total},"errors":[{errors}]}}"#);
            let most = (3_u64.saturating_sub(total) + refused + stoplisted).min(3);
            let least = 3_u64.saturating_sub(total).max(refused).max(stoplisted);
            // Where they are counted makes no difference.
            for [sent, delivered, pending, failed] in [
                [messages, 0, 0, 0],
                [0, messages, 0, 0],
                [0, 0, messages, 0],
                [0, 0, 0, messages],
                [messages / 2, 0, messages - messages / 2, 0],
            ] {
                let figures = format!(
                    r#"{{"sent":{sent},"delivered":{delivered},"pending":{pending},"failed":{failed},"stoplisted":{stoplisted}}}"#
                );
                let left_out = left_out(&batch, Some(&figures));
                let expected = match (least, messages) {
                    _ if total > 3 || 3 - most > messages => Reach::Unclear,
                    (0, _) => Reach::All,
                    (_, 0) => Reach::None,
                    (3, _) => Reach::Unclear,
                    _ => Reach::Some,
                };
                assert_eq!(left_out.reach(), expected, "{batch} {figures}");
                assert_eq!(left_out.reasons().is_none(), expected == Reach::All);
            }
        }
    }

    #[test]
    fn a_missing_figure_says_nothing() {
        let cases = [
            ("{}", None, Reach::All),
            (
                r#"{"totalRecords":null,"errors":null}"#,
                Some("{}"),
                Reach::All,
            ),
            (
                r#"{"totalRecords":-1}"#,
                Some(r#"{"stoplisted":-1}"#),
                Reach::All,
            ),
            (
                r#"{"totalRecords":3}"#,
                Some(r#"{"sent":0,"delivered":0}"#),
                Reach::All,
            ),
            (r#"{"totalRecords":2}"#, None, Reach::Some),
            (r#"{"errors":[{}]}"#, None, Reach::Some),
            (
                r#"{"totalRecords":3}"#,
                Some(r#"{"stoplisted":1}"#),
                Reach::Some,
            ),
            (r#"{"totalRecords":0}"#, None, Reach::Unclear),
            (r#"{"errors":[{},{},{}]}"#, Some("{}"), Reach::Unclear),
            (r#"{"totalRecords":4}"#, None, Reach::Unclear),
        ];
        for (batch, figures, expected) in cases {
            let left_out = left_out(batch, figures);
            assert_eq!(left_out.reach(), expected, "{batch} {figures:?}");
        }
    }

    #[test]
    fn the_reasons_have_their_numbers() {
        let figures = r#"{"sent":0,"delivered":0,"pending":0,"failed":0,"stoplisted":1}"#;
        let cases = [
            (
                r#"{"totalRecords":3,"errors":[{}]}"#,
                "1 refused by the service, 1 on the blacklist, 1 without a message or a reason in the statistics (a receiver can be counted as both)",
            ),
            (
                r#"{"totalRecords":1}"#,
                "1 on the blacklist, 2 not in the batch",
            ),
            (
                r#"{"totalRecords":5}"#,
                "1 on the blacklist, the batch has 2 receivers more than the mailing, 2 without a message or a reason in the statistics",
            ),
        ];
        for (batch, expected) in cases {
            assert_eq!(
                left_out(batch, Some(figures)).reasons().as_deref(),
                Some(expected)
            );
        }
    }
}
