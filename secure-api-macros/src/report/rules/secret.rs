//! Secrets: what is not done with them.

use super::Checker::Types;

rules! {
    SecretSent {
        id: "SA0253",
        name: "secret that is sent",
        what: "A secret as an answer, in a field of an `#[output]`, or in a type that derives `Serialize`.",
        why: "A password that comes back is in every cache, log and history between here and the client.",
        risks: &[2, 3],
        fix: "#[output]\nstruct AccountView { name: String }   // without the secret",
        conformance: &[65, 82],
        checked_by: Types,
    }
    SecretPrinted {
        id: "SA0254",
        name: "secret that is printed",
        what: "A secret in `format!`, `println!` or a log line, by `Display`.",
        why: "Logs are read by more people than the store is, and kept for longer.",
        risks: &[2, 8],
        fix: "tracing::info!(?login, \"somebody logs in\");   // `Debug` prints a mask\nhash.verify(login.password.expose())         // the one place that needs it",
        conformance: &[82, 108],
        checked_by: Types,
    }
    SecretCompared {
        id: "SA0255",
        name: "secret compared with what is none",
        what: "A secret that is matched against a plain text.",
        why: "A text to compare with lies open in the program, and `==` tells by its time how much of a guess is right.",
        risks: &[2],
        fix: "sent.matches(&stored)                       // both are secrets\nhash.verify(password.expose())              // a password is verified, and not compared",
        conformance: &[82],
        checked_by: Types,
    }
    SecretFromSource {
        id: "SA0256",
        name: "secret in the source",
        what: "A secret that is made of a text in the program.",
        why: "What stands in the source is in every copy of the repository and in the binary, and is never changed.",
        risks: &[2, 8],
        fix: "let key: SecretText<32, 128> = SecretText::load(&KeySource::env(\"PAYMENT_KEY\"))?;",
        conformance: &[82, 106],
        checked_by: Types,
    }
}
