//! What is declared of a store, and what is told of it.

use super::*;

#[tokio::test]
async fn two_applications_of_one_store_count_each_name_once() {
    let ignored = IgnoredGrants::new();
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    staff.set(ISSUER, "ada", &["Admin"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    let built = || api(&staff, &roles).jwt(issuer.jwt()).ignored_grants(&ignored).build().unwrap();
    let [first, _second] = [built(), built()];
    let answer = TestClient::in_memory(first).get("/me").bearer(&issuer.token("ada").mint()).send().await;
    assert_eq!(answer.status(), 200);
    assert_eq!((ignored.roles(), ignored.names().len()), (1, 1), "{:?}", ignored.names());
}

#[tokio::test]
async fn names_of_the_store_without_a_meaning_are_counted() {
    let ignored = IgnoredGrants::new();
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    staff.set(ISSUER, "ada", &["Admin", "editor"]);
    let roles = RoleCache::new(staff.clone(), Duration::from_secs(60));
    let app = api(&staff, &roles).jwt(issuer.jwt()).ignored_grants(&ignored).build().unwrap();
    assert!(app.report().contains("\nroles: from the application's store, at most 60 s old;"), "{}", app.report());
    let client = TestClient::in_memory(app);
    let answer = client.get("/me").bearer(&issuer.token("ada").role("boss").mint()).send().await;
    assert_eq!(answer.text(), r#"{"roles":["editor"]}"#);
    let seen = ignored.names();
    assert_eq!(seen.len(), 1, "the token's are not read: {seen:?}");
    assert_eq!((seen[0].source.as_str(), seen[0].name.as_str(), seen[0].times), ("the store", "Admin", 1));
}

mod elsewhere {
    use secure_api::prelude::*;

    #[derive(Clone, Copy, Roles)]
    pub(super) enum Rank {
        Admin,
    }
}

struct Ranks;

impl RoleStore for Ranks {
    type Role = elsewhere::Rank;

    async fn roles_of(&self, _: &Principal) -> Result<StoredRoles<elsewhere::Rank>, RolesUnavailable> {
        Ok(StoredRoles::of([elsewhere::Rank::Admin]))
    }
}

fn faults_of(api: Api<Application>) -> String {
    match api.build() {
        Err(Error::Configuration(faults)) => faults.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_store_that_cannot_serve_this_application_is_a_fault() {
    let (issuer, staff) = (TestIssuer::new(), Staff::new());
    let cache = |max_age_s: u64| RoleCache::new(staff.clone(), Duration::from_secs(max_age_s));
    let with = |roles: &RoleCache| api(&staff, roles).jwt(issuer.jwt());
    assert!(with(&cache(300)).build().is_ok() && with(&cache(0)).build().is_ok());
    assert!(faults_of(with(&cache(301))).contains("kept for 301 s, and for 300 s at the most"));
    let ranks = RoleCache::new(Ranks, Duration::from_secs(1));
    let told = faults_of(with(&ranks));
    assert!(told.contains("1. the store has roles of the enum `Rank`") && !told.contains("2."), "{told}");
    assert!(faults_of(with(&cache(1)).roles_from(cache(1))).contains("roles come from two stores"));
    let mapped = api(&staff, &cache(1)).jwt(issuer.jwt().roles(RoleMap::keycloak().same_names()));
    assert!(faults_of(mapped).contains("is never read: roles come from the application's store"));
    let nobody = Api::new(Application { staff: staff.clone(), roles: cache(1) }).roles_from(cache(1));
    assert!(faults_of(nobody).contains("no issuer says who anybody is"));
}
