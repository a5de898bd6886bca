#[post("/articles")]
#[secure(auth = "jwt", role = "editor", rate = ["10/min", limits::ALL], body = "256kb", timeout = "5s", concurrency = 32)]
async fn publish(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Result<NoContent, Problem> {
    db.insert(caller, draft).await
}
