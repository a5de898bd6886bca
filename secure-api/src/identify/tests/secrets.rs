//! Secrets that are no secrets (C32), and where they come from.

use std::fs;
use std::path::PathBuf;

use super::*;

fn hs256(secret: impl AsRef<[u8]>) -> Result<Verifier, Faults> {
    built(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(Key::hs256(fixed(secret)))])
}

#[track_caller]
fn refused(secret: &str, because: &str) {
    let faults = hs256(secret).map(|_| ()).expect_err("a bad secret was accepted").to_string();
    assert!(faults.contains(because), "{faults}");
    assert!(!faults.contains(secret), "{faults}");
}

#[test]
fn short_secrets() {
    refused("secret", "is shorter than 32 bytes");
    refused("changeme", "is shorter than 32 bytes");
    refused("Zq8vL2xPw7Rk4TnY6bHd9sGf1mJc3Qe", "is shorter than 32 bytes");
    assert!(hs256("Zq8vL2xPw7Rk4TnY6bHd9sGf1mJc3QeU").is_ok());
    let with = |key: fn(KeySource) -> Key, bytes: usize| {
        built(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(key(fixed(&[SECRET, SECRET].concat()[..bytes])))])
    };
    assert!(with(Key::hs384, 47).is_err() && with(Key::hs384, 48).is_ok());
    assert!(with(Key::hs512, 63).is_err() && with(Key::hs512, 64).is_ok());
}

#[test]
fn guessable_secrets() {
    refused("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "over and over");
    refused("xyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyx", "over and over");
    // Seven different bytes, and eight.
    refused("aQ7xLp2Q7aLx2pa7QL2xp7aLQ2px7QaL", "over and over");
    assert!(hs256("aQ7xLp2Q7aLx2pa7QL2xp7aLQ2px7QaZ").is_ok());
    refused("correct-horse-battery/correct-horse-battery/", "is one text repeated");
    refused("12345678901234567890123456789012345678901234567890123456789012345678", "is one text repeated");
    refused("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "is a sequence");
    // From 9 on to 0 as well: half of these are the next of the one before, with that.
    refused("890k890p890w890c890m890t890x890f", "is a sequence");
    assert!(hs256("9k9p9w9c9m9t9x9f9q9v9h9b9s9d9g9j").is_ok());
    assert!(hs256("k0p0w0c0m0t0x0f0q0v0h0b0s0d0g0j0").is_ok());
    refused("changeme-changeme-please-0123456789-changeit", "placeholder");
    refused("your-256-bit-secret-goes-here-change-in-production", "placeholder");
    refused("my-super-secret-jwt-signing-key-for-development-2024", "placeholder");
    refused("SuperSecretPassword_ChangeMe_InProduction!", "placeholder");
    refused("this-is-a-very-long-secret-key-that-is-at-least-32-bytes", "placeholder");
    refused("secret!@#$%^&*()_+-=[]{}|;':,./<>?", "placeholder");
    // A word, and 15 letters and digits of a secret, and 16.
    refused("secret-Zq8v-L2xP-w7Rk-4Tn~!?%&#+", "placeholder");
    assert!(hs256("secret-Zq8v-L2xP-w7Rk-4TnY!?%&#+").is_ok());
    refused("0123456789abcdef0123456789abcdef", "hexadecimal text");
    refused("7f1c09be52d84a6e93f0b7d25c81e64a", "hexadecimal text");
}

#[test]
fn short_words_in_a_random_secret_are_chance() {
    assert!(hs256("829J7.-EzN$=ismEbITG<>]]YPJ!'bSD").is_ok());
    assert!(hs256("!is~me^it<to:is?me(it]to)7.Q2x*Z").is_ok());
    // A longer one is none, with as little beside it.
    refused("!secret~me^it<to:is?me(it]to)7.Q", "placeholder");
}

#[test]
fn random_secrets_are_accepted_in_every_usual_form() {
    for _ in 0..2000 {
        let mut bytes = [0; 32];
        aws_lc_rs::rand::fill(&mut bytes).unwrap();
        let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let printable: String = bytes.iter().map(|byte| char::from(b'!' + byte % 94)).collect();
        assert!(hs256(&printable).is_ok(), "{printable}");
        assert!(hs256(bytes).is_ok(), "{bytes:?}");
        assert!(hs256(encode(bytes)).is_ok(), "{}", encode(bytes));
        assert!(hs256(&hexadecimal).is_ok(), "{hexadecimal}");
    }
}

fn directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("secure-api-{}-{name}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn a_file_holds_a_secret_without_its_line_end() {
    let directory = directory("line-end");
    for (end, content) in [("", SECRET), ("\n", SECRET), ("\r\n", SECRET)] {
        let path = directory.join("secret");
        fs::write(&path, [content, end.as_bytes()].concat()).unwrap();
        assert_eq!(KeySource::file(&path).load().unwrap().expose(), SECRET, "{end:?}");
    }
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn files_that_hold_no_key() {
    let directory = directory("no-key");
    let write = |name: &str, content: &[u8]| {
        fs::write(directory.join(name), content).unwrap();
        directory.join(name)
    };
    let fault = |path: PathBuf| {
        let key = Key::hs256(KeySource::file(path));
        faults_of(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(key)])
    };
    assert!(fault(write("empty", b"")).contains("is empty"));
    assert!(fault(write("line", b"\n")).contains("is empty"));
    assert!(fault(write("large", &[b'x'; 64 * 1024 + 1])).contains("larger than 64 KiB"));
    assert!(!fault(write("full", &[b'x'; 64 * 1024])).contains("larger than 64 KiB"));
    assert!(fault(directory.join("absent")).contains("cannot be read"));
    assert!(fault(directory.clone()).contains("is not a regular file"));
    assert!(fault("/dev/zero".into()).contains("is not a regular file"));
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn a_provider_without_a_secret_is_a_fault() {
    struct Sealed;
    impl SecretProvider for Sealed {
        fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
            Err(SecretUnavailable::new("the vault is sealed"))
        }
    }
    let key = Key::hs256(KeySource::provider(Sealed));
    let faults = faults_of(vec![Jwt::issuer(ISSUER).audience(AUDIENCE).key(key)]);
    assert!(faults.contains("the vault is sealed"), "{faults}");
}
