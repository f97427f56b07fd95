//! The servers that contenders call, each in its own process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

/// A running server; stopped when this is dropped.
pub struct Server {
    child: Child,
    environment: Vec<(String, String)>,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub fn start(contenders: &Path, arguments: &[&str]) -> anyhow::Result<Server> {
        let mut child = Command::new(contenders)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the server can't be started")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut server = Server {
            child,
            environment: Vec::new(),
        };
        for line in BufReader::new(stdout).lines() {
            let line = line.context("the server's output can't be read")?;
            if line == "ready" {
                return Ok(server);
            }
            if let Some((name, value)) = line.split_once('=') {
                server.environment.push((name.to_owned(), value.to_owned()));
            }
        }
        bail!("the server exited before it was ready")
    }

    /// Configures a client to call the server: removes the variables of the environment that would
    /// lead it elsewhere.
    pub fn tell(&self, client: &mut Command) {
        for name in ["OVH_CLIENT_ID", "OVH_CLIENT_SECRET", "OVH_ACCESS_TOKEN"] {
            client.env_remove(name);
        }
        client.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
