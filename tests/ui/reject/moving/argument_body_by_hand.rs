use axum::extract::{FromRequest, Request};
use secure_api::prelude::*;

struct ValidJson<T>(T);

impl<T: Send, S: Send + Sync> FromRequest<S> for ValidJson<T> {
    type Rejection = StatusCode;

    async fn from_request(_: Request, _: &S) -> Result<Self, StatusCode> {
        Err(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

#[input]
struct Draft {
    title: Text<1, 120>,
}

#[post("/articles")]
#[secure(auth = "jwt")]
async fn create(ValidJson(draft): ValidJson<Draft>) -> StatusCode {
    let _ = draft.title;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![create];
}
