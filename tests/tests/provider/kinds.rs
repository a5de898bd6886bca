//! Everything that the provider hands out and that is no access token, or one of somebody with a key.

use secure_api_tests::assert_refused;

use super::*;

/// Both ways to declare the provider: the RFC 9068 profile refuses more.
async fn both(provider: &Provider) -> [(&'static str, Served); 2] {
    let jwt = || believed(&provider.issuer());
    [("plain", Served::start(api([jwt()])).await), ("profile", Served::start(api([jwt().profile_rfc9068()])).await)]
}

#[tokio::test]
async fn the_providers_access_tokens_have_the_profile() {
    let provider = Provider::shared();
    let user = text(&provider.login("web", "ada"), "access_token");
    for (declared, app) in both(provider).await {
        for client in ["machine", "machine-es256", "machine-eddsa"] {
            assert_eq!(status(&app, "/me", &provider.token(client)).await, 200, "{declared}: {client}");
        }
        assert_eq!(status(&app, "/admin", &user).await, 200, "{declared}");
    }
}

#[tokio::test]
async fn a_token_that_is_bound_to_a_key_or_a_certificate_is_no_bearer_token() {
    let provider = Provider::shared();
    let bound = ["machine-dpop", "machine-mtls"].map(|client| provider.token(client));
    for (declared, app) in both(provider).await {
        for token in &bound {
            assert_refused(&asked(&app, "/me", token).await, 401);
            let scheme = app.get("/me").header(http::header::AUTHORIZATION, &format!("DPoP {token}"));
            assert_eq!(scheme.send().await.status(), 401, "{declared}");
        }
    }
}

#[tokio::test]
async fn id_tokens_are_refused_even_where_they_are_for_the_same_audience() {
    let provider = Provider::shared();
    // The second client is called as the API is, and so its ID tokens have the audience of the API.
    let tokens = ["web", AUDIENCE].map(|client| text(&provider.login(client, "ada"), "id_token"));
    for (declared, app) in both(provider).await {
        for token in &tokens {
            assert_eq!(status(&app, "/me", token).await, 401, "{declared}");
            assert_eq!(status(&app, "/admin", token).await, 401, "{declared}");
        }
    }
}

#[tokio::test]
async fn refresh_tokens_and_tokens_for_the_provider_itself_are_refused() {
    let provider = Provider::shared();
    let refresh = text(&provider.login("web", "ada"), "refresh_token");
    let opaque = text(&provider.order(&json!({ "grant": "userinfo", "user": "ada" })), "opaque");
    for (declared, app) in both(provider).await {
        for token in [&refresh, &opaque] {
            assert_eq!(status(&app, "/me", token).await, 401, "{declared}");
        }
    }
}

#[tokio::test]
async fn a_signed_answer_of_the_authorization_endpoint_is_refused() {
    let provider = Provider::shared();
    let order = json!({ "grant": "code", "client": AUDIENCE, "user": "ada", "jarm": true });
    let response = text(&provider.order(&order), "response");
    for (declared, app) in both(provider).await {
        assert_eq!(status(&app, "/me", &response).await, 401, "{declared}");
    }
}

// It has issuer, audience, subject and expiry, and nothing that says what it is: only the profile tells the difference.
#[tokio::test]
async fn signed_user_information_is_refused_for_its_audience_or_by_the_profile() {
    let provider = Provider::shared();
    let told = |client: &str| {
        let order = json!({ "grant": "userinfo", "client": client, "user": "ada" });
        text(&provider.order(&order), "userinfo")
    };
    let [(_, plain), (_, profile)] = both(provider).await;
    assert_eq!(status(&plain, "/me", &told("web")).await, 401);
    assert_eq!(status(&profile, "/me", &told("web")).await, 401);
    assert_eq!(status(&profile, "/me", &told(AUDIENCE)).await, 401);
    assert_eq!(
        status(&plain, "/me", &told(AUDIENCE)).await,
        200,
        "what the docs of `profile_rfc9068` say would be wrong"
    );
}
