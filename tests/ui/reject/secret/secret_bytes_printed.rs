use secure_api::secret::SecretBytes;

fn main() {
    let _ = |key: &SecretBytes| format!("{key}");
}
