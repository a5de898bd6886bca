//! Who a client is.

use std::fmt;

use secure_api::policy::Vocabulary;
use serde_json::Value;

use super::Transport;
use crate::{TestIssuer, TestToken};

/// Who sends a request.
#[derive(Clone)]
pub(super) enum Who {
    Nobody,
    /// Somebody whom the issuer vouches for.
    Caller(Caller),
    /// Whoever this token says.
    Bearer(String),
}

/// What the issuer says of somebody.
#[derive(Clone, Default)]
pub(super) struct Caller {
    subject: Option<String>,
    roles: Vec<String>,
    scopes: Vec<String>,
    claims: Vec<(String, Value)>,
}

impl Who {
    pub(super) fn named(&self, subject: &str) -> Self {
        Self::Caller(Caller { subject: Some(subject.to_owned()), ..self.caller() })
    }

    pub(super) fn with_role(&self, role: &str) -> Self {
        let mut caller = self.caller();
        caller.roles.push(role.to_owned());
        Self::Caller(caller)
    }

    pub(super) fn with_scope(&self, scope: &str) -> Self {
        let mut caller = self.caller();
        caller.scopes.push(scope.to_owned());
        Self::Caller(caller)
    }

    pub(super) fn with_claim(&self, name: &str, value: Value) -> Self {
        let mut caller = self.caller();
        caller.claims.push((name.to_owned(), value));
        Self::Caller(caller)
    }

    /// What is known of it. Of who sends a token of the test's own nothing is.
    fn caller(&self) -> Caller {
        if let Self::Caller(caller) = self { caller.clone() } else { Caller::default() }
    }
}

impl Caller {
    pub(super) fn token(&self, issuer: &TestIssuer) -> TestToken {
        let mut token = issuer.token(&self.subject());
        if !self.roles.is_empty() {
            token = token.roles(self.roles.iter().cloned());
        }
        if !self.scopes.is_empty() {
            token = token.scope(&self.scopes.join(" "));
        }
        self.claims.iter().fold(token, |token, (name, value)| token.claim(name, value.clone()))
    }

    /// A token that somebody has given for this caller, where the transport knows of such.
    pub(super) fn given(&self, transport: &dyn Transport) -> Option<Result<String, String>> {
        let given = transport.bearer(&self.subject(), &self.roles, &self.scopes)?;
        let claims = "not run: the issuer of a deployment signs no claims of a test".to_owned();
        Some(if self.claims.is_empty() { given } else { Err(claims) })
    }

    /// Callers with other roles are other people: an admin who had the editor's name would own what the editor owns.
    fn subject(&self) -> String {
        match &self.subject {
            Some(subject) => subject.clone(),
            None if self.roles.is_empty() => "test-nobody".to_owned(),
            None => format!("test-{}", self.roles.join("-")),
        }
    }
}

/// The name of a role or of a scope, as tokens have it.
pub(super) fn name_of(vocabulary: &Vocabulary, bit: u64) -> &'static str {
    vocabulary.names.get(bit.trailing_zeros() as usize).copied().expect("a role or a scope has a name")
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Bearer(_) => f.write_str("the bearer of a token"),
            Self::Caller(caller) => {
                write!(f, "`{}`", caller.subject())?;
                for (what, names) in [("role", &caller.roles), ("scope", &caller.scopes)] {
                    if !names.is_empty() {
                        write!(f, ", {what} {}", names.join(" "))?;
                    }
                }
                Ok(())
            }
        }
    }
}
