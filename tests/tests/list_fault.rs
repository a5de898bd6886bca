//! A list whose query forgets the rule. A process tells of it once, so that this test has one of its own.

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use secure_api_tests::Log;

#[derive(Resource)]
#[resource(key = id, store = (), load = find, owner = owner)]
struct Note {
    id: u32,
    owner: Principal,
}

async fn find((): &(), _: u32) -> Result<Option<Note>, Problem> {
    Ok(None)
}

impl Listed<Read> for Note {
    async fn list((): &(), _: &Caller, (): (), _: Window) -> Result<Vec<Self>, Problem> {
        let of = |owner| Principal::new("https://issuer.test", owner);
        Ok(vec![Note { id: 1, owner: of("ada") }, Note { id: 2, owner: of("bob") }])
    }
}

#[output]
struct View {
    id: u32,
}

#[get("/notes")]
#[secure(auth = "jwt")]
async fn list(notes: Decide<Note, Read>, page: Valid<Query<Page<10>>>) -> Result<Json<Paged<View>>, Problem> {
    Ok(Json(notes.page(&page).await?.map(|note| View { id: note.id })))
}

#[tokio::test]
async fn a_list_that_forgets_its_rule_is_told_of_once() {
    let log = Log::capture();
    let issuer = TestIssuer::new();
    let client = TestClient::in_memory(Api::new(()).jwt(issuer.jwt()).mount(routes![list]).build().unwrap());
    for _ in 0..2 {
        let answer = client.get("/notes").bearer(&issuer.token("ada").mint()).send().await;
        assert_eq!(answer.text(), r#"{"items":[{"id":1}],"page":1,"per_page":10,"more":false}"#);
    }
    let told: Vec<_> = log.audit().into_iter().filter(|event| event["event"] == "configuration_fault").collect();
    let [told] = told.as_slice() else { panic!("once, and not {told:?}") };
    assert_eq!(told["help"], "`Listed<Read>` for `Note` has to filter as `permits` decides");
}
