//! Conversions from and to texts.

use std::borrow::Cow;

use super::{NumberError, PhoneNumber};

impl TryFrom<&str> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &str) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<&String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<Cow<'_, str>> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: Cow<'_, str>) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl From<&PhoneNumber> for PhoneNumber {
    fn from(number: &PhoneNumber) -> Self {
        *number
    }
}

impl From<&PhoneNumber> for String {
    fn from(number: &PhoneNumber) -> Self {
        number.to_string()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.to_string()
    }
}
