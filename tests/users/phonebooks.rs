//! Keeps customers in a phonebook, and exports it.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn add(service: ServiceApi<'_>, mobile: &str) -> Result<i64, ovh_sms::Error> {
    let books = service.phonebooks_list().send().await?.into_inner();
    let book = match books.first() {
        Some(book) => book.clone(),
        None => service
            .phonebooks_create("customers")
            .send()
            .await?
            .into_inner(),
    };
    let contact = service
        .phonebook_contacts_create(&book, "shop", "Jean", "Martin")
        .home_mobile(mobile)
        .send()
        .await?;
    Ok(contact.into_inner())
}

pub async fn print(service: ServiceApi<'_>, book: &str) -> Result<(), ovh_sms::Error> {
    let mut contacts = service.phonebook_contacts_list(book).stream();
    while let Some(contact) = contacts.next().await {
        let contact: types::PhonebookContact = contact?;
        println!(
            "{:?} {:?} {:?}",
            contact.name, contact.surname, contact.home_mobile
        );
    }
    let format = types::TelephonyContactsExportFormats::Csv;
    let file: types::TelephonyPcsFile = service
        .phonebooks_export_get(book, format)
        .send()
        .await?
        .into_inner();
    println!("{:?}", file.filename);
    Ok(())
}
