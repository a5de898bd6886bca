//! Serves it.

#[tokio::main]
async fn main() -> Result<(), secure_api::Error> {
    small::api().jwt(secure_api::identify::Jwt::from_env()).serve("127.0.0.1:3000").await
}
