//! The program `ovh-codegen`.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/descriptions");
    folder.join(name).display().to_string()
}

/// Runs the program; returns the exit code, the results and the messages.
fn run(arguments: &[&str]) -> (u8, String, String) {
    let (mut results, mut messages) = (Vec::new(), Vec::new());
    let all = ["ovh-codegen"].iter().chain(arguments).map(Into::into);
    let code = ovh_codegen::program::run(all, &mut results, &mut messages);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (code, text(results), text(messages))
}

/// Starts a server that has these files, and lists them as `index` states.
fn server(files: Vec<(&'static str, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/1.0", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let target = head.split(' ').nth(1).unwrap_or_default();
            let found = files.iter().find(|(path, _)| *path == target);
            let (status, body) =
                found.map_or(("404 Not Found", "{}"), |(_, body)| ("200 OK", body));
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    base
}

fn index(roots: &[&str]) -> String {
    let api = |path: &&str| serde_json::json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] });
    serde_json::json!({ "apis": roots.iter().map(api).collect::<Vec<_>>() }).to_string()
}

fn read(file: impl AsRef<Path>) -> String {
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn roots_of_two_versions_are_fetched_converted_and_generated() {
    let folder = tempfile::tempdir().unwrap();
    let api: PathBuf = folder.path().join("api");
    let base = server(vec![
        ("/1.0/", index(&["/service", "/vps"])),
        ("/v2/", index(&["/iam"])),
        ("/1.0/service.json", read(fixture("service.json"))),
        ("/v2/iam.json", read(fixture("iam.json"))),
    ]);
    let output = api.display().to_string();
    let fetch = [
        "fetch",
        "/service",
        "/v2/iam",
        "--endpoint",
        &base,
        "--output",
        &output,
    ];
    let (code, _, messages) = run(&fetch);
    assert_eq!(code, 0, "{messages}");
    let (service, iam) = (api.join("service.json"), api.join("v2-iam.json"));
    assert!(messages.contains("v2-iam.json was fetched"), "{messages}");

    let module = folder.path().join("iam.rs").display().to_string();
    let iam = iam.display().to_string();
    let (code, _, messages) = run(&["generate", "--native", &iam, "--output", &module]);
    assert_eq!(code, 0, "{messages}");
    assert!(read(&module).contains("::ovh_api::runtime::transport::Transport"));
    assert!(read(&module).contains("\"/v2/iam/policy\""));

    let document = folder.path().join("openapi.json").display().to_string();
    let service = service.display().to_string();
    let (code, _, messages) = run(&["convert", &service, "--output", &document]);
    assert_eq!(code, 0, "{messages}");
    let (code, _, messages) = run(&["generate", "--openapi", &document, "--output", &module]);
    assert_eq!(code, 0, "{messages}");
    assert!(read(&module).contains("/service/{serviceId}"));
}

#[test]
fn of_a_fetch_that_fails_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let base = server(vec![
        ("/1.0/", index(&["/service", "/vps"])),
        ("/1.0/service.json", read(fixture("service.json"))),
        ("/1.0/vps.json", read(fixture("service.json"))),
    ]);
    let output = folder.path().join("api").display().to_string();
    for (roots, words) in [
        (["/service", "/nothing"], "/nothing is not among them"),
        (["/service", "/vps"], "describes /service, not /vps"),
    ] {
        let (code, _, messages) = run(&[
            "fetch",
            roots[0],
            roots[1],
            "--endpoint",
            &base,
            "--output",
            &output,
        ]);
        assert_eq!(code, 1);
        assert!(
            messages.contains(words) && messages.contains("nothing was written"),
            "{messages}"
        );
        assert!(!Path::new(&output).exists());
    }
}

#[test]
fn two_versions_of_any_root_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let newer = folder.path().join("service.json");
    let text = read(fixture("service.json"));
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let apis = value["apis"].as_array_mut().unwrap();
    let removed = apis.pop().unwrap();
    std::fs::write(&newer, value.to_string()).unwrap();
    let (old, new) = (fixture("service.json"), newer.display().to_string());
    assert_eq!(run(&["diff", &old, &old]).0, 0);
    let (code, results, _) = run(&["diff", &old, &new]);
    assert_eq!(code, 2, "{results}");
    assert!(
        results.contains(removed["path"].as_str().unwrap()),
        "{results}"
    );
    let (code, results, _) = run(&["diff", &new, &old, "--format", "json"]);
    assert_eq!(code, 1, "{results}");
    serde_json::from_str::<serde_json::Value>(&results).unwrap();
    let (code, _, messages) = run(&["diff", &old, "none.json"]);
    assert_eq!(code, 3);
    assert!(messages.contains("none.json can't be read"), "{messages}");
    // 2 means that code breaks, and never that the arguments are wrong.
    for arguments in [&["diff"][..], &["diff", &old, &new, "--fromat", "json"]] {
        assert_eq!(run(arguments).0, 3);
    }
    let empty = tempfile::tempdir().unwrap();
    let empty = empty.path().display().to_string();
    let (code, _, messages) = run(&["diff", &empty, &empty]);
    assert_eq!(code, 3);
    assert!(messages.contains("has no descriptions"), "{messages}");
    // A folder may have the index of the endpoint.
    let folder = folder.path().display().to_string();
    std::fs::copy(fixture("_index.json"), format!("{folder}/_index.json")).unwrap();
    assert_eq!(run(&["diff", &folder, &folder]).0, 0);
}

#[test]
fn a_file_is_written_whole_and_what_is_no_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let generate = |output: &Path| {
        let native = fixture("service.json");
        run(&[
            "generate",
            "--native",
            &native,
            "--output",
            &output.display().to_string(),
        ])
    };
    std::fs::create_dir(path("taken")).unwrap();
    let (code, _, messages) = generate(&path("taken"));
    assert_eq!(code, 1);
    assert!(messages.contains("taken can't be written"), "{messages}");
    #[cfg(unix)]
    {
        std::fs::write(path("real.rs"), "old").unwrap();
        std::os::unix::fs::symlink(path("real.rs"), path("link.rs")).unwrap();
        assert_eq!(generate(&path("link.rs")).0, 0);
        assert!(path("link.rs").is_symlink());
        assert!(read(path("real.rs")).contains("pub struct Client"));
        std::os::unix::fs::symlink("/dev/null", path("null.rs")).unwrap();
        assert_eq!(generate(&path("null.rs")).0, 0);
        assert!(!Path::new("/dev/null").is_file());
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.len() <= 4, "{left:?}");
}

#[test]
fn two_roots_of_one_file_are_refused() {
    let (code, _, messages) = run(&["fetch", "/ip", "/v1/ip", "--output", "api"]);
    assert_eq!(code, 1);
    assert!(
        messages.contains("would both be the file ip.json"),
        "{messages}"
    );
}

#[test]
fn wrong_arguments_and_help_are_explained() {
    let (code, _, messages) = run(&["generate", "--output", "x.rs"]);
    assert_eq!(code, 2);
    assert!(messages.contains("--native"), "{messages}");
    let (code, results, _) = run(&["--help"]);
    assert_eq!(code, 0);
    for command in ["fetch", "convert", "generate", "diff"] {
        assert!(results.contains(command), "{results}");
    }
}
