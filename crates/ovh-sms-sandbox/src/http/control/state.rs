//! The sandbox as a whole: what it is, its initial state, snapshots.

use serde_json::{Value, json};

use super::Control;
use crate::http::connection::origin;
use crate::refusal::Refusal;

impl Control<'_> {
    pub(super) fn state(&self) -> Value {
        let services = self.engine.with_world(|world| {
            let services = world.services.iter();
            services.map(|one| one.name.clone()).collect::<Vec<_>>()
        });
        let origin = origin(&self.head.headers, self.connection);
        let access = &self.engine.access;
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "endpoint": format!("{origin}/1.0"),
            "origin": origin,
            "services": services,
            "clock": self.clock(),
            "keys": {
                "applicationKey": access.application_key,
                "applicationSecret": access.application_secret,
                "consumerKey": access.consumer_key,
                "clientId": access.client_id,
                "clientSecret": access.client_secret,
            },
        })
    }

    pub(super) fn reset(&self) -> Result<Value, Refusal> {
        let seed = match self.input.body.get("seed") {
            None => None,
            Some(seed) => Some(
                seed.as_u64()
                    .ok_or_else(|| Refusal::bad("[seed] A seed is a whole number of 0 or more"))?,
            ),
        };
        match self.engine.reset(seed) {
            true => Ok(self.state()),
            false => Err(Refusal::class(500, "The initial state cannot be created")),
        }
    }

    pub(super) fn restore(&self) -> Result<Value, Refusal> {
        self.engine.restore(&self.bytes).map_err(Refusal::bad)?;
        Ok(self.state())
    }
}
