//! All that an expansion may name, and nothing for people: it changes without notice.

pub use crate::api::{Endpoint, Mount, Routes, SecureRoute, endpoint};
pub use crate::authorize::{Action, Authorize, Resource};
pub use crate::handle::{ArgInfo, SecureArg};
pub use crate::policy::{Access, Excused, Method, Rate, RateKey, Requirement, RoutePolicy, Scheme, Vocabulary};
pub use crate::policy::{DEFAULT_BODY_LIMIT, DEFAULT_TIMEOUT_MS, Roles, Scopes};
pub use crate::respond::{Disclosed, Output, SecureResponse};
pub use crate::validate::{FieldPath, Input, Violations};
