async fn health() -> StatusCode {
    StatusCode::OK
}
#[get(__consumed)]
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct health {}
const _: () = {
    use ::secure_api::__private as __p;
    const __P: &__p::RoutePolicy = &__p::RoutePolicy::get("/health", &[])
        .handler(::core::concat!(::core::module_path!(), "::health"))
        .public("liveness probe, returns no data")
        .rates(&[__p::Rate::new(60, 60, 0, __p::RateKey::Address)]);
    const __A: &[__p::ArgInfo] = &[];
    impl<const TYPES: usize> __p::SecureRoute<TYPES> for health {
        type Args = __p::Args<(), { __A.len() }>;
        type Answer = StatusCode;
        const POLICY: &'static __p::RoutePolicy = __P;
        fn handler() -> impl __p::Handler<Self::Args, Self::Answer> {
            health
        }
    }
    impl health {
        pub fn uri() -> __p::Link {
            __p::link(__P, &[])
        }
    }
    const _: () = __p::audit::answer(__P, __p::endless!(StatusCode));
};
