//! Guards that can be switched off, one in the life of a process. Only a build of the mutation score has this (`tests/mutation`).

use std::net::IpAddr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{HeaderMap, HeaderName};

/// The one that is off.
static OFF: OnceLock<Guard> = OnceLock::new();
/// Whether a request has come to it.
static ASKED: AtomicBool = AtomicBool::new(false);

macro_rules! guards {
    ($($area:literal: { $($guard:ident $what:literal,)* })*) => {
        /// A guard of the runtime.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Guard {
            $($(#[doc = $what] $guard,)*)*
        }

        impl Guard {
            /// All of them.
            pub const ALL: &'static [Self] = &[$($(Self::$guard,)*)*];

            /// What it keeps.
            #[must_use]
            pub const fn what(self) -> &'static str {
                match self {
                    $($(Self::$guard => $what,)*)*
                }
            }

            /// The part of the attack that is about the like.
            #[must_use]
            pub const fn area(self) -> &'static str {
                match self {
                    $($(Self::$guard)|* => $area,)*
                }
            }
        }
    };
}

guards! {
    "matrix": {
        Credentials "a caller, where a route asks for one",
        Role "the role of a route",
        Scope "the scope of a route",
        Challenge "the challenge of a 401",
        ScopeTold "the scope that is missing, in the challenge",
    }
    "token": {
        BadToken "a bad token is no stranger's call",
        OneCredential "one credential a request",
        TokenInQuery "no token in the query",
        Scheme "the scheme `Bearer`",
        OneRefusal "one refusal for every bad token",
        HeaderBlock "the size of a header block",
        TokenLength "tokens of 8 KiB at the most",
        TokenSpelling "one spelling of a token",
        TokenDepth "nesting in a token",
        DuplicateClaims "no claim twice",
        Algorithm "algorithms by their exact names",
        AlgorithmOfKey "the one algorithm of a key",
        KeyId "the key that a token names",
        Signature "the signature",
        TokenType "the type in the header",
        Crit "no critical extension",
        Unencoded "no `b64`",
        Compressed "no `zip`",
        Issuer "the issuer",
        Audience "the audience",
        ExpiryThere "an end, in every token",
        Expiry "the end of a token",
        NotBefore "the beginning of a token",
        DateType "dates that are whole numbers",
        DateRange "dates in seconds",
        Subject "a subject",
        BoundKey "no token that is bound to a key",
        IdToken "no ID token, by its hashes",
        KindClaim "no refresh token, by its claim `typ`",
        TokenUse "no ID token, by its claim `token_use`",
        TokenId "an id of a token that is a text",
        KnownTokenTime "the end of a token that was good before",
    }
    "object": {
        Object "the rule of an object",
        Concealment "somebody else's object is a missing one",
        FieldAudience "the audience of a field",
    }
    "body": {
        BodyType "the type of a body",
        Charset "the charset of a body",
        ContentCoding "no coding of a body",
        BodyAnnounced "the length that a body announces",
        BodyLength "the length of a body as it arrives",
        Accept "the type that a client takes",
        TypesTold "the type that is taken, in a 415",
        UnknownField "fields that are declared",
        DuplicateKey "no key twice",
        DuplicateParameter "no parameter twice",
        Depth "nesting in a body",
        TrailingBytes "nothing after a document",
        TextLength "the length of a text",
        ListLength "the length of a list",
        LengthRule "the rule `length`",
        RangeRule "the rule `range`",
        EmailRule "the rule `email`",
        PageRange "the bounds of a page",
        FieldNames "no name of a client's making in a refusal",
    }
    "rate": {
        CallerRate "the rate of a caller",
        AddressRate "the rate of an address",
        RouteRate "the rate of a route",
        DefaultRate "the rate of a caller, where a route declares none",
        CallersApart "each caller counted apart",
        AddressesApart "each address counted apart",
        SourceRate "the rate of an address, before anybody is known",
        ForwardedFor "no address by an undeclared proxy's word",
        RetryAfter "`Retry-After`",
        RateFields "`RateLimit-Policy`",
    }
    "path": {
        Method "the methods of a path",
        Allow "`Allow` in a 405",
        TargetLength "the length of a target",
    }
    "framing": {
        HostThere "a `Host`",
        HostOnce "one `Host`",
        HostForm "a `Host` that is one",
        HostOfTarget "the `Host` of the target",
        TransferCoding "no coding but `chunked`, once",
        EndsConnection "the end of an ambiguous connection",
    }
    "cors": {
        Origin "the origins whose pages may read",
        PreflightOrigin "the origins whose pages may ask",
    }
    "edges": {
        FailedVerifications "the bad signatures of all addresses together",
        Concurrency "how many calls run at once",
        Timeout "the time of a call",
        Panics "a panic ends its own request",
        Revocation "no token that was revoked",
        CodingAndLength "no length beside `chunked`",
    }
    "headers": {
        Csp "`Content-Security-Policy`",
        NoSniff "`X-Content-Type-Options`",
        Referrer "`Referrer-Policy`",
        ResourcePolicy "`Cross-Origin-Resource-Policy`",
        OpenerPolicy "`Cross-Origin-Opener-Policy`",
        FrameOptions "`X-Frame-Options`",
        TransportSecurity "`Strict-Transport-Security`",
        Vary "`Vary`",
        RequestId "`X-Request-Id`",
        NoStore "`Cache-Control` on what is one caller's",
        NoStoreRefusals "`Cache-Control` on refusals",
        ProblemType "the type of a problem",
    }
}

impl Guard {
    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|guard| format!("{guard:?}") == name)
    }

    /// Switches it off for the rest of this process. Only the first can be.
    pub fn switch_off(self) -> bool {
        OFF.set(self).is_ok()
    }

    /// Whether a request has come to the one that is off.
    #[must_use]
    pub fn was_met() -> bool {
        ASKED.load(Ordering::Relaxed)
    }

    pub(crate) fn stands(self) -> bool {
        let off = OFF.get() == Some(&self);
        if off {
            ASKED.store(true, Ordering::Relaxed);
        }
        !off
    }
}

/// Whether a rule of this code is not run.
pub(crate) fn overlooks(code: &str) -> bool {
    match code {
        "length" => !guard!(LengthRule),
        "range" => !guard!(RangeRule),
        "email" => !guard!(EmailRule),
        _ => false,
    }
}

/// The address that a request claims to come from, where that is believed.
pub(crate) fn claimed(headers: &HeaderMap) -> Option<IpAddr> {
    let claimed = headers.get("x-forwarded-for")?.to_str().ok()?.parse().ok()?;
    (!guard!(ForwardedFor)).then_some(claimed)
}

/// Takes a default header off.
pub(crate) fn strip(headers: &mut HeaderMap) {
    for (name, stands) in [
        ("content-security-policy", guard!(Csp)),
        ("x-content-type-options", guard!(NoSniff)),
        ("referrer-policy", guard!(Referrer)),
        ("cross-origin-resource-policy", guard!(ResourcePolicy)),
        ("cross-origin-opener-policy", guard!(OpenerPolicy)),
        ("x-frame-options", guard!(FrameOptions)),
        ("strict-transport-security", guard!(TransportSecurity)),
        ("vary", guard!(Vary)),
    ] {
        if !stands {
            headers.remove(HeaderName::from_static(name));
        }
    }
}
