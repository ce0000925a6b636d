//! What is new about a behaviour, and what rules on changes make of it.

use std::collections::BTreeMap;

use molehunt_model::{
    Anchor, Behaviour, Carried, Chooser, Coverage, Destination, DestinationKind, Evidence, Fact, Occasion, Origin,
    PackageFacts, SendData, Sensitivity,
};
use molehunt_rules::{Context, Identity, RuleSet, Upgrade};
use molehunt_source::{Manifest, PackageId, PackagePath, Party, Position, Span};

fn post(host: &str) -> Fact {
    let start = Position { line: 1, column: 1, offset: 0 };
    let kind = if host.is_empty() { DestinationKind::Unknown } else { DestinationKind::Host };
    let send = SendData {
        channel: "fetch".into(),
        method: "fetch".into(),
        destination: Destination { kind, value: host.into() },
        url: String::new(),
        chooser: if host.is_empty() { Chooser::Unknown } else { Chooser::Author },
        disguise: None,
        payload: vec![Origin::Argument("text".into())],
        carries: Vec::new(),
        account: None,
        answer_is_used: true,
        also_to: Vec::new(),
        moved: None,
        grants: None,
    };
    let evidence = Evidence {
        file: PackagePath::new("index.js").expect("valid"),
        span: Span { start, end: start },
        trace: Vec::new(),
        reachable: true,
        occasion: Occasion::Load,
    };
    Fact { behaviour: Behaviour::SendData(send), anchor: Anchor::Load, evidence }
}

fn with_secret(fact: Fact, name: &str, is_at_home: bool) -> Fact {
    with_data(fact, Sensitivity::Secret, name, is_at_home)
}

fn with_data(mut fact: Fact, class: Sensitivity, name: &str, is_at_home: bool) -> Fact {
    if let Behaviour::SendData(send) = &mut fact.behaviour {
        send.carries.push(Carried { class, name: name.into(), is_at_home });
    }
    fact
}

fn hidden(mut fact: Fact) -> Fact {
    if let Behaviour::SendData(send) = &mut fact.behaviour {
        send.disguise = Some("base64".into());
    }
    fact
}

fn unreached(mut fact: Fact) -> Fact {
    fact.evidence.reachable = false;
    fact
}

struct Versions {
    before: Vec<Fact>,
    after: Vec<Fact>,
    homepage: &'static str,
    readme: &'static str,
}

impl Versions {
    fn new(before: impl Into<Vec<Fact>>, after: impl Into<Vec<Fact>>) -> Self {
        Self { before: before.into(), after: after.into(), homepage: "", readme: "" }
    }

    /// What is found in the newer version where all of its behaviours that the older one lacks are gained.
    #[track_caller]
    fn check(&self, expected: &str) {
        let facts = |facts: &[Fact]| PackageFacts {
            package: PackageId { name: "mail".into(), version: "1".into(), path: "mail".into() },
            facts: facts.to_vec(),
            coverage: Coverage::default(),
            code: Vec::new(),
        };
        let (before, after) = (facts(&self.before), facts(&self.after));
        let is_old = |fact: &Fact| {
            let same = self.before.iter().filter(|old| old.identity() == fact.identity());
            same.into_iter().any(|old| old.evidence.reachable || !fact.evidence.reachable)
        };
        let gained: Vec<Fact> = self.after.iter().filter(|fact| !is_old(fact)).cloned().collect();
        let manifest = format!(r#"{{"homepage":"{}"}}"#, self.homepage);
        let identity = Identity::of(&Manifest::parse(manifest.as_bytes()).expect("valid"));
        let upgrade = Upgrade::new(&before, identity, &after, &gained, self.readme);
        let severity_overrides = BTreeMap::new();
        let context = Context {
            party: Party::Third,
            // The newer version may claim whatever it likes.
            identity: Identity::of(&Manifest::parse(br#"{"homepage":"https://claimed.example"}"#).expect("valid")),
            severity_overrides: &severity_overrides,
            upgrade: Some(&upgrade),
        };
        let rules = RuleSet::embedded().expect("the built-in rules are valid");
        let found = rules.evaluate(&after, &context);
        let lines: Vec<String> = found.iter().map(|found| format!("{} {}", found.rule, found.severity)).collect();
        assert_eq!(lines.join(", "), expected);
    }
}

#[test]
fn a_host_is_a_stranger_until_something_speaks_for_it() {
    let (old, new) = (post("api.mailroom.example"), post("in.collector.example"));
    let stranger = Versions::new([old.clone()], [old.clone(), new.clone()]);
    stranger.check("new-destination high, outbound-address info");
    Versions { homepage: "https://www.collector.example", ..Versions::new([old.clone()], [new.clone()]) }
        .check("new-destination low");
    Versions { readme: "Data goes to https://in.collector.example/v1.", ..Versions::new([], [new.clone()]) }
        .check("new-destination low");
    Versions::new([old.clone()], [post("eu.mailroom.example")]).check("new-destination low");
    Versions::new([old.clone()], [post("other.claimed.example")]).check("new-destination high");
    Versions::new([new.clone()], [with_secret(new.clone(), "HOME_KEY", true)]).check("outbound-address info");
    Versions::new([old], [hidden(new.clone())]).check("new-destination critical");
    Versions::new([unreached(new.clone())], [hidden(new)]).check("new-destination critical");
}

#[test]
fn a_readme_must_name_the_host_itself() {
    for readme in
        ["in.collector.example.mailroom.test", "xin.collector.example", "a@in.collector.example", "collector.example"]
    {
        Versions { readme, ..Versions::new([], [post("in.collector.example")]) }.check("new-destination high");
    }
}

#[test]
fn what_could_not_be_seen_and_now_can_is_less_than_what_is_new() {
    let (unseen, new) = (post(""), post("in.collector.example"));
    Versions::new([unseen.clone()], [new.clone()]).check("new-destination medium");
    Versions::new([unseen.clone()], [unseen.clone(), new]).check("new-destination high");
    Versions::new([post("in.collector.example")], [unseen]).check("");
}

#[test]
fn a_secret_is_new_where_it_went_nowhere_before() {
    let host = post("in.collector.example");
    let sends = |name: &str| with_data(host.clone(), Sensitivity::UnclaimedSecret, name, false);
    Versions::new([host.clone()], [sends("MAILROOM_TOKEN")]).check("new-sensitive-data high");
    Versions::new([sends("MAILROOM_TOKEN")], [sends("LISTS_SECRET")]).check("new-sensitive-data high");
    let elsewhere = with_data(post("api.mailroom.example"), Sensitivity::UnclaimedSecret, "MAILROOM_TOKEN", false);
    Versions::new([elsewhere, host.clone()], [sends("MAILROOM_TOKEN")]).check("outbound-address info");
    Versions::new([sends("MAILROOM_TOKEN")], [sends("MAILROOM_TOKEN")]).check("outbound-address info");
}

#[test]
fn a_known_secret_is_judged_by_its_own_rule_new_or_not() {
    let host = post("in.collector.example");
    let sends = with_secret(host.clone(), "NPM_TOKEN", false);
    Versions::new([host], [sends.clone()]).check("secret-to-network high");
    Versions::new([sends.clone()], [sends]).check("secret-to-network high");
}
