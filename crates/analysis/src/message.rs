//! Messages: which values stand in which recipient field, and who they are.

mod builder;
mod header;
mod mime;
mod recipient;

use std::collections::BTreeSet;

use molehunt_model::Role;
use molehunt_source::ByteSpan;

use crate::{
    eval::Evaluator,
    ir::CallId,
    lookup::{Found, find, parsed_json, same_key},
    tables::{
        Api, HeaderRow, KeyCase, MailTable, RecipientKind, RecipientRow, RoleName, ValuePath, WhenRow, has_group,
    },
    value::{Condition, Object, Property, Root, Value},
};
use recipient::read_keys;

pub(crate) use builder::{argument_found, literals_fit, made};
pub(crate) use mime::{FlatText, HOLE};

/// A recipient field of a message, with what it holds.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) role: Role,
    /// As written: `Bcc`, `personalizations[].bcc`.
    pub(crate) name: String,
    pub(crate) entries: Vec<Entry>,
}

/// One recipient in a field.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) who: Who,
    /// Where the recipient is written; for one that is not known, where its field is set.
    pub(crate) place: Option<ByteSpan>,
    /// Where the field is set.
    pub(crate) field_place: Option<ByteSpan>,
    pub(crate) condition: Option<Condition>,
    /// How the address was hidden, if it was.
    pub(crate) disguise: Option<String>,
}

/// Who a recipient is.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    Known(String),
    Value(Value),
}

/// What is known of a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub(crate) fields: Vec<Field>,
    /// Values that are not recipients.
    pub(crate) content: Vec<Value>,
    /// Paths of files that are sent.
    pub(crate) files: Vec<Value>,
    /// The calls that made what is being read: a builder may be given to itself.
    pub(crate) reading: Vec<CallId>,
}

/// Reads messages of one API.
pub(crate) struct Reader<'t> {
    pub(crate) table: &'t MailTable,
    pub(crate) api: &'t Api,
    pub(crate) api_index: usize,
}

/// The rows of an API that hold for one call.
#[derive(Debug, Clone)]
pub(crate) struct Rows<'t> {
    pub(crate) recipients: Vec<&'t RecipientRow>,
    pub(crate) headers: Vec<&'t HeaderRow>,
    /// The groups of the call, for rows of constructions.
    groups: Option<&'t [String]>,
}

impl<'t> Reader<'t> {
    /// The reader of an API, by its index in the table.
    pub(crate) fn new(table: &'t MailTable, api_index: usize) -> Self {
        Self { table, api: &table.apis[api_index], api_index }
    }

    /// The rows of these groups that hold below a root. Headers belong to the main group.
    pub(crate) fn rows(&self, groups: Option<&'t [String]>, root: &Root) -> Rows<'t> {
        let in_groups = |group| has_group(groups, group);
        let recipients = self.api.recipient.iter().filter(|row| in_groups(row.group()) && row.is_for(root)).collect();
        let headers = self.api.header.iter().filter(|row| in_groups(None) && row.is_for(root)).collect();
        Rows { recipients, headers, groups }
    }

    /// The rows of one group alone.
    pub(crate) fn rows_of_group(&self, group: &str) -> Rows<'t> {
        let recipients = self.api.recipient.iter().filter(|row| row.group() == Some(group)).collect();
        Rows { recipients, headers: Vec::new(), groups: None }
    }

    /// Reads a message, by its fields and by how it was made.
    pub(crate) fn read(&self, evaluator: &mut Evaluator<'_>, value: &Value, rows: &Rows<'t>, message: &mut Message) {
        self.read_rows(evaluator, &self.without_instances(value, 0), rows, message);
        self.read_construction(evaluator, value, rows, message, 0);
    }

    /// Reads recipient and header rows of a plain object.
    pub(crate) fn read_rows(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        rows: &Rows<'_>,
        message: &mut Message,
    ) {
        for row in rows.recipients.iter().filter(|row| row.url_segment.is_none()) {
            // Where nothing tells which of several rows holds, the one for an absent field does.
            let has_default = rows.recipients.iter().any(|other| {
                other.path == row.path && other.when.as_ref().is_some_and(|when| when.absent && when.differs.is_none())
            });
            self.read_recipient(evaluator, value, row, has_default, message);
        }
        for header in rows.headers.iter().filter(|header| header.scope.is_none()) {
            self.read_headers(evaluator, value, header, message);
        }
        let mut taken: BTreeSet<String> =
            rows.recipients.iter().filter_map(|row| row.path.first_name()).map(str::to_owned).collect();
        // A container of recipients and content together is content as well.
        for row in &rows.recipients {
            if row.path.0.len() > 1
                && let Some(name) = row.path.first_name()
                && !self.is_pure_recipient(&rows.recipients, name)
            {
                taken.remove(name);
            }
        }
        collect_content(value, &taken, self.api.key_case, &mut message.content);
    }

    /// Whether nothing but addresses is below a top-level key.
    fn is_pure_recipient(&self, rows: &[&RecipientRow], name: &str) -> bool {
        let is_content = self.api.content.iter().any(|path| path.0.len() == 1 && path.first_name() == Some(name));
        !is_content
            && rows.iter().any(|row| {
                row.path.first_name() == Some(name)
                    && !matches!(
                        row.kind,
                        RecipientKind::RawMime | RecipientKind::RawMimeBase64 | RecipientKind::RawMimeBase64url
                    )
                    && (row.path.0.len() <= 2 || self.table.generic_role(name).is_some())
            })
    }

    fn read_recipient(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        row: &RecipientRow,
        has_default: bool,
        message: &mut Message,
    ) {
        let case = self.api.key_case;
        let Some(when) = &row.when else {
            for found in self.find_row(evaluator, value, row) {
                self.read_found(evaluator, &found, row, message);
            }
            return;
        };
        let unknown_counts = when.absent || !has_default;
        // The object that has the address, and where the address is in it.
        let (holder, own) = match (&row.address, row.path.0.split_last()) {
            (None, Some((last, holder))) => (holder.to_vec(), vec![last.clone()]),
            _ => (row.path.0.clone(), Vec::new()),
        };
        for holder in find(evaluator, value, &holder, case) {
            for holder in items_of(&holder) {
                if !holds(evaluator, when, row, &holder.value, unknown_counts, case) {
                    continue;
                }
                let found = match &row.key {
                    Some(_) => self.find_row(evaluator, &holder.value, row),
                    None => {
                        let inner = find(evaluator, &holder.value, &own, case);
                        let place = |found: Found| Found { condition: found.condition.or(holder.condition), ..found };
                        match own.is_empty() {
                            true => vec![holder],
                            false => inner.into_iter().map(place).collect(),
                        }
                    }
                };
                for found in found {
                    self.read_found(evaluator, &found, row, message);
                }
            }
        }
    }

    /// What stands at a row's path, or in the fields of a form that have its key.
    fn find_row(&self, evaluator: &mut Evaluator<'_>, value: &Value, row: &RecipientRow) -> Vec<Found> {
        match &row.key {
            Some(key) => named_properties(value)
                .into_iter()
                .filter(|(name, _)| matches_key(key, name))
                .map(|(_, found)| found)
                .collect(),
            None => find(evaluator, value, &row.path.0, self.api.key_case),
        }
    }

    /// Reads one value that stands where a row says recipients are.
    fn read_found(&self, evaluator: &mut Evaluator<'_>, found: &Found, row: &RecipientRow, message: &mut Message) {
        let name = row.key.clone().unwrap_or_else(|| row.path.display());
        match row.kind {
            RecipientKind::RawMime | RecipientKind::RawMimeBase64 | RecipientKind::RawMimeBase64url => {
                self.read_mime(found, message);
            }
            RecipientKind::SmtpLine => self.read_smtp_lines(found, message),
            RecipientKind::MapKeys | RecipientKind::JsonKeys => {
                let Some(role) = row.role.role() else { return };
                read_keys(found, role, &name, message);
            }
            RecipientKind::OpenMap | RecipientKind::Object => self.read_open(evaluator, &found.value, message, 0),
            RecipientKind::HeaderJson => {
                let header = row.header.as_ref().and_then(|name| self.table.header(name));
                for row in header.iter().flat_map(|header| &header.recipients) {
                    self.read_recipient(evaluator, &found.value, row, false, message);
                }
            }
            RecipientKind::RuleText
            | RecipientKind::Address
            | RecipientKind::AddressOrUrl
            | RecipientKind::Url => {
                let role = match row.role {
                    RoleName::Any => return self.read_open(evaluator, &found.value, message, 0),
                    other => match other.role() {
                        Some(role) => role,
                        None => return,
                    },
                };
                let entries = self.entries(evaluator, found, row.address.as_deref());
                push_field(message, role, &name, entries);
            }
            // These name no address that code could be blamed for.
            RecipientKind::UserIds
            | RecipientKind::UserIdsMapKeys
            | RecipientKind::List
            | RecipientKind::Host
            | RecipientKind::Topic
            | RecipientKind::Flag
            | RecipientKind::RuleObject
            | RecipientKind::AccountKey
            // What reads the URL reads these, and what reads headers those.
            | RecipientKind::UrlSegment
            | RecipientKind::Header => {}
        }
    }
}

impl Message {
    /// Adds what another message says.
    pub(crate) fn join(&mut self, other: Self) {
        for field in other.fields {
            push_field(self, field.role, &field.name, field.entries);
        }
        self.content.extend(other.content);
        self.files.extend(other.files);
    }
}

impl<'t> Rows<'t> {
    /// Rows that stand in a list of their own.
    pub(crate) fn listed(recipients: &'t [RecipientRow], headers: &'t [HeaderRow]) -> Self {
        Self { recipients: recipients.iter().collect(), headers: headers.iter().collect(), groups: None }
    }

    /// Whether a construction of this group can be part of the message.
    fn has_group(&self, group: Option<&str>) -> bool {
        group.is_none() || has_group(self.groups, group)
    }
}

/// Each of several objects, where several stand.
fn items_of(found: &Found) -> Vec<Found> {
    match &found.value {
        Value::List(list) => {
            let items = list.items.iter().chain(&list.rest);
            items.map(|item| Found { value: item.clone(), ..found.clone() }).flat_map(|item| items_of(&item)).collect()
        }
        Value::OneOf(choices) => choices
            .iter()
            .map(|choice| Found {
                value: choice.value.clone(),
                condition: choice.condition.or(found.condition),
                ..found.clone()
            })
            .collect(),
        _ => vec![found.clone()],
    }
}

/// Whether a row's condition holds for the object that has the address.
fn holds(
    evaluator: &mut Evaluator<'_>,
    when: &WhenRow,
    row: &RecipientRow,
    holder: &Value,
    unknown_counts: bool,
    case: KeyCase,
) -> bool {
    let field = |evaluator: &mut Evaluator<'_>, path: &ValuePath| {
        find(evaluator, holder, &path.0, case).into_iter().find(|found| found.is_named).map(|found| found.value)
    };
    let Some(said) = field(evaluator, &when.field) else { return when.absent };
    if let Some(other) = &when.differs {
        let address = row.address.as_ref().map(|address| ValuePath::parse(address));
        let other = field(evaluator, other).or_else(|| address.and_then(|address| field(evaluator, &address)));
        return match (said.as_text(), other.as_ref().and_then(Value::as_text)) {
            (Some(said), Some(other)) => !said.text.eq_ignore_ascii_case(&other.text),
            _ => true,
        };
    }
    says(&said, &when.is).unwrap_or(unknown_counts)
}

/// Whether a value is one of some words; `None` where it is not known.
fn says(value: &Value, words: &[String]) -> Option<bool> {
    let mut known = None;
    for choice in value.choices() {
        if let Value::Text(text) = &choice.value {
            if words.iter().any(|word| word.eq_ignore_ascii_case(&text.text)) {
                return Some(true);
            }
            known = Some(false);
        }
    }
    known
}

/// Whether the name of a form's field has a key in which `{n}` is a number.
fn matches_key(key: &str, name: &str) -> bool {
    match key.split_once("{n}") {
        Some((before, after)) => name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())),
        None => key == name,
    }
}

/// Adds a field; entries of a field that is there already are joined to it.
pub(crate) fn push_field(message: &mut Message, role: Role, name: &str, entries: Vec<Entry>) {
    if entries.is_empty() {
        return;
    }
    match message.fields.iter_mut().find(|field| field.role == role && field.name == name) {
        Some(field) => field.entries.extend(entries),
        None => message.fields.push(Field { role, name: name.to_owned(), entries }),
    }
}

/// The named properties of a value, through encodings and alternatives.
pub(crate) fn named_properties(value: &Value) -> Vec<(String, Found)> {
    let mut found = Vec::new();
    collect_properties(value, None, &mut found, 0);
    found
}

fn collect_properties(value: &Value, condition: Option<Condition>, found: &mut Vec<(String, Found)>, depth: u32) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Object(object) => {
            for property in &object.properties {
                if let Some(name) = &property.name {
                    let condition = property.condition.or(condition);
                    let value =
                        Found { value: property.value.clone(), place: Some(property.place), condition, is_named: true };
                    found.push((name.to_string(), value));
                }
            }
            object.rest.iter().for_each(|rest| collect_properties(rest, condition, found, depth + 1));
        }
        Value::OneOf(choices) => {
            choices
                .iter()
                .for_each(|choice| collect_properties(&choice.value, choice.condition.or(condition), found, depth + 1));
        }
        Value::Coded(coded) => collect_properties(&coded.inner, condition, found, depth + 1),
        Value::Text(text) => {
            if let Some(value) = parsed_json(text) {
                collect_properties(&value, condition, found, depth + 1);
            }
        }
        _ => {}
    }
}

/// What this file writes into a value that comes from elsewhere, without what was there before.
pub(crate) fn written_alone(value: &Value) -> Option<Value> {
    let Value::Object(object) = value else { return None };
    let alone = |property: &Property| {
        let value = written_alone(&property.value).unwrap_or_else(|| property.value.clone());
        Property { value, ..property.clone() }
    };
    let properties = object.properties.iter().map(alone).collect();
    Some(Value::Object(Object { properties, rest: Vec::new() }.into()))
}

/// What is in a message beside its recipients.
fn collect_content(value: &Value, taken: &BTreeSet<String>, case: KeyCase, content: &mut Vec<Value>) {
    match value {
        Value::Object(object) => {
            for property in &object.properties {
                let is_recipient =
                    property.name.as_ref().is_some_and(|name| taken.iter().any(|taken| same_key(name, taken, case)));
                if !is_recipient {
                    content.push(property.value.clone());
                }
            }
            content.extend(object.rest.iter().cloned());
        }
        Value::OneOf(choices) => choices.iter().for_each(|choice| collect_content(&choice.value, taken, case, content)),
        Value::Coded(coded) => collect_content(&coded.inner, taken, case, content),
        Value::List(list) => {
            list.items.iter().chain(&list.rest).for_each(|item| collect_content(item, taken, case, content))
        }
        Value::Path(_) | Value::Derived(_) => content.push(value.clone()),
        _ => {}
    }
}
