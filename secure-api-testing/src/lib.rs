//! Tests of an application built with `secure-api`: a client that goes through the whole pipeline, an issuer of
//! tokens, and a clock that moves on command.
//!
//! A dev-dependency, and a crate of its own: nothing of it can be in a release build of the application.
//!
//! ```
//! use secure_api::prelude::*;
//! use secure_api_testing::{TestClient, TestIssuer};
//!
//! #[get("/me")]
//! #[secure(auth = "jwt", rate = "60/min")]
//! async fn me(caller: Identity) -> StatusCode {
//!     if caller.subject() == "ada" { StatusCode::OK } else { StatusCode::NO_CONTENT }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let issuer = TestIssuer::new();
//! let app = Api::new(()).jwt(issuer.jwt()).mount(routes![me]).build().unwrap();
//! let client = TestClient::in_memory(app);
//!
//! assert_eq!(client.get("/me").send().await.status(), 401);
//! assert_eq!(client.get("/me").bearer(&issuer.token("ada").mint()).send().await.status(), 200);
//! # }
//! ```
#![forbid(unsafe_code)]

mod client;
mod clock;
mod issuer;

pub use client::{TestClient, TestRequest, TestResponse};
pub use clock::TestClock;
pub use issuer::{TestIssuer, TestToken};
