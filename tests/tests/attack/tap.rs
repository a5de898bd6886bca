//! What stands before an application, and notes what is sent to it and what it answers.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Notes all bytes of both directions, until the process ends.
pub(crate) struct Tap {
    addr: SocketAddr,
    sent: Arc<Mutex<Vec<u8>>>,
    answered: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    pub(crate) fn before(application: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tap = Self { addr: listener.local_addr().unwrap(), sent: Arc::default(), answered: Arc::default() };
        let (sent, answered) = (Arc::clone(&tap.sent), Arc::clone(&tap.answered));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(application) else { continue };
                carry(client.try_clone().unwrap(), server.try_clone().unwrap(), Arc::clone(&sent));
                carry(server, client, Arc::clone(&answered));
            }
        });
        tap
    }

    /// Answers everything with these bytes.
    pub(crate) fn saying(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tap = Self { addr: listener.local_addr().unwrap(), sent: Arc::default(), answered: Arc::default() };
        let sent = Arc::clone(&tap.sent);
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let sent = Arc::clone(&sent);
                thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    while let Ok(length @ 1..) = client.read(&mut buffer) {
                        sent.lock().unwrap().extend_from_slice(&buffer[..length]);
                        if client.write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        tap
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The first lines of all requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.sent.lock().unwrap()).into_owned();
        text.split("\r\n").filter(|line| line.ends_with(" HTTP/1.1")).map(str::to_owned).collect()
    }

    pub(crate) fn answers(&self, status: u16) -> usize {
        let text = String::from_utf8_lossy(&self.answered.lock().unwrap()).into_owned();
        text.matches(&format!("HTTP/1.1 {status} ")).count()
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, noted: Arc<Mutex<Vec<u8>>>) {
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            noted.lock().unwrap().extend_from_slice(&buffer[..length]);
            if to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
