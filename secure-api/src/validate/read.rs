//! From bytes to a value that keeps every rule.

use super::fault::ReadFault;
use super::form::from_pairs;
use super::json::from_slice;
use super::rules::Input;
use super::violations::{FieldPath, Violations};

/// Why bytes are no input.
#[derive(Debug)]
pub(crate) enum Rejected {
    /// They are malformed: 400.
    Syntax(ReadFault),
    /// They say something that is not allowed: 422.
    Violations(Violations),
}

/// Reads a JSON document and runs its rules.
pub(crate) fn read_json<T: Input>(bytes: &[u8]) -> Result<T, Rejected> {
    checked(from_slice(bytes))
}

/// Reads a query string or a form and runs its rules.
pub(crate) fn read_form<T: Input>(raw: &[u8]) -> Result<T, Rejected> {
    checked(from_pairs(raw))
}

fn checked<T: Input>(read: Result<T, ReadFault>) -> Result<T, Rejected> {
    let value = match read {
        Ok(value) => value,
        Err(fault) => return Err(Rejected::from(fault)),
    };
    let mut found = Violations::new();
    value.check(&FieldPath::root(), &mut found);
    if found.is_empty() { Ok(value) } else { Err(Rejected::Violations(found)) }
}

impl From<ReadFault> for Rejected {
    fn from(fault: ReadFault) -> Self {
        if fault.kind().is_syntax() { Self::Syntax(fault) } else { Self::Violations(fault.into()) }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Even {
        number: u8,
    }

    impl Input for Even {
        fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
            if self.number % 2 == 1 {
                found.push(&at.field("number"), "even");
            }
        }
    }

    fn told(read: Result<Even, Rejected>) -> String {
        match read {
            Ok(even) => even.number.to_string(),
            Err(Rejected::Syntax(fault)) => format!("400 {fault}"),
            Err(Rejected::Violations(found)) => format!("422 {}", serde_json::to_string(&found).unwrap()),
        }
    }

    #[test]
    fn what_is_malformed_is_400_and_what_breaks_a_rule_is_422() {
        assert_eq!(told(read_json(br#"{"number":2}"#)), "2");
        assert_eq!(told(read_json(br#"{"number":2"#)), "400 syntax");
        assert_eq!(told(read_json(br#"{"number":3}"#)), r#"422 [{"path":"number","code":"even"}]"#);
        assert_eq!(told(read_json(br#"{"number":2,"x":1}"#)), r#"422 [{"path":"x","code":"unknown_field"}]"#);
        assert_eq!(told(read_form(b"number=2")), "2");
        assert_eq!(told(read_form(b"number=2&number=4")), "400 number: duplicate_key");
        assert_eq!(told(read_form(b"number=3")), r#"422 [{"path":"number","code":"even"}]"#);
        assert_eq!(told(read_form(b"")), r#"422 [{"path":"number","code":"required"}]"#);
    }
}
