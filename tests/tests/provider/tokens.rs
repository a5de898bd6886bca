//! Access tokens: who gets one, and what it opens.

use secure_api::identify::SigningAlgorithm;

use super::*;

#[tokio::test]
async fn client_credentials_open_what_the_role_of_the_machine_opens() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    let token = provider.token("machine");
    let expected = json!({ "issuer": provider.issuer(), "subject": "machine", "roles": [] });
    assert_eq!(who(&app, &token).await, expected);
    assert_eq!(status(&app, "/admin", &token).await, 403);
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
    assert_eq!(app.get("/me").send().await.status(), 401);
    assert_eq!(app.get("/health").send().await.status(), 200);
}

#[tokio::test]
async fn each_of_the_providers_algorithms_is_verified() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    for (client, algorithm) in [("machine", "RS256"), ("machine-es256", "ES256"), ("machine-eddsa", "EdDSA")] {
        assert_eq!(status(&app, "/me", &provider.token(client)).await, 200, "{algorithm}");
    }
}

#[tokio::test]
async fn a_user_who_logs_in_with_pkce_has_the_role_of_the_user() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    let got = provider.login("web", "ada");
    let token = text(&got, "access_token");
    let expected = json!({ "issuer": provider.issuer(), "subject": "ada", "roles": ["visitor", "admin"] });
    assert_eq!(who(&app, &token).await, expected);
    assert_eq!(status(&app, "/admin", &token).await, 200);
    let visitor = text(&provider.login("web", "eve"), "access_token");
    assert_eq!(who(&app, &visitor).await["roles"], json!(["visitor"]));
    assert_eq!(status(&app, "/admin", &visitor).await, 403);
    let order = json!({ "grant": "refresh", "token": text(&got, "refresh_token") });
    let refreshed = text(&provider.order(&order), "access_token");
    assert_ne!(refreshed, token);
    assert_eq!(status(&app, "/admin", &refreshed).await, 200);
}

#[tokio::test]
async fn a_scope_that_was_granted_opens_what_asks_for_it() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    let granted = provider.token_for("machine", AUDIENCE, "notes.read notes.write");
    assert_eq!(status(&app, "/notes", &granted).await, 200);
    let other = provider.token_for("machine", AUDIENCE, "notes.write");
    assert_eq!(status(&app, "/notes", &other).await, 403);
    assert_eq!(status(&app, "/notes", &provider.token("machine")).await, 403);
}

#[tokio::test]
async fn a_token_for_somebody_else_is_refused() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    let elsewhere = provider.token_for("admin-machine", "https://other.test", "");
    assert_eq!(status(&app, "/me", &elsewhere).await, 401);
}

#[tokio::test]
async fn a_namesake_of_another_provider_is_somebody_else() {
    let (ours, theirs) = (Provider::shared(), Provider::start());
    let named = Jwt::oidc(theirs.issuer()).audience(AUDIENCE).roles(RoleMap::none()).without_scopes();
    let jwts = [believed(&ours.issuer()), named.loopback_in_debug()];
    let app = Served::start(api(jwts)).await;
    let (our_ada, their_ada) = (ours.login("web", "ada"), theirs.login("web", "ada"));
    let (our_ada, their_ada) = (text(&our_ada, "access_token"), text(&their_ada, "access_token"));
    let expected = json!({ "issuer": theirs.issuer(), "subject": "ada", "roles": [] });
    let scoped = |provider: &Provider| provider.token_for("machine", AUDIENCE, "notes.read");
    assert_eq!(
        [status(&app, "/notes", &scoped(ours)).await, status(&app, "/notes", &scoped(&theirs)).await],
        [200, 403]
    );
    assert_eq!(who(&app, &their_ada).await, expected);
    assert_eq!(status(&app, "/admin", &our_ada).await, 200);
    assert_eq!(status(&app, "/admin", &their_ada).await, 403);
    assert_ne!(Principal::new(ours.issuer(), "ada"), Principal::new(theirs.issuer(), "ada"));
}

// RFC 9700, 4.15: both have the same subject. What the machine may, its tokens say, and not its name.
#[tokio::test]
async fn a_user_who_is_called_as_a_machine_has_none_of_its_roles() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    let user = text(&provider.login("web", "admin-machine"), "access_token");
    assert_eq!(who(&app, &user).await["roles"], json!([]));
    assert_eq!(status(&app, "/admin", &user).await, 403);
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
}

#[tokio::test]
async fn a_provider_that_takes_the_name_of_another_is_not_believed() {
    let provider = Provider::shared();
    let (app, _) = served(&provider.issuer()).await;
    // Its keys have the same names.
    let impostor = Provider::called(&provider.issuer());
    for client in ["admin-machine", "machine-es256", "machine-eddsa"] {
        assert_eq!(status(&app, "/me", &impostor.token(client)).await, 401, "{client}");
    }
    assert_eq!(status(&app, "/admin", &provider.token("admin-machine")).await, 200);
}

#[tokio::test]
async fn keys_that_name_no_algorithm_have_that_of_their_curve_or_the_declared_one() {
    let provider = Provider::with_keys(&["bare"]);
    let tokens = ["machine", "machine-es256", "machine-eddsa"].map(|client| provider.token(client));
    let declared = |algorithm| believed(&provider.issuer()).algorithms([algorithm]);
    for (jwt, expected) in [
        (believed(&provider.issuer()), [401, 200, 200]),
        (declared(SigningAlgorithm::Rs256), [200, 401, 401]),
        (declared(SigningAlgorithm::Es256), [401, 200, 401]),
    ] {
        let app = Served::start(api([jwt])).await;
        for (token, expected) in tokens.iter().zip(expected) {
            assert_eq!(status(&app, "/me", token).await, expected);
        }
    }
}

#[tokio::test]
async fn a_declared_algorithm_is_the_only_one() {
    let provider = Provider::shared();
    let jwt = believed(&provider.issuer()).algorithms([SigningAlgorithm::EdDsa]);
    let app = Served::start(api([jwt])).await;
    assert_eq!(status(&app, "/me", &provider.token("machine-eddsa")).await, 200);
    assert_eq!(status(&app, "/me", &provider.token("machine")).await, 401);
}
