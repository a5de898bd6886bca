#[get("/articles/:id")]
#[secure(raet = "10/min")]
async fn wrong(caller: &Identity) -> StatusCode {
    StatusCode::OK
}
