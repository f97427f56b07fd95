//! The program in a terminal of its own, as a person sees it.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a test waits for what it expects before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program under way in a terminal of 100 columns: both its streams, as they come.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Receiver<Vec<u8>>,
    seen: String,
    master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts a command, its arguments and variables as they were given.
    pub(crate) fn start(command: &Command) -> Self {
        let size = PtySize {
            rows: 40,
            cols: 100,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        // A shell stays, as at a desk: a terminal forgets unread output when its first program
        // ends. And Ctrl-C forgets none with `noflsh`.
        let mut builder = CommandBuilder::new("/bin/sh");
        builder.args([
            "-c",
            r#"command -p stty noflsh; trap : INT TERM; "$0" "$@"; exit $?"#,
        ]);
        builder.arg(command.get_program());
        builder.args(command.get_args());
        builder.env_clear();
        builder.env("TERM", "xterm-256color");
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                builder.env(name, value);
            }
        }
        if let Some(folder) = command.get_current_dir() {
            builder.cwd(folder);
        }
        let child = pty.slave.spawn_command(builder).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (sender, screen) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // A terminal whose program has ended answers with an error, or with nothing.
            while let Ok(length @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keyboard: pty.master.take_writer().unwrap(),
            screen,
            seen: String::new(),
            master: pty.master,
        }
    }

    /// Waits until the text has been printed.
    pub(crate) fn expect(&mut self, text: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while !self.seen.contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => panic!("no {text:?} in:\n{}", self.seen),
            }
        }
        self
    }

    /// Waits until the terminal no longer shows what is typed.
    #[cfg(unix)]
    pub(crate) fn expect_hidden_keys(&mut self) -> &mut Self {
        let name = self.master.tty_name().unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            let modes = Command::new("stty")
                .arg("-F")
                .arg(&name)
                .arg("-a")
                .output()
                .unwrap();
            let modes = String::from_utf8_lossy(&modes.stdout).into_owned();
            if modes.split_whitespace().any(|mode| mode == "-echo") {
                return self;
            }
            assert!(Instant::now() < end, "what is typed is shown: {modes}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Types; `\u{3}` is Ctrl-C.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Waits for its end: all that was printed, and the exit code.
    pub(crate) fn end(mut self) -> (String, u32) {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it does not end:\n{}", self.seen);
                }
            }
        }
        let code = self.child.wait().unwrap().exit_code();
        (std::mem::take(&mut self.seen), code)
    }
}
