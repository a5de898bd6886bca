//! What attackers make of a good token.

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::token::{TestToken, part};

/// Further off than any leeway.
const AN_HOUR_S: u64 = 3_600;

impl TestToken {
    /// What attackers make of this token, each with a name for a test to print: forged, altered, borrowed and stale. An
    /// application that believes this one has to refuse every one of them with 401.
    ///
    /// ```
    /// # use secure_api::prelude::*;
    /// # use secure_api_testing::TestClient;
    /// # #[get("/me")]
    /// # #[secure(auth = "jwt", rate = "60/min")]
    /// # async fn me() -> NoContent {
    /// #     NoContent
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = TestClient::of(Api::new(()).mount(routes![me]));
    /// let token = client.issuer().token("ada");
    /// client.with_token(&token).get("/me").await.assert_status(204);
    /// for (what, hostile) in token.hostile() {
    ///     let answer = client.with_token(hostile).get("/me").await;
    ///     assert_eq!(answer.status(), 401, "{what}: {answer}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn hostile(&self) -> Vec<(&'static str, String)> {
        let mut all = self.forged();
        all.extend(self.altered());
        let now = self.now_unix_s;
        let other = [
            ("expired", self.clone().claim("iat", now - 2 * AN_HOUR_S).claim("exp", now - AN_HOUR_S)),
            ("without an end", self.clone().without("exp")),
            ("not valid yet", self.clone().claim("nbf", now + AN_HOUR_S)),
            ("for another audience", self.clone().claim("aud", "https://other.test")),
            ("for no audience", self.clone().without("aud")),
            ("of another issuer by its name", self.clone().claim("iss", "https://other.test")),
            ("of no issuer", self.clone().without("iss")),
            ("about nobody", self.clone().without("sub")),
            ("about an empty name", self.clone().claim("sub", "")),
            ("bound to a key that is not shown", self.clone().claim("cnf", json!({ "jkt": "a".repeat(43) }))),
            ("an ID token", self.clone().header("typ", "JWT").claim("at_hash", "a".repeat(22))),
            ("a logout token", self.clone().header("typ", "logout+jwt")),
            ("with an extension that is not understood", {
                self.clone().header("crit", json!(["extension"])).header("extension", true)
            }),
            ("by a key that nobody has", self.clone().header("kid", "nobody")),
        ];
        all.extend(other.into_iter().map(|(what, token)| (what, token.mint())));
        all
    }

    /// Signed by somebody else, or by nobody.
    fn forged(&self) -> Vec<(&'static str, String)> {
        let own = self.key.another();
        let brought = self.clone().header("jwk", own.jwk());
        let (unsigned, symmetric) = (|alg: &str| self.clone().header("alg", alg), self.clone().header("alg", "HS256"));
        let secret = |secret: &[u8]| {
            let key = hmac::Key::new(HMAC_SHA256, secret);
            symmetric.mint_with(|message| hmac::sign(&key, message).as_ref().to_vec())
        };
        let mut all = vec![
            ("unsigned", unsigned("none").mint_with(|_| Vec::new())),
            ("unsigned, in other letters", unsigned("nOnE").mint_with(|_| Vec::new())),
            ("unsigned, with the signature left on", unsigned("none").mint()),
            ("without the signature that it names", self.mint_with(|_| Vec::new())),
        ];
        if let Some(der) = self.key.public_der() {
            all.push(("signed with the public key as a secret", secret(&der)));
            all.push(("signed with the text of the public key as a secret", secret(pem(&der).as_bytes())));
        }
        all.extend([
            ("signed with an empty secret", secret(b"")),
            ("signed by another key", self.mint_with(|message| own.sign(message))),
            ("signed by a key that it brings along", brought.mint_with(|message| own.sign(message))),
            ("signed with zeros", self.mint_with(|message| vec![0; self.key.sign(message).len()])),
        ]);
        all
    }

    /// Changed after it was signed.
    fn altered(&self) -> Vec<(&'static str, String)> {
        let good = self.mint();
        let [header, claims, signature] = [0, 1, 2].map(|place| good.split('.').nth(place).unwrap_or_default());
        let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        let mut others = self.claims.clone();
        others.insert("sub".to_owned(), Value::from("somebody-else"));
        vec![
            ("with another signature", format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(bytes))),
            ("with other claims than were signed", format!("{header}.{}.{signature}", part(&others))),
            ("cut off", format!("{header}.{claims}")),
            ("with something after it", format!("{good}.{signature}")),
        ]
    }
}

/// As key files have it.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
