//! What a lock says, and what it lacks.

use molehunt_diff::{Lock, LockError};
use molehunt_model::{
    Anchor, Behaviour, Carried, Chooser, DeclareTool, Destination, DestinationKind, Evidence, Fact, Occasion, SendData,
    Sensitivity,
};
use molehunt_source::{PackageId, PackagePath, Position, Span};

fn fact(behaviour: Behaviour, tool: &str, reachable: bool) -> Fact {
    let start = Position { line: 1, column: 1, offset: 0 };
    let file = PackagePath::new("index.js").expect("valid");
    let anchor = if tool.is_empty() { Anchor::Load } else { Anchor::Tool(tool.into()) };
    let span = Span { start, end: start };
    let evidence = Evidence { file, span, trace: Vec::new(), reachable, occasion: Occasion::Load };
    Fact { behaviour, anchor, evidence }
}

fn post(host: &str, tool: &str, carries: &[&str]) -> Fact {
    let carried = |name: &&str| Carried { class: Sensitivity::Secret, name: (*name).into(), is_at_home: false };
    let send = SendData {
        channel: "fetch".into(),
        method: "fetch".into(),
        destination: Destination { kind: DestinationKind::Host, value: host.into() },
        url: format!("https://{host}"),
        chooser: Chooser::Author,
        disguise: None,
        payload: Vec::new(),
        carries: carries.iter().map(carried).collect(),
        account: None,
        answer_is_used: true,
        also_to: Vec::new(),
        moved: None,
        grants: None,
    };
    fact(Behaviour::SendData(send), tool, true)
}

fn package(name: &str) -> PackageId {
    PackageId { name: "what it says itself".into(), version: "1".into(), path: format!("node_modules/{name}") }
}

#[test]
fn a_lock_is_sorted_and_read_as_it_was_written() {
    let declaration = DeclareTool {
        name: "ask".into(),
        description: None,
        arguments: Vec::new(),
        environment: Vec::new(),
        files: Vec::new(),
        commands: Vec::new(),
    };
    let mut unreached = post("never.x.test", "", &[]);
    unreached.evidence.reachable = false;
    let behaviours = [
        (package("zeta"), post("b.x.test", "", &["NPM_TOKEN"])),
        (package("zeta"), post("a.x.test", "ask", &[])),
        (package("zeta"), fact(Behaviour::DeclareTool(declaration), "", true)),
        (package("@scope/alpha"), post("a.x.test", "", &[])),
        (package("idle"), unreached),
        (package("node_modules/zeta/node_modules/inner"), post("c.x.test", "", &[])),
    ];
    let lock = Lock::of(&behaviours);
    let text = lock.write();
    let body = text.split_once("version = 1\n").expect("a version").1;
    assert_eq!(
        body,
        r#"
[packages."@scope/alpha"]
does = [
  "send-data destination=a.x.test",
]

[packages."inner"]
does = [
  "send-data destination=c.x.test",
]

[packages."zeta"]
does = [
  "send-data destination=a.x.test tool=ask",
  "send-data destination=b.x.test",
  "send-data destination=b.x.test carries=NPM_TOKEN",
]
"#
    );
    assert_eq!(Lock::parse(&text).expect("it was just written"), lock);
    assert_eq!(lock.count(), 5);
}

#[test]
fn what_a_package_calls_itself_and_its_tools_breaks_nothing() {
    for name in ["a\"]\nversion = 2", "\u{202e}gnihton", "\u{1b}[2Jx", "tab\tquote'\\", "é"] {
        let lock = Lock::of(&[(
            PackageId { path: "elsewhere".into(), name: name.into(), ..package("") },
            post("a.x.test", name, &[]),
        )]);
        let text = lock.write();
        assert!(text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)), "{text}");
        assert_eq!(Lock::parse(&text).expect("it was just written"), lock, "{text}");
    }
}

#[test]
fn more_than_was_approved_is_told_once() {
    let before = [(package("mail"), post("a.x.test", "", &[]))];
    let lock = Lock::of(&before);
    let lines = |behaviours: &[(PackageId, Fact)]| -> Vec<String> {
        lock.unapproved(behaviours).into_iter().map(|one| format!("{}: {}", one.name, one.lines.join(", "))).collect()
    };
    assert_eq!(lines(&before), [""; 0]);
    assert_eq!(lines(&[(package("other"), post("a.x.test", "", &[]))]), ["other: send-data destination=a.x.test"]);
    let twice = [
        (package("mail"), post("b.x.test", "", &[])),
        (package("mail"), post("b.x.test", "", &[])),
        (package("mail"), post("a.x.test", "", &["NPM_TOKEN"])),
    ];
    assert_eq!(
        lines(&twice),
        ["mail: send-data destination=b.x.test", "mail: send-data destination=a.x.test carries=NPM_TOKEN"]
    );
    assert_eq!(lock.without(&Lock::of(&twice[..1])), [("mail", "send-data destination=a.x.test")]);
}

#[test]
fn one_package_is_updated_and_the_others_stay() {
    let mut lock =
        Lock::of(&[(package("mail"), post("a.x.test", "", &[])), (package("gone"), post("a.x.test", "", &[]))]);
    let found =
        Lock::of(&[(package("mail"), post("b.x.test", "", &[])), (package("other"), post("c.x.test", "", &[]))]);
    lock.update("mail", &found);
    lock.update("gone", &found);
    assert_eq!(lock, Lock::of(&[(package("mail"), post("b.x.test", "", &[]))]));
}

#[test]
fn what_is_no_lock_is_refused() {
    let error = |text: &str| Lock::parse(text).expect_err("no lock").to_string();
    assert!(matches!(Lock::parse("version = "), Err(LockError::Syntax(_))));
    assert!(matches!(Lock::parse("version = 1\n<<<<<<< HEAD"), Err(LockError::Conflict { line: 2 })));
    assert!(error("").contains("`version`"));
    assert!(error("version = 2").contains("`version`"));
    assert!(error("version = 1\npackages = 3").contains("`packages`"));
    assert!(error("version = 1\n[packages.a]\ndo = []").contains("the entry of a"));
    assert!(error("version = 1\n[packages.a]\ndoes = [1]").contains("the entry of a"));
    assert_eq!(Lock::parse("version = 1").expect("empty"), Lock::default());
}
