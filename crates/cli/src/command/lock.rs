//! `molehunt lock` and `molehunt check`.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use molehunt_diff::{Lock, Unapproved};
use molehunt_model::{CheckReport, Finding, LockReport, ScanReport, UnapprovedBehaviour};
use molehunt_report::{write_check, write_lock};

use super::judge_and_select;
use crate::{
    failure::Failure,
    nearest::nearest,
    pipeline,
    run::{CLEAN, Context, FOUND},
};

/// More than any project approves.
const MOST_BYTES: u64 = 64 << 20;

/// Writes down what packages do: all of them, or those of `update` anew.
pub(crate) fn lock(ctx: &mut Context<'_>, paths: &[PathBuf], file: &Path, update: &[String]) -> Result<u8, Failure> {
    let paths = installed(paths)?;
    let before = read(file)?;
    if before.is_none() && !update.is_empty() {
        return Err(no_lock(file));
    }
    let mut report = behaviours(ctx, &paths)?;
    let found = Lock::of(&report.behaviours);
    let before = before.unwrap_or_default();
    let after = match update {
        [] => found,
        _ => {
            let mut lock = before.clone();
            for name in update {
                check_name(name, &report, &before)?;
                lock.update(name, &found);
            }
            lock
        }
    };
    // What is approved without being looked at would be approved by accident.
    let is_meant = |name: &str| update.is_empty() || update.iter().any(|other| other == name);
    report.findings.retain(|finding| is_meant(molehunt_diff::name_of(&finding.package)));
    let (code, selection) = judge_and_select(ctx, &mut report, &paths);
    fs::write(file, after.write()).map_err(|error| Failure::of_file("write the lock", file, &error))?;
    let own =
        |lines: Vec<(&str, &str)>| lines.into_iter().map(|(name, line)| (name.to_owned(), line.to_owned())).collect();
    let report = LockReport {
        file: file.display().to_string(),
        packages: after.packages().count() as u64,
        approved: after.count() as u64,
        added: own(after.without(&before)),
        removed: own(before.without(&after)),
        scan: report,
    };
    let (format, style) = (ctx.options.format, &ctx.output.style);
    ctx.output.write(ctx.console, &|out| write_lock(out, &report, format, style, &selection))?;
    Ok(code)
}

/// Fails where packages do something that is not approved.
pub(crate) fn check(ctx: &mut Context<'_>, given: &[PathBuf], file: &Path) -> Result<u8, Failure> {
    let paths = installed(given)?;
    let lock = read(file)?.ok_or_else(|| no_lock(file))?;
    let scan = behaviours(ctx, &paths)?;
    let found = Lock::of(&scan.behaviours);
    let mut findings = scan.findings.clone();
    let unapproved: Vec<UnapprovedBehaviour> = lock
        .unapproved(&scan.behaviours)
        .into_iter()
        .map(|unapproved| UnapprovedBehaviour {
            findings: taken(&mut findings, &unapproved),
            is_new: !lock.packages().any(|name| name == unapproved.name),
            name: unapproved.name,
            package: unapproved.package,
            fact: unapproved.fact,
            lines: unapproved.lines,
        })
        .collect();
    let code = if unapproved.is_empty() { CLEAN } else { FOUND };
    let own = |(name, line): (&str, &str)| (name.to_owned(), line.to_owned());
    let unused = lock.without(&found);
    // Whoever tidies up must not approve anything by that.
    let is_settled = |name: &&str| unapproved.iter().all(|unapproved| unapproved.name != *name);
    let tidy: Vec<&str> = unused.iter().map(|(name, _)| *name).filter(is_settled).collect();
    let forget = (!tidy.is_empty()).then(|| command(given, file, tidy.into_iter()));
    let report = CheckReport {
        file: file.display().to_string(),
        approve: command(given, file, unapproved.iter().map(|unapproved| &*unapproved.name)),
        unapproved,
        forget,
        unused: unused.into_iter().map(own).collect(),
        approved: lock.count() as u64,
        scan,
    };
    let (format, style) = (ctx.options.format, &ctx.output.style);
    ctx.output.write(ctx.console, &|out| write_check(out, &report, format, style))?;
    Ok(code)
}

/// The findings that are about a behaviour. Where several lines of the lock stand for one place, the first has them.
fn taken(findings: &mut Vec<Finding>, unapproved: &Unapproved) -> Vec<Finding> {
    let evidence = &unapproved.fact.evidence;
    let is_about = |finding: &mut Finding| {
        finding.package == unapproved.package
            && (&finding.file, finding.span) == (&evidence.file, evidence.span)
            && finding.mcp_tool.as_deref() == unapproved.fact.tool()
    };
    findings.extract_if(.., is_about).collect()
}

fn behaviours(ctx: &Context<'_>, paths: &[PathBuf]) -> Result<ScanReport, Failure> {
    let bar = ctx.bar();
    ctx.pipeline.behaviours(&ctx.request(), paths, &|progress| bar.show(progress))
}

/// What was given, or where packages are installed: in the project, and in each of its workspaces.
fn installed(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if !paths.is_empty() {
        return Ok(paths.to_vec());
    }
    // Paths are shown as a user would write them.
    let found = pipeline::installed(Path::new("."))?;
    let found: Vec<PathBuf> =
        found.into_iter().map(|path| path.strip_prefix(".").map_or(path.clone(), Path::to_path_buf)).collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(Failure::new("there is no node_modules here")
            .help("go to the folder of the project, install its packages first, or name where they are")),
    }
}

/// The lock, where there is one.
fn read(path: &Path) -> Result<Option<Lock>, Failure> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::of_file("read the lock", path, &error)),
    };
    let mut text = String::new();
    let read = file.take(MOST_BYTES).read_to_string(&mut text);
    read.map_err(|error| Failure::of_file("read the lock", path, &error))?;
    Lock::parse(&text).map(Some).map_err(|error| Failure::of_file("use the lock", path, &error))
}

fn no_lock(file: &Path) -> Failure {
    Failure::new(format!("there is no lock {}", file.display()))
        .help("write one with `molehunt lock`, look at what it approves, and commit it")
}

/// A package that is updated is installed, or was.
fn check_name(name: &str, report: &ScanReport, before: &Lock) -> Result<(), Failure> {
    let mut names: Vec<&str> = report.packages.iter().map(|package| molehunt_diff::name_of(&package.id)).collect();
    names.extend(before.packages());
    if names.contains(&name) {
        return Ok(());
    }
    let failure = Failure::new(format!("no package {name} is installed there, and none is in the lock"));
    Err(match nearest(name, names.iter().copied()) {
        Some(other) => failure.help(format!("did you mean {other}?")),
        None => failure.help("check the name, and the folder that is looked at"),
    })
}

/// The one command that approves what these packages do now, and no more than that.
fn command<'a>(paths: &[PathBuf], file: &Path, names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let mut words = vec!["molehunt".to_owned(), "lock".to_owned()];
    words.extend(paths.iter().map(|path| quoted(&path.display().to_string())));
    if file != Path::new(crate::args::LOCK_FILE) {
        words.extend(["--lock-file".to_owned(), quoted(&file.display().to_string())]);
    }
    words.extend(names.into_iter().flat_map(|name| ["--update".to_owned(), quoted(name)]));
    words.join(" ")
}

/// A word of a shell; names of packages are their authors' choice.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "@/._-\\:".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) && !word.contains('\\') {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
