//! Message templates, which messages to the United States require.

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::refusal::Refusal;
use crate::state::{Event, Template, World};

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::texts(
        world
            .called_service(call)?
            .templates
            .keys()
            .map(String::as_str),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let name = call.path("name");
    let template = world.called_service(call)?.templates.get(name);
    let template = template.ok_or_else(|| Refusal::no_object("name", name))?;
    Ok(Reply::Json(json!({
        "name": name,
        "activity": template.activity,
        "comment": template.comment,
        "datetime": written(template.submitted),
        "description": template.description,
        "message": template.message,
        "status": template.status,
    })))
}

/// Submits a template; it is checked after the sandbox's review delay.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let text = |name| call.text(name).unwrap_or_default().to_owned();
    let name = text("name");
    if name.is_empty() || world.service(index)?.templates.contains_key(&name) {
        return Err(Refusal::conflict(format!(
            "[name] The template {name} exists already, or has no name"
        )));
    }
    let template = Template {
        activity: text("activity"),
        comment: String::new(),
        submitted: world.now,
        description: text("description"),
        message: text("message"),
        status: "waitingValidation".to_owned(),
    };
    world
        .service_mut(index)?
        .templates
        .insert(name.clone(), template);
    world.plan(
        world.policy.review_millis(),
        Event::TemplateReview(index, name),
    );
    Ok(Reply::Nothing)
}

fn find<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Template, Refusal> {
    let name = call.path("name");
    let template = world.called_service_mut(call)?.templates.get_mut(name);
    template.ok_or_else(|| Refusal::no_object("name", name))
}

/// Changes a template. Its status can only be switched between on and off; a new text is checked
/// again.
pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let old = call.path("name").to_owned();
    let template = find(world, call)?;
    let switches = ["enable", "disable"];
    if let Some(status) = call
        .text("status")
        .filter(|status| *status != template.status)
    {
        if !switches.contains(&status) || !switches.contains(&template.status.as_str()) {
            let words = format!(
                "[status] A template cannot go from {} to {status}",
                template.status
            );
            return Err(Refusal::bad(words));
        }
        template.status = status.to_owned();
    }
    if let Some(activity) = call.text("activity") {
        template.activity = activity.to_owned();
    }
    if let Some(description) = call.text("description") {
        template.description = description.to_owned();
    }
    let changed = call
        .text("message")
        .is_some_and(|message| message != template.message);
    if changed {
        template.message = call.text("message").unwrap_or_default().to_owned();
        template.status = "waitingValidation".to_owned();
    }
    let new = call
        .text("name")
        .filter(|name| !name.is_empty())
        .unwrap_or(&old)
        .to_owned();
    if new != old {
        let templates = &mut world.service_mut(index)?.templates;
        if templates.contains_key(&new) {
            return Err(Refusal::conflict(format!(
                "[name] The template {new} exists already"
            )));
        }
        if let Some(template) = templates.remove(&old) {
            templates.insert(new.clone(), template);
        }
    }
    if changed || new != old {
        world.plan(
            world.policy.review_millis(),
            Event::TemplateReview(index, new),
        );
    }
    Ok(Reply::Nothing)
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let name = call.path("name");
    let removed = world.called_service_mut(call)?.templates.remove(name);
    removed
        .map(|_| Reply::Nothing)
        .ok_or_else(|| Refusal::no_object("name", name))
}

/// Submits a template again with a new text; intended for refused templates, allowed for all.
pub(crate) fn relaunch(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let now = world.now;
    let template = find(world, call)?;
    template.message = call.text("message").unwrap_or_default().to_owned();
    template.description = call.text("description").unwrap_or_default().to_owned();
    template.status = "waitingValidation".to_owned();
    template.comment = String::new();
    template.submitted = now;
    world.plan(
        world.policy.review_millis(),
        Event::TemplateReview(index, call.path("name").to_owned()),
    );
    Ok(Reply::Nothing)
}

/// Ends a check, unless it is already decided: the template is accepted.
pub(crate) fn review(world: &mut World, service: usize, name: &str) {
    decide(world, service, name, None);
}

/// Accepts a waiting template, or refuses it with a comment. Returns `false` if no such template
/// waits.
pub(crate) fn decide(world: &mut World, service: usize, name: &str, refusal: Option<&str>) -> bool {
    let template = world
        .services
        .get_mut(service)
        .and_then(|service| service.templates.get_mut(name));
    match template {
        Some(template) if template.status == "waitingValidation" => {
            template.status = if refusal.is_some() {
                "refused"
            } else {
                "enable"
            }
            .to_owned();
            template.comment = refusal.unwrap_or_default().to_owned();
            true
        }
        _ => false,
    }
}
