//! Tokens of the deployment's own issuer, each with what it grants.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::rand;
use serde_json::Value;

use super::NotAttacked;
use crate::TestToken;
use crate::attack::ask::{Caller, Who};
use crate::attack::lock::Lock;
use crate::attack::plan::{FOREIGNER, OWNER};

/// Tokens of the deployment's own issuer, each with the roles and the scopes that it grants, by their names in the lock.
///
/// One for each role is what most cases need; one without a role, and two of different callers with the roles that objects are
/// made with, is what the others do. What needs a token that is not there is not run, and says so.
///
/// ```
/// use secure_api_testing::attack::Tokens;
///
/// # let (ada, eve, nobody) = ("e30.e30.AA", "e30.e30.AA", "e30.e30.AA");
/// let tokens = Tokens::new().with(&["editor"], &[], ada).with(&["editor"], &[], eve).with(&[], &[], nobody);
/// let same = Tokens::from_json(r#"{ "editor": ["eyJ..", "eyJ.."], "-": "eyJ..", "reader articles:read": "eyJ.." }"#).unwrap();
/// ```
#[derive(Clone, Default)]
pub struct Tokens {
    given: Vec<Given>,
    /// Who has made the objects.
    owner: OnceLock<String>,
}

#[derive(Clone)]
struct Given {
    roles: Vec<String>,
    scopes: Vec<String>,
    text: String,
}

impl Tokens {
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more, with all that it grants.
    #[must_use]
    pub fn with(mut self, roles: &[&str], scopes: &[&str], token: impl Into<String>) -> Self {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        self.given.push(Given { roles: names(roles), scopes: names(scopes), text: token.into() });
        self
    }

    /// From an object whose names are a role, or `-`, with scopes after it, and whose values are a token or a list of tokens of
    /// different callers.
    ///
    /// # Errors
    /// Where it is none.
    pub fn from_json(text: &str) -> Result<Self, NotAttacked> {
        let fault = |why: String| NotAttacked::Tokens(why);
        let all: BTreeMap<String, Value> = serde_json::from_str(text).map_err(|error| fault(error.to_string()))?;
        let mut tokens = Self::new();
        for (grants, value) in all {
            let mut names = grants.split_whitespace();
            let role = names.next().filter(|role| *role != "-");
            let scopes: Vec<&str> = names.collect();
            let values = match value {
                Value::Array(values) => values,
                one => vec![one],
            };
            for value in values {
                let token = value.as_str().ok_or_else(|| fault(format!("`{grants}` has something that is no text")))?;
                tokens = tokens.with(role.as_slice(), &scopes, token);
            }
        }
        Ok(tokens)
    }

    /// Whether each is a token, of names that the lock knows.
    pub(super) fn check(&self, lock: &Lock) -> Result<(), NotAttacked> {
        for Given { roles, scopes, text } in &self.given {
            let unknown = roles.iter().find(|role| !lock.roles.contains_key(*role));
            if let Some(name) = unknown.or_else(|| scopes.iter().find(|scope| !lock.scopes.contains_key(*scope))) {
                return Err(NotAttacked::Tokens(format!("`{name}` is no role and no scope of the lock file")));
            }
            if TestToken::given(text, 0).is_none() {
                let whose = [roles.as_slice(), scopes].concat().join(" ");
                return Err(NotAttacked::Tokens(format!("the one of `{whose}` is no signed JWT")));
            }
        }
        Ok(())
    }

    /// The token of a caller of a case, or what is missing. Whoever first makes an object is its owner from then on.
    pub(super) fn of(&self, lock: &Lock, caller: &Caller, now_unix_s: u64) -> Result<&str, String> {
        let held = |given: &Given| {
            Lock::held(&lock.roles, &given.roles) == Lock::held(&lock.roles, &caller.roles)
                && Lock::held(&lock.scopes, &given.scopes) == Lock::held(&lock.scopes, &caller.scopes)
        };
        let fitting: Vec<&Given> = self.given.iter().filter(|given| held(given)).collect();
        let chosen = match caller.subject.as_str() {
            OWNER => self.owners(&fitting),
            FOREIGNER => fitting.iter().find(|given| Some(&subject(&given.text)) != self.owner.get()).copied(),
            "attack-other" => {
                let usual = self.usual(&fitting).map(|given| subject(&given.text));
                fitting.iter().find(|given| Some(subject(&given.text)) != usual).copied()
            }
            name if name.starts_with("attack-together-") => None,
            _ => self.usual(&fitting),
        };
        let Some(given) = chosen else { return Err(missing(caller)) };
        let end = TestToken::given(&given.text, 0).and_then(|token| token.said("exp").as_u64());
        if end.is_some_and(|end| end <= now_unix_s) {
            return Err(format!("the token of {} has expired", Who::Caller(caller.called("it"))));
        }
        Ok(&given.text)
    }

    fn owners<'t>(&self, fitting: &[&'t Given]) -> Option<&'t Given> {
        let count = |given: &&&Given| {
            let name = subject(&given.text);
            self.given.iter().filter(|other| subject(&other.text) == name).count()
        };
        let owner = match self.owner.get() {
            Some(owner) => owner,
            // Whoever has most of the tokens, and of several the first.
            None => {
                let most = fitting.iter().rev().max_by_key(count)?;
                self.owner.get_or_init(|| subject(&most.text))
            }
        };
        fitting.iter().find(|given| subject(&given.text) == *owner).copied()
    }

    fn usual<'t>(&self, fitting: &[&'t Given]) -> Option<&'t Given> {
        let owners = self.owner.get().and_then(|owner| fitting.iter().find(|given| subject(&given.text) == *owner));
        owners.or(fitting.first()).copied()
    }

    /// Those of whoever may call a route, those of the owner first.
    pub(super) fn all(&self) -> impl Iterator<Item = (Caller, &str)> {
        let owners = |given: &&Given| Some(&subject(&given.text)) == self.owner.get();
        let (first, then): (Vec<&Given>, Vec<&Given>) = self.given.iter().partition(owners);
        first.into_iter().chain(then).map(|given| {
            let caller = Caller { roles: given.roles.clone(), scopes: given.scopes.clone(), ..Caller::default() };
            (caller, given.text.as_str())
        })
    }

    /// A text without the tokens that are in it: a report is shown to others.
    pub(super) fn hidden(&self, text: &str) -> String {
        self.given.iter().fold(text.to_owned(), |text, given| text.replace(&given.text, "$TOKEN"))
    }

    /// Whom a token names, where it is one of these.
    pub(super) fn subject_of(&self, text: &str) -> Option<String> {
        self.given.iter().find(|given| given.text == text).map(|given| subject(&given.text))
    }
}

/// No token is in it.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.given.len())
    }
}

fn missing(caller: &Caller) -> String {
    let whose = match caller.subject.as_str() {
        OWNER => "of the caller who has made the object, ",
        FOREIGNER | "attack-other" => "of a second caller, ",
        name if name.starts_with("attack-together-") => "of each of many callers, ",
        _ => "",
    };
    let named = |what: &str, names: &[String]| {
        if names.is_empty() { format!("no {what}") } else { format!("{what} {}", names.join(" ")) }
    };
    format!("no token was given {whose}with {} and {}", named("role", &caller.roles), named("scope", &caller.scopes))
}

/// Whom it names, and who says so.
fn subject(text: &str) -> String {
    let said = TestToken::given(text, 0).map(|token| (token.said("iss"), token.said("sub")));
    said.map(|(issuer, subject)| format!("{issuer} {subject}")).unwrap_or_default()
}

/// An id that nothing has.
pub(super) fn random_uuid() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness there was no challenge either.
    let _ = rand::fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::TestIssuer;

    fn caller(subject: &str, roles: &[&str]) -> Caller {
        Caller { roles: roles.iter().map(|role| (*role).to_owned()).collect(), ..Caller::named(subject) }
    }

    #[test]
    fn a_token_is_taken_for_what_it_grants_and_for_whom_it_names() {
        let lock = Lock::read("role admin includes=editor\nrole editor\nroute GET /a access=jwt").unwrap();
        let issuer = TestIssuer::new();
        let token = |name: &str| issuer.token(name).mint();
        let (ada, eve, root) = (token("ada"), token("eve"), token("ada"));
        let of = |tokens: &Tokens, caller: Caller| tokens.of(&lock, &caller, 0).map(str::to_owned);
        let text = json!({ "editor": [eve, ada], "admin": root }).to_string();
        let tokens = Tokens::from_json(&text).unwrap();
        tokens.check(&lock).unwrap();
        // Ada has two tokens, and owns.
        assert_eq!(of(&tokens, caller(OWNER, &["editor"])), Ok(ada.clone()));
        assert_eq!(of(&tokens, caller(FOREIGNER, &["editor"])), Ok(eve.clone()));
        assert_eq!(of(&tokens, caller("attack-drain", &["editor"])), Ok(ada.clone()));
        assert_eq!(of(&tokens, caller("attack-other", &["editor"])), Ok(eve.clone()));
        assert_eq!(of(&tokens, caller(OWNER, &["admin"])), Ok(root));
        assert!(of(&tokens, caller(FOREIGNER, &["admin"])).unwrap_err().contains("of a second caller"));
        assert!(of(&tokens, caller("attack-together-1", &["editor"])).is_err());
        assert!(of(&tokens, caller("attack-good", &[])).unwrap_err().contains("no role"));
        let late = tokens.of(&lock, &caller(OWNER, &["admin"]), u64::MAX).unwrap_err();
        assert!(late.contains("has expired"), "{late}");
        let told = tokens.hidden(&format!("GET /a?access_token={eve}== as {ada}"));
        assert_eq!(told, "GET /a?access_token=$TOKEN== as $TOKEN");
    }

    #[test]
    fn what_is_no_token_of_the_lock_is_refused_before_anything_is_sent() {
        let lock = Lock::read("role editor\nroute GET /a access=jwt").unwrap();
        let good = TestIssuer::new().token("ada").mint();
        for (tokens, why) in [
            (Tokens::new().with(&["owner"], &[], good.as_str()), "`owner` is no role"),
            (Tokens::new().with(&["editor"], &["x"], good.as_str()), "`x` is no role and no scope"),
            (Tokens::new().with(&["editor"], &[], "opaque"), "no signed JWT"),
        ] {
            let fault = tokens.check(&lock).unwrap_err().to_string();
            assert!(fault.contains(why) && !fault.contains(&good), "{fault}");
        }
        assert!(Tokens::from_json("[]").is_err() && Tokens::from_json(r#"{ "editor": 7 }"#).is_err());
    }

    #[test]
    fn an_id_of_nobody_has_the_form_of_an_id() {
        let (one, other) = (random_uuid(), random_uuid());
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert_ne!(one, other);
    }
}
