//! The policies are those that were reviewed.

#[test]
fn the_application_does_what_its_lock_file_says() {
    secure_api_testing::locked!(articles::configured().0);
}
