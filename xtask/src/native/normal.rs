//! The one way to write a description, so that only changes of facts change a file.

use serde::Serialize;

use super::{Method, Root};

impl Root {
    /// Sorted, one space, LF, a newline at the end; nothing that another key tells already.
    pub fn to_normal_form(&self) -> anyhow::Result<String> {
        let mut root = self.clone();
        root.normalize();
        // Through a value, whose keys are sorted.
        let value = serde_json::to_value(&root)?;
        let mut bytes = Vec::new();
        let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
        value.serialize(&mut serde_json::Serializer::with_formatter(
            &mut bytes, format,
        ))?;
        bytes.push(b'\n');
        Ok(String::from_utf8(bytes)?)
    }

    /// Puts everything in the order of the normal form.
    pub(crate) fn normalize(&mut self) {
        tidy(&mut self.base_path);
        self.apis.sort_by(|a, b| a.path.cmp(&b.path));
        for api in &mut self.apis {
            tidy(&mut api.description);
            api.operations
                .sort_by_key(|operation| order(operation.http_method));
            for operation in &mut api.operations {
                tidy(&mut operation.description);
                tidy(&mut operation.long_description);
                operation.iam_actions.sort_by(|a, b| a.name.cmp(&b.name));
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

/// The order in which people think of the methods.
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

/// Numbers by their size, words by their letters.
fn sort_values(values: &mut [String]) {
    match values.iter().all(|value| value.parse::<i64>().is_ok()) {
        true => values.sort_by_key(|value| value.parse::<i64>().unwrap_or(i64::MAX)),
        false => values.sort(),
    }
}

#[cfg(test)]
mod tests {
    use crate::native::{Root, Unknown};

    #[test]
    fn the_normal_form_is_its_own_normal_form() {
        let text = r#"{"resourcePath":"/x","apiVersion":"1.0","basePath":" ","apis":[
            {"path":"/x/b","operations":[{"httpMethod":"PUT","parameters":[
                {"paramType":"query","name":"b","dataType":"long","fullType":"long"},
                {"paramType":"path","name":"a","dataType":"string"}]},{"httpMethod":"GET"}]},
            {"path":"/x/a","description":"one\r\ntwo ","operations":[]}],
            "models":{"x.E":{"enum":["b","a"],"enumType":"string"},"x.N":{"enum":["20","3"],"enumType":"long"}}}"#;
        let once = Root::parse(text, "x", Unknown::Refuse)
            .unwrap()
            .to_normal_form()
            .unwrap();
        let twice = Root::parse(&once, "x", Unknown::Refuse)
            .unwrap()
            .to_normal_form()
            .unwrap();
        assert_eq!(once, twice);
        assert!(once.find("/x/a") < once.find("/x/b"));
        assert!(once.find("\"3\"") < once.find("\"20\""));
        assert!(!once.contains("fullType") && !once.contains('\r') && once.ends_with("}\n"));
    }
}
