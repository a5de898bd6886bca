//! Published vectors for signed tokens.

use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

use crate::identify::algorithm::Algorithm;
use crate::identify::jwk::{Secrets, parse_set};
use crate::identify::jws::verify_jws;
use crate::identify::keyring::Keyring;

/// These contradict themselves: the algorithm of the key is not the one that signed and both are said to be right, or one
/// spelling of base64 is accepted here and refused there.
const CONTRADICTORY: [&str; 8] = [
    "json_web_signature#346",
    "json_web_signature#347",
    "json_web_signature#350",
    "json_web_signature#351",
    "json_web_signature#367",
    "json_web_signature#370",
    "json_web_signature#372",
    "json_web_signature#373",
];

fn file() -> PathBuf {
    match env::var_os("SECURE_API_VECTORS") {
        Some(path) => path.into(),
        None => concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/vectors/wycheproof-jws.jsonl").into(),
    }
}

fn accepts(case: &Value) -> bool {
    let set = match case.get("jwks") {
        Some(set) if !set.is_null() => set.clone(),
        _ => serde_json::json!({ "keys": [case["jwk"]] }),
    };
    // The configuration names the algorithm of keys that do not.
    let rsa = case["alg"].as_str().and_then(Algorithm::named);
    let Ok(keys) = parse_set(set.to_string().as_bytes(), rsa, Secrets::OfVectors) else { return false };
    verify_jws(case["token"].as_str().unwrap(), &Keyring::new(keys)).is_ok()
}

#[test]
#[ignore = "needs the published vectors: `tests/run` runs it where they are, and says where they are not"]
fn every_published_vector_is_judged_right() {
    let path = file();
    let lines = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let cases: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let judged = cases.iter().filter(|case| !CONTRADICTORY.contains(&case["id"].as_str().unwrap()));
    let (mut count, mut wrong) = (0, Vec::new());
    for case in judged {
        count += 1;
        if accepts(case) != (case["expected"] == "accept") {
            wrong.push(format!("{} {} {}", case["id"], case["comment"], case["expected"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} judged wrong: {wrong:#?}", wrong.len());
    assert_eq!(count, 468);
}
