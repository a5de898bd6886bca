//! What a request costs. `README.md` beside this crate says how it is run: the commands there start this program.
#![forbid(unsafe_code)]

mod app;
mod clock;
mod count;
mod drive;
mod requests;
mod scale;
mod serve;
mod token;

use std::io::Write as _;

use count::Which;
use requests::Case;
use token::{Algorithm, Issuer};

const USAGE: &str = "\
bench count bare|secured WARM COUNT   requests of each case in memory, between marks for callgrind
bench serve bare|secured [WORKERS]    serves on a free port of loopback, and prints its address
bench cases bare|secured              the name of each case, its status, and whether its answer closes the connection
bench requests CASE FROM TO           these requests of a case, each as a line in hexadecimal
bench scale PART                      routes, callers, addresses, algorithms, decode, sockets, forgeries or workers: a line for each row
bench token CALLER ROLE               a token";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["count", which, warm, count] => on_this_thread(count::run(server(which), number(warm), number(count))),
        ["serve", which] => serve::run(server(which), 1),
        ["serve", which, workers] => serve::run(server(which), usize::try_from(number(workers)).expect("few")),
        ["scale", "workers"] => scale::workers(),
        ["scale", "forgeries"] => scale::forgeries(),
        ["scale", "sockets"] => scale::over_sockets(),
        ["scale", part] => on_this_thread(async {
            if !scale::run(part).await {
                usage();
            }
        }),
        ["cases", which] => {
            for case in count::cases(server(which)) {
                println!("{} {} {}", case.name(), case.status(), case.closes());
            }
        }
        ["requests", case, from, to] => print_requests(case, number(from), number(to)),
        ["token", caller, role] => {
            println!("{}", Issuer::new(Algorithm::Hs256, clock::now_s()).token_with_role(caller, role, 0));
        }
        _ => usage(),
    }
}

fn on_this_thread(work: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work);
}

fn print_requests(case: &str, from: u64, to: u64) {
    let case = Case::named(case).unwrap_or_else(|| usage());
    let issuer = Issuer::new(Algorithm::Hs256, clock::now_s());
    let mut out = std::io::stdout().lock();
    for number in from..to {
        let hex: String = case.request(&issuer, number).iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "{hex}").expect("stdout is open");
    }
}

fn server(name: &str) -> Which {
    match name {
        "bare" => Which::Bare,
        "secured" => Which::Secured,
        _ => usage(),
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| usage())
}

fn usage() -> ! {
    eprintln!("{USAGE}");
    std::process::exit(2)
}
