#[test]
fn dump() {
    use secure_api::prelude::*;
    let about = secure_api::openapi::OpenApi::new("Articles", "1.0.0")
        .description("Articles, written by editors and read by all.")
        .contact("The team", "https://example.com/contact")
        .license("MIT", "https://opensource.org/license/mit")
        .server("https://api.example.com", "production");
    let doc = articles::configured().0.cors(Cors::origin("https://app.example")).inventory().openapi(&about);
    std::fs::write("/tmp/openapi.json", serde_json_pretty(&doc)).unwrap();
}
fn serde_json_pretty(doc: &secure_api_testing::Value) -> String {
    format!("{doc:#}")
}
