//! TLS to the deployment.

use std::io;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How a connection is made, and for whom its certificate has to be.
#[derive(Clone)]
pub(in crate::attack) struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Tls {
    /// Trusts the authorities in PEM, or else those of the system.
    pub(super) fn new(host: &str, authority: Option<&[u8]>) -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        match authority {
            None => drop(roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
            Some(pem) => {
                for certificate in CertificateDer::pem_slice_iter(pem) {
                    let certificate = certificate.map_err(|error| format!("the certificate authority: {error}"))?;
                    roots.add(certificate).map_err(|error| format!("the certificate authority: {error}"))?;
                }
            }
        }
        if roots.is_empty() {
            return Err("there is no certificate authority to trust".to_owned());
        }
        // Named, since the process-wide default panics where none or two are compiled in.
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|error| error.to_string())?;
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("`{host}` is no name of a server"))?;
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), name })
    }

    pub(in crate::attack) async fn connect(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}
