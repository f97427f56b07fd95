//! The exit codes of `cargo xtask diff`.

use serde_json::{Value, json};

/// A small shop: orders and their operations.
fn shop(methods: &[&str]) -> String {
    let operation = |method: &&str| json!({ "httpMethod": method, "responseType": "string" });
    let operations: Vec<Value> = methods.iter().map(operation).collect();
    json!({ "apiVersion": "1.0", "resourcePath": "/shop", "basePath": "", "models": {},
        "apis": [{ "path": "/shop/order", "operations": operations }] })
    .to_string()
}

#[test]
fn the_command_exits_with_what_it_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    };
    write("old/shop.json", &shop(&["GET", "POST"]));
    write("new/shop.json", &shop(&["GET"]));
    let ours = ["native", "openapi.json"]
        .map(|name| format!("{}/../schema/{name}", env!("CARGO_MANIFEST_DIR")));
    write("bad.json", "{}");
    for (old, new, code) in [
        ("old", "old", 0),
        ("old", "new", 2),
        ("new", "old", 1),
        ("old/shop.json", "new/shop.json", 2),
        ("old", "bad.json", 3),
        ("old", "nothing", 3),
        (ours[0].as_str(), ours[1].as_str(), 0),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("diff")
            .args([folder.path().join(old), folder.path().join(new)])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{old} {new}: {output:?}");
    }
}
