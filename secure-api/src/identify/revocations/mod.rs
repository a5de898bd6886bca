//! Tokens that are no longer believed before they expire (C40).
//!
//! A token says who somebody is for as long as it lives, wherever it is by now. The application can say that it is over: for
//! one token, as at a logout, or for all that a caller was issued until now, as when a password was stolen.

mod entries;

use core::fmt;
use core::time::Duration;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest::{self, SHA256};

use super::{Identity, MAX_LEEWAY, Principal, TokenFault};
use crate::api::Faults;
use crate::inventory::Revoked;
use crate::observe;
use crate::provide::clock::{Clock, SystemClock};
use entries::{Entries, Entry, Full};

/// The longest that tokens may be said to live: a year.
pub const MAX_TOKEN_LIFE: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// How many revocations are held where nothing is said: some 6 MB.
const DEFAULT_CAPACITY: usize = 100_000;

/// What a token or a caller is held by: a SHA-256.
type Name = [u8; 32];

/// Tokens and callers that are refused from the next request on.
///
/// ```no_run
/// # use secure_api::prelude::*;
/// # use secure_api::identify::Revocations;
/// use std::time::Duration;
///
/// #[derive(Clone)]
/// struct Application {
///     revocations: Revocations,
/// }
///
/// #[post("/logout")]
/// #[secure(auth = "jwt")]
/// async fn logout(caller: Identity, State(application): State<Application>) -> Result<NoContent, Problem> {
///     application.revocations.revoke_token(&caller).map_err(Problem::unavailable)?;
///     Ok(NoContent)
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), secure_api::Error> {
/// let revocations = Revocations::new(Duration::from_secs(60 * 60)); // no token lives longer than an hour
/// Api::new(Application { revocations: revocations.clone() })
///     .jwt(Jwt::from_env())
///     .revocations(&revocations)
///     .mount(routes![logout])
///     .serve("127.0.0.1:3000")
///     .await
/// # }
/// ```
/// * **At once.** A request that comes after `revoke_..` has returned gets the 401 of any bad token, also where the token was
///   verified a moment before; while the token is over its own limit of requests, the 429 of that. The event is `authn_token_reuse`. A request that has begun goes on.
/// * **Until nobody has one.** A revocation is held until all tokens that it is about have expired. So that this is known, a token
///   that lives longer than `longest_life` from its `iat` is refused, and so is one that does not say when it was issued, or that
///   was issued in the future.
/// * **Never forgotten for want of room.** 100,000 are held where nothing is said. Where there is no room, whoever revokes is
///   told, and nothing is revoked. A quarter of the room is for callers alone: logging out again and again does not take it.
///
/// A clone is the same store. It is one of this process: what has to survive it, and what others have to know, the application
/// keeps, and says again at the start ([`revoke_token_id`](Self::revoke_token_id),
/// [`revoke_caller_issued_up_to`](Self::revoke_caller_issued_up_to)).
#[derive(Clone)]
pub struct Revocations {
    shared: Arc<Shared>,
}

struct Shared {
    longest_life_s: u64,
    most: usize,
    entries: Entries<Name>,
    /// That of the first application which has the store.
    clock: OnceLock<Arc<dyn Clock>>,
}

/// There is no room for another revocation: nothing was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "nothing was revoked: answer with an error, `.map_err(Problem::unavailable)?`"]
pub struct RevocationsFull;

impl Revocations {
    /// For an application whose tokens live no longer than this: a second at least, and [`MAX_TOKEN_LIFE`] at the most.
    #[must_use]
    pub fn new(longest_life: Duration) -> Self {
        Self::with_capacity(longest_life, DEFAULT_CAPACITY)
    }

    /// With room for so many revocations at a time.
    #[must_use]
    pub fn with_capacity(longest_life: Duration, most: usize) -> Self {
        let longest_life_s = longest_life.as_secs();
        let shared = Shared { longest_life_s, most, entries: Entries::new(most), clock: OnceLock::new() };
        Self { shared: Arc::new(shared) }
    }

    /// Revokes the token that a caller came with, and no other of the caller's: by its `jti`, or by all its claims where it has
    /// none.
    ///
    /// # Errors
    /// Where there is no room.
    pub fn revoke_token(&self, caller: &Identity) -> Result<(), RevocationsFull> {
        let until = caller.expires_at().saturating_add(MAX_LEEWAY.as_secs());
        self.add(token(caller), Entry { issued_up_to: u64::MAX, until }, || {
            observe::token_revoked("token", caller.issuer(), Some(caller.subject()), caller.token_id());
        })
    }

    /// Revokes the token with this `jti`, of the issuer that is exactly so called.
    ///
    /// # Errors
    /// Where there is no room.
    pub fn revoke_token_id(&self, issuer: &str, token_id: &str) -> Result<(), RevocationsFull> {
        // It may have been issued by a clock that is ahead, and be accepted by one that is behind.
        let until = self.now().saturating_add(self.longest_life_s()).saturating_add(2 * MAX_LEEWAY.as_secs());
        self.add(name(*b"id", issuer, token_id.as_bytes()), Entry { issued_up_to: u64::MAX, until }, || {
            observe::token_revoked("token", issuer, None, Some(token_id));
        })
    }

    /// Revokes all tokens that the caller was issued until now, by their `iat`: those of this second too. What is issued from the next second on, as after signing in again, is believed.
    ///
    /// It is the issuer's clock that wrote the `iat`. Where that may be ahead, say a later moment
    /// ([`revoke_caller_issued_up_to`](Self::revoke_caller_issued_up_to)).
    ///
    /// # Errors
    /// Where there is no room.
    pub fn revoke_caller(&self, caller: &Principal) -> Result<(), RevocationsFull> {
        self.revoke_caller_issued_up_to(caller, self.now())
    }

    /// The same for all tokens that the caller was issued up to a moment, in seconds since 1970-01-01 UTC: one that the
    /// application has kept since before it was started, or one in the future, which locks the caller out until then.
    ///
    /// # Errors
    /// Where there is no room.
    pub fn revoke_caller_issued_up_to(&self, caller: &Principal, unix_s: u64) -> Result<(), RevocationsFull> {
        let until = unix_s.saturating_add(self.longest_life_s()).saturating_add(MAX_LEEWAY.as_secs());
        self.add(of_caller(caller), Entry { issued_up_to: unix_s, until }, || {
            observe::token_revoked("all tokens of the caller", caller.issuer(), Some(caller.subject()), None);
        })
    }

    /// Whether the token of this identity is revoked, or could outlive a revocation. Asked where it was verified.
    pub(super) fn judge(&self, caller: &Identity, seen: &mut u64, now_unix_s: u64) -> Result<(), TokenFault> {
        let ahead = now_unix_s.saturating_add(MAX_LEEWAY.as_secs());
        // How long a token lives that does not say since when, nobody can tell: it might outlive what revokes it.
        let Some(issued_at) = caller.issued_at() else { return Err(TokenFault::Lifetime) };
        if issued_at > ahead {
            return Err(TokenFault::NotYetValid);
        }
        if caller.expires_at() > issued_at.saturating_add(self.longest_life_s()) {
            return Err(TokenFault::Lifetime);
        }
        if self.stands(caller, seen, now_unix_s) { Ok(()) } else { Err(TokenFault::Revoked) }
    }

    /// Whether a token that has been judged stands still. One load of an atomic while nothing was revoked since.
    pub(super) fn stands(&self, caller: &Identity, seen: &mut u64, now_unix_s: u64) -> bool {
        let names = || [token(caller), of_caller(caller.principal())];
        self.shared.entries.stands(seen, names, caller.issued_at(), now_unix_s)
    }

    /// Whether it may serve an application.
    pub(crate) fn check(&self, has_issuers: bool, faults: &mut Faults) {
        if !has_issuers {
            faults.push(
                "tokens can be revoked, and no issuer is declared",
                "add `.jwt(Jwt::from_env())`, or remove `.revocations(..)`",
            );
        }
        if self.longest_life_s() == 0 || self.longest_life_s() > MAX_TOKEN_LIFE.as_secs() {
            faults.push(
                format!("tokens are said to live for {} s at the most", self.longest_life_s()),
                format!(
                    "say how long those of your issuers do, within 1 to {} s: a longer one is refused",
                    MAX_TOKEN_LIFE.as_secs()
                ),
            );
        }
        if self.shared.most == 0 {
            faults.push("there is room for no revocation", "write `Revocations::new(..)`, which has it for 100,000");
        }
    }

    /// What there is to know of it, for the report.
    pub(crate) fn sentence(&self) -> String {
        let Shared { longest_life_s, most, .. } = &*self.shared;
        format!(
            "revocations: at most {most}, in this process; a token that lives longer than {longest_life_s} s is refused"
        )
    }

    /// What the inventory says of it.
    pub(crate) fn described(&self) -> Revoked {
        Revoked { longest_life_s: self.longest_life_s() }
    }

    /// Tells the time by the clock of an application, unless it has another one's already.
    pub(crate) fn tell_time_by(&self, clock: &Arc<dyn Clock>) {
        let _kept = self.shared.clock.set(Arc::clone(clock));
    }

    fn add(&self, name: Name, entry: Entry, tell: impl FnOnce()) -> Result<(), RevocationsFull> {
        let now = self.now();
        if entry.until <= now {
            // All that it is about has expired.
            return Ok(());
        }
        match self.shared.entries.add(name, entry, now) {
            Ok(()) => {
                tell();
                Ok(())
            }
            Err(Full) => {
                observe::revocations_full(self.shared.most);
                Err(RevocationsFull)
            }
        }
    }

    fn now(&self) -> u64 {
        self.shared.clock.get().map_or_else(|| SystemClock::new().unix_s(), |clock| clock.unix_s())
    }

    fn longest_life_s(&self) -> u64 {
        self.shared.longest_life_s
    }
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revocations").field("longest_life_s", &self.shared.longest_life_s).finish_non_exhaustive()
    }
}

impl fmt::Display for RevocationsFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no room for another revocation: nothing was revoked")
    }
}

impl std::error::Error for RevocationsFull {}

fn token(caller: &Identity) -> Name {
    match caller.token_id() {
        Some(token_id) => name(*b"id", caller.issuer(), token_id.as_bytes()),
        None => name(*b"as", caller.issuer(), caller.claims_bytes()),
    }
}

fn of_caller(caller: &Principal) -> Name {
    name(*b"of", caller.issuer(), caller.subject().as_bytes())
}

/// What somebody is called at an issuer, in 32 bytes however long it is. The length first, so that no two read alike.
fn name(kind: [u8; 2], issuer: &str, inner: &[u8]) -> Name {
    let mut hash = digest::Context::new(&SHA256);
    hash.update(&kind);
    hash.update(&(issuer.len() as u64).to_le_bytes());
    hash.update(issuer.as_bytes());
    hash.update(inner);
    let mut name = [0; 32];
    // SHA-256 has 32 bytes.
    name.iter_mut().zip(hash.finish().as_ref()).for_each(|(place, byte)| *place = *byte);
    name
}
