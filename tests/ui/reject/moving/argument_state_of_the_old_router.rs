use axum::extract::FromRef;
use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct AppState {
    db: Db,
}

impl FromRef<AppState> for Db {
    fn from_ref(state: &AppState) -> Self {
        state.db.clone()
    }
}

#[get("/articles")]
#[secure(auth = "jwt")]
async fn list(State(state): State<AppState>) -> StatusCode {
    let _ = state.db;
    StatusCode::OK
}

fn main() {
    let _: Api<Db> = Api::new(Db).mount(routes![list]);
}
