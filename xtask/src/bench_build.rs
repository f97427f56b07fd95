//! `cargo xtask bench-build`: a cold build of a hello-world on the default features, beside one on
//! `aws-sdk-sns`.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::project::Project;

/// At most this part of the other's time.
const MOST: f64 = 0.9;
const RUNS: usize = 2;

const OURS: &str = r#"
#[tokio::main]
async fn main() -> Result<(), ovh_sms::Error> {
    let service = ovh_sms::Client::from_env()?.service("sms-ab12345-1");
    let message = ovh_sms::Message::transactional("Bonjour").to("+33600000000");
    let report = service.send(message).await?;
    println!("{:?}", report.ids().collect::<Vec<_>>());
    Ok(())
}
"#;

const THEIRS: &str = r#"
#[tokio::main]
async fn main() -> Result<(), aws_sdk_sns::Error> {
    let config = aws_config::load_from_env().await;
    let client = aws_sdk_sns::Client::new(&config);
    let report = client.publish().phone_number("+33600000000").message("Bonjour").send().await?;
    println!("{report:?}");
    Ok(())
}
"#;

/// Builds both in turns, in a folder of their own under target/, and compares the medians.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let ours = format!("ovh-sms = {{ path = {:?} }}", project.folder);
    let theirs = "aws-config = { version = \"1\", features = [\"behavior-version-latest\"] }\naws-sdk-sns = \"1\"";
    let folder = project.path("target/bench-build");
    let contenders = [
        ("ovh-sms", ours.as_str(), OURS),
        ("aws-sdk-sns", theirs, THEIRS),
    ];
    let mut times: [Vec<Duration>; 2] = Default::default();
    for (name, dependencies, main) in contenders {
        write(&folder.join(name), dependencies, main)?;
        // Downloads are not what is measured.
        cargo(&folder.join(name), &["fetch"])?;
    }
    for _ in 0..RUNS {
        for ((name, ..), times) in contenders.iter().zip(&mut times) {
            let home = folder.join(name);
            let _ = std::fs::remove_dir_all(home.join("target"));
            let begun = Instant::now();
            cargo(&home, &["build", "--offline"])?;
            times.push(begun.elapsed());
            println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
        }
    }
    let [ours, theirs] = times.map(|times| times.into_iter().min().unwrap_or_default());
    let _ = std::fs::remove_dir_all(&folder);
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64().max(f64::EPSILON);
    println!("cold build: {ratio:.2} × aws-sdk-sns (the better of {RUNS} runs each)");
    if ratio > MOST {
        bail!(
            "a cold build takes {ratio:.2} × as long as on aws-sdk-sns; at most {MOST} is wanted"
        );
    }
    Ok(())
}

fn write(home: &Path, dependencies: &str, main: &str) -> anyhow::Result<()> {
    let manifest = format!(
        "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{dependencies}\n"
    );
    std::fs::create_dir_all(home.join("src"))?;
    std::fs::write(home.join("Cargo.toml"), manifest)?;
    std::fs::write(home.join("src/main.rs"), main)?;
    Ok(())
}

/// Runs cargo as a user would: none of our own settings reach it.
fn cargo(home: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program)
        .current_dir(home)
        .args(arguments)
        .arg("--quiet")
        .env("CARGO_TARGET_DIR", home.join("target"))
        .env_remove("CARGO_PROFILE_DEV_DEBUG")
        .env_remove("CARGO_INCREMENTAL")
        .status()
        .context("cargo can't be started")?;
    if !status.success() {
        bail!("cargo {arguments:?} failed in {}", home.display());
    }
    Ok(())
}
