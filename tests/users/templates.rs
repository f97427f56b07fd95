//! Submits a template for its control, and reads the decision.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn submit(service: ServiceApi<'_>, name: &str) -> Result<(), ovh_sms::Error> {
    service
        .templates_control_create(
            types::TypeTemplate::Transactional,
            "Your code is #CODE#",
            name,
        )
        .description("login")
        .reason("codes")
        .send()
        .await?;
    Ok(())
}

pub async fn decision(service: ServiceApi<'_>, name: &str) -> Result<bool, ovh_sms::Error> {
    let template: types::TemplateControl = service
        .templates_control_get(name)
        .send()
        .await?
        .into_inner();
    println!("{}", template.comment.unwrap_or_default());
    if template.status == Some(types::StatusSender::Enable) {
        return Ok(true);
    }
    service.templates_control_delete(name).send().await?;
    Ok(false)
}
