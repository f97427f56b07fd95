//! The scope of a call within a service: the account, its user or its number.

use std::net::IpAddr;

use crate::call::Call;
use crate::refusal::Refusal;
use crate::state::{Scope, Service, World};
use crate::values::hosts::holds;

impl World {
    /// Returns the service that a call names.
    pub(crate) fn called_service(&self, call: &Call) -> Result<&Service, Refusal> {
        self.service(self.service_index(call.path("serviceName"))?)
    }

    pub(crate) fn called_service_mut(&mut self, call: &Call) -> Result<&mut Service, Refusal> {
        let index = self.service_index(call.path("serviceName"))?;
        self.service_mut(index)
    }

    /// Returns the account, user or virtual number that a call names.
    ///
    /// # Errors
    /// A 404 that states which of them does not exist; a 403 if the user may not call from that
    /// address.
    pub(crate) fn scope(&self, call: &Call) -> Result<Scope, Refusal> {
        let service = self.service_index(call.path("serviceName"))?;
        let mut scope = Scope {
            service,
            user: None,
            number: None,
        };
        if call.has_path("login") {
            let login = call.path("login");
            let user = self.service(service)?.users.get(login);
            let user = user.ok_or_else(|| Refusal::no_object("login", login))?;
            if self.policy.user_ip_restrictions && !allowed(&user.ip_restrictions, call.peer) {
                let words = "This user cannot be used from this IP address";
                return Err(Refusal::forbidden(words));
            }
            scope.user = Some(user.login.clone());
        }
        if call.has_path("number") {
            let text = call.path("number");
            let number = self.service(service)?.virtual_number(text);
            scope.number = Some(
                number
                    .ok_or_else(|| Refusal::no_object("number", text))?
                    .number,
            );
        }
        Ok(scope)
    }
}

/// Returns whether a user may call from an address: an empty list allows all.
fn allowed(restrictions: &[String], peer: Option<IpAddr>) -> bool {
    restrictions.is_empty()
        || restrictions
            .iter()
            .any(|block| peer.is_none_or(|ip| holds(block, ip)))
}
