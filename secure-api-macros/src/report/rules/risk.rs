//! The OWASP API Security Top 10 of 2023: names, and where each is explained.

/// What stands behind a number of the list.
pub(super) struct Risk {
    /// As OWASP writes it.
    pub(super) title: &'static str,
    slug: &'static str,
}

/// In OWASP's order: the first is API1.
pub(super) const RISKS: [Risk; 10] = [
    Risk { title: "Broken Object Level Authorization", slug: "0xa1-broken-object-level-authorization" },
    Risk { title: "Broken Authentication", slug: "0xa2-broken-authentication" },
    Risk {
        title: "Broken Object Property Level Authorization",
        slug: "0xa3-broken-object-property-level-authorization",
    },
    Risk { title: "Unrestricted Resource Consumption", slug: "0xa4-unrestricted-resource-consumption" },
    Risk { title: "Broken Function Level Authorization", slug: "0xa5-broken-function-level-authorization" },
    Risk {
        title: "Unrestricted Access to Sensitive Business Flows",
        slug: "0xa6-unrestricted-access-to-sensitive-business-flows",
    },
    Risk { title: "Server Side Request Forgery", slug: "0xa7-server-side-request-forgery" },
    Risk { title: "Security Misconfiguration", slug: "0xa8-security-misconfiguration" },
    Risk { title: "Improper Inventory Management", slug: "0xa9-improper-inventory-management" },
    Risk { title: "Unsafe Consumption of APIs", slug: "0xaa-unsafe-consumption-of-apis" },
];

/// `[API1:2023 Broken Object Level Authorization](..)`, for a number of the list.
pub(super) fn link(number: usize) -> String {
    match number.checked_sub(1).and_then(|place| RISKS.get(place)) {
        Some(Risk { title, slug }) => {
            format!("[API{number}:2023 {title}](https://owasp.org/API-Security/editions/2023/en/{slug}/)")
        }
        None => String::new(),
    }
}
