//! Fixes for errors in OVHcloud's own description, applied before it is converted.
//!
//! Each states the error that it fixes, and fails once the error is gone: then delete it.

use crate::native::{Property, Root};

type Fixup = fn(&mut [Root]) -> Result<(), &'static str>;

/// All fixups, by name.
const FIXUPS: &[(&str, Fixup)] = &[(
    "credits_left_of_a_sending_report",
    credits_left_of_a_sending_report,
)];

/// Applies the fixups and returns those that no longer apply.
pub fn apply(roots: &mut [Root]) -> Vec<String> {
    let stale = |(name, fixup): &(&str, Fixup)| {
        fixup(roots).err().map(|reason| {
            format!("crates/ovh-codegen/src/convert/fixups.rs: {name} no longer applies: {reason}; delete it")
        })
    };
    FIXUPS.iter().filter_map(stale).collect()
}

/// The service returns `creditsLeft` for every send (`"totalCreditsRemoved":1,"creditsLeft":99`),
/// but the description of `sms.SmsSendingReport` does not list it.
fn credits_left_of_a_sending_report(roots: &mut [Root]) -> Result<(), &'static str> {
    let field = Property {
        can_be_null: false,
        description: String::new(),
        full_type: None,
        read_only: false,
        required: false,
        kind: "double".to_owned(),
    };
    let fields = fields(roots, "sms.SmsSendingReport").ok_or("the model is gone")?;
    if fields.contains_key("creditsLeft") {
        return Err("the description lists the field");
    }
    fields.insert("creditsLeft".to_owned(), field);
    Ok(())
}

fn fields<'a>(
    roots: &'a mut [Root],
    model: &str,
) -> Option<&'a mut std::collections::BTreeMap<String, Property>> {
    let mut models = roots
        .iter_mut()
        .filter_map(|root| root.models.get_mut(model));
    models.next().and_then(|model| model.properties.as_mut())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::Unknown;

    #[test]
    fn a_fixup_that_no_longer_applies_says_so() {
        let text = r#"{"apiVersion":"1.0","resourcePath":"/sms","models":{"sms.SmsSendingReport":
            {"properties":{}}}}"#;
        let mut roots = vec![Root::parse(text, "x", Unknown::Refuse).unwrap()];
        assert!(apply(&mut roots).is_empty());
        let stale = apply(&mut roots);
        assert!(
            stale[0].contains("credits_left_of_a_sending_report no longer applies"),
            "{stale:?}"
        );
    }
}
