//! TLS to an issuer: who vouches for its server, and what it means when nobody does.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::trouble::{Trouble, quoted};
use crate::api::Faults;

/// Trusts the authorities in `authority`, in PEM, or else those of the system.
pub(super) fn connector(authority: Option<&[u8]>, faults: &mut Faults) -> Option<TlsConnector> {
    let roots = roots(authority, faults)?;
    // Named here and not looked up: the process-wide default panics where none or two are compiled in.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let Ok(builder) = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions() else {
        faults.push("there is no TLS to ask an issuer with", "build with TLS 1.2 and 1.3");
        return None;
    };
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(TlsConnector::from(Arc::new(config)))
}

/// The name that a certificate has to be for.
pub(super) fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        Host::Ipv4(address) => Some(ServerName::from(IpAddr::V4(address))),
        Host::Ipv6(address) => Some(ServerName::from(IpAddr::V6(address))),
    }
}

/// A certificate that ran out is renewed by whoever runs the issuer. Any other that is not to be trusted is a fault of
/// somebody's configuration, or an attack.
pub(super) fn refused(error: &io::Error) -> Trouble {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    match error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(why))
            if !matches!(why, Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }) =>
        {
            Trouble::wrong(
                format!("its certificate is not to be trusted: {}", quoted(&why.to_string())),
                "where an authority of your own vouches for it, name that: \
                 `.certificate_authority(KeySource::file(\"ca.pem\"))`",
            )
        }
        Some(cause) => Trouble::unreachable(format!("no TLS: {}", quoted(&cause.to_string()))),
        None => Trouble::unreachable(format!("no TLS: {}", error.kind())),
    }
}

fn roots(authority: Option<&[u8]>, faults: &mut Faults) -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let help = "name the file of its certificates in PEM: `.certificate_authority(KeySource::file(\"ca.pem\"))`";
    let Some(pem) = authority else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            faults.push(
                "the system trusts no certificate authority, and an issuer is asked over `https`",
                "install them (the package `ca-certificates`), or name one: `.certificate_authority(..)`",
            );
            return None;
        }
        return Some(roots);
    };
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let added = certificate.ok().is_some_and(|certificate| roots.add(certificate).is_ok());
        if !added {
            faults.push("the certificate authority of an issuer cannot be read", help);
            return None;
        }
    }
    if roots.is_empty() {
        faults.push("the certificate authority of an issuer holds no certificate", help);
        return None;
    }
    Some(roots)
}
