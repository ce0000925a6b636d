//! Every row of `email.toml` is proved by programs that are written from it.
//!
//! For each row that says where recipients are, a small program puts an address there, and the analysis must find it
//! in the right role, under the API's name.
//! A row that cannot be proved so belongs to a kind that says why ([`excuse`]); a row that is neither fails the test.

mod builder;
mod client;
mod construction;
mod hook;
mod javascript;
mod program;
mod recipient;
mod request;

use std::collections::{BTreeMap, BTreeSet};

use molehunt_model::{Behaviour, Recipient, Role, SendEmail};
use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};

use super::super::extract::{Options, extract};
use crate::{
    tables::{
        Api, Client, ClientKind, HookEffect, HookRow, RecipientKind, RecipientRow, RoleName, SideEffect, SideRow,
        Tables,
    },
    testing::with_stack,
};

/// The address that every program hides somewhere.
const PROBE: &str = "probe@mole.example";
/// The URL that stands where a URL receives.
const PROBE_URL: &str = "https://mole.example/probe";

#[test]
fn every_row_of_the_mail_table_is_found_in_code() {
    with_stack(prove_all);
}

fn prove_all() {
    let mut proof = Proof::new();
    for api in &Tables::embedded().mail.apis {
        client::prove_sends(&mut proof, api);
        construction::prove_constructors(&mut proof, api);
        builder::prove_builders(&mut proof, api);
        construction::prove_defaults(&mut proof, api);
        hook::prove_hooks(&mut proof, api);
        hook::prove_sides(&mut proof, api);
        request::prove_requests(&mut proof, api);
        request::prove_endpoints(&mut proof, api);
        proof.excuse_rest(api);
    }
    request::prove_generic(&mut proof);
    program::prove_programs(&mut proof);
    proof.finish();
}

/// What has been proved, and what could not be.
struct Proof {
    /// Programs that were right, by what they prove.
    counts: BTreeMap<&'static str, usize>,
    /// Rows that a right program was written from: API, table and index.
    rows: BTreeSet<(String, &'static str, usize)>,
    excused: BTreeMap<&'static str, usize>,
    unproved: Vec<String>,
    failures: Vec<String>,
}

/// What a program must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// A fact that the probe is a recipient.
    Role(Role),
    /// No fact of which the probe is part: it stands where no recipient does.
    None,
}

/// The rows that a program is written from.
type RowNames<'a> = &'a [(&'static str, usize)];

impl Proof {
    fn new() -> Self {
        Self {
            counts: BTreeMap::new(),
            rows: BTreeSet::new(),
            excused: BTreeMap::new(),
            unproved: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Analyses a program and holds what it says against what it must.
    fn check(
        &mut self,
        api: &Api,
        what: &'static str,
        rows: RowNames<'_>,
        program: &str,
        probe: &str,
        expected: Expected,
    ) {
        let facts = facts(program);
        let is_probe = |fact: &&SendEmail| matches!(&fact.recipient, Recipient::Known(known) if known == probe);
        let is_right = match expected {
            Expected::Role(role) => {
                let mut probes = facts.iter().filter(is_probe).peekable();
                probes.peek().is_some() && probes.all(|fact| fact.role == role && is_from(api, fact))
            }
            Expected::None => !facts.iter().any(|fact| is_probe(&fact)),
        };
        if is_right {
            *self.counts.entry(what).or_default() += 1;
            self.rows.extend(rows.iter().map(|(table, index)| (api.id.clone(), *table, *index)));
        } else {
            let found: Vec<String> = facts
                .iter()
                .map(|fact| format!("{} {} {} {:?}", fact.client, fact.role.as_str(), fact.field, fact.recipient))
                .collect();
            let rows: Vec<String> = rows.iter().map(|(table, index)| format!("{table}[{index}]")).collect();
            self.failures.push(format!(
                "{}: {what} {}: wanted {expected:?}\n{program}\nfound {found:?}",
                api.id,
                rows.join(" ")
            ));
        }
    }

    /// The same for a program that uses no listed interface.
    fn check_unlisted(&mut self, what: &'static str, program: &str, expected: Expected) {
        let roles: Vec<Role> = facts(program)
            .iter()
            .filter(|fact| fact.recipient == Recipient::Known(PROBE.to_owned()))
            .map(|fact| fact.role)
            .collect();
        let is_right = match expected {
            Expected::Role(role) => roles == [role],
            Expected::None => roles.is_empty(),
        };
        match is_right {
            true => *self.counts.entry(what).or_default() += 1,
            false => self.failures.push(format!("{what}: wanted {expected:?}\n{program}\nfound {roles:?}")),
        }
    }

    /// Every row of an API that no program was written from must be of a kind that needs none.
    fn excuse_rest(&mut self, api: &Api) {
        let all: [(&'static str, usize); 13] = [
            ("client", api.client.len()),
            ("send", api.send.len()),
            ("recipient", api.recipient.len()),
            ("header", api.header.len()),
            ("builder", api.builder.len()),
            ("constructor", api.constructor.len()),
            ("setter", api.setter.len()),
            ("default", api.defaults.len()),
            ("http", api.http.len()),
            ("endpoint", api.endpoint.len()),
            ("hook", api.hook.len()),
            ("side", api.side.len()),
            ("redirect", api.redirect.len()),
        ];
        for (table, length) in all {
            for index in 0..length {
                if self.rows.contains(&(api.id.clone(), table, index)) {
                    continue;
                }
                match excuse(api, table, index) {
                    Some(reason) => *self.excused.entry(reason).or_default() += 1,
                    None => self.unproved.push(format!("{} {table}[{index}]", api.id)),
                }
            }
        }
    }

    fn finish(self) {
        let mut by_table: BTreeMap<&str, usize> = BTreeMap::new();
        let mut apis = BTreeSet::new();
        for (api, table, _) in &self.rows {
            apis.insert(api);
            *by_table.entry(table).or_default() += 1;
        }
        let summary =
            format!("{} APIs, rows {by_table:?}\nprograms {:?}\nexcused {:#?}", apis.len(), self.counts, self.excused);
        if let Some(path) = std::env::var_os("MAIL_ROWS_SUMMARY") {
            let failures = self.failures.join("\n\n");
            std::fs::write(path, format!("{summary}\nunproved {:#?}\n{failures}\n", self.unproved))
                .expect("the summary can be written where it is asked for");
        }
        assert!(
            self.failures.is_empty() && self.unproved.is_empty(),
            "{} programs were misread and {} rows are unproved\n{}\n{}\n{summary}",
            self.failures.len(),
            self.unproved.len(),
            self.failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n"),
            self.unproved.join("\n"),
        );
        // A generator that writes nothing proves nothing.
        let at_least =
            [("client", 90), ("send", 240), ("recipient", 380), ("header", 44), ("setter", 75), ("http", 95)];
        for (table, least) in at_least {
            let count = by_table.get(table).copied().unwrap_or(0);
            assert!(count >= least, "only {count} rows of {table} are proved, not {least}\n{summary}");
        }
    }
}

/// Why a row needs no program, by what kind of row it is.
fn excuse(api: &Api, table: &str, index: usize) -> Option<&'static str> {
    match table {
        "client" => excuse_client(&api.client[index]),
        "send" => {
            let send = &api.send[index];
            let in_group = |row: &&RecipientRow| crate::tables::has_group(send.groups.as_deref(), row.group());
            let names_nobody = api.recipient.iter().filter(in_group).all(|row| excuse_recipient(row).is_some());
            let has_message = send.message.is_some() || send.builder.is_some();
            match send.positional.is_empty() && (names_nobody || !has_message) {
                true => Some("send: a call that names no recipients of its own"),
                false => None,
            }
        }
        "recipient" if api.send.is_empty() => {
            Some("recipient: an API without calls; its endpoints have rows of their own")
        }
        "recipient" => excuse_recipient(&api.recipient[index]),
        "header" if api.header[index].scope.is_some() => Some("header: of the request, not of the mail"),
        "default" if api.defaults[index].client.is_none() => Some("default: configuration outside of the code"),
        "default" if !api.defaults[index].fields.is_empty() => Some("default: fields of which none is a recipient"),
        "http" if api.http[index].recipients.is_empty() => Some("http: a request that names no recipients"),
        "endpoint" if api.endpoint[index].groups.as_ref().is_some_and(Vec::is_empty) => {
            Some("endpoint: a request that names no recipients")
        }
        "hook" => excuse_hook(&api.hook[index]),
        "side" => excuse_side(&api.side[index]),
        "redirect" => Some("redirect: moves traffic, which is no recipient"),
        _ => None,
    }
}

fn excuse_client(client: &Client) -> Option<&'static str> {
    match client.kind {
        Some(ClientKind::Config) => Some("client: configuration, on which nothing is sent"),
        Some(ClientKind::Builder) => Some("client: a builder, on which nothing is sent"),
        Some(ClientKind::Transport) => Some("client: a transport, of which another API makes the client"),
        None => None,
    }
}

fn excuse_recipient(row: &RecipientRow) -> Option<&'static str> {
    Some(match (row.role, row.kind) {
        (_, RecipientKind::UserIds | RecipientKind::UserIdsMapKeys) => "recipient: users of the service's own account",
        (_, RecipientKind::List) => "recipient: a list kept at the service",
        (_, RecipientKind::Host) => "recipient: a host, which is no address",
        (_, RecipientKind::Topic) => "recipient: a topic of the user's own cloud",
        (_, RecipientKind::Flag) => "recipient: a switch",
        (_, RecipientKind::AccountKey) => "recipient: a key of an account",
        (_, RecipientKind::RuleObject) => "recipient: actions that name topics and functions",
        (RoleName::Rule, _) => "recipient: a rule about senders",
        _ => return None,
    })
}

fn excuse_hook(hook: &HookRow) -> Option<&'static str> {
    match hook.effect {
        HookEffect::Redirect => Some("hook: moves traffic, which is no recipient"),
        HookEffect::RewriteStream => Some("hook: rewrites text by code that would have to be run"),
        _ => None,
    }
}

fn excuse_side(side: &SideRow) -> Option<&'static str> {
    match side.effect {
        SideEffect::Recipient => None,
        _ => Some("side: reads, runs or fetches, which is no recipient"),
    }
}

/// Whether a fact is about this API, or about another one that is the same thing.
fn is_from(api: &Api, fact: &SendEmail) -> bool {
    // The client of a transport is nodemailer's, and so are most of its fields.
    let is_transport = api.send.iter().any(|send| send.on.iter().any(|on| on == "transport-of:nodemailer"));
    // Several libraries speak to one endpoint; a request without any of them is the first one's.
    let is_endpoint = api
        .http
        .iter()
        .any(|http| fact.method.starts_with(&format!("{} ", http.method)) && fact.method.ends_with(&http.path));
    fact.client == api.id || (is_transport && fact.client == "nodemailer") || is_endpoint
}

/// The mails that a program sends.
fn facts(program: &str) -> Vec<SendEmail> {
    let path = PackagePath::new("index.mjs").expect("a plain name is a path");
    let kind = CodeKind { typescript: false, jsx: false, module: ModuleKind::Either };
    let source = SourceText::decode(program.as_bytes().to_vec());
    let file = extract(&path, kind, &source, Tables::embedded(), Options::default());
    assert!(file.unanalysed.is_none(), "the program is no code: {:?}\n{program}", file.unanalysed);
    let sends = file.facts.into_iter().filter_map(|fact| match fact.behaviour {
        Behaviour::SendEmail(send) => Some(send),
        _ => None,
    });
    sends.collect()
}
