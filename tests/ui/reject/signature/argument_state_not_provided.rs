use axum::extract::FromRef;
use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct App {
    db: Db,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(taken: State<Db>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _ = App { db: Db };
    let _ = Api::new(7_u32).mount(routes![show]);
}
