//! What stands between an application and its provider, and means it ill.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than anything that is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is done to the answers of the provider.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Way {
    /// They pass.
    #[default]
    Through,
    /// They are kept back until something else is to be done.
    Held,
    /// Half of the body comes, and the connection ends.
    Truncated,
    /// 10 MB of white space are put into the body, which stays what it was to a reader of JSON.
    Huge,
    /// Body without an end, as fast as it is taken.
    Endless,
    /// A redirect to where it was asked for.
    Loop,
    /// A redirect to the provider itself, which is another origin.
    Elsewhere,
    /// A page of HTML.
    Page,
    /// A status of 500, with the right body.
    Failure,
    /// The connection ends without an answer.
    Closed,
    /// The document names another issuer.
    OtherIssuer,
    /// The document says that the keys are at the provider itself, which is another origin.
    KeysApart,
    /// The document says that the keys are somewhere without TLS.
    KeysInClear,
    /// A key of the [impostor](Proxy::impostor) is among them, under the name of the first one.
    RepeatedKid,
    /// An empty object, or a set without keys.
    Empty,
    /// There is a symmetric key among them: [`PLANTED`].
    Symmetric,
}

/// The name and the secret of the key that [`Way::Symmetric`] puts into the set.
pub const PLANTED: (&str, &str) = ("planted", "cGxhbnRlZCBieSB0aGUgcHJveHksIDMyIGJ5dGVzIG9mIGl0");

/// A proxy on loopback. It ends with this value.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    provider: Option<SocketAddr>,
    impostor: Option<SocketAddr>,
    document: Way,
    keys: Way,
    asked: Vec<String>,
    over: bool,
}

struct Answer {
    status: String,
    lines: Vec<String>,
    body: Vec<u8>,
}

impl Proxy {
    /// Listens on a free port. Until it knows of a provider, it closes every connection.
    ///
    /// # Panics
    /// Where there is no port.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let addr = listener.local_addr().expect("it listens");
        let inner = Arc::new(Inner::default());
        let served = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if served.lock().over {
                    break;
                }
                let inner = Arc::clone(&served);
                // Whoever asked may be gone.
                thread::spawn(move || inner.serve(stream).unwrap_or_default());
            }
        });
        Self { addr, inner }
    }

    /// What a provider behind it is called.
    pub fn issuer(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Where the provider listens.
    pub fn to(&self, provider: SocketAddr) {
        self.inner.lock().provider = Some(provider);
    }

    /// Where a provider listens that has taken the name of the other one.
    pub fn impostor(&self, provider: SocketAddr) {
        self.inner.lock().impostor = Some(provider);
    }

    /// What is done to the discovery document.
    pub fn document(&self, way: Way) {
        self.inner.change(|state| state.document = way);
    }

    /// What is done to the key set.
    pub fn keys(&self, way: Way) {
        self.inner.change(|state| state.keys = way);
    }

    /// How often the key set was asked for.
    pub fn fetches(&self) -> usize {
        fetches(&self.inner.lock())
    }

    /// Waits until the key set has been asked for this often.
    ///
    /// # Panics
    /// Where it is not.
    pub fn wait_for_fetches(&self, count: usize) {
        self.wait(|state| fetches(state) >= count);
    }

    /// Waits until anything has been asked for.
    ///
    /// # Panics
    /// Where nothing is.
    pub fn wait_for_a_question(&self) {
        self.wait(|state| !state.asked.is_empty());
    }

    fn wait(&self, holds: impl Fn(&State) -> bool) {
        let waited = self.inner.changed.wait_timeout_while(self.inner.lock(), PATIENCE, |state| !holds(state));
        let state = waited.unwrap_or_else(PoisonError::into_inner).0;
        assert!(holds(&state), "asked for {:?}", state.asked);
    }
}

fn fetches(state: &State) -> usize {
    state.asked.iter().filter(|path| path.starts_with("/jwks")).count()
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.inner.change(|state| state.over = true);
        // Wakes the listener, which then ends.
        drop(TcpStream::connect(self.addr));
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        how(&mut self.lock());
        self.changed.notify_all();
    }

    fn serve(&self, mut client: TcpStream) -> std::io::Result<()> {
        client.set_read_timeout(Some(PATIENCE))?;
        let head = head(&mut client)?;
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        self.change(|state| state.asked.push(path.clone()));
        let (way, provider) = self.way_of(&path);
        let (Some(provider), true) = (provider, way != Way::Closed) else { return Ok(()) };
        let Some(answer) = forward(provider, &head) else { return Ok(()) };
        self.twist(way, &path, provider, answer, &mut client)
    }

    fn way_of(&self, path: &str) -> (Way, Option<SocketAddr>) {
        let state = self.lock();
        (if path.starts_with("/jwks") { state.keys } else { state.document }, state.provider)
    }

    fn twist(
        &self,
        way: Way,
        path: &str,
        provider: SocketAddr,
        mut answer: Answer,
        client: &mut TcpStream,
    ) -> std::io::Result<()> {
        match way {
            Way::Through | Way::Closed => {}
            Way::Held => {
                let held = |state: &mut State| !state.over && [state.document, state.keys].contains(&Way::Held);
                let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, held);
                drop(waited.unwrap_or_else(PoisonError::into_inner));
            }
            Way::Truncated => return client.write_all(&answer.bytes()[..answer.bytes().len() - answer.body.len() / 2]),
            Way::Huge => answer.body.splice(1..1, std::iter::repeat_n(b' ', 10_000_000)).for_each(drop),
            Way::Endless => return endless(&answer, client),
            Way::Loop => answer = Answer::redirect(path),
            Way::Elsewhere => answer = Answer::redirect(&format!("http://{provider}{path}")),
            Way::Page => answer.body = b"<!doctype html><title>Sign in to the network</title>".to_vec(),
            Way::Failure => answer.status = "500 Internal Server Error".to_owned(),
            Way::OtherIssuer => answer.edit(|document| document["issuer"] = json!("https://elsewhere.test")),
            Way::KeysApart => answer.edit(|document| document["jwks_uri"] = json!(format!("http://{provider}/jwks"))),
            Way::KeysInClear => answer.edit(|document| document["jwks_uri"] = json!("http://192.0.2.1/jwks")),
            Way::Empty if path.starts_with("/jwks") => answer.body = b"{\"keys\":[]}".to_vec(),
            Way::Empty => answer.body = b"{}".to_vec(),
            Way::RepeatedKid => {
                let impostor = self.lock().impostor.expect("there is an impostor");
                let theirs = forward(impostor, "GET /jwks HTTP/1.1\r\nHost: impostor").expect("the impostor runs");
                answer.plant(theirs.json()["keys"][0].take());
            }
            Way::Symmetric => {
                let (kid, secret) = PLANTED;
                answer.plant(json!({ "kty": "oct", "alg": "HS256", "use": "sig", "kid": kid, "k": secret }));
            }
        }
        client.write_all(&answer.bytes())
    }
}

/// The head of a request; what is asked for here has no body.
fn head(client: &mut TcpStream) -> std::io::Result<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if client.read(&mut byte)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&byte);
    }
    String::from_utf8(head).map_err(|_| ErrorKind::InvalidData.into())
}

/// Asks the provider the same, in a connection of its own: its answer, or nothing where it is down.
fn forward(provider: SocketAddr, head: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(provider).ok()?;
    let kept = head.trim_end().split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let asked = kept.chain(["Connection: close", "", ""]).collect::<Vec<_>>().join("\r\n");
    stream.write_all(asked.as_bytes()).ok()?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all).ok()?;
    let end = all.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let framing = |line: &str| ["content-length:", "connection:"].iter().any(|name| line.starts_with(name));
    let status = head.lines().next()?.strip_prefix("HTTP/1.1 ")?.to_owned();
    let lines = head.split("\r\n").skip(1).filter(|line| !framing(&line.to_ascii_lowercase()));
    Some(Answer { status, lines: lines.map(str::to_owned).collect(), body: all[end + 4..].to_vec() })
}

/// Keeps writing white space into the body, in chunks, until nobody takes it.
fn endless(answer: &Answer, client: &mut TcpStream) -> std::io::Result<()> {
    client.set_write_timeout(Some(PATIENCE))?;
    write!(
        client,
        "HTTP/1.1 {}\r\n{}\r\nTransfer-Encoding: chunked\r\n\r\n",
        answer.status,
        answer.lines.join("\r\n")
    )?;
    let chunk = format!("2000\r\n{}\r\n", " ".repeat(0x2000));
    loop {
        client.write_all(chunk.as_bytes())?;
    }
}

impl Answer {
    fn redirect(to: &str) -> Self {
        Self { status: "302 Found".to_owned(), lines: vec![format!("Location: {to}")], body: Vec::new() }
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the provider answers with JSON")
    }

    fn plant(&mut self, key: Value) {
        self.edit(|set| set["keys"].as_array_mut().expect("a set has keys").push(key));
    }

    fn edit(&mut self, how: impl FnOnce(&mut Value)) {
        let mut value = self.json();
        how(&mut value);
        self.body = value.to_string().into_bytes();
    }

    fn bytes(&self) -> Vec<u8> {
        let length = format!("Content-Length: {}", self.body.len());
        let lines: String =
            self.lines.iter().chain([&length, &"Connection: close".to_owned()]).map(|l| format!("{l}\r\n")).collect();
        [format!("HTTP/1.1 {}\r\n{lines}\r\n", self.status).as_bytes(), &self.body].concat()
    }
}
