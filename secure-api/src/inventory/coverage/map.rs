//! What covers which risk, and by which items of CONFORMANCE.md: the one source of the report. A test holds the numbers against
//! that file: each of them is in it, and no item is missing here.

use super::Layer;
use super::concerns::{Concern, answers, callers, every, inputs, lists, objects, restricted};

/// One measure against one risk.
pub(super) struct Measure {
    pub(super) risk: u8,
    pub(super) layer: Layer,
    pub(super) what: &'static str,
    /// Items of CONFORMANCE.md.
    pub(super) items: &'static [u8],
    /// Whether a route has what it is about.
    pub(super) concerns: Concern,
}

/// The OWASP API Security Top 10 of 2023.
pub(super) const RISKS: [&str; 10] = [
    "Broken Object Level Authorization",
    "Broken Authentication",
    "Broken Object Property Level Authorization",
    "Unrestricted Resource Consumption",
    "Broken Function Level Authorization",
    "Unrestricted Access to Sensitive Business Flows",
    "Server Side Request Forgery",
    "Security Misconfiguration",
    "Improper Inventory Management",
    "Unsafe Consumption of APIs",
];

/// Why a risk is covered by nothing here, where it is.
pub(super) const UNCOVERED: [(u8, &str); 3] = [
    (6, "which flows are sensitive, and in which order their steps come, is not declared: limits alone slow them down"),
    (7, "what a handler asks of other servers is not seen"),
    (10, "what a handler believes of other servers is not seen"),
];

/// Items that do not exist yet.
pub(super) const MISSING: &[u8] = &[
    7, 15, 22, 37, 41, 43, 44, 46, 47, 48, 49, 50, 51, 52, 54, 57, 58, 64, 69, 73, 74, 75, 76, 77, 78, 79, 80, 81, 92,
    93, 94, 103, 105,
];

/// Items that are shown of the framework, and not of the routes of an application.
pub(super) const OF_THE_FRAMEWORK: &[u8] = &[19, 20, 21, 62, 71, 72, 108, 123, 126, 128];

const fn measure(risk: u8, layer: Layer, items: &'static [u8], concerns: Concern, what: &'static str) -> Measure {
    Measure { risk, layer, what, items, concerns }
}

use Layer::{Compiler, Runtime, StartUp};

pub(super) const MEASURES: &[Measure] = &[
    measure(1, Compiler, &[59, 60, 117], objects, "every id is decided on, is no id, or is excused in writing"),
    measure(1, Compiler, &[53, 118], objects, "the action that is decided on fits the method"),
    measure(1, Runtime, &[61, 116], objects, "somebody else's, missing and malformed are one 404"),
    measure(1, Runtime, &[63], lists, "what a list finds is asked the rule of a single object"),
    measure(2, Compiler, &[27, 29, 42], callers, "a key has one algorithm, and claims arrive as a verified type"),
    measure(2, Compiler, &[82], every, "a secret is not printed, sent, compared or written in the source"),
    measure(2, StartUp, &[32, 34, 124], callers, "a weak key or a missing issuer or audience does not start"),
    measure(
        2,
        Runtime,
        &[13, 14, 23, 24, 26, 45],
        callers,
        "without one good token there is a 401, before a body is read",
    ),
    measure(
        2,
        Runtime,
        &[28, 30, 31, 33, 35, 36, 38, 39, 109, 110, 111, 121],
        callers,
        "a token is judged by the keys of its issuer alone, strictly, and for its time",
    ),
    measure(2, Runtime, &[40], callers, "a token that the application revokes is refused from the next request on"),
    measure(3, Compiler, &[65], answers, "what leaves is declared, field by field"),
    measure(3, Compiler, &[67], inputs, "no client sets what the server owns"),
    measure(3, Runtime, &[66], answers, "a field above an audience is absent"),
    measure(3, Runtime, &[68], inputs, "a field that nobody declared is refused"),
    measure(4, Compiler, &[83, 84, 91], inputs, "every input is bounded and valid before a handler sees it"),
    measure(4, Compiler, &[95], every, "a limit is read while compiling"),
    measure(4, Runtime, &[96, 97, 98, 99, 100, 119, 122, 125], every, "an address and a caller have exact limits"),
    measure(
        4,
        Runtime,
        &[85, 86, 87, 88],
        inputs,
        "a body or a query is read within bounds, and refused without its values",
    ),
    measure(4, Runtime, &[89, 114, 115], every, "time, headers, calls at once and slow clients have an end"),
    measure(5, Compiler, &[1, 2, 3, 5, 12], every, "no route is without a policy, and the steps are in one order"),
    measure(5, Compiler, &[4], restricted, "the roles and scopes that are asked for are declared"),
    measure(
        5,
        StartUp,
        &[120],
        restricted,
        "each issuer says what its names mean, and a role that nobody can have is a fault",
    ),
    measure(5, Runtime, &[25], restricted, "without the role or the scope there is a 403"),
    measure(5, Runtime, &[70], callers, "a role that the store takes away is gone within a bound"),
    measure(5, Runtime, &[8, 9, 10, 11], every, "no method, header or spelling of a path gets around a policy"),
    measure(
        8,
        Compiler,
        &[55, 127],
        every,
        "no wildcard of origins; text of a request is no SQL, path or command by itself",
    ),
    measure(8, StartUp, &[104, 106], every, "plain HTTP stays on this machine, and every fault is told before a start"),
    measure(
        8,
        Runtime,
        &[17, 18, 101, 102, 113],
        every,
        "errors have a public part alone, and every answer has the headers",
    ),
    measure(8, Runtime, &[56, 90, 112], every, "other origins read nothing, and framing is read in one way"),
    measure(8, Runtime, &[107], every, "each refusal is one event, and nothing in it is forged"),
    measure(9, Compiler, &[6], every, "what is served is a list in the source, without two of one place"),
    measure(9, StartUp, &[16], every, "what is adopted is listed with its reason"),
];
