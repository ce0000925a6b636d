//! The values by which a recipient row is proved.

use molehunt_model::Role;

use super::{
    Expected, PROBE, PROBE_URL,
    javascript::{Js, quoted},
};
use crate::tables::{RecipientKind, RecipientRow, RoleName, ValuePath, ValueStep};

/// One way to fill a recipient field.
pub(super) struct Filling {
    /// What stands at the row's path.
    pub(super) leaf: Js,
    /// What stands beside the address, in the object that holds it.
    pub(super) beside: Vec<(ValuePath, Js)>,
    pub(super) probe: &'static str,
    pub(super) expected: Expected,
}

impl Filling {
    fn new(leaf: Js, expected: Expected) -> Self {
        Self { leaf, beside: Vec::new(), probe: PROBE, expected }
    }

    /// Puts the filling into a message.
    pub(super) fn set(&self, message: &mut Js, path: &[ValueStep]) {
        message.set(path, self.leaf.clone());
        if let Some((_, holder)) = path.split_last() {
            for (field, value) in &self.beside {
                let path: Vec<ValueStep> = holder.iter().chain(&field.0).cloned().collect();
                message.set(&path, value.clone());
            }
        }
    }
}

/// A message as text that has the probe in a header.
pub(super) fn mime(header: &str) -> String {
    format!("From: sender@mole.example\r\nSubject: Hello\r\n{header}: Probe <{PROBE}>\r\n\r\nTo: nobody\r\n")
}

/// The role that a program must give for a row; nothing for senders, which receive nothing.
pub(super) fn expected(role: RoleName) -> Expected {
    match role.role() {
        None | Some(Role::From | Role::Sender | Role::EnvelopeFrom | Role::RelayHost) => Expected::None,
        Some(role) => Expected::Role(role),
    }
}

/// All ways to fill a row's field; none for kinds that hold no recipient.
pub(super) fn fillings(row: &RecipientRow) -> Vec<Filling> {
    let role = expected(row.role);
    let text = Js::text(PROBE);
    let raw = |code: String| Filling::new(Js::code(code), Expected::Role(Role::Bcc));
    let mut fillings = match row.kind {
        RecipientKind::Address | RecipientKind::AddressOrUrl if row.role == RoleName::Any => open_map(),
        RecipientKind::Address => addresses(row.address.as_deref(), role),
        RecipientKind::AddressOrUrl => {
            vec![Filling::new(text, role), Filling { probe: PROBE_URL, ..Filling::new(Js::text(PROBE_URL), role) }]
        }
        RecipientKind::Url => vec![Filling { probe: PROBE_URL, ..Filling::new(Js::text(PROBE_URL), role) }],
        RecipientKind::RawMime => vec![
            raw(quoted(&mime("Bcc"))),
            raw(format!("Buffer.from({})", quoted(&mime("bcc")))),
            raw(format!("['From: x@mole.example', 'BCC: a@mole.example,', ' {PROBE}', '', 'text'].join('\\r\\n')")),
        ],
        RecipientKind::RawMimeBase64 | RecipientKind::RawMimeBase64url => {
            use base64::Engine as _;
            let standard = base64::engine::general_purpose::STANDARD.encode(mime("Bcc"));
            let safe = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(mime("Bcc"));
            let encoding = if row.kind == RecipientKind::RawMimeBase64 { "base64" } else { "base64url" };
            vec![
                raw(format!("Buffer.from({}).toString('{encoding}')", quoted(&mime("Bcc")))),
                raw(format!("btoa({}).replace(/\\+/g, '-').replace(/\\//g, '_')", quoted(&mime("Bcc")))),
                raw(quoted(&standard)),
                raw(quoted(&safe)),
            ]
        }
        RecipientKind::JsonKeys => vec![
            Filling::new(Js::code(format!("JSON.stringify({{ '{PROBE}': {{ id: 1 }} }})")), role),
            Filling::new(Js::text(&format!("{{\"{PROBE}\":{{\"id\":1}}}}")), role),
        ],
        RecipientKind::MapKeys => vec![Filling::new(Js::field(PROBE, Js::Object(Vec::new())), role)],
        RecipientKind::RuleText => vec![Filling::new(Js::text(&format!("forward(\"{PROBE}\")")), role)],
        RecipientKind::OpenMap | RecipientKind::Object => open_map(),
        RecipientKind::SmtpLine => {
            vec![Filling::new(Js::text(&format!("RCPT TO:<{PROBE}>\r\n")), Expected::Role(Role::EnvelopeTo))]
        }
        RecipientKind::HeaderJson => {
            vec![Filling::new(Js::code(format!("JSON.stringify({{ to: ['{PROBE}'] }})")), Expected::Role(Role::To))]
        }
        RecipientKind::UserIds
        | RecipientKind::UserIdsMapKeys
        | RecipientKind::Header
        | RecipientKind::RuleObject
        | RecipientKind::List
        | RecipientKind::Host
        | RecipientKind::Topic
        | RecipientKind::Flag
        | RecipientKind::AccountKey
        | RecipientKind::UrlSegment => Vec::new(),
    };
    add_conditions(row, &mut fillings);
    fillings
}

/// An address: alone, in a list, with a name, and as an object.
fn addresses(key: Option<&str>, role: Expected) -> Vec<Filling> {
    let text = Js::text(PROBE);
    let mut leaves = vec![
        text.clone(),
        Js::List(vec![Js::text("first@mole.example"), text.clone()]),
        Js::text(&format!("First <first@mole.example>, Probe <{PROBE}>")),
    ];
    if let Some(key) = key {
        let object = Js::Object(vec![(key.to_owned(), text), ("name".to_owned(), Js::text("Probe"))]);
        leaves.extend([object.clone(), Js::List(vec![object])]);
    }
    leaves.into_iter().map(|leaf| Filling::new(leaf, role)).collect()
}

fn open_map() -> Vec<Filling> {
    let bcc = Js::field("bcc", Js::text(PROBE));
    let role = Expected::Role(Role::Bcc);
    vec![Filling::new(bcc.clone(), role), Filling::new(Js::field("inner", bcc), role)]
}

/// Satisfies what a row wants of a sibling.
fn add_conditions(row: &RecipientRow, fillings: &mut Vec<Filling>) {
    let Some(when) = &row.when else { return };
    let mut said: Vec<Option<Js>> = when.is.iter().map(|word| Some(Js::text(word))).collect();
    if when.absent {
        said.push(None);
    }
    if when.differs.is_some() {
        said.push(Some(Js::text("other@mole.example")));
    }
    let plain = std::mem::take(fillings);
    for said in said {
        for filling in &plain {
            let mut filling = Filling { leaf: filling.leaf.clone(), beside: Vec::new(), ..*filling };
            match (&row.address, &said) {
                // The object that holds the address is the leaf, so only an object can have the sibling.
                (Some(_), Some(said)) => match &mut filling.leaf {
                    Js::Object(_) => filling.leaf.set(&when.field.0, said.clone()),
                    _ => continue,
                },
                (None, Some(said)) => filling.beside.push((when.field.clone(), said.clone())),
                (_, None) => {}
            }
            fillings.push(filling);
        }
    }
}
