//! Amounts of credits, stored in whole thousandths so that sums are exact.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An amount of credits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, Hash,
)]
pub(crate) struct Credits(pub(crate) i64);

impl Credits {
    pub(crate) const ZERO: Self = Self(0);

    /// Converts a float, rounded to the nearest thousandth; NaN counts as zero.
    pub(crate) fn from_f64(amount: f64) -> Self {
        // `as` saturates and turns NaN into zero.
        #[allow(clippy::cast_possible_truncation)]
        Self((amount * 1000.0).round() as i64)
    }

    #[allow(clippy::cast_precision_loss)]
    pub(crate) fn to_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    pub(crate) fn times(self, count: usize) -> Self {
        Self(
            self.0
                .saturating_mul(i64::try_from(count).unwrap_or(i64::MAX)),
        )
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns the amount as the service writes it: an integer if there is no fraction.
    pub(crate) fn to_json(self) -> Value {
        if self.0 % 1000 == 0 {
            Value::from(self.0 / 1000)
        } else {
            Value::from(self.to_f64())
        }
    }
}

impl std::iter::Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_add_up() {
        let sum: Credits = (0..10).map(|_| Credits::from_f64(0.1)).sum();
        assert_eq!(sum.to_json(), Value::from(1));
        assert_eq!(Credits::from_f64(85.95).to_json(), Value::from(85.95));
    }
}
