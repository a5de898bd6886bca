use secure_api::prelude::*;

/// As the crate of this name has it.
mod sqlx {
    #[derive(Debug)]
    pub enum Error {
        RowNotFound,
    }
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Result<StatusCode, sqlx::Error> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
