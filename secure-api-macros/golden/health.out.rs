async fn health() -> StatusCode {
    StatusCode::OK
}
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct health {}
const _: () = {
    const __POLICY: &::secure_api::__private::RoutePolicy = &::secure_api::__private::RoutePolicy {
        method: ::secure_api::__private::Method::Get,
        path: "/health",
        params: &[],
        handler: ::core::concat!(::core::module_path!(), "::health"),
        file: ::core::file!(),
        line: ::core::line!(),
        access: ::secure_api::__private::Access::Public {
            reason: "liveness probe, returns no data",
            optional: ::core::option::Option::None,
        },
        rates: &[::secure_api::__private::Rate {
            count: 60u32,
            window_s: 60u32,
            burst: 0u32,
            key: ::secure_api::__private::RateKey::Address,
        }],
        ..*::secure_api::__private::REFUSED
    };
    const __ARGS: &[::secure_api::__private::ArgInfo] = &[];
    const __ENDLESS: bool = ::secure_api::__private::answer::<StatusCode>();
    const __READY: bool = {
        let _ = (__ARGS, __ENDLESS);
        true
    };
    #[diagnostic::do_not_recommend]
    impl ::secure_api::__private::SecureRoute for health {
        const POLICY: &'static ::secure_api::__private::RoutePolicy = __POLICY;
        const ARGS: &'static [::secure_api::__private::ArgInfo] = __ARGS;
    }
    #[diagnostic::do_not_recommend]
    impl<__S> ::secure_api::__private::Mount<__S> for health
    where
        __S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
        StatusCode: ::secure_api::__private::SecureResponse<{ __READY }>,
    {
        fn mount() -> ::secure_api::__private::Endpoint<__S> {
            ::secure_api::__private::endpoint::<__S, Self, (), StatusCode, _>(health)
        }
    }
    const _: () =
        if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::answer(__POLICY, __ENDLESS) {
            ::core::panic!("{}", __text.as_str())
        };
};
#[get(__consumed)]
const _: () = ();
