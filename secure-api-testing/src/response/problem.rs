//! The body of a refusal.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The body of a refusal (RFC 9457), as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ProblemBody {
    /// What kind of problem it is: a URI, `about:blank` where the status says all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The status, once more.
    pub status: u16,
    /// What the handler says of it: `Problem::conflict("the title is taken")`.
    pub detail: Option<String>,
    /// What is wrong with the input, a field each.
    #[serde(default)]
    pub errors: Vec<FieldFault>,
    /// The limits that refused, by name.
    #[serde(default, rename = "violated-policies")]
    pub violated_policies: Vec<String>,
    /// The request id, which a 5xx has in its body too.
    pub request_id: Option<String>,
    /// Members that have no name here.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// What is wrong with a field of an input.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FieldFault {
    /// Its name on the wire.
    pub field: String,
    /// The rule that it breaks, as `length`.
    pub code: String,
}

impl ProblemBody {
    /// The rule that a field breaks, as `length`. The first, where it breaks several.
    #[must_use]
    pub fn code_of(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|fault| fault.field == field).map(|fault| fault.code.as_str())
    }
}
