//! What an output sends: as serde was told, what somebody vouched for among it, and nothing that is skipped.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer};
use serde::Serializer;

#[derive(Clone, Copy, Roles)]
enum Role {
    Admin,
}

mod elsewhere {
    use secure_api::prelude::*;

    #[derive(Clone, Copy, Roles)]
    pub(crate) enum OtherRole {
        Admin,
    }

    #[output]
    pub(crate) struct Stranger {
        #[audience(OtherRole::Admin)]
        pub(crate) name: String,
    }
}

#[output]
struct Total(u64);

#[output]
#[serde(rename_all = "camelCase")]
struct Login {
    #[vouched("the answer to a login is its token")]
    access_token: String,
    #[vouched("the address of a machine of ours")]
    served_by: Ipv4Addr,
    /// Both: its type is declared, and has an audience of its own.
    #[vouched("a session of a conference")]
    session: Talk,
    token_type: &'static str,
    #[serde(skip)]
    password_hash: String,
    #[serde(skip_serializing_if = "is_default")]
    attempts: u32,
    #[serde(serialize_with = "in_hex")]
    colour: u32,
    #[audience(Role::Admin)]
    #[serde(serialize_with = "in_hex", skip_serializing_if = "is_default")]
    shade: u32,
    #[serde(flatten)]
    more: HashMap<&'static str, Total>,
}

#[output]
struct Talk {
    title: &'static str,
    #[audience(Role::Admin)]
    room: &'static str,
}

#[output]
enum Grant<T> {
    #[serde(rename = "granted")]
    Token(#[vouched("what was asked for")] String),
    Of(T),
    /// What is written by a fn need not be of the type's parameter.
    Until {
        #[serde(serialize_with = "in_hex")]
        second: u32,
        of: T,
    },
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn in_hex<S: Serializer>(number: &u32, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{number:x}"))
}

#[post("/logins")]
#[secure(auth = "jwt", rate = "60/min")]
async fn login() -> Created<Login> {
    let login = Login {
        access_token: "t".to_owned(),
        served_by: Ipv4Addr::LOCALHOST,
        session: Talk { title: "On tests", room: "12" },
        token_type: "Bearer",
        password_hash: "canary".to_owned(),
        attempts: 0,
        colour: 255,
        shade: 16,
        more: HashMap::from([("total", Total(3))]),
    };
    Created::at(grant::uri(), login)
}

#[get("/grant")]
#[secure(auth = "jwt", rate = "60/min")]
async fn grant() -> Result<Json<List<Grant<Total>, 0, 3>>, StatusCode> {
    let grants = vec![Grant::Token("t".to_owned()), Grant::Of(Total(1)), Grant::Until { second: 255, of: Total(2) }];
    grants.try_into().map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

#[get("/gone")]
#[secure(auth = "jwt", rate = "60/min")]
async fn gone() -> Result<Json<Total>, StatusCode> {
    Err(StatusCode::GONE)
}

#[get("/admin")]
#[secure(auth = "jwt", role = Role::Admin, rate = "60/min")]
async fn admin() -> StatusCode {
    StatusCode::OK
}

#[get("/stranger")]
#[secure(auth = "jwt", rate = "60/min")]
async fn stranger() -> Json<elsewhere::Stranger> {
    Json(elsewhere::Stranger { name: "ada".to_owned() })
}

fn client(issuer: &TestIssuer) -> TestClient {
    TestClient::in_memory(Api::new(()).jwt(issuer.jwt()).mount(routes![login, grant, gone]).build().unwrap())
}

#[tokio::test]
async fn what_serde_is_told_is_kept_for_every_audience() {
    const PLAIN: &str = r#"{"accessToken":"t","servedBy":"127.0.0.1","session":{"title":"On tests"},"tokenType":"Bearer","colour":"ff","total":3}"#;
    const ADMIN: &str = r#"{"accessToken":"t","servedBy":"127.0.0.1","session":{"title":"On tests","room":"12"},"tokenType":"Bearer","colour":"ff","shade":"10","total":3}"#;
    let issuer = TestIssuer::new();
    let client = client(&issuer);
    let plain = client.post("/logins").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!((plain.status(), plain.text()), (201, PLAIN));
    let admin = client.post("/logins").bearer(&issuer.token("ada").role("admin").mint()).send().await;
    assert_eq!(admin.text(), ADMIN);
    let grant = client.get("/grant").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!(grant.text(), r#"[{"granted":"t"},{"Of":1},{"Until":{"second":"ff","of":2}}]"#);
}

#[tokio::test]
async fn a_status_is_an_error_with_nothing_private_in_it() {
    let issuer = TestIssuer::new();
    let gone = client(&issuer).get("/gone").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!((gone.status(), gone.header("content-type")), (410, "application/problem+json"));
}

#[test]
fn what_somebody_vouched_for_is_in_the_report_with_the_reason() {
    let issuer = TestIssuer::new();
    let app = Api::new(()).jwt(issuer.jwt()).mount(routes![login, grant]).build().unwrap();
    let report = app.report().to_owned();
    for said in [
        "sends Login::access_token: the answer to a login is its token",
        "sends Login::served_by: the address of a machine of ours",
        "sends Login::session: a session of a conference",
        "sends Grant::Token: what was asked for",
        "Talk::room for role admin",
    ] {
        assert_eq!(report.matches(said).count(), 1, "{said}\n{report}");
    }
}

#[test]
fn a_field_for_roles_of_another_enum_than_the_routes_is_a_fault() {
    let issuer = TestIssuer::new();
    let api = Api::new(()).jwt(issuer.jwt()).mount(routes![admin, stranger]);
    let error = api.build().unwrap_err().to_string();
    assert!(error.contains("two enums of roles: `Role` for"), "{error}");
    assert!(error.contains("`OtherRole` for Stranger::name"), "{error}");
}
