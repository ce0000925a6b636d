//! Rule files: the built-in ones, and every mistake that one can make.

use std::{collections::BTreeMap, fs, path::PathBuf};

use molehunt_model::{FactKind, Finding, FindingBuilder};
use molehunt_rules::{
    Context, ExpectedPlace, Identity, Policy, RuleFileError, RuleSet, attributes_of_kind, check_examples,
};
use molehunt_source::{PackageId, Party, Position, Span};

const RULE: &str = r#"+++
id = "sent-to-mole"
category = "email"
title = "Mail goes to the mole"
severity = "high"
confidence = "high"
fact = "send-email"
message = "mail goes to {{ destination }}"
references = ["https://mailroom.example/"]

[where]
role = ["to", "cc"]
destination = ["*@mailroom.example"]

[unless]
party = ["first"]

[[severity-when]]
where = { hidden = ["true"] }
severity = "critical"
+++
# Mail goes to the mole

## What it finds

Mail.

## Why it matters

It is read
by somebody else.

And more.

## What to do

- Stop it,
  at once.
- Look for more.

## What is not flagged

Nothing else.

## How to allow it

Do not.

## Known misses

Some.

## Examples

```js fires
send({ to: 'mole@mailroom.example' })
//         ^^^^^^^^^^^^^^^^^^^^^^^ sent-to-mole high
```

```js quiet
send({ to: 'you@example.com' })
```
"#;

/// A folder of its own with the files given, for one test.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a writable folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a writable file");
    }
    folder
}

fn load(name: &str, files: &[(&str, &str)]) -> Result<RuleSet, RuleFileError> {
    let mut rules = RuleSet::embedded()?;
    rules.add_dir(&folder(name, files))?;
    Ok(rules)
}

#[test]
fn the_built_in_rules_are_sound() {
    let rules = RuleSet::embedded().expect("the built-in rules are valid");
    let ids: Vec<&str> = rules.rules().iter().map(|rule| rule.id()).collect();
    assert!(ids.is_sorted() && ids.contains(&"hardcoded-bcc"), "{ids:?}");
    for rule in rules.rules() {
        assert_eq!(rules.get(rule.id()).map(|found| found.path()), Some(rule.path()));
        assert!(rule.title().starts_with(char::is_uppercase) && !rule.title().ends_with('.'), "{}", rule.path());
        assert!(!rule.why().is_empty() && rule.remediation().iter().all(|step| step.ends_with('.')), "{}", rule.path());
    }
}

#[test]
fn the_way_to_allow_a_rule_is_valid_configuration() {
    let rules = RuleSet::embedded().expect("the built-in rules are valid");
    for rule in rules.rules() {
        let sample = rule.page().split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let sample = sample.unwrap_or_else(|| panic!("{} shows no configuration", rule.path()));
        let policy = Policy::parse(sample, rule.path().as_ref()).expect("valid configuration");
        policy.check_rules(rules.rules().iter().map(|rule| rule.id())).expect("known rules");
        assert!(policy.allow().iter().any(|entry| entry.rule() == rule.id()), "{}", rule.path());
    }
}

#[test]
fn the_reference_names_every_attribute() {
    let readme = include_str!("../README.md");
    for kind in FactKind::ALL {
        for (name, _) in attributes_of_kind(kind) {
            assert!(readme.contains(&format!("| `{name}` |")), "crates/rules/README.md does not explain `{name}`");
        }
    }
}

#[test]
fn a_folder_adds_rules() {
    let rules = load("adds", &[("sent-to-mole.md", &RULE.replace('\n', "\r\n")), ("README.md", "# Ours")]);
    let rules = rules.expect("valid");
    let rule = rules.get("sent-to-mole").expect("the rule was added");
    assert_eq!(rule.why(), "It is read by somebody else.");
    assert_eq!(rule.remediation(), ["Stop it, at once.", "Look for more."]);
    assert!(rule.page().starts_with("# Mail goes to the mole\n\n## What it finds"));
    let [fires, quiet] = rule.examples() else { panic!("two examples") };
    assert_eq!((fires.line, quiet.line), (55, 60));
    assert_eq!(fires.expectations[0].place, ExpectedPlace::Columns { line: 1, start: 12, end: 35 });
    assert!(quiet.is_quiet_for("sent-to-mole"));
}

#[test]
fn mistakes_are_refused() {
    for (from, to, expected) in [
        ("+++\n", "", "has no header"),
        ("severity = \"high\"\n", "", "missing field `severity`"),
        ("[unless]", "[except]", "15: unknown field `except`"),
        ("id = \"sent-to-mole\"", "id = \"sent-to-moles\"", "declares the id `sent-to-moles`, expected `sent-to-mole`"),
        ("id = \"sent-to-mole\"", "id = \"Sent_to\"", "an id is lower-case words joined by hyphens"),
        ("\"high\"", "\"loud\"", "`severity` is `loud`; write one of info, low, medium, high, critical"),
        ("category = \"email\"", "category = \"mail\"", "`category` is `mail`; write one of email, exfil"),
        ("\"send-email\"", "\"send-mail\"", "`fact` is `send-mail`; write one of send-email, send-data"),
        ("role = [", "roles = [", "in [where], `roles` is not an attribute of these facts; write one of "),
        ("\"cc\"", "\"copy\"", "in [where], `role` is never `copy`; write one of to, cc, bcc"),
        ("party = [\"first\"]", "party = []", "in [unless], `party` lists no value"),
        ("\"true\"", "\"yes\"", "in [[severity-when]], `hidden` is never `yes`"),
        ("{{ destination }}", "{{ destinaton }}", "`message` names `destinaton`, which is not an attribute"),
        ("{{ destination }}", "{{ destination", "`message` is no valid template"),
        ("\"mail goes to {{ destination }}\"", "\"\"", "`message` is empty"),
        ("https://mailroom", "mailroom", "the reference `mailroom.example/` is no link"),
        ("# Mail goes to the mole", "# Mail goes away", "must begin with the heading `# Mail goes to the mole`"),
        ("## Known misses\n\nSome.\n", "", "has no text under `## Known misses`"),
        ("Nothing else.", "", "has no text under `## What is not flagged`"),
        ("## Known misses", "## Known Misses", ":49: `## Known Misses` is no section of a rule page"),
        ("## Known misses", "## What it finds", ":49: `## What it finds` occurs twice"),
        ("- Stop it,\n  at once.\n- Look for more.", "Stop it.", "`## What to do` has no list"),
        ("```js fires", "```js quiet", ":55: the example is said to be quiet"),
        ("sent-to-mole high", "other-rule high", ":55: the example is said to fire"),
        ("```js quiet\nsend({ to: 'you@example.com' })\n```\n", "", "has no near miss"),
        ("you@example.com' })\n```\n", "", ":60: the code block that starts here is not closed"),
        (
            "references =",
            "replaces = [\"fixed-recipent\"]\nreferences =",
            "`replaces` names `fixed-recipent`, which is no rule; did you mean `fixed-recipient`",
        ),
        ("references =", "replaces = [\"sent-to-mole\"]\nreferences =", "leads from `sent-to-mole` back to itself"),
    ] {
        let text = RULE.replacen(from, to, 1);
        assert_ne!(text, RULE, "{from} does not occur");
        let error = load("mistakes", &[("sent-to-mole.md", &text)]).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}\n  does not contain: {expected}");
        assert!(error.contains("sent-to-mole.md") && !error.ends_with('.'), "{error}");
    }
    let firing = RULE.split("```js fires").nth(1).expect("an example").split("```js quiet").next().expect("its end");
    let text = RULE.replace(&format!("```js fires{firing}"), "");
    let error = load("mistakes", &[("sent-to-mole.md", &text)]).expect_err("no firing example").to_string();
    assert!(error.contains("has no example that fires; add a code block ```` ```js fires ````"), "{error}");
}

#[test]
fn rules_do_not_collide() {
    let text = RULE.replace("sent-to-mole", "hardcoded-bcc");
    let error = load("collide", &[("hardcoded-bcc.md", &text)]).expect_err("a duplicate").to_string();
    assert!(
        error.contains("declares the rule `hardcoded-bcc`, which rules/hardcoded-bcc.md declares already"),
        "{error}"
    );

    let first = RULE.replace("references =", "replaces = [\"sent-to-vole\"]\nreferences =");
    let second =
        first.replace("sent-to-vole", "MOLE").replace("sent-to-mole", "sent-to-vole").replace("MOLE", "sent-to-mole");
    let files = [("sent-to-mole.md", first.as_str()), ("sent-to-vole.md", second.as_str())];
    let error = load("circle", &files).expect_err("a circle").to_string();
    assert!(error.contains("`replaces` leads from `sent-to-mole` back to itself"), "{error}");

    let error = load("empty", &[]).expect_err("no rules").to_string();
    assert!(error.ends_with("holds no rule; expected files named `<rule-id>.md` directly in it"), "{error}");
}

#[test]
fn a_failing_example_says_what_is_wrong() {
    let rules = load("failing", &[("sent-to-mole.md", RULE)]).expect("valid");
    let rule = rules.get("sent-to-mole").expect("the rule was added");
    let finding = |id: &str, start: u32| -> Finding {
        let position = |column| Position { line: 1, column, offset: column - 1 };
        let builder = FindingBuilder {
            rule: id.to_owned(),
            category: rule.category(),
            severity: rule.severity(),
            confidence: rule.confidence(),
            message: "mail goes astray".to_owned(),
        };
        let package = PackageId { name: "example".to_owned(), version: String::new(), path: String::new() };
        let file = rule.examples()[0].file.clone();
        builder.at(package, file, Span { start: position(start), end: position(35) }, "")
    };
    let right = check_examples(rule, &mut |example| match example.is_quiet_for(rule.id()) {
        true => vec![finding("outbound-address", 1)],
        false => vec![finding(rule.id(), 12), finding("outbound-address", 1)],
    });
    assert_eq!(right, []);
    let wrong = check_examples(rule, &mut |_| vec![finding(rule.id(), 13)]);
    let text: Vec<String> =
        wrong.iter().map(|failure| failure.to_string().replace(rule.path(), "sent-to-mole.md")).collect();
    assert_eq!(
        text.join("\n"),
        "sent-to-mole.md:55: the example does not do what it says
  expected, not found: sent-to-mole high at index.js:1:12-1:35
  found, not expected: sent-to-mole high at index.js:1:13-1:35 (mail goes astray)
sent-to-mole.md:60: the example does not do what it says
  found, not expected: sent-to-mole high at index.js:1:13-1:35 (mail goes astray)"
    );
}

#[test]
fn evaluation_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<RuleSet>();
    shared::<Policy>();
    let severity_overrides = BTreeMap::new();
    let context = Context {
        party: Party::Third,
        identity: Identity::default(),
        severity_overrides: &severity_overrides,
        upgrade: None,
    };
    std::thread::scope(|scope| drop(scope.spawn(|| context.identity.domains().count())));
}
