//! What a file of handlers needs: `use secure_api::prelude::*;`.

pub use axum::extract::{Form, Json, Path, Query, State};
pub use http::StatusCode;

pub use secure_api_macros::{claims, delete, get, input, output, patch, post, put, rate, routes, rule, secure};

pub use crate::api::{Api, Routes};
pub use crate::authorize::{Action, Authorize, Authorized, AuthorizedAll, Decide, Delete, Read, Resource, Update};
pub use crate::authorize::{Id, Listed, Window};
pub use crate::handle::{Extracted, Extractor, Vouched};
pub use crate::identify::{Caller, Claims, Identity, Jwt, Principal};
pub use crate::policy::Rate;
pub use crate::respond::{Cors, Created, Link, NoContent, Paged, Problem, SafeError};
pub use crate::secret::{Password, SecretText};
pub use crate::validate::{FileName, List, Page, PageNumber, PerPage, Text, Valid};
pub use crate::{Action, PathValue, Resource, Roles, Scopes};
