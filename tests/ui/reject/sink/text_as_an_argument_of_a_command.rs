use secure_api::prelude::*;

fn run(name: &Text<1, 40>) -> std::process::Command {
    let mut command = std::process::Command::new("convert");
    command.arg(name);
    command
}

fn main() {
    let _ = run;
}
