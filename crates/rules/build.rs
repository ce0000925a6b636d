//! Puts every `rules/*.md` and `rules/intel/*.toml` into the crate, so that adding a file is all it takes.

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../rules");
    println!("cargo::rerun-if-changed=../../rules");
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.ends_with(".md") && name != "README.md" {
            files.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    // The text itself and not `include_str!`, so that no path of the building machine gets into the source.
    let mut code = String::from("pub(crate) static RULE_FILES: &[(&str, &str)] = &[\n");
    for (name, text) in &files {
        writeln!(code, "    ({:?}, {text:?}),", format!("rules/{name}"))?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("rule_files.rs"), code)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(folder.join("intel"))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".toml")) else {
            continue;
        };
        files.push((name.to_owned(), fs::read_to_string(&path)?));
    }
    files.sort();
    let mut code = String::from("static INTEL_FILES: &[(&str, &str)] = &[\n");
    for (name, text) in &files {
        writeln!(code, "    ({:?}, {text:?}),", format!("rules/intel/{name}"))?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("intel_files.rs"), code)?;
    Ok(())
}
