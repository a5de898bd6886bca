//! An issuer on a socket that answers whatever it is told to.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secure_api::identify::Jwt;
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;

use crate::signer::Signer;

pub(super) const AUDIENCE: &str = "https://api.test";
pub(super) const DOCUMENT: &str = "/.well-known/openid-configuration";
pub(super) const SET: &str = "/jwks";

/// How a path is answered.
#[derive(Clone)]
pub(super) enum Reply {
    /// These bytes, and the end.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing, without an end.
    Stalls(Vec<u8>),
    /// These bytes when [`Fake::release`] is called, and the end.
    Waits(Vec<u8>),
    /// These bytes, and then this for as long as somebody reads.
    Endless { head: Vec<u8>, chunk: Vec<u8> },
}

impl Reply {
    /// 200 with a JSON body, and further header lines.
    pub(super) fn json_with(body: &str, fields: &str) -> Self {
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{fields}\r\n");
        Self::Bytes(format!("{head}{body}").into_bytes())
    }

    pub(super) fn json(body: &Value) -> Self {
        Self::json_with(&body.to_string(), "")
    }

    pub(super) fn status(line: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\n\r\n").into_bytes())
    }

    pub(super) fn set(keys: impl IntoIterator<Item = Value>) -> Self {
        Self::json(&json!({ "keys": keys.into_iter().collect::<Vec<_>>() }))
    }
}

/// What is served, and how often it was asked for.
#[derive(Default)]
struct Served {
    replies: Mutex<BTreeMap<String, Reply>>,
    asked: watch::Sender<BTreeMap<String, u64>>,
    down: AtomicBool,
    released: Notify,
}

/// The issuer. It is gone when dropped.
pub(super) struct Fake {
    pub(super) addr: SocketAddr,
    pub(super) issuer: String,
    served: Arc<Served>,
    accepting: AbortHandle,
}

impl Fake {
    /// Over plain http, with the keys of these signers.
    pub(super) async fn plain(signers: &[&Signer]) -> Self {
        Self::start(signers, (Ipv4Addr::LOCALHOST, 0).into(), None).await
    }

    /// The same at the address of one that was there before.
    pub(super) async fn again(addr: SocketAddr, signers: &[&Signer]) -> Self {
        Self::start(signers, addr, None).await
    }

    /// Over TLS.
    pub(super) async fn tls(signers: &[&Signer], authority: &Authority) -> Self {
        Self::start(signers, (Ipv4Addr::LOCALHOST, 0).into(), Some(authority.acceptor(&["localhost", "127.0.0.1"])))
            .await
    }

    pub(super) async fn start(signers: &[&Signer], addr: SocketAddr, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind(addr).await.expect("the address is free");
        let addr = listener.local_addr().expect("it is bound");
        let issuer =
            if tls.is_some() { format!("https://localhost:{}", addr.port()) } else { format!("http://{addr}") };
        let served = Arc::new(Served::default());
        let accepting = tokio::spawn(accept(listener, Arc::clone(&served), tls)).abort_handle();
        let fake = Self { addr, issuer, served, accepting };
        fake.answer(DOCUMENT, Reply::json(&fake.document()));
        fake.answer(SET, Reply::set(signers.iter().map(|signer| signer.jwk())));
        fake
    }

    /// What a right document says.
    pub(super) fn document(&self) -> Value {
        json!({ "issuer": self.issuer, "jwks_uri": format!("{}{SET}", self.issuer), "response_types_supported": ["code"] })
    }

    pub(super) fn answer(&self, path: &str, reply: Reply) {
        self.served.replies.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), reply);
    }

    pub(super) fn publish(&self, signers: &[&Signer]) {
        self.answer(SET, Reply::set(signers.iter().map(|signer| signer.jwk())));
    }

    /// Lets one answer go that waits for it.
    pub(super) fn release(&self) {
        self.served.released.notify_one();
    }

    /// Hangs up on everybody from now on.
    pub(super) fn down(&self) {
        self.served.down.store(true, Ordering::SeqCst);
    }

    /// Answers again.
    pub(super) fn up(&self) {
        self.served.down.store(false, Ordering::SeqCst);
    }

    /// How often a path was asked for.
    pub(super) fn asked(&self, path: &str) -> u64 {
        self.served.asked.borrow().get(path).copied().unwrap_or_default()
    }

    /// Waits until it was.
    pub(super) async fn until_asked(&self, path: &str, times: u64) {
        let mut asked = self.served.asked.subscribe();
        let enough = asked.wait_for(|asked| asked.get(path).copied().unwrap_or_default() >= times);
        let _ = tokio::time::timeout(crate::PATIENCE, enough).await.expect("it is asked for in time");
    }

    /// What an application declares to believe it, on this machine.
    pub(super) fn jwt(&self) -> Jwt {
        Jwt::oidc(&self.issuer).audience(AUDIENCE).loopback_in_debug()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, served: Arc<Served>, tls: Option<TlsAcceptor>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let (served, tls) = (Arc::clone(&served), tls.clone());
        connections.spawn(async move {
            match tls {
                None => converse(stream, &served).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, &served).await;
                    }
                }
            }
        });
    }
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, served: &Served) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            // Whoever speaks TLS to a server that does not is hung up on.
            Ok(byte) if byte.is_ascii() && (byte >= b' ' || byte == b'\r' || byte == b'\n') => head.push(byte),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let reply = served.replies.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
    served.asked.send_modify(|asked| *asked.entry(path).or_default() += 1);
    if served.down.load(Ordering::SeqCst) {
        return;
    }
    // Whoever reads may have had enough.
    let _ = match reply.unwrap_or_else(|| Reply::status("404 Not Found")) {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await,
        Reply::Waits(bytes) => {
            served.released.notified().await;
            stream.write_all(&bytes).await
        }
        Reply::Stalls(bytes) => {
            let _ = stream.write_all(&bytes).await;
            stream.read_u8().await.map(|_| ())
        }
        Reply::Endless { head, chunk } => {
            let _ = stream.write_all(&head).await;
            loop {
                if let Err(error) = stream.write_all(&chunk).await {
                    break Err(error);
                }
                tokio::task::yield_now().await;
            }
        }
    };
    let _ = stream.shutdown().await;
}

/// An authority for certificates of a test.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(super) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names are right names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("there is randomness");
        Self(CertifiedIssuer::self_signed(params, key).expect("a key signs"))
    }

    /// Its certificate, as an application is told of it.
    pub(super) fn source(&self) -> KeySource {
        KeySource::provider(Pem(self.0.pem()))
    }

    /// A server with a certificate for these names.
    pub(super) fn acceptor(&self, names: &[&str]) -> TlsAcceptor {
        let key = KeyPair::generate().expect("there is randomness");
        let names = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let params = CertificateParams::new(names).expect("the names of a test are names");
        let certificate = params.signed_by(&key, &self.0).expect("a key signs");
        let certificate = CertificateDer::from(certificate.der().to_vec());
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key of ours is one");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = builder.expect("there is TLS").with_no_client_auth().with_single_cert(vec![certificate], key);
        TlsAcceptor::from(Arc::new(config.expect("certificate and key belong together")))
    }
}

struct Pem(String);

impl SecretProvider for Pem {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.clone().into_bytes()))
    }
}
