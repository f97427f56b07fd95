use ovh_sms::Message;

fn main() {
    let _ = Message::new("Bonjour");
}
