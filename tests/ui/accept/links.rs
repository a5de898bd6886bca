#![deny(warnings, missing_docs, unreachable_pub)]
#![warn(clippy::pedantic, clippy::nursery)]
#![forbid(unsafe_code)]
//! Links of handlers.

use secure_api::prelude::*;

/// Something.
#[derive(Debug, PathValue)]
pub enum Language {
    /// One.
    De,
    /// Another.
    En,
}

#[output]
struct Places {
    list: Link,
    one: Link,
    maybe: Option<Link>,
    many: Vec<Link>,
}

/// A module.
pub mod handlers {
    use super::Language;
    use secure_api::prelude::*;

    /// One.
    #[get("/x/{type}/{number}/{self}")]
    #[secure(auth = "jwt", no_object_check(number) = "numbers are everybody's")]
    pub async fn show(path: Path<(Language, u32, Language)>) -> StatusCode {
        let _ = path;
        StatusCode::OK
    }

    /// Generic.
    #[get("/y/{number}")]
    #[secure(auth = "jwt", no_object_check(number) = "numbers are everybody's")]
    pub async fn of_any<T: Clone + Send + Sync>(state: State<T>, path: Path<u32>) -> StatusCode {
        let _ = (state.0.clone(), path);
        StatusCode::OK
    }
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn list() -> Json<Places> {
    let one = handlers::show::uri(Language::De, 7_u32, Language::En);
    let maybe = Some(handlers::of_any::uri(7_u32));
    Json(Places { list: list::uri(), one: one.clone(), maybe, many: vec![one] })
}

fn main() {
    let _: Routes<u8> = routes![list, handlers::show, handlers::of_any::<u8>];
}
