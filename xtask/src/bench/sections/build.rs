//! Build times: a hello-world on the default features, compared with one on `aws-sdk-sns`.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use anyhow::Context;
use serde_json::Value;

use crate::bench::results::Results;
use crate::bench::{Bench, cargo, printed};
use crate::verify::roots::DESCRIPTIONS;

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

/// A program that binds another part of the API, with `ovh-codegen` in its build script.
const OTHER_ROOT: &str = r#"
mod ip {
    include!(concat!(env!("OUT_DIR"), "/ip.rs"));
}

#[tokio::main]
async fn main() -> Result<(), ovh_api::Error> {
    let client = ovh_api::Client::from_env()?;
    println!("{:?}", ip::Client::over(&client).ip_list().await?.into_inner());
    Ok(())
}
"#;

const OTHER_ROOT_SCRIPT: &str = r#"
fn main() -> Result<(), ovh_codegen::generate::Failure> {
    ovh_codegen::Bindings::of(["ip.json"]).write("ip.rs")
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

const THEIR_DEPENDENCIES: &str = "aws-config = { version = \"1\", features = [\"behavior-version-latest\"] }\naws-sdk-sns = \"1\"";

/// A hello-world package in its own folder.
struct Hello {
    name: &'static str,
    home: PathBuf,
}

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    let committed = committed(bench)?;
    let contenders = [
        Hello::write(bench, "ours", &format!("ovh-sms = {committed}"), OURS)?,
        Hello::write(bench, "aws-sdk-sns", THEIR_DEPENDENCIES, THEIRS)?,
        Hello::of_other_root(bench, &committed)?,
    ];
    for _ in 0..bench.times(3, 1) {
        for hello in &contenders {
            let _ = std::fs::remove_dir_all(hello.home.join("target"));
            hello.timed(results, "cold")?;
        }
    }
    for _ in 0..bench.times(5, 1) {
        for hello in &contenders {
            touch(&hello.home.join("src/main.rs"))?;
            hello.timed(results, "warm")?;
        }
    }
    let folder = format!("ovh-sms = {{ path = {:?} }}", bench.project.folder);
    let by_path = Hello::write(bench, "by-path", &folder, OURS)?;
    by_path.cargo(&["build", "--offline", "--quiet"])?;
    for _ in 0..bench.times(3, 1) {
        touch(&bench.project.path("schema/openapi.json"))?;
        by_path.timed(results, "description")?;
    }
    for hello in &contenders {
        results.add(format!("{}.crates", hello.name), hello.crates()? as f64);
        if !bench.quick {
            hello.cargo(&["build", "--release", "--offline", "--quiet"])?;
            let size = hello.home.join("target/release/hello").metadata()?.len();
            results.add(format!("{}.binary", hello.name), size as f64 / 1e6);
        }
        let version = hello.cargo(&["pkgid", "--offline", "aws-sdk-sns"]);
        let version = version
            .ok()
            .and_then(|id| Some(id.trim().rsplit_once(['@', '#'])?.1.to_owned()));
        results
            .versions
            .extend(version.map(|version| format!("aws-sdk-sns {version}")));
    }
    let _ = std::fs::remove_dir_all(bench.folder.join("build"));
    Ok(())
}

impl Hello {
    fn write(
        bench: &Bench<'_>,
        name: &'static str,
        dependencies: &str,
        main: &str,
    ) -> anyhow::Result<Self> {
        let home = bench.folder.join("build").join(name);
        let manifest = format!(
            "[package]\nname = \"hello\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n{dependencies}\n"
        );
        std::fs::create_dir_all(home.join("src"))?;
        std::fs::write(home.join("Cargo.toml"), manifest)?;
        std::fs::write(home.join("src/main.rs"), main)?;
        let hello = Hello { name, home };
        // Downloads are not measured.
        hello.cargo(&["fetch", "--quiet"])?;
        Ok(hello)
    }

    /// Writes the program that binds `/ip`.
    fn of_other_root(bench: &Bench<'_>, committed: &str) -> anyhow::Result<Self> {
        let dependencies =
            format!("ovh-api = {committed}\n\n[build-dependencies]\novh-codegen = {committed}");
        let home = bench.folder.join("build/ip");
        std::fs::create_dir_all(&home)?;
        std::fs::write(home.join("build.rs"), OTHER_ROOT_SCRIPT)?;
        let description = bench.project.read(&format!("{DESCRIPTIONS}/ip.json"))?;
        std::fs::write(home.join("ip.json"), description)?;
        Self::write(bench, "ip", &dependencies, OTHER_ROOT)
    }

    fn cargo(&self, arguments: &[&str]) -> anyhow::Result<String> {
        printed(cargo(&self.home, &self.home.join("target")).args(arguments))
    }

    fn timed(&self, results: &mut Results, what: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        self.cargo(&["build", "--offline", "--quiet"])?;
        let took = begun.elapsed().as_secs_f64();
        eprintln!("{}: {what} {took:.1} s", self.name);
        results.add(format!("{}.{what}", self.name), took);
        Ok(())
    }

    /// Returns how many crates are compiled for it, itself included.
    fn crates(&self) -> anyhow::Result<usize> {
        let printed = self.cargo(&["build", "--offline", "--quiet", "--message-format", "json"])?;
        let crates: BTreeSet<String> = printed
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["reason"] == "compiler-artifact")
            .filter_map(|message| message["package_id"].as_str().map(str::to_owned))
            .collect();
        Ok(crates.len())
    }
}

/// Returns the last commit as a source of our packages. Unlike a path, cargo treats it like a
/// registry: their packages are not compiled incrementally, which takes longer the first time.
fn committed(bench: &Bench<'_>) -> anyhow::Result<String> {
    let head = bench.project.git(&["rev-parse", "HEAD"])?;
    let folder = bench.project.folder.display();
    let source = format!("file://{folder}");
    Ok(format!("{{ git = {source:?}, rev = {head:?} }}"))
}

/// Sets the modification time of a file to now.
fn touch(path: &Path) -> anyhow::Result<()> {
    let file = File::options().append(true).open(path);
    file.and_then(|file| file.set_modified(SystemTime::now()))
        .with_context(|| format!("{} can't be touched", path.display()))
}
