//! The page that shows the sandbox: its files, its headers, and who may read it.

use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN};
use reqwest::{Method, Response};

use crate::sandbox::support::builder;

const FILES: [(&str, &str); 4] = [
    ("/", "text/html; charset=utf-8"),
    ("/page/main.js", "text/javascript; charset=utf-8"),
    ("/page/style.css", "text/css; charset=utf-8"),
    ("/page/icon.svg", "image/svg+xml"),
];

async fn call(
    method: Method,
    url: &str,
    header: Option<(reqwest::header::HeaderName, &str)>,
) -> Response {
    let http = ovh_sms_test_support::http::builder()
        .no_proxy()
        .build()
        .unwrap();
    let mut request = http.request(method, url);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_page_loads_only_its_own_files() {
    let sandbox = builder().start().await.unwrap();
    for (path, media) in FILES {
        let url = format!("{}{path}", sandbox.origin());
        let response = call(Method::GET, &url, None).await;
        assert_eq!(response.status(), 200, "{path}");
        let header = |name| response.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(header(&CONTENT_TYPE), media);
        let policy = header(&CONTENT_SECURITY_POLICY).to_owned();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(
            header(&"x-content-type-options".parse().unwrap()),
            "nosniff"
        );
        assert!(!response.text().await.unwrap().is_empty());
        let head = call(Method::HEAD, &url, None).await;
        assert_eq!(head.status(), 200);
        assert!(head.text().await.unwrap().is_empty());
        assert_eq!(call(Method::POST, &url, None).await.status(), 405, "{path}");
    }
    // Reading the page is no request of an application.
    assert_eq!(sandbox.requests().len(), 0);
}

#[tokio::test]
async fn pages_and_names_from_elsewhere_read_nothing() {
    let sandbox = builder().start().await.unwrap();
    let control = ["/_sandbox/events", "/_sandbox/state", "/_sandbox/phones"];
    let paths = FILES.iter().map(|(path, _)| *path).chain(control);
    for path in paths {
        let url = format!("{}{path}", sandbox.origin());
        for header in [
            (HOST, "sms.example"),
            (HOST, "127.0.0.1.example.com"),
            (ORIGIN, "https://example.com"),
            (ORIGIN, "null"),
        ] {
            let name = header.0.clone();
            let status = call(Method::GET, &url, Some(header)).await.status();
            assert_eq!(status, 403, "{path} {name}");
        }
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let origin = Some((ORIGIN, "https://example.com"));
            assert_eq!(call(method, &url, origin).await.status(), 403, "{path}");
        }
    }
}

#[tokio::test]
async fn only_exact_paths_are_files_of_the_page() {
    let sandbox = builder().start().await.unwrap();
    for path in [
        "/page",
        "/page/",
        "/page/main.js/",
        "/page/../Cargo.toml",
        "/page/none.js",
        "/index.html",
        "//",
    ] {
        let url = format!("{}{path}", sandbox.origin());
        assert_eq!(call(Method::GET, &url, None).await.status(), 404, "{path}");
    }
    let without = builder().page(false).start().await.unwrap();
    for (path, _) in FILES {
        let url = format!("{}{path}", without.origin());
        assert_eq!(call(Method::GET, &url, None).await.status(), 404, "{path}");
    }
    let state = format!("{}/_sandbox/state", without.origin());
    assert_eq!(call(Method::GET, &state, None).await.status(), 200);
}
