//! What this step is held to.

mod algorithms;
mod development;
mod environment;
mod fuzz;
mod identities;
mod judged;
mod key_sets;
mod roles;
mod secrets;
mod tokens;
mod vectors;

use core::any::TypeId;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::keyring::CRYPTO;
use super::{GrantKind, Identity, IgnoredGrants, Jwt, Key, Known, RoleMap, ScopeMap, TokenFault, Verifier, build};
use crate::api::Faults;
use crate::policy::{Roles, Scopes, Vocabulary};
use crate::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};

pub(super) const NOW: u64 = 1_800_000_000;
pub(super) const ISSUER: &str = "https://issuer.test";
pub(super) const AUDIENCE: &str = "https://api.test";
/// No secret of anybody: it is here to be found in places where no secret may stand.
pub(super) const SECRET: &[u8] = b"Zq8vL2xPw7Rk4TnY6bHd9sGf1mJc3QeU5aWo0iXtBzEyVuKp";

#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    Reader,
    Editor,
    Admin,
}

static ROLES: Vocabulary = Vocabulary {
    type_id: TypeId::of::<Role>,
    type_name: "Role",
    names: &["reader", "editor", "admin"],
    grants: &[0b001, 0b011, 0b111],
    ..Vocabulary::EMPTY
};

impl Roles for Role {
    const VOCABULARY: &'static Vocabulary = &ROLES;
    fn bit(self) -> u64 {
        1 << self as u64
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    Read,
    Write,
}

static SCOPES: Vocabulary = Vocabulary {
    type_id: TypeId::of::<Scope>,
    type_name: "Scope",
    names: &["articles:read", "articles:write"],
    grants: &[0b01, 0b10],
    ..Vocabulary::EMPTY
};

impl Scopes for Scope {
    const VOCABULARY: &'static Vocabulary = &SCOPES;
    fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// Hands out fixed bytes.
pub(super) struct Fixed(pub(super) Vec<u8>);

impl SecretProvider for Fixed {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.clone()))
    }
}

pub(super) fn fixed(bytes: impl AsRef<[u8]>) -> KeySource {
    KeySource::provider(Fixed(bytes.as_ref().to_vec()))
}

pub(super) fn declaration() -> Jwt {
    Jwt::issuer(ISSUER).audience(AUDIENCE).key(Key::hs256(fixed(SECRET)))
}

pub(super) fn built(issuers: Vec<Jwt>) -> Result<Verifier, Faults> {
    let mut faults = Faults::default();
    let known = Known { roles: Some(&ROLES), scopes: Some(&SCOPES), ..Known::default() };
    build(issuers, &known, &mut faults).ok_or(faults)
}

pub(super) fn verifier(declaration: Jwt) -> Verifier {
    built(vec![declaration]).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The faults of a declaration as one text.
pub(super) fn faults_of(issuers: Vec<Jwt>) -> String {
    built(issuers).map(|_| ()).expect_err("a faulty declaration was built").to_string()
}

pub(super) fn header() -> Value {
    json!({ "alg": "HS256", "typ": "JWT" })
}

pub(super) fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "anna", "exp": NOW + 60 })
}

/// `base` with the members of `changes`; a member that is `null` there is left out.
pub(super) fn with(mut base: Value, changes: Value) -> Value {
    let members = base.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.clone(), value.clone()),
        };
    }
    base
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with exactly these texts as header and claims.
pub(super) fn mint_text(header: &str, claims: &str) -> String {
    sign(&format!("{}.{}", encode(header), encode(claims)), Algorithm::HS256, &EncodingKey::from_secret(SECRET))
}

pub(super) fn sign(signed: &str, algorithm: Algorithm, key: &EncodingKey) -> String {
    let signer = (CRYPTO.signer_factory)(&algorithm, key).unwrap();
    format!("{signed}.{}", encode(signer.try_sign(signed.as_bytes()).unwrap()))
}

pub(super) fn mint(header: &Value, claims: &Value) -> String {
    mint_text(&header.to_string(), &claims.to_string())
}

/// What the usual verifier says to the usual token with other claims.
pub(super) fn judged(changes: Value) -> Result<Identity, TokenFault> {
    verifier(declaration()).verify(&mint(&header(), &with(claims(), changes)), NOW)
}
