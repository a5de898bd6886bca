//! What is not promised.
//!
//! The promise is: an insecure handler does not compile, and what a compiler cannot see is refused by default. It is for
//! what [`Api::serve`](crate::api::Api::serve) serves, and for handlers that are written as the macros read them.
//!
//! # Another server, another router
//! - Another server that carries [`App`](crate::api::App) has its own bounds on slow clients, header sizes and framing.
//! - An outer application can add layers that undo headers or CORS, answer before us, or change what we are told.
//! - [`Api::adopt`](crate::api::Api::adopt) serves an old router behind ours. Its routes get the accepting step, the limit of the
//!   source and the default headers; who may call them, and what they do with objects and input, is theirs. They are in the
//!   report, with the reason: each by its name where [`Api::adopt_only`](crate::api::Api::adopt_only) lists them. Whether a listed route is
//!   there, nobody can ask the router.
//!
//! # Around the types
//! - A handler stays a plain fn: another handler, or a task, can call it, with whatever it has.
//! - Direct access to a store goes around [`Authorized`](crate::authorize::Authorized): a handler that has the store as its
//!   state can load any object by any id. What is decided is what the path names, and what an `Id<T>` in an input does.
//! - A hand-written `impl` of a trait that macros write (`Input`, `Bounded`, `Output`, `Disclosed`, `Resource`, `Roles`) says what it
//!   likes, and so does a macro of your own that writes one; so does what the code calls that macros write, in `__private`. They
//!   are easy to search for, and no handler needs one. One of `SecureRoute` is audited like any handler, and how a request gets
//!   to it is not its to say; but a policy by hand can leave out what `server_owned!(..)` adds to the common names.
//!   What is an argument and what an answer is closed: `SecureArg` and `SecureResponse` have no other impls, and nobody else makes
//!   an argument from a request.
//! - A decision is about the caller of its request. An `Authorized`, a `Decide` or an `Identity` that a handler puts into its state is
//!   there for the next request too, and nobody asks again.
//! - A fn that serde calls for a field (`deserialize_with`, `serialize_with`) reads or writes what it likes in its place.
//! - `unsafe` escapes everything. The crates here forbid it to themselves, and you can do the same.
//!
//! # What a declaration cannot know
//! - A rule can be wrong: `permits` that answers `true` lets everybody in, and `owner = author` on the wrong field is the wrong owner.
//! - A reason is text for people. The report lists each of them, so that a review reads what was excused; nothing
//!   judges it, beyond that it has letters which can be seen.
//! - What a handler does on a `GET` nobody sees, but for what it does to objects that it takes by a decision.
//! - `Problem::detail` and `Problem::conflict` send the text that they are given, and a log gets what is written to it.
//! - An `#[output]` sends what is put into its fields: the macro sees names and types, and a password in a field `note` is text to it.
//! - An id that is no `Id<T>` is known by its name. A number or a text that is called `article` or `target` is a value to us.
//! - A list that an `#[output]` holds under a name has no page that is asked for: what fills it has to have an end.
//! - A map whose keys a client chooses (`BTreeMap<Text<1, 30>, ..>`) has no names to look at: `role` may be one of its keys.
//! - The page of the OpenAPI document runs Swagger UI, which is not ours: its policy keeps it to its own origin, and there it can do what a
//!   token can that somebody pastes into it.
//! - A bound is a bound on size and form. Text that is short enough can still be SQL or HTML to somebody who takes it for that.
//!
//! # Limits and time
//! - A number can be larger than it should be: `rate = "1000000/s"`, `body = "1000mb"`, `Text<0, 1000000>`. Rates are
//!   in the report, and the bound on a body holds whatever its fields say.
//! - [`Api::clock`](crate::api::Api::clock) takes any clock: by one that stands still, no token expires and no limit opens again.
//! - A [`SecretProvider`](crate::provide::key_source::SecretProvider) is believed to fetch its secret, and could have it in its source.
//! - Who is a proxy is for the application to know: those that it trusts choose the address that limits go by, and speak TLS for it.
//! - Limits count in one process. Two processes behind one address let in twice as much.
//! - A token is believed until it expires: a role that is taken away, or an account that is closed, takes effect then. With
//!   [`Api::roles_from`](crate::api::Api::roles_from) it takes effect within the declared age; [`forget`](crate::identify::RoleCache::forget)
//!   makes it at once, in the process that calls it. Scopes stay those of the token.
//! - With [`Api::revocations`](crate::api::Api::revocations) a token ends at once, in the process that is told; what others have to know, and
//!   what has to survive a restart, the application keeps. When a token was issued is what its `iat` says, which the issuer's clock wrote.
//! - A request that has begun is judged by the roles that it began with, and by what was revoked then.
//!
//! # What is said less clearly than it should be
//! - An associated fn inside an `impl` cannot be a handler: rustc's own errors say so.
//! - What the macros write names `::secure_api`, or what the manifest calls it. A crate that re-exports this one is not enough: an
//!   application depends on it directly, or its handlers do not compile.
//! - hyper answers what it cannot parse by itself, bare and without our headers, and closes the connection.
