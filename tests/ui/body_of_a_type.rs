use ovh_sms::types::JobsCreateBody;

fn main() {
    let _ = JobsCreateBody::new().tag("monday");
}
