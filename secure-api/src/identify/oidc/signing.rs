//! The algorithms that an issuer may sign with.

use crate::identify::algorithm::{Algorithm, Family};

/// An algorithm that whoever verifies cannot sign with: those by a shared secret are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    pub(in crate::identify) fn algorithm(self) -> Algorithm {
        match self {
            SigningAlgorithm::Rs256 => Algorithm::Rs256,
            SigningAlgorithm::Rs384 => Algorithm::Rs384,
            SigningAlgorithm::Rs512 => Algorithm::Rs512,
            SigningAlgorithm::Ps256 => Algorithm::Ps256,
            SigningAlgorithm::Ps384 => Algorithm::Ps384,
            SigningAlgorithm::Ps512 => Algorithm::Ps512,
            SigningAlgorithm::Es256 => Algorithm::Es256,
            SigningAlgorithm::Es384 => Algorithm::Es384,
            SigningAlgorithm::EdDsa => Algorithm::EdDsa,
        }
    }
}

/// Which algorithms the keys of an issuer may have.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    listed: Option<Vec<Algorithm>>,
}

impl Allowed {
    /// Those listed, or every asymmetric one.
    pub(super) fn new(listed: Option<&[SigningAlgorithm]>) -> Self {
        Self { listed: listed.map(|listed| listed.iter().map(|algorithm| algorithm.algorithm()).collect()) }
    }

    pub(super) fn has(&self, algorithm: Algorithm) -> bool {
        let asymmetric = algorithm.family() != Family::Hmac;
        asymmetric && self.listed.as_ref().is_none_or(|listed| listed.contains(&algorithm))
    }

    /// The algorithm of RSA keys that name none: the one for RSA that is listed, where it is the only one.
    pub(super) fn of_unnamed_rsa(&self) -> Option<Algorithm> {
        let mut listed = self.listed.iter().flatten().filter(|algorithm| algorithm.family() == Family::Rsa);
        listed.next().copied().filter(|first| listed.all(|other| other == first))
    }

    /// As the report has them.
    pub(super) fn names(&self) -> String {
        self.listed.as_ref().map_or_else(
            || "those of its keys".to_owned(),
            |listed| listed.iter().map(|algorithm| algorithm.name()).collect::<Vec<_>>().join(" "),
        )
    }
}
