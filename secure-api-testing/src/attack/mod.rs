//! The generated attack: what the reviewed lock file promises, tried against the running application.
//!
//! ```ignore
//! #[tokio::test(flavor = "multi_thread")]
//! async fn the_application_keeps_what_its_lock_promises() {
//!     let report = Attack::on(articles::api)
//!         .lock(include_str!("../security.lock"))
//!         .object("Article", |world| async move {
//!             let owner = world.owner().as_role(Role::Editor);
//!             owner.post("/articles").json(&draft()).await.assert_status(201).location().to_owned()
//!         })
//!         .run()
//!         .await;
//!     report.assert_held();
//! }
//! ```
//! Each group of cases gets an application, an issuer and a clock of its own, served on a free port, and sends over sockets. What
//! has to come of each request is read from the lock file, by a parser that shares nothing with the one that enforces.
//!
//! | group | what is tried |
//! |---|---|
//! | `token` | no token, forged, altered, borrowed and stale ones, and tokens in the wrong place: one 401 for all |
//! | `matrix` | every route by every role, every scope, a stranger and an expired caller |
//! | `object` | every route with an id, by the owner and by somebody else: nothing read, nothing changed |
//! | `body` | each bound and one past it, unknown and server-owned fields, sizes, types, framing of bodies, canaries |
//! | `path` | other spellings of a path, undeclared methods, headers that claim another method, path or address |
//! | `cors` | origins that look like declared ones |
//! | `framing` | bytes of HTTP/1 that are ambiguous |
//! | `rate` | the declared number, one more, and `Retry-After` to the second; floods without a caller |
//! | `headers` | what every answer of all other groups has to carry |
//! | `answer` | what every success of all other groups may hold: declared fields, for whom they are declared |
//!
//! How long equal refusals take is measured as well, and told, but fails nothing.
//!
//! # A deployment
//! [`Attack::at`] does the same where an application is served elsewhere: one that has
//! [`Api::answer_attacks`](secure_api::api::Api::answer_attacks). It gets one request without a token, and nothing more unless it
//! proves that it knows the secret and has this lock file.
//!
//! ```no_run
//! use secure_api::secret::KeySource;
//! use secure_api_testing::attack::{Tokens, Verdict};
//! use secure_api_testing::{Attack, json};
//!
//! # async fn staging() -> Result<(), Box<dyn std::error::Error>> {
//! let report = Attack::at("http://127.0.0.1:3000")
//!     .lock(std::fs::read_to_string("staging.lock")?)
//!     .secret(KeySource::env("ATTACK_SECRET"))
//!     .tokens(Tokens::from_json(&std::fs::read_to_string("tokens.json")?)?)
//!     .object("Article", |world| async move {
//!         let owner = world.owner_with(&["editor"], &[]);
//!         owner.post("/articles").json(&json!({ "title": "Mine" })).await.assert_status(201).location().to_owned()
//!     })
//!     .run()
//!     .await?;
//! println!("{report}");
//! assert_ne!(report.verdict(), Verdict::Failed);
//! # Ok(())
//! # }
//! ```
//! | what is told apart | at a deployment |
//! |---|---|
//! | a method that changes something | goes to what [`Attack::object`] has made in this campaign, to ids that nothing has, and to routes that answer 201; of a resource that nothing makes, to nothing |
//! | ids that nothing has | random UUIDs, and neighbours of ids that the campaign has made, unless these are numbers, which may be somebody's |
//! | a token that the issuer would have to sign, another time, the log | not run, with the reason |
//! | limits | waited for; used up where [`Attack::drain_limits`] says so |
//! | `framing` | on this machine only: a proxy may share its connections with others |
//! | what was made | is removed by the routes that there are; what is left is in [`Report::target`] |

mod ask;
mod case;
mod group;
mod hygiene;
mod lab;
mod lock;
mod log;
mod object;
mod plan;
mod progress;
mod remote;
mod report;
mod runner;
mod shape;
mod value;
mod wire;

use std::fmt;
use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use secure_api::api::Api;
use secure_api::identify::Jwt;
use serde_json::Value;
use tokio::net::TcpListener;

pub use lab::InProcess;
pub use object::{ObjectId, World};
pub use remote::{NotAttacked, Remote, Target, Tokens};
pub use report::{CaseReport, Outcome, Report, Timing, Verdict};

use crate::{TestClock, TestIssuer};
use lock::Lock;
use plan::Plan;

/// How long a campaign may take where nothing is said.
const USUAL_TIME: Duration = Duration::from_secs(300);

/// A campaign against an application: made by [`on`](Self::on), told what it needs, and [`run`](Self::run).
#[must_use = "nothing is attacked until it is run"]
pub struct Attack<Place = InProcess> {
    lock: Option<String>,
    plan: Plan,
    only: Option<String>,
    group: Option<String>,
    within: Duration,
    most_failures: usize,
    quiet: bool,
    target: Place,
}

impl Attack<InProcess> {
    /// Against the application that this makes. It is called once for each group of cases, and gets the issuer and the clock of
    /// that group, so it has to declare neither.
    pub fn on<S, F>(api: F) -> Self
    where
        S: Clone + Send + Sync + 'static,
        F: Fn() -> Api<S> + Send + Sync + 'static,
    {
        let start = move |jwt: Jwt, clock: TestClock| -> lab::Started {
            let api = api().jwt(jwt).clock(clock);
            Box::pin(async move {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| error.to_string())?;
                api.serve_on(listener).await.map_err(|error| format!("the application does not start: {error}"))
            })
        };
        Self::new(InProcess { start: Box::new(start), declared: Box::new(TestIssuer::jwt) })
    }

    /// How an application declares the issuer, where that is not by [`TestIssuer::jwt`] alone. The attack's tokens name roles where
    /// the lock says that this issuer does: `|issuer| issuer.jwt().roles(RoleMap::keycloak_client("articles").same_names())`.
    pub fn issuer(mut self, declared: impl Fn(&TestIssuer) -> Jwt + Send + Sync + 'static) -> Self {
        self.target.declared = Box::new(declared);
        self
    }

    /// Runs it.
    ///
    /// # Panics
    /// Where no lock was given, or it cannot be read.
    pub async fn run(mut self) -> Report {
        let text = self.lock.take().expect("the attack needs the lock: `.lock(include_str!(\"../security.lock\"))`");
        self.plan.lock = Lock::read(&text).unwrap_or_else(|fault| panic!("{fault}"));
        let limits = runner::Limits { within: self.within, most_failures: self.most_failures, quiet: self.quiet };
        let part = runner::Part { only: self.only, group: self.group };
        let ground = lab::Ground::Here(Arc::new(self.target));
        runner::run(Arc::new(self.plan), &ground, part, limits, None).await
    }
}

impl<Place> Attack<Place> {
    fn new(target: Place) -> Self {
        let plan = Plan::of(Lock::default());
        Self {
            lock: None,
            plan,
            only: None,
            group: None,
            within: USUAL_TIME,
            most_failures: usize::MAX,
            quiet: false,
            target,
        }
    }

    /// The text of the reviewed lock file: `include_str!("../security.lock")`.
    pub fn lock(mut self, text: impl Into<String>) -> Self {
        self.lock = Some(text.into());
        self
    }

    /// How an object of a resource is made (`Article`, or with its modules as the lock has it), as its owner, over HTTP. It gives the id, the parts of an id that has several, or the
    /// path of the object, as `Location` has it. Without it, the cases about such objects are not run, and the campaign fails.
    pub fn object<F, M, I>(mut self, resource: &str, make: F) -> Self
    where
        F: Fn(World) -> M + Send + Sync + 'static,
        M: Future<Output = I> + Send + 'static,
        I: Into<ObjectId>,
    {
        let maker: plan::Maker = Box::new(move |world| {
            let making = make(world);
            Box::pin(async move { making.await.into() })
        });
        self.plan.makers.insert(resource.to_owned(), maker);
        self
    }

    /// Lets the campaign hold without the cases about objects that no [`object`](Self::object) makes.
    pub fn without_objects(mut self, reason: &str) -> Self {
        self.plan.without_objects = Some(reason.to_owned());
        self
    }

    /// Says that the objects of a route are not their owner's alone, and why. The lock does not say it, since a rule is code: without
    /// this, whoever is not the owner has to be told that there is no such object.
    pub fn shared(mut self, method: &str, path: &str, reason: &str) -> Self {
        self.plan.shared.insert(format!("{method} {path}"), reason.to_owned());
        self
    }

    /// Says that a route answers a valid request with another status than its lock has, and why.
    pub fn answers(mut self, method: &str, path: &str, status: u16, reason: &str) -> Self {
        self.plan.answers.insert(format!("{method} {path}"), (status, reason.to_owned()));
        self
    }

    /// A value that an input takes, by its name (`Draft`, or as the lock has it), where its rules do not tell one.
    pub fn sample(mut self, input: &str, value: Value) -> Self {
        self.plan.samples.insert(input.to_owned(), value);
        self
    }

    /// A value of a parameter of paths that names no object.
    pub fn param(mut self, name: &str, value: &str) -> Self {
        self.plan.params.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The order in which cases of a group are run. The same number is the same order; 0 is that of the lock file.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// How long all of it may take. Cases that have not begun by then are not run, and the campaign fails.
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }

    /// Ends with so many failures. Without it, all cases are run.
    pub fn stop_after(mut self, failures: usize) -> Self {
        self.most_failures = failures;
        self
    }

    /// Runs the cases whose id is this or begins with it, and no others.
    pub fn only(mut self, id: &str) -> Self {
        self.only = Some(id.to_owned());
        self
    }

    /// Runs the cases of this group, as `token`, and no others.
    pub fn group(mut self, name: &str) -> Self {
        self.group = Some(name.to_owned());
        self
    }

    /// Shows no progress.
    pub fn quietly(mut self) -> Self {
        self.quiet = true;
        self
    }
}

impl<Place> fmt::Debug for Attack<Place> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attack").field("only", &self.only).field("within", &self.within).finish_non_exhaustive()
    }
}
