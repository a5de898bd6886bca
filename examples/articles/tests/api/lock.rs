//! The policies are those that were reviewed.

#[test]
fn the_application_does_what_its_lock_file_says() {
    secure_api_testing::locked!(articles::configured().0);
}

#[test]
fn the_deployment_that_is_attacked_does_what_its_own_lock_file_says() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/staging.lock");
    secure_api_testing::lock::compare(&articles::staging().inventory(), std::path::Path::new(file));
}
