//! Runs the models, each under every order.

use models::limit::{cells, tokens};
use models::revocations;

#[test]
fn arrivals_at_once_are_never_more_than_the_quota() {
    cells::arrivals_of_one_key();
    cells::looking_and_charging();
}

#[test]
fn refunds_at_once_neither_lose_nor_invent_charges_in_any_order() {
    cells::refunds();
}

#[test]
fn nobody_gets_a_limit_twice_where_a_table_is_full_or_gives_cells_up() {
    cells::a_table_that_is_full();
    cells::eviction();
}

#[test]
fn a_token_that_is_revoked_while_others_verify_it_lets_nobody_in() {
    tokens::a_revoked_token();
    tokens::a_revoked_token_that_is_known();
}

#[test]
fn the_budget_of_a_token_is_spent_once_in_any_order() {
    tokens::the_budget_of_a_token();
}

#[test]
fn what_is_revoked_is_found_by_whoever_looks_after() {
    revocations::an_epoch();
    revocations::the_last_place();
}
