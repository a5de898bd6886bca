#[doc = " Shows an article."]
#[tracing::instrument]
pub async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    article.view()
}
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
pub struct show {}
const _: () = {
    const __POLICY: &::secure_api::__private::RoutePolicy = &::secure_api::__private::RoutePolicy {
        method: ::secure_api::__private::Method::Get,
        path: "/articles/{id}",
        params: &["id"],
        handler: ::core::concat!(::core::module_path!(), "::show"),
        file: ::core::file!(),
        line: ::core::line!(),
        access: ::secure_api::__private::Access::Caller {
            scheme: ::secure_api::__private::Scheme::Jwt,
            role: ::core::option::Option::Some({
                let __names = [Role::Reader];
                let vocabulary = ::secure_api::__private::roles_of(&__names);
                let [__name0] = __names;
                ::secure_api::__private::Requirement { vocabulary, bits: 1 << (__name0 as u32), all: false }
            }),
            scope: ::core::option::Option::None,
        },
        ..*::secure_api::__private::REFUSED
    };
    const __ARGS: &[::secure_api::__private::ArgInfo] = &[::secure_api::__private::arg::<Authorized<Article, Read>>()];
    const __ENDLESS: bool = ::secure_api::__private::answer::<Json<ArticleView>>();
    const __READY: bool = {
        let _ = (__ARGS, __ENDLESS);
        true
    };
    #[diagnostic::do_not_recommend]
    impl ::secure_api::__private::SecureRoute for show {
        const POLICY: &'static ::secure_api::__private::RoutePolicy = __POLICY;
        const ARGS: &'static [::secure_api::__private::ArgInfo] = __ARGS;
    }
    #[diagnostic::do_not_recommend]
    impl<__S> ::secure_api::__private::Mount<__S> for show
    where
        __S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
        Authorized<Article, Read>: ::secure_api::__private::Extract<__S, { __READY }>,
        Json<ArticleView>: ::secure_api::__private::SecureResponse<{ __READY }>,
    {
        fn mount() -> ::secure_api::__private::Endpoint<__S> {
            ::secure_api::__private::endpoint::<__S, Self, (Authorized<Article, Read>,), Json<ArticleView>, _>(show)
        }
    }
    const _: () = if let ::core::option::Option::Some(__text) =
        ::secure_api::__private::audit::argument(__POLICY, __ARGS, 0usize)
    {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () = if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::path(__POLICY, __ARGS) {
        ::core::panic!("{}", __text.as_str())
    };
    const _: () =
        if let ::core::option::Option::Some(__text) = ::secure_api::__private::audit::answer(__POLICY, __ENDLESS) {
            ::core::panic!("{}", __text.as_str())
        };
};
#[secure(__consumed)]
const _: () = ();
