//! The package that bindings are compiled in: a copy of the SDK's runtime without its workflows,
//! and with other bindings.
//!
//! This file is the only place that states where the runtime is.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use ovh_codegen::generate::{GenerateOptions, Runtime, generate};
use ovh_codegen::native::Root;
use serde_json::Value;

use super::files::{Files, copy_folder};
use crate::diff::converter;
use crate::project::{Project, read_folder};

/// The folder of the runtime's sources.
const SOURCES: &str = "src";

/// The lines of the crate's root that bring in workflows, and what replaces them. Modules behind a
/// feature need no line here: the package has no features.
const CUT: &[(&str, &str)] = &[
    ("pub mod service;", ""),
    (
        "pub use service::{SendError, SendReport, Service};",
        "pub use {error::SendError, sending::report::SendReport};",
    ),
];

/// Sources that are not copied: workflows, and the bindings, which are generated here.
const LEFT_OUT: &[&str] = &[
    "api.rs",
    "documents.rs",
    "guide.rs",
    "httpmock.rs",
    "mailing",
    "sandbox.rs",
    "service",
];

/// The paths of the operations that the runtime names: it needs their bindings.
const CALLED: &[&str] = &["/sms", "/sms/{serviceName}", "/sms/{serviceName}/outgoing"];

/// The attributes of generated modules.
const ALLOWED: &str =
    "#[allow(warnings, missing_docs, missing_debug_implementations, unreachable_pub, clippy::all)]";

/// The module of the runtime that contains the bindings under test.
pub const MODULE: &str = "bound";

/// The generated code of a proof.
#[derive(Debug)]
pub struct Code {
    /// The bindings before the change.
    pub before: String,
    /// The bindings after the change.
    pub after: String,
    /// The bindings of the operations that the runtime names.
    called: String,
}

impl Code {
    /// Generates everything, on several threads.
    pub fn generate(project: &Project, before: &str, after: &str) -> anyhow::Result<Code> {
        let bound = |document: &str| bindings(document, &format!("crate::{MODULE}::generated"));
        std::thread::scope(|scope| {
            let before = scope.spawn(|| bound(before).context("the document before the change"));
            let after = scope.spawn(|| bound(after).context("the document after the change"));
            let called = code_of_runtime(project)?;
            let ended = |code: std::thread::ScopedJoinHandle<'_, anyhow::Result<String>>| {
                let code = code.join();
                code.map_err(|_| anyhow!("the generator of the bindings panicked"))?
            };
            Ok(Code {
                before: ended(before)?,
                after: ended(after)?,
                called,
            })
        })
    }

    /// Writes the sources of a library with bindings.
    pub fn write(&self, project: &Project, folder: &Path, bound: &str) -> anyhow::Result<()> {
        let mut files = Files::new(folder);
        copy_folder(&project.path(SOURCES), "src", LEFT_OUT, &mut files)?;
        files.add("src/lib.rs", root(project)?);
        let about = "The bindings of what the runtime calls.";
        files.add("src/api.rs", module(about, "api", &self.called));
        files.add("src/api/generated.rs", self.called.as_str());
        let about = "The bindings under test.";
        files.add(&format!("src/{MODULE}.rs"), module(about, MODULE, bound));
        files.add(&format!("src/{MODULE}/generated.rs"), bound);
        files.write()
    }
}

/// Returns the bindings of a document for a module of the runtime.
pub fn bindings(document: &str, module: &str) -> anyhow::Result<String> {
    let options = GenerateOptions {
        schemars: false,
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: module.to_owned(),
    };
    generate(document, &options).map_err(|error| anyhow!("no bindings can be generated: {error}"))
}

/// Returns a type of generated code as a program of a user writes it.
pub fn as_user(rust: &str) -> String {
    rust.replace(&format!("crate::{MODULE}::generated::"), "")
        .replace("super::types::", "types::")
        .replace("crate::", "ovh_sms::")
        .replace("::chrono::", "ovh_sms::chrono::")
        .replace("::uuid::", "ovh_sms::uuid::")
        .replace("::reqwest::", "ovh_sms::reqwest::")
}

/// The crate's root without workflows.
fn root(project: &Project) -> anyhow::Result<String> {
    let mut text = project.read(&format!("{SOURCES}/lib.rs"))?;
    for (line, instead) in CUT {
        if text.matches(&format!("{line}\n")).count() != 1 {
            bail!(
                "{SOURCES}/lib.rs has no line `{line}`: the proof cuts it out of its copy of the \
                 runtime; correct the table in xtask/src/prove/runtime.rs"
            );
        }
        text = text.replace(&format!("{line}\n"), &format!("{instead}\n"));
    }
    // The proof's bindings are not documented.
    let text = text.replace("    missing_docs,\n", "");
    Ok(format!(
        "{text}\n/// The bindings under test.\npub mod {MODULE};\n"
    ))
}

/// The module around generated code, like the SDK's `src/api.rs`.
fn module(about: &str, name: &str, code: &str) -> String {
    let view = match code.contains("pub mod service_api") {
        true => {
            "\npub use generated::service_api::ServiceApi;\n\n\
             pub fn service<'a>(client: &'a Client, name: &'a str) -> ServiceApi<'a> {\n    \
             ServiceApi::new(client, name)\n}\n"
        }
        false => "",
    };
    let client = match name {
        MODULE => {
            "\npub fn client(client: &crate::Client) -> Client {\n    \
             Client::new(client.api().client.clone(), client.transport().clone())\n}\n"
        }
        _ => "",
    };
    format!(
        "//! {about}\n\n{ALLOWED}\npub(crate) mod generated;\n\n\
         pub use crate::Response;\n\
         pub use generated::{{Client, builder, operations, types}};\n{view}{client}"
    )
}

/// The bindings of the operations that the runtime calls, of our own descriptions.
fn code_of_runtime(project: &Project) -> anyhow::Result<String> {
    let mut roots = read_folder(&project.path("schema/native"), project.unknown)?;
    let called = |root: &Root| -> anyhow::Result<Option<Root>> {
        let mut value: Value = serde_json::from_str(&root.to_normal_form()?)?;
        let apis = value.get_mut("apis").and_then(Value::as_array_mut);
        let apis = apis.with_context(|| format!("{} has no apis", root.from))?;
        apis.retain(|api| {
            let path = api["path"].as_str().unwrap_or_default();
            CALLED.contains(&path)
        });
        if apis.is_empty() {
            return Ok(None);
        }
        Root::parse(&value.to_string(), &root.from, project.unknown).map(Some)
    };
    let kept: Vec<Root> = roots
        .drain(..)
        .filter_map(|root| called(&root).transpose())
        .collect::<anyhow::Result<_>>()?;
    let document = converter(project)?
        .convert(kept)
        .context("the operations that the runtime calls can't be converted")?;
    bindings(&document, "crate::api::generated")
        .context("the operations that the runtime calls have no bindings")
}

/// Returns the dependencies of the library as a manifest: those of the SDK that are not optional.
pub fn dependencies(project: &Project) -> anyhow::Result<toml::Table> {
    let manifest: toml::Table = toml::from_str(&project.read("Cargo.toml")?)?;
    let table = |value: Option<&toml::Value>| value.and_then(toml::Value::as_table).cloned();
    let mut kept = table(manifest.get("dependencies")).context("Cargo.toml has no dependencies")?;
    kept.retain(|_, value| value.get("optional").and_then(toml::Value::as_bool) != Some(true));
    let workspace = manifest.get("workspace");
    let shared = table(workspace.and_then(|workspace| workspace.get("dependencies")))
        .context("Cargo.toml has no [workspace.dependencies]")?;
    for (name, value) in &mut kept {
        if value.get("workspace").is_some() {
            let shared = shared
                .get(name)
                .with_context(|| format!("[workspace.dependencies] has no {name}"))?;
            *value = merged(shared, value);
        }
        if let Some(path) = value.get_mut("path") {
            let folder = path.as_str().map(|path| project.path(path));
            let folder = folder.with_context(|| format!("the path of {name} is no text"))?;
            *path = toml::Value::from(folder.display().to_string());
        }
    }
    Ok(kept)
}

/// A dependency of the workspace with the features that the package adds.
fn merged(shared: &toml::Value, own: &toml::Value) -> toml::Value {
    let mut whole = match shared {
        toml::Value::Table(table) => table.clone(),
        version => toml::Table::from_iter([("version".to_owned(), version.clone())]),
    };
    let features = |value: Option<&toml::Value>| {
        let list = value.and_then(|value| value.get("features"));
        list.and_then(toml::Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut all = features(Some(shared));
    all.extend(features(Some(own)));
    if !all.is_empty() {
        whole.insert("features".to_owned(), toml::Value::Array(all));
    }
    toml::Value::Table(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_the_runtime_has_the_bindings_and_no_workflows() {
        let text = root(&Project::here()).unwrap();
        assert!(text.contains("pub mod bound;"));
        assert!(!text.contains("pub mod service;"));
        assert!(!text.contains("use service::{SendError"));
    }

    #[test]
    fn a_root_without_an_expected_line_names_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            folder: folder.path().to_owned(),
            ..Project::here()
        };
        std::fs::create_dir(project.path("src")).unwrap();
        std::fs::write(project.path("src/lib.rs"), "pub mod api;\n").unwrap();
        let error = root(&project).unwrap_err().to_string();
        assert!(error.contains("no line `pub mod service;`"), "{error}");
    }

    #[test]
    fn the_dependencies_are_those_that_are_not_optional_with_versions() {
        let dependencies = dependencies(&Project::here()).unwrap();
        assert!(dependencies.contains_key("reqwest"));
        assert!(!dependencies.contains_key("rustls"));
        let features = |name: &str| {
            let features = dependencies[name].get("features").unwrap();
            let features = features.as_array().unwrap().clone();
            features
                .into_iter()
                .map(|one| one.as_str().unwrap().to_owned())
        };
        assert!(features("serde").eq(["alloc", "derive", "rc"]));
        assert!(features("chrono").eq(["clock", "serde", "std"]));
        for (name, value) in &dependencies {
            let path = value.get("path").and_then(toml::Value::as_str);
            assert!(
                path.is_none_or(|path| Path::new(path).is_absolute()),
                "{name}"
            );
            assert!(value.get("workspace").is_none(), "{name}");
        }
        // Those of the workspace, and then those of the package.
        let table = |text: &str| toml::Value::Table(toml::from_str(text).unwrap());
        let shared = table("version = \"1\"\nfeatures = [\"derive\"]");
        let own = table("workspace = true\nfeatures = [\"rc\"]");
        let whole = table("version = \"1\"\nfeatures = [\"derive\", \"rc\"]");
        assert_eq!(merged(&shared, &own), whole);
    }

    #[test]
    fn types_are_written_as_users_write_them() {
        for (generated, written) in [
            ("crate::bound::generated::types::Job", "types::Job"),
            ("super::types::Job", "types::Job"),
            (
                "crate::Lenient<::std::vec::Vec<i64>>",
                "ovh_sms::Lenient<::std::vec::Vec<i64>>",
            ),
            ("::uuid::Uuid", "ovh_sms::uuid::Uuid"),
            ("crate::receipt::Ptt", "ovh_sms::receipt::Ptt"),
        ] {
            assert_eq!(as_user(generated), written);
        }
    }
}
