//! Messages: which values stand in which recipient field, and who they are.

use std::collections::BTreeSet;

use molehunt_model::Role;
use molehunt_source::ByteSpan;

use crate::{
    address::addresses,
    eval::Evaluator,
    ir::CallId,
    lookup::{Found, find, same_key},
    tables::{Api, HeaderRow, KeyCase, MailTable, RecipientKind, RecipientRow, RoleName, Shape, ValuePath, ValueStep},
    value::{Condition, Form, Segment, Text, Value},
};

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
}

/// Reads messages of one API.
pub(crate) struct Reader<'t> {
    pub(crate) table: &'t MailTable,
    pub(crate) api: &'t Api,
    pub(crate) api_index: usize,
}

impl Reader<'_> {
    /// The message in `value`, with the recipient rows that `applies` lets through.
    pub(crate) fn read(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        applies: &dyn Fn(&RecipientRow) -> bool,
    ) -> Message {
        let mut message = Message::default();
        let rows: Vec<&RecipientRow> = self.api.recipient.iter().filter(|row| applies(row)).collect();
        self.read_rows(evaluator, value, &rows, &self.api.header, &mut message);
        self.read_construction(evaluator, value, applies, &mut message);
        message
    }

    /// Reads recipient and header rows of a plain object.
    pub(crate) fn read_rows(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        rows: &[&RecipientRow],
        headers: &[HeaderRow],
        message: &mut Message,
    ) {
        for row in rows {
            self.read_recipient(evaluator, value, row, message);
        }
        for header in headers.iter().filter(|header| header.scope.is_none()) {
            self.read_headers(evaluator, value, header, message);
        }
        let mut taken: BTreeSet<String> =
            rows.iter().filter_map(|row| row.path.first_name()).map(str::to_owned).collect();
        // A container of recipients and content together is content as well.
        for row in rows {
            if row.path.0.len() > 1
                && let Some(name) = row.path.first_name()
                && !self.is_pure_recipient(rows, name)
            {
                taken.remove(name);
            }
        }
        collect_content(value, &taken, self.api.key_case, &mut message.content);
    }

    /// Whether nothing but addresses is below a top-level key.
    fn is_pure_recipient(&self, rows: &[&RecipientRow], name: &str) -> bool {
        rows.iter().any(|row| {
            row.path.first_name() == Some(name)
                && !matches!(
                    row.kind,
                    RecipientKind::RawMime | RecipientKind::RawMimeBase64 | RecipientKind::RawMimeBase64url
                )
                && (row.path.0.len() <= 2 || self.table.generic_role(name).is_some())
        })
    }

    fn read_recipient(&self, evaluator: &mut Evaluator<'_>, value: &Value, row: &RecipientRow, message: &mut Message) {
        let case = self.api.key_case;
        if let (Some(when), Some((_, holder))) = (&row.when, row.path.0.split_last())
            && !holder.iter().any(|step| matches!(step, ValueStep::Each | ValueStep::EachValue))
        {
            // The field that decides may stand beside the address rather than inside it.
            let beside: Vec<ValueStep> = holder.iter().cloned().chain(ValuePath::parse(&when.field).0).collect();
            let said = find(evaluator, value, &beside, case).into_iter().find(|found| found.is_named);
            if let Some(said) = said {
                if says(&said.value, &when.is) != Some(false) {
                    let plain = row.unconditional();
                    for found in find(evaluator, value, &row.path.0, case) {
                        self.read_found(evaluator, &found, &plain, message);
                    }
                }
                return;
            }
        }
        for found in find(evaluator, value, &row.path.0, case) {
            self.read_found(evaluator, &found, row, message);
        }
    }

    /// Reads one value that stands where a row says recipients are.
    pub(crate) fn read_found(
        &self,
        evaluator: &mut Evaluator<'_>,
        found: &Found,
        row: &RecipientRow,
        message: &mut Message,
    ) {
        // A list of objects each of which says what it is.
        if let (true, Value::List(list)) = (row.when.is_some(), &found.value) {
            for item in list.items.iter().chain(&list.rest) {
                let item = Found { value: item.clone(), ..found.clone() };
                self.read_found(evaluator, &item, row, message);
            }
            return;
        }
        if let Some(when) = &row.when
            && !applies_when(evaluator, when, &found.value, row.address.as_deref(), self.api.key_case)
        {
            return;
        }
        let name = row.path.display();
        match row.kind {
            RecipientKind::RawMime | RecipientKind::RawMimeBase64 | RecipientKind::RawMimeBase64url => {
                self.read_mime(found, message);
            }
            RecipientKind::MapKeys | RecipientKind::JsonKeys | RecipientKind::UserIdsMapKeys => {
                let Some(role) = row.role.role() else { return };
                read_keys(found, role, &name, message);
            }
            RecipientKind::OpenMap | RecipientKind::Object => self.read_open(evaluator, &found.value, message, 0),
            RecipientKind::HeaderJson | RecipientKind::Header => {}
            RecipientKind::RuleText
            | RecipientKind::Address
            | RecipientKind::RuleObject
            | RecipientKind::AddressOrUrl
            | RecipientKind::Url
            | RecipientKind::UrlSegment => {
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
            | RecipientKind::List
            | RecipientKind::Host
            | RecipientKind::Topic
            | RecipientKind::Flag
            | RecipientKind::SmtpLine
            | RecipientKind::AccountKey => {}
        }
    }

    /// A map whose keys the API does not fix: recipient-like keys at any depth count.
    fn read_open(&self, evaluator: &mut Evaluator<'_>, value: &Value, message: &mut Message, depth: u32) {
        if depth > 6 {
            return;
        }
        match value {
            Value::Object(object) => {
                for property in &object.properties {
                    let Some(name) = &property.name else { continue };
                    match self.table.generic_role(name) {
                        Some(role) => {
                            let found = Found {
                                value: property.value.clone(),
                                place: Some(property.place),
                                condition: property.condition,
                                is_named: true,
                            };
                            let entries = self.entries(evaluator, &found, None);
                            push_field(message, role, name, entries);
                        }
                        None => self.read_open(evaluator, &property.value, message, depth + 1),
                    }
                }
            }
            Value::List(list) => list.items.iter().for_each(|item| self.read_open(evaluator, item, message, depth + 1)),
            Value::Coded(coded) => self.read_open(evaluator, &coded.inner, message, depth + 1),
            Value::OneOf(choices) => {
                choices.iter().for_each(|choice| self.read_open(evaluator, &choice.value, message, depth + 1));
            }
            _ => {}
        }
    }

    fn read_headers(&self, evaluator: &mut Evaluator<'_>, value: &Value, header: &HeaderRow, message: &mut Message) {
        if header.shape == Shape::Prefix {
            // Keys such as `h:Reply-To` in the message itself.
            let prefix = header.path.first_name().unwrap_or_default().to_owned();
            for (name, found) in named_properties(value) {
                if let Some(name) = name.strip_prefix(&prefix) {
                    self.read_header(evaluator, name, &found, header, message);
                }
            }
            return;
        }
        for found in find(evaluator, value, &header.path.0, self.api.key_case) {
            match header.shape {
                Shape::Map | Shape::Json => {
                    for (name, mut property) in named_properties(&found.value) {
                        property.condition = property.condition.or(found.condition);
                        self.read_header(evaluator, &name, &property, header, message);
                    }
                }
                Shape::Pairs | Shape::Pair => {
                    let (Some(name_key), Some(value_key)) = (&header.name, &header.value) else { continue };
                    let text = find(evaluator, &found.value, &ValuePath::parse(name_key).0, KeyCase::Exact);
                    let Some(name) = text.first().and_then(|found| found.value.as_text()).map(|text| text.text.clone())
                    else {
                        continue;
                    };
                    for value in find(evaluator, &found.value, &ValuePath::parse(value_key).0, KeyCase::Exact) {
                        self.read_header(evaluator, &name, &value, header, message);
                    }
                }
                Shape::Text => self.read_mime(&found, message),
                Shape::Prefix => {}
            }
        }
    }

    /// One mail header given by name.
    pub(crate) fn read_header(
        &self,
        evaluator: &mut Evaluator<'_>,
        name: &str,
        found: &Found,
        header: &HeaderRow,
        message: &mut Message,
    ) {
        if header.display_only.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return;
        }
        let Some(row) = self.table.header(name) else { return };
        match row.role.role() {
            Some(role) => {
                let entries = self.entries(evaluator, found, None);
                push_field(message, role, name, entries);
            }
            // JSON text with recipients of its own.
            None => {
                let rows: Vec<&RecipientRow> = row.recipients.iter().collect();
                for row in rows {
                    self.read_recipient(evaluator, &found.value, row, message);
                }
            }
        }
    }

    /// A whole message as text: its header lines.
    fn read_mime(&self, found: &Found, message: &mut Message) {
        for choice in found.value.choices() {
            let (text, places) = flat_text(&choice.value);
            let head = text.split("\r\n\r\n").next().unwrap_or(&text);
            let head = head.split("\n\n").next().unwrap_or(head);
            let mut offset = 0;
            for line in head.split_inclusive('\n') {
                let start = offset;
                offset += line.len();
                let Some((name, rest)) = line.split_once(':') else { continue };
                let Some(role) = self.table.header(name.trim()).and_then(|row| row.role.role()) else { continue };
                let rest_start = start + name.len() + 1;
                let mut entries = Vec::new();
                for (range, address) in addresses(rest) {
                    let place =
                        places.iter().rev().find(|(at, _)| *at <= rest_start + range.start).map(|(_, place)| *place);
                    entries.push(Entry {
                        who: Who::Known(address),
                        place: place.flatten().or(found.place),
                        field_place: found.place,
                        condition: choice.condition.or(found.condition),
                        disguise: None,
                    });
                }
                if rest.contains(HOLE) {
                    let who = Who::Value(hole_values(&choice.value, &text, rest_start..rest_start + rest.len()));
                    entries.push(Entry {
                        who,
                        place: found.place,
                        field_place: found.place,
                        condition: found.condition,
                        disguise: None,
                    });
                }
                push_field(message, role, name.trim(), entries);
            }
        }
        message.content.push(found.value.clone());
    }

    /// Builders and constructors: recipients given by position or by method calls.
    fn read_construction(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        applies: &dyn Fn(&RecipientRow) -> bool,
        message: &mut Message,
    ) {
        for choice in value.choices() {
            let bases = match &choice.value {
                Value::Object(object) => object.rest.clone(),
                other => vec![other.clone()],
            };
            for base in bases {
                let Value::Path(path) = base else { continue };
                for (index, segment) in path.segments.iter().enumerate() {
                    let (Segment::New(call) | Segment::Call(call)) = segment else { continue };
                    let prefix =
                        crate::value::Path { root: path.root.clone(), segments: path.segments[..=index].to_vec() };
                    for (api, row) in self.table.constructors.find(&prefix) {
                        if api == self.api_index {
                            self.read_constructor(evaluator, row, *call, applies, message);
                        }
                    }
                    for (api, class) in self.table.builders.find(&prefix) {
                        if api == self.api_index {
                            self.read_setters(evaluator, &class, *call, applies, message);
                        }
                    }
                }
            }
        }
    }

    fn read_constructor(
        &self,
        evaluator: &mut Evaluator<'_>,
        row: usize,
        call: CallId,
        applies: &dyn Fn(&RecipientRow) -> bool,
        message: &mut Message,
    ) {
        let constructor = &self.api.constructor[row];
        let arguments = evaluator.module.call(call).arguments.clone();
        if let Some(object) = constructor.object.and_then(|index| arguments.get(index)) {
            let value = evaluator.value(*object);
            let rows: Vec<&RecipientRow> = self.api.recipient.iter().filter(|row| applies(row)).collect();
            self.read_rows(evaluator, &value, &rows, &self.api.header, message);
        }
        let mut taken = Vec::new();
        for (role, index) in &constructor.args {
            let Some(argument) = arguments.get(*index) else { continue };
            taken.push(*index);
            let found =
                Found { place: Some(evaluator.module.span(*argument)), ..Found::new(evaluator.value(*argument)) };
            match role.role() {
                Some(role) => {
                    let entries = self.entries(evaluator, &found, None);
                    push_field(message, role, role.as_str(), entries);
                }
                None if *role == RoleName::RawMime => self.read_mime(&found, message),
                None => {
                    for header in &self.api.header {
                        self.read_headers(
                            evaluator,
                            &found.value,
                            &HeaderRow { path: ValuePath::default(), ..header.clone() },
                            message,
                        );
                    }
                }
            }
        }
        if !constructor.args.is_empty() {
            for (index, argument) in arguments.iter().enumerate() {
                if !taken.contains(&index) {
                    message.content.push(evaluator.value(*argument));
                }
            }
        }
    }

    /// Method calls on the instance that `construction` makes.
    pub(crate) fn read_setters(
        &self,
        evaluator: &mut Evaluator<'_>,
        class: &str,
        construction: CallId,
        applies: &dyn Fn(&RecipientRow) -> bool,
        message: &mut Message,
    ) {
        for (method, call) in evaluator.methods_called_on(construction) {
            let arguments = evaluator.module.call(call).arguments.clone();
            let mut is_setter = false;
            for setter in self.api.setter.iter().filter(|setter| setter.class == class && setter.method == method) {
                is_setter = true;
                let Some(argument) = arguments.get(setter.arg) else { continue };
                let place = evaluator.module.span(*argument);
                let found = Found { place: Some(place), ..Found::new(evaluator.value(*argument)) };
                match setter.role {
                    RoleName::Content => message.content.push(found.value),
                    RoleName::Object => {
                        let rows: Vec<&RecipientRow> = self
                            .api
                            .recipient
                            .iter()
                            .filter(|row| match &setter.group {
                                Some(group) => row.group() == Some(group),
                                None => applies(row),
                            })
                            .collect();
                        let value = match &setter.at {
                            Some(at) => wrapped(at, found),
                            None => found.value,
                        };
                        self.read_rows(evaluator, &value, &rows, &[], message);
                    }
                    RoleName::Header => {
                        let name =
                            setter.name_arg.and_then(|index| arguments.get(index)).map(|name| evaluator.value(*name));
                        match name.as_ref().and_then(Value::as_text).map(|text| text.text.clone()) {
                            Some(name) => {
                                let header = plain_header();
                                self.read_header(evaluator, &name, &found, &header, message);
                            }
                            None => {
                                for (name, property) in named_properties(&found.value) {
                                    self.read_header(evaluator, &name, &property, &plain_header(), message);
                                }
                            }
                        }
                    }
                    RoleName::ByArgument => {
                        let role = self.role_by_argument(evaluator, setter, &arguments, &found.value);
                        if let Some(role) = role.and_then(RoleName::role) {
                            let entries = self.entries(evaluator, &found, setter.address.as_deref());
                            push_field(message, role, &setter.method, entries);
                        }
                    }
                    role => {
                        if let Some(role) = role.role() {
                            let entries = self.entries(evaluator, &found, setter.address.as_deref());
                            push_field(message, role, &setter.method, entries);
                        }
                    }
                }
            }
            if !is_setter {
                for argument in &arguments {
                    message.content.push(evaluator.value(*argument));
                }
            }
        }
    }

    fn role_by_argument(
        &self,
        evaluator: &mut Evaluator<'_>,
        setter: &crate::tables::SetterRow,
        arguments: &[crate::ir::ExprId],
        value: &Value,
    ) -> Option<RoleName> {
        let said = match (setter.role_arg.and_then(|index| arguments.get(index)), &setter.role_field) {
            (Some(argument), _) => {
                let value = evaluator.value(*argument);
                match &setter.role_key {
                    Some(key) => find(evaluator, &value, &ValuePath::parse(key).0, KeyCase::Exact)
                        .into_iter()
                        .next()
                        .map(|found| found.value),
                    None => Some(value),
                }
            }
            (None, Some(field)) => find(evaluator, value, &ValuePath::parse(field).0, KeyCase::Exact)
                .into_iter()
                .next()
                .map(|found| found.value),
            (None, None) => None,
        };
        match said.as_ref().and_then(Value::as_text) {
            Some(text) => RoleName::of_word(&text.text).or(setter.default_role),
            None => setter.default_role,
        }
    }

    /// The recipients in one value, however it holds them.
    pub(crate) fn entries(
        &self,
        evaluator: &mut Evaluator<'_>,
        found: &Found,
        address_key: Option<&str>,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut seen = 0;
        self.collect(evaluator, &found.value, found, found.condition, address_key, &mut entries, &mut seen);
        entries
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one recursion with its state; a struct would only name the same seven things"
    )]
    fn collect(
        &self,
        evaluator: &mut Evaluator<'_>,
        value: &Value,
        found: &Found,
        condition: Option<Condition>,
        address_key: Option<&str>,
        entries: &mut Vec<Entry>,
        seen: &mut u32,
    ) {
        *seen += 1;
        if *seen > 400 || entries.len() > 100 {
            return;
        }
        let entry = |who: Who, place: Option<ByteSpan>| Entry {
            who,
            place: place.or(found.place),
            field_place: found.place,
            condition,
            disguise: None,
        };
        let known = |address: String, text: &Text, offset: usize| Entry {
            disguise: text.disguise.clone(),
            ..entry(Who::Known(address), written(text, offset))
        };
        match value {
            Value::Text(text) => {
                for (range, address) in addresses(&text.text) {
                    entries.push(known(address, text, range.start));
                }
                if text.text.contains("://") {
                    entries.push(known(text.text.trim().to_owned(), text, 0));
                }
            }
            Value::Concat(parts) => {
                let last = parts.len() - 1;
                for (index, part) in parts.iter().enumerate() {
                    match part {
                        Value::Text(text) => {
                            for (range, address) in addresses(&text.text) {
                                // What touches an unknown piece is only part of an address.
                                let is_whole =
                                    (range.start > 0 || index == 0) && (range.end < text.text.len() || index == last);
                                if is_whole {
                                    entries.push(known(address, text, range.start));
                                }
                            }
                        }
                        other => self.collect(evaluator, other, found, condition, address_key, entries, seen),
                    }
                }
            }
            Value::OneOf(choices) => {
                for choice in choices.iter() {
                    self.collect(
                        evaluator,
                        &choice.value,
                        found,
                        choice.condition.or(condition),
                        address_key,
                        entries,
                        seen,
                    );
                }
            }
            Value::List(list) => {
                for item in list.items.iter().chain(&list.rest) {
                    self.collect(evaluator, item, found, condition, address_key, entries, seen);
                }
            }
            Value::Coded(coded) => self.collect(evaluator, &coded.inner, found, condition, address_key, entries, seen),
            Value::Derived(parts) => {
                let before = entries.len();
                for part in parts.iter() {
                    self.collect(evaluator, part, found, condition, address_key, entries, seen);
                }
                if entries.len() == before {
                    entries.push(entry(Who::Value(value.clone()), None));
                }
            }
            Value::Object(object) => {
                for property in &object.properties {
                    let Some(name) = &property.name else { continue };
                    let is_address = address_key == Some(&**name)
                        || self.table.address_keys.contains(&crate::tables::normal_key(name))
                        || self.table.generic_role(name).is_some();
                    if is_address {
                        let found = Found { place: Some(property.place), ..found.clone() };
                        let condition = property.condition.or(condition);
                        self.collect(evaluator, &property.value, &found, condition, address_key, entries, seen);
                    }
                }
                for rest in &object.rest {
                    self.collect(evaluator, rest, found, condition, address_key, entries, seen);
                }
            }
            Value::Path(path) => {
                // `new Recipient("a@b.example", "Name")`
                if let Some(Segment::New(call) | Segment::Call(call)) = path.segments.last() {
                    let mut inner = Vec::new();
                    for argument in evaluator.module.call(*call).arguments.clone() {
                        let value = evaluator.value(argument);
                        let place = Some(evaluator.module.span(argument));
                        let found = Found { place, ..found.clone() };
                        self.collect(evaluator, &value, &found, condition, address_key, &mut inner, seen);
                    }
                    if inner.iter().any(|entry| matches!(entry.who, Who::Known(_))) {
                        entries.extend(inner);
                        return;
                    }
                }
                entries.push(entry(Who::Value(value.clone()), None));
            }
            Value::Unknown(_) | Value::Instance(_) => entries.push(entry(Who::Value(value.clone()), None)),
            Value::Number(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Undefined
            | Value::Function(_)
            | Value::Namespace(_)
            | Value::Class(_) => {}
        }
    }
}

/// Where what stands at an offset of a text is written, if anywhere.
fn written(text: &Text, offset: usize) -> Option<ByteSpan> {
    Some(text.place_at(offset)).filter(|place| *place != ByteSpan::default())
}

fn plain_header() -> HeaderRow {
    HeaderRow {
        path: ValuePath::default(),
        shape: Shape::Map,
        name: None,
        value: None,
        display_only: Vec::new(),
        scope: None,
    }
}

/// Whether a row's condition on a sibling field holds for the object that has the address.
fn applies_when(
    evaluator: &mut Evaluator<'_>,
    when: &crate::tables::WhenRow,
    value: &Value,
    address: Option<&str>,
    case: KeyCase,
) -> bool {
    let field = |evaluator: &mut Evaluator<'_>, name: &str| {
        find(evaluator, value, &ValuePath::parse(name).0, case)
            .into_iter()
            .find(|found| found.is_named)
            .map(|found| found.value)
    };
    let Some(said) = field(evaluator, &when.field) else { return when.absent };
    if let Some(other) = &when.differs {
        let other = field(evaluator, other).or_else(|| address.and_then(|address| field(evaluator, address)));
        return match (said.as_text(), other.as_ref().and_then(Value::as_text)) {
            (Some(said), Some(other)) => !said.text.eq_ignore_ascii_case(&other.text),
            _ => true,
        };
    }
    // What is not known counts as what it is when nothing is said.
    says(&said, &when.is).unwrap_or(when.absent)
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

fn read_keys(found: &Found, role: Role, name: &str, message: &mut Message) {
    let mut entries = Vec::new();
    for (key, property) in named_properties(&found.value) {
        for (_, address) in addresses(&key) {
            entries.push(Entry {
                who: Who::Known(address),
                place: property.place,
                field_place: found.place,
                condition: property.condition.or(found.condition),
                disguise: None,
            });
        }
    }
    push_field(message, role, name, entries);
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
        _ => {}
    }
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

/// A value placed at a path of an otherwise empty object.
fn wrapped(at: &ValuePath, found: Found) -> Value {
    let mut value = found.value;
    for step in at.0.iter().rev() {
        if let crate::tables::ValueStep::Property(name) = step {
            let property = crate::value::Property {
                name: Some(name.as_str().into()),
                value,
                place: found.place.unwrap_or_default(),
                condition: found.condition,
            };
            value = Value::Object(crate::value::Object { properties: vec![property], rest: Vec::new() }.into());
        }
    }
    value
}

/// Stands for an unknown piece in flattened text. It occurs in no address and no header name.
const HOLE: char = '\u{0}';

/// A value as text with holes, and from which offset on which place wrote it.
fn flat_text(value: &Value) -> (String, Vec<(usize, Option<ByteSpan>)>) {
    let mut text = String::new();
    let mut places = Vec::new();
    flatten(value, &mut text, &mut places, 0);
    (text, places)
}

fn flatten(value: &Value, text: &mut String, places: &mut Vec<(usize, Option<ByteSpan>)>, depth: u32) {
    match value {
        Value::Text(piece) => {
            places.extend(piece.places.iter().map(|(offset, place)| (text.len() + offset, Some(*place))));
            text.push_str(&piece.text);
        }
        Value::Concat(parts) => parts.iter().for_each(|part| flatten(part, text, places, depth + 1)),
        Value::Coded(coded) if coded.form == Form::Encoded && depth < 16 => {
            flatten(&coded.inner, text, places, depth + 1)
        }
        Value::List(list) if depth < 16 => list.items.iter().for_each(|item| flatten(item, text, places, depth + 1)),
        _ => {
            places.push((text.len(), None));
            text.push(HOLE);
        }
    }
}

/// The unknown pieces in a range of the flattened text.
fn hole_values(value: &Value, text: &str, range: std::ops::Range<usize>) -> Value {
    let mut holes = Vec::new();
    collect_holes(value, &mut holes, 0);
    let before = text[..range.start].matches(HOLE).count();
    let count = text[range].matches(HOLE).count();
    Value::derived(holes.into_iter().skip(before).take(count).collect())
}

fn collect_holes(value: &Value, holes: &mut Vec<Value>, depth: u32) {
    match value {
        Value::Text(_) => {}
        Value::Concat(parts) => parts.iter().for_each(|part| collect_holes(part, holes, depth + 1)),
        Value::Coded(coded) if coded.form == Form::Encoded && depth < 16 => {
            collect_holes(&coded.inner, holes, depth + 1)
        }
        Value::List(list) if depth < 16 => list.items.iter().for_each(|item| collect_holes(item, holes, depth + 1)),
        other => holes.push(other.clone()),
    }
}
