//! Facts as rules see them: names with values.
//!
//! This list is the reference of what a rule can ask. A rule that names anything else is refused when it is loaded.

use std::collections::BTreeMap;

use crate::{
    ActKind, Behaviour, Carried, ChangeSource, Characters, Chooser, CodeForm, Company, DestinationKind, Fact, FactKind,
    Grant, ListedBy, Moved, Occasion, Origin, Recipient, Recognition, Role, Scheme, Sensitivity, Surface, Trigger,
    UnanalysedReason,
};

/// The attributes of one fact: each name has zero or more values.
pub type Attributes = BTreeMap<&'static str, Vec<String>>;

/// What values an attribute may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// One of these words.
    Word(Vec<&'static str>),
    /// `true` or `false`.
    Flag,
    /// Any text.
    Text,
}

/// The attributes that facts of a kind have, by name.
///
/// Those that every kind has: `tool` (the MCP tool, absent outside one), `in_tool`, `reachable`, `occasion`.
pub fn attributes_of_kind(kind: FactKind) -> Vec<(&'static str, AttributeKind)> {
    use AttributeKind::{Flag, Text, Word};
    let choosers = || Word([Chooser::Author, Chooser::User, Chooser::Unknown].map(Chooser::as_str).to_vec());
    let destinations = || {
        Word(
            [
                DestinationKind::Email,
                DestinationKind::Host,
                DestinationKind::Ip,
                DestinationKind::Url,
                DestinationKind::Command,
                DestinationKind::Unknown,
            ]
            .map(DestinationKind::as_str)
            .to_vec(),
        )
    };
    let mut attributes = vec![("tool", Text), ("in_tool", Flag), ("reachable", Flag), ("hidden", Flag)];
    attributes.push(("occasion", Word(Occasion::ALL.map(Occasion::as_str).to_vec())));
    attributes.extend(match kind {
        FactKind::SendEmail => vec![
            ("client", Text),
            ("method", Text),
            ("recognition", Word([Recognition::Table, Recognition::Shape].map(Recognition::as_str).to_vec())),
            ("role", Word(Role::ALL.map(Role::as_str).to_vec())),
            ("field", Text),
            ("recipient", Word(vec!["known", "from", "unknown"])),
            ("destination", Text),
            ("destination_kind", destinations()),
            ("chosen_by", choosers()),
            ("company", Word([Company::Alone, Company::Author, Company::User].map(Company::as_str).to_vec())),
            ("conditional", Flag),
            ("condition", Text),
            ("data", Text),
            ("content", content_words()),
            ("carries", carried_words()),
            ("carries_name", Text),
            ("carries_home", carried_words()),
            ("copies_other_send", Flag),
            ("declared_by_tool", Flag),
        ],
        FactKind::SendData => vec![
            ("channel", Text),
            ("method", Text),
            ("destination", Text),
            ("destination_kind", destinations()),
            ("url", Text),
            ("account", Text),
            ("chosen_by", choosers()),
            ("data", Text),
            ("content", content_words()),
            ("carries", carried_words()),
            ("carries_name", Text),
            ("carries_home", carried_words()),
            ("answer_is_used", Flag),
            ("also_to", Text),
            ("moved", Word(Moved::ALL.iter().map(|moved| moved.as_str()).collect())),
            ("grants", Word(Grant::ALL.iter().map(|grant| grant.as_str()).collect())),
        ],
        FactKind::RunCommand => act_attributes(ActKind::RunCommand),
        FactKind::RunCode => act_attributes(ActKind::RunCode),
        FactKind::WriteFile => act_attributes(ActKind::WriteFile),
        FactKind::PatchApi => act_attributes(ActKind::PatchApi),
        FactKind::HiddenText => act_attributes(ActKind::HideText),
        FactKind::DeclareTool => vec![
            ("name", Text),
            ("description", Text),
            ("argument", Text),
            ("environment", Text),
            ("reads_file", Text),
            ("command", Text),
        ],
        FactKind::TellModel => vec![
            ("surface", Word(Surface::ALL.iter().map(|surface| surface.as_str()).collect())),
            ("text", Text),
            ("characters", Word(Characters::ALL.iter().map(|characters| characters.as_str()).collect())),
            ("unseen", Text),
            ("scheme", Word(Scheme::ALL.iter().map(|scheme| scheme.as_str()).collect())),
            ("conceals", Flag),
            ("other_tool", Text),
            ("names", Text),
        ],
        FactKind::ChangeTool => vec![
            ("name", Text),
            ("field", Text),
            ("source", Word(ChangeSource::ALL.iter().map(|source| source.as_str()).collect())),
            ("trigger", Word(Trigger::ALL.iter().map(|trigger| trigger.as_str()).collect())),
            ("condition", Text),
        ],
        FactKind::ListedPackage => vec![
            ("record", Text),
            ("from", Text),
            ("by", Word(ListedBy::ALL.map(ListedBy::as_str).to_vec())),
            ("summary", Text),
        ],
        FactKind::Unanalysed => {
            vec![("file", Text), ("reason", Word(UnanalysedReason::ALL.map(UnanalysedReason::as_str).to_vec()))]
        }
        FactKind::UnreadableCode => vec![
            ("file", Text),
            ("form", Word(CodeForm::ALL.map(CodeForm::as_str).to_vec())),
            ("files", Text),
            ("was_readable", Flag),
            ("seen", Text),
        ],
    });
    attributes
}

/// The kind of one attribute.
pub fn attribute_kind(kind: FactKind, name: &str) -> Option<AttributeKind> {
    attributes_of_kind(kind).into_iter().find(|(other, _)| *other == name).map(|(_, kind)| kind)
}

impl Fact {
    /// The fact as names with values.
    pub fn attributes(&self) -> Attributes {
        let mut attributes = Attributes::new();
        let mut one = |name, value: String| {
            attributes.insert(name, vec![value]);
        };
        one("in_tool", self.tool().is_some().to_string());
        one("reachable", self.evidence.reachable.to_string());
        one("occasion", self.evidence.occasion.as_str().to_owned());
        if let Some(tool) = self.tool() {
            one("tool", tool.to_owned());
        }
        match &self.behaviour {
            Behaviour::SendEmail(send) => {
                one("hidden", send.disguise.is_some().to_string());
                one("client", send.client.clone());
                one("method", send.method.clone());
                one("recognition", send.recognition.as_str().to_owned());
                one("role", send.role.as_str().to_owned());
                one("field", send.field.clone());
                let recipient = match &send.recipient {
                    Recipient::Known(address) => {
                        one("destination", address.clone());
                        one("destination_kind", destination_kind_of_recipient(address).as_str().to_owned());
                        "known"
                    }
                    Recipient::From(_) => "from",
                    Recipient::Unknown(_) => "unknown",
                };
                one("recipient", recipient.to_owned());
                one("chosen_by", send.chooser.as_str().to_owned());
                one("company", send.company.as_str().to_owned());
                one("conditional", send.condition.is_some().to_string());
                if let Some(condition) = &send.condition {
                    one("condition", condition.clone());
                }
                one("copies_other_send", send.copies_other_send.to_string());
                one("declared_by_tool", send.declared_by_tool.to_string());
                insert_origins(&mut attributes, &send.content);
                insert_carried(&mut attributes, &send.carries);
            }
            Behaviour::SendData(send) => {
                one("hidden", send.disguise.is_some().to_string());
                one("channel", send.channel.clone());
                one("method", send.method.clone());
                one("destination", send.destination.value.clone());
                one("destination_kind", send.destination.kind.as_str().to_owned());
                one("url", send.url.clone());
                if let Some(account) = &send.account {
                    one("account", account.clone());
                }
                one("chosen_by", send.chooser.as_str().to_owned());
                one("answer_is_used", send.answer_is_used.to_string());
                if let Some(moved) = send.moved {
                    one("moved", moved.as_str().to_owned());
                }
                if let Some(grant) = send.grants {
                    one("grants", grant.as_str().to_owned());
                }
                attributes.insert("also_to", send.also_to.clone());
                insert_origins(&mut attributes, &send.payload);
                insert_carried(&mut attributes, &send.carries);
            }
            Behaviour::DeclareTool(tool) => {
                one("hidden", false.to_string());
                one("name", tool.name.clone());
                if let Some(description) = &tool.description {
                    one("description", description.clone());
                }
                attributes.insert("argument", tool.arguments.clone());
                attributes.insert("environment", tool.environment.clone());
                attributes.insert("reads_file", tool.files.clone());
                attributes.insert("command", tool.commands.clone());
            }
            Behaviour::TellModel(told) => {
                one("hidden", told.disguise.is_some().to_string());
                one("surface", told.surface.as_str().to_owned());
                one("text", told.excerpt.clone());
                one("conceals", told.conceals.to_string());
                if let Some(unseen) = &told.unseen {
                    one("unseen", unseen.clone());
                }
                if let Some(names) = &told.names {
                    one("names", names.clone());
                }
                let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<_>>();
                attributes.insert("characters", words(told.characters.iter().map(|word| word.as_str()).collect()));
                attributes.insert("scheme", words(told.schemes.iter().map(|word| word.as_str()).collect()));
                attributes.insert("other_tool", told.other_tools.clone());
            }
            Behaviour::ChangeTool(change) => {
                one("hidden", false.to_string());
                one("name", change.name.clone());
                one("source", change.source.as_str().to_owned());
                one("trigger", change.trigger.as_str().to_owned());
                if let Some(condition) = &change.condition {
                    one("condition", condition.clone());
                }
                attributes.insert("field", change.fields.clone());
            }
            Behaviour::ListedPackage(listed) => {
                one("hidden", false.to_string());
                one("record", listed.record.clone());
                one("from", listed.from.clone());
                one("by", listed.by.as_str().to_owned());
                one("summary", listed.summary.clone());
            }
            Behaviour::Act(act) => {
                one("hidden", act.disguise.is_some().to_string());
                one("subject", act.subject.clone());
                attributes.insert("class", act.classes.clone());
                insert_origins(&mut attributes, &act.content);
                insert_carried(&mut attributes, &act.carries);
            }
            Behaviour::Unanalysed(file) => {
                one("hidden", false.to_string());
                one("file", file.file.to_string());
                one("reason", file.reason.as_str().to_owned());
            }
            Behaviour::UnreadableCode(code) => {
                one("hidden", false.to_string());
                one("file", self.evidence.file.to_string());
                one("form", code.form.as_str().to_owned());
                one("files", code.files.to_string());
                one("was_readable", code.was_readable.to_string());
                attributes.insert("seen", code.seen.clone());
            }
        }
        attributes
    }
}

/// What kind of destination a known recipient is: an address, or a URL that events are posted to.
pub(crate) fn destination_kind_of_recipient(address: &str) -> DestinationKind {
    if address.contains("://") {
        DestinationKind::Url
    } else if address.contains('@') {
        DestinationKind::Email
    } else {
        DestinationKind::Host
    }
}

fn act_attributes(kind: ActKind) -> Vec<(&'static str, AttributeKind)> {
    use AttributeKind::{Text, Word};
    vec![
        ("subject", Text),
        ("class", Word(kind.classes().to_vec())),
        ("data", Text),
        ("content", content_words()),
        ("carries", carried_words()),
        ("carries_name", Text),
        ("carries_home", carried_words()),
    ]
}

fn carried_words() -> AttributeKind {
    AttributeKind::Word(Sensitivity::ALL.map(Sensitivity::as_str).to_vec())
}

fn content_words() -> AttributeKind {
    AttributeKind::Word(vec![
        "mcp-argument",
        "argument",
        "env",
        "command-line",
        "config",
        "file",
        "host",
        "remote",
        "call",
    ])
}

fn insert_origins(attributes: &mut Attributes, origins: &[Origin]) {
    let texts: Vec<String> = origins.iter().map(Origin::to_string).collect();
    let mut words: Vec<String> = texts.iter().map(|text| text.split(':').next().unwrap_or(text).to_owned()).collect();
    words.sort();
    words.dedup();
    attributes.insert("data", texts);
    attributes.insert("content", words);
}

/// What is sensitive among what leaves: what goes to somebody else, and what goes where it belongs.
fn insert_carried(attributes: &mut Attributes, carries: &[Carried]) {
    let classes = |is_at_home: bool| {
        let mut classes: Vec<String> = carries
            .iter()
            .filter(|carried| carried.is_at_home == is_at_home)
            .map(|carried| carried.class.to_string())
            .collect();
        classes.sort();
        classes.dedup();
        classes
    };
    let abroad = carries.iter().filter(|carried| !carried.is_at_home);
    attributes.insert("carries_name", abroad.map(|carried| carried.name.clone()).collect());
    attributes.insert("carries", classes(false));
    attributes.insert("carries_home", classes(true));
}
