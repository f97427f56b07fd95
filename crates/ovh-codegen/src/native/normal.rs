//! The normal form of a description, so that a file changes only when a fact changes.

use serde::Serialize;

use super::{Api, Method, Operation, Root};

impl Root {
    /// Writes a value with sorted keys, an indent of one space, LF, and a newline at the end.
    pub fn to_normal_form(&self) -> anyhow::Result<String> {
        // Converted to a value first, because its keys are sorted.
        let value = serde_json::to_value(self)?;
        let mut bytes = Vec::new();
        let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
        value.serialize(&mut serde_json::Serializer::with_formatter(
            &mut bytes, format,
        ))?;
        bytes.push(b'\n');
        Ok(String::from_utf8(bytes)?)
    }

    /// Sorts everything whose order has no meaning, and removes keys that repeat another key. All
    /// output is made from this form, independently of the order in which the description was
    /// served.
    pub(crate) fn normalize(&mut self) {
        tidy(&mut self.base_path);
        self.apis.sort_by(|a, b| a.path.cmp(&b.path));
        self.apis = merged(std::mem::take(&mut self.apis));
        for api in &mut self.apis {
            tidy(&mut api.description);
            api.operations
                .sort_by_key(|operation| order(operation.http_method));
            api.operations.iter_mut().for_each(normalize_operation);
        }
        for model in self.models.values_mut() {
            tidy(&mut model.description);
            model.enum_type.take_if(|kind| kind == "string");
            if let Some(values) = &mut model.values {
                sort_values(values);
            }
            for property in model
                .properties
                .iter_mut()
                .flat_map(|fields| fields.values_mut())
            {
                tidy(&mut property.description);
                property.full_type.take_if(|full| *full == property.kind);
            }
        }
    }
}

fn normalize_operation(operation: &mut Operation) {
    let kind = &operation.response_type;
    operation.response_full_type.take_if(|full| full == kind);
    tidy(&mut operation.description);
    tidy(&mut operation.long_description);
    tidy(&mut operation.api_status.description);
    operation.errors.sort_by_cached_key(ToString::to_string);
    operation.iam_actions.sort();
    operation.scopes.sort();
    operation
        .parameters
        .sort_by(|a, b| (a.param_type, &a.name).cmp(&(b.param_type, &b.name)));
    for parameter in &mut operation.parameters {
        tidy(&mut parameter.description);
        parameter
            .full_type
            .take_if(|full| *full == parameter.data_type);
    }
}

/// A path that is listed twice is one path with the operations of both.
fn merged(sorted: Vec<Api>) -> Vec<Api> {
    let mut apis: Vec<Api> = Vec::with_capacity(sorted.len());
    for api in sorted {
        match apis.last_mut() {
            Some(last) if last.path == api.path => {
                last.operations.extend(api.operations);
                // Keep the same text, regardless of the order of the two.
                last.description = std::mem::take(&mut last.description).max(api.description);
            }
            _ => apis.push(api),
        }
    }
    apis
}

/// The reading order of the methods.
fn order(method: Method) -> usize {
    let usual = [
        Method::Get,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
    ];
    usual
        .iter()
        .position(|known| *known == method)
        .unwrap_or(usual.len())
}

fn tidy(text: &mut String) {
    if text.contains('\r') || text.trim().len() != text.len() {
        *text = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .trim()
            .to_owned();
    }
}

/// Sorts numbers by size and words by letters.
fn sort_values(values: &mut [String]) {
    match values.iter().all(|value| value.parse::<i64>().is_ok()) {
        true => values.sort_by_cached_key(|value| (value.parse::<i64>().ok(), value.clone())),
        false => values.sort(),
    }
}

#[cfg(test)]
mod tests {
    use crate::native::{Root, Unknown};

    /// A description whose every list and object is in one order, or in another.
    const FORMS: [&str; 2] = [
        r#"{"resourcePath":"/x","apiVersion":"1.0","basePath":" ","apis":[
            {"path":"/x/b","operations":[
                {"httpMethod":"PUT","responseType":"x.E","scopes":["b","a"],"errors":["F","E"],
                    "iamActions":["x:b",{"name":"x:a","required":true,"description":"one"}],"parameters":[
                    {"paramType":"query","name":"b","dataType":"long","fullType":"long"},
                    {"paramType":"path","name":"a","dataType":"string"}]}]},
            {"path":"/x/b","operations":[{"httpMethod":"GET","responseType":"x.N"}]},
            {"path":"/x/a","description":"one\r\ntwo ","operations":[]}],
            "models":{"x.E":{"enum":["b","a"],"enumType":"string"},"x.N":{"enum":["20","3"],"enumType":"long"}}}"#,
        r#"{"models":{"x.N":{"enumType":"long","enum":["3","20"]},"x.E":{"enum":["a","b"]}},
            "apis":[{"operations":[],"path":"/x/a","description":"one\ntwo"},
            {"path":"/x/b","operations":[
                {"httpMethod":"GET","responseType":"x.N"},
                {"responseType":"x.E","httpMethod":"PUT","scopes":["a","b"],"errors":["E","F"],
                    "iamActions":[{"description":"one","required":true,"name":"x:a"},"x:b"],"parameters":[
                    {"dataType":"string","paramType":"path","name":"a"},
                    {"paramType":"query","name":"b","dataType":"long"}]}]}],
            "basePath":"","apiVersion":"1.0","resourcePath":"/x"}"#,
    ];

    #[test]
    fn the_order_of_a_description_is_not_in_its_normal_form() {
        let form = |text: &str| {
            let root = Root::parse(text, "x", Unknown::Refuse).unwrap();
            root.to_normal_form().unwrap()
        };
        let once = form(FORMS[0]);
        assert_eq!(once, form(FORMS[1]));
        assert_eq!(once, form(&once));
        assert!(once.find("/x/a") < once.find("/x/b"));
        assert!(once.find("\"3\"") < once.find("\"20\""));
        assert!(!once.contains("fullType") && !once.contains('\r') && once.ends_with("}\n"));
    }
}
