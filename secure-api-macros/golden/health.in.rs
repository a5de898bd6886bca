#[secure(public = "liveness probe, returns no data", rate = "60/min")]
#[get("/health")]
async fn health() -> StatusCode {
    StatusCode::OK
}
