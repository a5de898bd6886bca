use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use secure_api::prelude::*;

struct AuthUser {
    sub: String,
}

impl<S: Send + Sync> FromRequestParts<S> for AuthUser {
    type Rejection = StatusCode;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        Err(StatusCode::UNAUTHORIZED)
    }
}

#[get("/me")]
#[secure(auth = "jwt")]
async fn me(user: AuthUser) -> StatusCode {
    let _ = user.sub;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![me];
}
