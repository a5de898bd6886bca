//! Real sockets and raw clients. Bounds are short where a client is to exceed them, and each test waits for the close itself, within a
//! deadline. Where a client is to keep a bound, that is far longer than the machine may be busy with something else.

mod attackers;
mod framing;
mod http1;
mod http2;
mod shutdown;

use crate::serve::Doors;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tower::util::ServiceFn;
use tower::{Service as _, service_fn};

use super::{Bounds, PeerAddr, Served, SlowBody, run};

/// Far above every bound of [`bounds`], for a machine under load.
const DEADLINE: Duration = Duration::from_secs(60);
/// Longer than a client may take on a busy machine that is to keep a bound, and short enough to wait for the bound.
const PATIENT: Duration = Duration::from_secs(3);
/// When a client of [`bounds`] is closed late, whatever else the machine does.
const LATE: Duration = Duration::from_secs(10);
/// What no socket buffer holds.
const LARGE: usize = 64 * 1024 * 1024;

fn bounds() -> Bounds {
    Bounds {
        silence: Duration::from_millis(500),
        body_silence: Duration::from_millis(300),
        body_rate: 1_024,
        write_stall: Duration::from_millis(300),
        write_rate: 64 * 1024,
        shutdown: Duration::from_secs(5),
        ..Bounds::default()
    }
}

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
    /// A request for `/wait` has arrived.
    arrived: Arc<Notify>,
    /// It may go on.
    release: Arc<Notify>,
}

async fn serve(bounds: Bounds) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let (arrived, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (arrives, released) = (Arc::clone(&arrived), Arc::clone(&release));
    let service = service_fn(move |request| Box::pin(answer(request, Arc::clone(&arrives), Arc::clone(&released))));
    let task = tokio::spawn(run(listener, service, bounds, Doors::new(None, true), async {
        let _ = stopped.await;
    }));
    Server { address, stop, task, arrived, release }
}

impl<F, A> Served for ServiceFn<F>
where
    F: Fn(Request<Body>) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Result<Response<Body>, Infallible>> + Send + Unpin,
{
    type Answer = A;

    fn answer(&self, peer: PeerAddr, mut request: Request<Body>) -> A {
        request.extensions_mut().insert(peer);
        self.clone().call(request)
    }
}

async fn answer(
    request: Request<Body>,
    arrived: Arc<Notify>,
    release: Arc<Notify>,
) -> Result<Response<Body>, Infallible> {
    let path = request.uri().path().to_owned();
    let body = match path.as_str() {
        "/peer" => request.extensions().get::<PeerAddr>().map_or_else(String::new, |peer| peer.0.to_string()).into(),
        "/large" => vec![b'x'; LARGE].into(),
        "/unread" => Body::from("refused"),
        "/wait" => {
            arrived.notify_one();
            release.notified().await;
            "waited".into()
        }
        _ => {
            let (parts, body) = request.into_parts();
            let count = |name| parts.headers.get_all(name).iter().count();
            let (te, cl) = (count(header::TRANSFER_ENCODING), count(header::CONTENT_LENGTH));
            match body.collect().await {
                Ok(body) => format!("te={te} cl={cl} body={}", body.to_bytes().len()).into(),
                Err(error) if SlowBody::caused(&error) => return Ok(status(StatusCode::REQUEST_TIMEOUT)),
                Err(_) => return Ok(status(StatusCode::BAD_REQUEST)),
            }
        }
    };
    Ok(Response::new(body))
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

async fn connect(server: &Server, first: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(first.as_ref()).await.expect("a write");
    stream
}

/// All that still comes until the server closes, which it has to.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let ended = timeout(DEADLINE, stream.read_to_end(&mut all)).await.expect("the server closes the connection");
    if let Err(error) = ended {
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset, "{error}");
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads until `end` has come.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut all = String::new();
    timeout(DEADLINE, async {
        while !all.contains(end) {
            let mut chunk = [0; 1024];
            let read = stream.read(&mut chunk).await.expect("a read");
            assert_ne!(read, 0, "closed after {all:?}");
            all.push_str(&String::from_utf8_lossy(&chunk[..read]));
        }
    })
    .await
    .unwrap_or_else(|_| panic!("no {end:?} in time"));
    all
}
