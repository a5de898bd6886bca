async fn publish(
    State(db): State<Db>,
    caller: Identity,
    draft: Valid<Json<Draft>>,
) -> Result<NoContent, Problem> {
    db.insert(caller, draft).await
}
#[secure(__consumed)]
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct publish {}
const _: () = {
    use ::secure_api::__private as __p;
    const __P: &__p::RoutePolicy = &__p::RoutePolicy::post("/articles", &[])
        .handler(::core::concat!(::core::module_path!(), "::publish"))
        .at_root(__p::names_at_root!())
        .jwt()
        .role_named(false, &["editor"])
        .rates(&[__p::Rate::new(10, 60, 0, __p::RateKey::Caller), limits::ALL])
        .body(262144)
        .timeout(5000)
        .concurrency(32);
    const __A: &[__p::ArgInfo] = &[
        __p::arg::<State<Db>>(),
        __p::arg::<Identity>(),
        __p::arg::<Valid<Json<Draft>>>(),
    ];
    impl<const TYPES: usize> __p::SecureRoute<TYPES> for publish {
        type Args = __p::Args<(State<Db>, Identity, Valid<Json<Draft>>), { __A.len() }>;
        type Answer = Result<NoContent, Problem>;
        const POLICY: &'static __p::RoutePolicy = __P;
        fn handler() -> impl __p::Handler<Self::Args, Self::Answer> {
            publish
        }
    }
    impl publish {
        pub fn uri() -> __p::Link {
            __p::link(__P, &[])
        }
    }
    const _: () = __p::audit::role(__P, "editor");
    const _: () = __p::audit::rate_beside(__P, 0);
    const _: () = __p::audit::rate(__P, 1);
    const _: () = __p::audit::rate_beside(__P, 1);
    const _: () = __p::audit::argument(__P, __A, 1);
    const _: () = __p::audit::argument(__P, __A, 2);
    const _: () = __p::audit::body_bound(__P, __A);
};
