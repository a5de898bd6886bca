//! Near miss of SA0253, SA0254, SA0255, SA0256: secrets from a request and from outside, compared, printed as a mask, exposed.
#![deny(warnings)]

use secure_api::prelude::*;
use secure_api::secret::{KeySource, SecretBytes};

#[input]
#[derive(Debug)]
struct Login {
    name: Text<1, 60>,
    password: Password,
    code: Option<SecretText<6, 6>>,
    backup: List<SecretText<8, 8>, 0, 10>,
}

#[output]
struct Outcome {
    right: bool,
}

#[post("/login")]
#[secure(public = "who logs in has no token yet", rate = "5/15min")]
async fn login(State(known): State<Known>, login: Valid<Json<Login>>) -> Json<Outcome> {
    println!("{login:?} {:?} {known:?}", login.name);
    let backed = login.backup.iter().any(|code| code.matches(&known.code));
    let coded = login.code.as_ref().is_some_and(|code| code.matches(&known.code) || code.matches(&known.key));
    Json(Outcome { right: (coded || backed) && verified(login.password.expose()) })
}

fn verified(password: &str) -> bool {
    !password.is_empty()
}

#[derive(Clone, Debug)]
struct Known {
    code: std::sync::Arc<SecretText<6, 6>>,
    key: std::sync::Arc<SecretBytes>,
}

impl Known {
    fn load() -> Result<Self, secure_api::Error> {
        let code = SecretText::load(&KeySource::env("CODE"))?;
        let key = SecretBytes::load(&KeySource::file("/run/secrets/key"))?;
        Ok(Self { code: code.into(), key: key.into() })
    }
}

fn main() {
    let _: Result<Known, secure_api::Error> = Known::load();
    let _: Routes<Known> = routes![login];
}
