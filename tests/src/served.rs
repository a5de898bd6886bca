//! An application on a socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;

use secure_api::api::{Api, Running};
use secure_api_testing::TestClient;
use tokio::net::TcpListener;
use tracing::subscriber::NoSubscriber;

/// An application that is served on a port of its own for as long as this lives. Reads as its client.
#[derive(Debug)]
pub struct Served {
    client: TestClient,
    running: Running,
}

impl Served {
    /// Serves it.
    ///
    /// # Panics
    /// Where the application does not start.
    pub async fn start<S: Clone + Send + Sync + 'static>(api: Api<S>) -> Self {
        // Whoever asserts on events captures them; the default subscriber would write all others to the terminal.
        let _ = tracing::subscriber::set_global_default(NoSubscriber::default());
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        let running = api.serve_on(listener).await.unwrap_or_else(|error| panic!("{error}"));
        Self { client: TestClient::over_socket(running.addr()), running }
    }

    /// Where it is served.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.running.addr()
    }

    /// Stops it, once what is in flight has ended.
    ///
    /// # Panics
    /// Where the listener had failed.
    pub async fn stop(self) {
        self.running.shutdown().await.expect("it served until now");
    }
}

impl Deref for Served {
    type Target = TestClient;
    fn deref(&self) -> &TestClient {
        &self.client
    }
}
