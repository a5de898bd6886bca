//! Many at once, and one who means well.

use std::time::Instant;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_attackers_leave_no_connection_and_starve_nobody() {
    let server = serve(Bounds { silence: Duration::from_secs(6), ..bounds() }).await;
    let openings = [
        "",
        "GET / HTTP/1.1\r\nHost: a\r\nX",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
        "GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ];
    let mut attackers = Vec::new();
    for index in 0..300 {
        // The readers hold 64 MiB each: a few will do.
        let opening = if index < 20 { openings[4] } else { openings[[0, 1, 2, 3, 5][index % 5]] };
        attackers.push(connect(&server, opening).await);
    }
    let started = Instant::now();
    let mut worst = Duration::ZERO;
    while started.elapsed() < Duration::from_secs(2) {
        let asked = Instant::now();
        let mut client = connect(&server, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
        until(&mut client, "body=0").await;
        worst = worst.max(asked.elapsed());
    }
    // Who has to wait for the attackers waits until they are closed.
    assert!(worst < Duration::from_secs(5), "a client in between waited {worst:?}");
    for mut attacker in attackers {
        until_closed(&mut attacker).await;
    }
}
