//! Counting the parts of texts, and splitting them: throughput in text per second.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ovh_sms::message::{parts, segments};

fn segmentation(criterion: &mut Criterion) {
    let texts = [
        ("ascii", "Votre commande est en route et arrive demain. "),
        (
            "accents",
            "Votre rendez-vous a été déplacé à 9h, où vous savez. ",
        ),
        ("unicode", "Cœur, maître, forêt, naïveté, fête : l’été 🌻. "),
    ]
    .map(|(name, piece)| (name, piece.repeat(25)));
    let mut group = criterion.benchmark_group("segments");
    for (name, text) in &texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| segments(black_box(text), true));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("parts");
    for (name, text) in &texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                parts(black_box(text), true)
                    .map(|part| part.units)
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, segmentation);
criterion_main!(benches);
