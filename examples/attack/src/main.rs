//! Attacks a deployment that wants it, and says what came of it: 0 where nothing failed, 1 where something did, 2 where nothing was
//! attacked.
#![forbid(unsafe_code)]

use std::error::Error;
use std::fs;
use std::process::ExitCode;

use attack::{Settings, setting};
use secure_api::secret::KeySource;
use secure_api_testing::attack::{Report, Verdict};

#[tokio::main]
async fn main() -> ExitCode {
    match attacked().await {
        Ok(report) if report.verdict() == Verdict::Failed => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

async fn attacked() -> Result<Report, Box<dyn Error>> {
    let report = Settings::from_env()?.campaign(KeySource::env("ATTACK_SECRET"))?.run().await?;
    println!("{report}");
    if let Some(path) = setting("ATTACK_REPORT") {
        fs::write(format!("{path}.json"), report.to_json())?;
        fs::write(format!("{path}.html"), report.to_html())?;
    }
    Ok(report)
}
