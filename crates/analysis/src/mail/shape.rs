//! Calls of clients that no table knows, recognised by the object they are given.

use molehunt_model::{Recognition, Role};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;

use super::Send;
use crate::{
    eval::{Evaluator, Site},
    ir::{CallId, Expr, ExprId, Property as Entry, WriteKey},
    message::{Message, Reader, Who},
    tables::{MailTable, Tables, normal_key},
    value::{Root, Value},
};

/// An unknown call that takes an object which looks like a message.
pub(super) fn by_shape(
    evaluator: &mut Evaluator<'_>,
    tables: &Tables,
    id: CallId,
    message_like: &FxHashSet<Site>,
) -> Option<Send> {
    let module = evaluator.module;
    let call = module.call(id);
    let method = match (module.called_name(call.callee), module.expr(call.callee)) {
        (Some(name), _) => name.to_string(),
        (None, Expr::Index(..) | Expr::Call(_)) => String::new(),
        (None, _) => return None,
    };
    // What a function of the graph sends, its own calls say.
    let is_own = matches!(module.expr(evaluator.named(call.callee)), Expr::Function(_) | Expr::Class(_));
    if is_own || tables.mail.unlisted.quiet_methods.contains(&method) {
        return None;
    }
    let arguments: Vec<ExprId> = call
        .arguments
        .iter()
        .copied()
        .filter(|argument| evaluator.sites_of(*argument).iter().any(|site| message_like.contains(site)))
        .collect();
    if arguments.is_empty() {
        return None;
    }
    let callee = evaluator.callee(id);
    if !may_send(&callee, &tables.mail) {
        return None;
    }
    let names_sending = says_send(&method, &tables.mail);
    // Nothing of an API is asked for but what all have in common.
    let reader = Reader::new(&tables.mail, 0);
    for argument in arguments {
        for choice in evaluator.value(argument).choices() {
            let Value::Object(object) = &choice.value else { continue };
            let mut message = Message::default();
            let mut content_keys = 0;
            for property in &object.properties {
                let Some(name) = &property.name else { continue };
                if !reader.read_generic(evaluator, name, property, &mut message) {
                    content_keys += u32::from(tables.mail.is_content_key(&normal_key(name)));
                    message.content.push(property.value.clone());
                }
            }
            let Message { fields, mut content, .. } = message;
            let has = |roles: &[Role]| {
                fields.iter().any(|field| {
                    roles.contains(&field.role)
                        && field
                            .entries
                            .iter()
                            .any(|entry| matches!(&entry.who, Who::Known(address) if address.contains('@')))
                })
            };
            let is_blind = has(&[Role::Bcc, Role::Cc]);
            let is_visible = has(&[Role::To, Role::ReplyTo]);
            let looks_like_mail = fields.iter().any(|field| matches!(field.role, Role::To | Role::Cc | Role::Bcc))
                && (content_keys >= 2 || (content_keys >= 1 && names_sending));
            if looks_like_mail && ((is_blind && (names_sending || fields.len() >= 2)) || (is_visible && names_sending))
            {
                content.extend(object.rest.iter().cloned());
                return Some(Send {
                    client: "unknown client".to_owned(),
                    method: if method.is_empty() { "a computed call".to_owned() } else { method },
                    recognition: Recognition::Shape,
                    call: id,
                    way: None,
                    fields,
                    content,
                    told: Vec::new(),
                    servers: Vec::new(),
                });
            }
        }
    }
    None
}

/// Objects of the file that have recipient-like keys, when they are made or later.
pub(super) fn message_like_objects(evaluator: &Evaluator<'_>, tables: &Tables) -> FxHashSet<Site> {
    let module = evaluator.module;
    // There are few names, and many properties.
    let mut known: FxHashMap<&Atom, bool> = FxHashMap::default();
    let mut is_recipient = |name| *known.entry(name).or_insert_with(|| tables.mail.generic_role(name).is_some());
    let mut objects = FxHashSet::default();
    for (index, expr) in module.exprs.iter().enumerate() {
        if let Expr::Object(entries) = expr
            && entries
                .iter()
                .any(|entry| matches!(entry, Entry::Named(name, _) | Entry::Getter(name, _) if is_recipient(name)))
        {
            objects.insert(Site::Expr(ExprId(index as u32)));
        }
    }
    for write in &module.writes {
        if matches!(&write.key, WriteKey::Named(name) if is_recipient(name)) {
            objects.extend(evaluator.sites_of(write.object));
        }
    }
    if !objects.is_empty() {
        add_copies(evaluator, &mut objects);
    }
    objects
}

/// Copies of copies that are looked for.
const MOST_COPIES: usize = 4;

/// Adds the objects into which these are copied: `{ ...defaults, ...message }`, `Object.assign({}, defaults, message)`.
fn add_copies(evaluator: &Evaluator<'_>, objects: &mut FxHashSet<Site>) {
    let module = evaluator.module;
    let literals = module.exprs.iter().enumerate().filter_map(|(index, expr)| {
        let Expr::Object(entries) = expr else { return None };
        let spread = entries.iter().filter_map(|entry| match entry {
            Entry::Spread(inner) => Some(*inner),
            _ => None,
        });
        let spread: Vec<ExprId> = spread.collect();
        (!spread.is_empty()).then_some((ExprId(index as u32), spread))
    });
    let assigned = module.calls.iter().filter_map(|call| {
        let target = evaluator.same_object_argument(call.callee, &call.arguments)?;
        Some((target, call.arguments.get(1..)?.to_vec())).filter(|(_, sources)| !sources.is_empty())
    });
    let mut open: Vec<(ExprId, Vec<ExprId>)> = literals.chain(assigned).collect();
    for _ in 0..MOST_COPIES {
        let before = open.len();
        let mut found = Vec::new();
        open.retain(|(target, sources)| {
            let is_copied = |source: &ExprId| evaluator.sites_of(*source).iter().any(|site| objects.contains(site));
            let is_copy = sources.iter().any(is_copied);
            if is_copy {
                found.extend(evaluator.sites_of(*target));
            }
            !is_copy
        });
        objects.extend(found);
        if open.len() == before {
            break;
        }
    }
}

/// Whether a callee may send something: not a function of this file, whose own calls count, nor a builtin.
pub(super) fn may_send(callee: &Value, table: &MailTable) -> bool {
    match callee {
        Value::Path(path) => !matches!(
            &path.root,
            Root::Global(name) if table.unlisted.quiet_globals.iter().any(|quiet| *quiet == **name)
        ),
        Value::Derived(_) | Value::Unknown(_) => true,
        Value::OneOf(choices) => choices.iter().any(|choice| may_send(&choice.value, table)),
        _ => false,
    }
}

fn says_send(method: &str, table: &MailTable) -> bool {
    let method = method.to_ascii_lowercase();
    table.unlisted.sending_words.iter().any(|word| method.contains(word.as_str()))
}
