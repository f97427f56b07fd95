//! A sandbox that outlives commands, and commands that call it.

use std::process::{Command, Output};

use ovh_sms::sandbox::{Sandbox, SandboxBuilder};

use super::process::program;

/// A sandbox in the test's process, and the runtime that it lives in: the test moves its clock and
/// holds its phones, while commands call it by their environment.
pub(crate) struct Served {
    pub(crate) sandbox: Sandbox,
    pub(crate) runtime: tokio::runtime::Runtime,
}

impl Served {
    pub(crate) fn start() -> Self {
        Self::of(Sandbox::builder())
    }

    pub(crate) fn of(builder: SandboxBuilder) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime.block_on(builder.start()).unwrap();
        Self { sandbox, runtime }
    }

    /// The program with the environment that calls this sandbox.
    pub(crate) fn program(&self) -> Command {
        let mut command = program();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    /// The variables that call this sandbox.
    pub(crate) fn environment(&self) -> [(&'static str, String); 5] {
        let sandbox = &self.sandbox;
        [
            ("OVH_ENDPOINT", sandbox.endpoint().to_string()),
            ("OVH_APPLICATION_KEY", sandbox.application_key().to_owned()),
            (
                "OVH_APPLICATION_SECRET",
                sandbox.application_secret().to_owned(),
            ),
            ("OVH_CONSUMER_KEY", sandbox.consumer_key().to_owned()),
            ("OVH_SMS_SERVICE", sandbox.service_name().to_owned()),
        ]
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).output().unwrap()
    }
}
