//! Signing: SHA-1 over keys, method, URL, body and time.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

// The signature is internal to the transport and not public, so its file is included here.
#[path = "../../../crates/ovh-api/src/auth/signature.rs"]
#[allow(unused_imports, reason = "its tests find no harness here")]
mod signature;

use signature::{Signed, sign};

fn signing(criterion: &mut Criterion) {
    let message = "x".repeat(1000);
    let body = format!(r#"{{"message":"{message}"}}"#);
    let get = Signed {
        application_secret: "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
        consumer_key: "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
        method: "GET",
        url: "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/outgoing/1846528397",
        body: b"",
        timestamp: "1785749571",
    };
    let post = Signed {
        method: "POST",
        url: "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/jobs",
        body: body.as_bytes(),
        ..get
    };
    let mut group = criterion.benchmark_group("sign");
    for (name, signed) in [("get", get), ("post_1_kib", post)] {
        let bytes = signed.url.len() + signed.body.len();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| sign(black_box(&signed)));
        });
    }
    group.finish();
}

criterion_group!(benches, signing);
criterion_main!(benches);
