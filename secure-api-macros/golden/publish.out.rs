async fn publish(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Result<NoContent, Problem> {
    db.insert(caller, draft).await
}
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct publish {}
const _: () = {
    const __POLICY: &::secure_api::__private::RoutePolicy = &::secure_api::__private::RoutePolicy {
        method: ::secure_api::__private::Method::Post,
        path: "/articles",
        params: &[],
        handler: ::core::concat!(::core::module_path!(), "::publish"),
        file: ::core::file!(),
        line: ::core::line!(),
        access: ::secure_api::__private::Access::Caller {
            scheme: ::secure_api::__private::Scheme::Jwt,
            role: ::core::option::Option::Some({
                #[allow(unused_imports)]
                use ::secure_api::__private::fallback::*;
                {
                    #[allow(unused_imports)]
                    use crate::*;
                    ::secure_api::__private::requirement(
                        <__SecureApiRoles as ::secure_api::__private::Roles>::VOCABULARY,
                        &["editor"],
                        false,
                    )
                }
            }),
            scope: ::core::option::Option::None,
        },
        rates: &[
            ::secure_api::__private::Rate {
                count: 10u32,
                window_s: 60u32,
                burst: 0u32,
                key: ::secure_api::__private::RateKey::Caller,
            },
            limits::ALL,
        ],
        body_limit: 262144u64,
        timeout_ms: 5000u64,
        concurrency: 32u32,
        ..*::secure_api::__private::REFUSED
    };
    const __ARGS: &[::secure_api::__private::ArgInfo] = &[
        ::secure_api::__private::arg::<State<Db>>(),
        ::secure_api::__private::arg::<Identity>(),
        ::secure_api::__private::arg::<Valid<Json<Draft>>>(),
    ];
    const __READY: bool = {
        let _ = __ARGS;
        ::secure_api::__private::answer::<Result<NoContent, Problem>>();
        true
    };
    #[diagnostic::do_not_recommend]
    impl ::secure_api::__private::SecureRoute for publish {
        const POLICY: &'static ::secure_api::__private::RoutePolicy = __POLICY;
        const ARGS: &'static [::secure_api::__private::ArgInfo] = __ARGS;
    }
    #[diagnostic::do_not_recommend]
    impl<__S> ::secure_api::__private::Mount<__S> for publish
    where
        __S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
        State<Db>: ::secure_api::__private::Extract<__S, { __READY }>,
        Identity: ::secure_api::__private::Extract<__S, { __READY }>,
        Valid<Json<Draft>>: ::secure_api::__private::Extract<__S, { __READY }>,
        Result<NoContent, Problem>: ::secure_api::__private::SecureResponse<{ __READY }>,
    {
        fn mount() -> ::secure_api::__private::Endpoint<__S> {
            ::secure_api::__private::endpoint::<
                __S,
                Self,
                (State<Db>, Identity, Valid<Json<Draft>>),
                Result<NoContent, Problem>,
                _,
            >(publish)
        }
    }
    const _: () = if let ::core::option::Option::Some(__text) =
        ::secure_api::__private::audit::argument(__POLICY, __ARGS, 0usize)
    {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () = if let ::core::option::Option::Some(__text) =
        ::secure_api::__private::audit::argument(__POLICY, __ARGS, 1usize)
    {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () = if let ::core::option::Option::Some(__text) =
        ::secure_api::__private::audit::argument(__POLICY, __ARGS, 2usize)
    {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () = if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::path(__POLICY, __ARGS) {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () = if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::role(__POLICY, "editor")
    {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () =
        if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::rate_beside(__POLICY, 0usize) {
            ::core::panic!("{}", __text.as_str())
        };
    const _: () = if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::rate(__POLICY, 1usize) {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () =
        if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::rate_beside(__POLICY, 1usize) {
            ::core::panic!("{}", __text.as_str())
        };
    const _: () =
        if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::body_bound(__POLICY, __ARGS) {
            ::core::panic!("{}", __text.as_str())
        };
};
#[secure(__consumed)]
const _: () = ();
