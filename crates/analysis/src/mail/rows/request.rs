//! Requests without a library, and rows that belong to no API.

use molehunt_model::Role;

use super::{
    Expected, PROBE, Proof,
    client::{filled, headers_in},
    javascript::{Js, quoted},
    recipient::{Filling, expected, fillings, mime},
};
use crate::tables::{Api, Body, HttpRow, RecipientKind, RecipientRow, Tables, ValueStep, has_group};

/// Requests without the library.
pub(super) fn prove_requests(proof: &mut Proof, api: &Api) {
    for (index, http) in api.http.iter().enumerate() {
        let rows = [("http", index)];
        for row in &http.recipients {
            if let Some(segment) = &row.url_segment {
                if row.kind == RecipientKind::AccountKey {
                    continue;
                }
                let path = http.path.replace(&format!("{{{segment}}}"), PROBE);
                let program = request(http, &filled(&path), "JSON.stringify({ subject: 'Hello' })");
                proof.check(api, "http", &rows, &program, PROBE, expected(row.role));
                continue;
            }
            for filling in fillings(row) {
                let mut fields = Js::Object(Vec::new());
                match &row.key {
                    Some(key) => {
                        fields.set(&[ValueStep::Property(key.replace("{n}", "1"))], filling.leaf.clone());
                        for (field, value) in &filling.beside {
                            fields.set(&field.0, value.clone());
                        }
                    }
                    None => filling.set(&mut fields, &row.path.0),
                }
                prove_request(proof, api, http, &rows, &fields, &filling);
            }
        }
        for header in http.headers.iter().filter(|header| header.scope.is_none()) {
            let keys = (header.name.as_ref(), header.value.as_ref());
            for (path, container) in headers_in(header.shape, &header.path, keys, "Bcc", &Js::text(PROBE)) {
                let mut fields = Js::Object(Vec::new());
                fields.set(&path, container);
                let program = request(http, &filled(&http.path), &format!("JSON.stringify({})", fields.print()));
                proof.check(api, "http header", &rows, &program, PROBE, Expected::Role(Role::Bcc));
            }
        }
        if http.recipients.iter().all(|row| fillings(row).is_empty() && row.url_segment.is_none()) {
            // Nothing but kinds that name no recipient: that the request says nothing wrong is all there is to prove.
            let program = request(http, &filled(&http.path), "JSON.stringify({ subject: 'Hello' })");
            proof.check(api, "http", &rows, &program, PROBE, Expected::None);
        }
    }
}

fn prove_request(
    proof: &mut Proof,
    api: &Api,
    http: &HttpRow,
    rows: &[(&'static str, usize)],
    fields: &Js,
    filling: &Filling,
) {
    let path = filled(&http.path);
    let json = format!("JSON.stringify({})", fields.print());
    let form = format!("new URLSearchParams({})", fields.print());
    // A form holds texts; what is none is no form.
    let is_flat = matches!(fields, Js::Object(fields) if fields.iter().all(|(_, value)| matches!(value, Js::Code(_))));
    let mut bodies = Vec::new();
    let (mut is_json, mut is_form) = (false, false);
    match http.body {
        Body::Json | Body::JsonArray => is_json = true,
        Body::Form | Body::Multipart | Body::FormOrQuery => is_form = true,
        Body::JsonOrForm => (is_json, is_form) = (true, true),
        Body::Raw => bodies.push((String::new(), fields.print())),
    }
    if is_json {
        bodies.push((String::new(), json));
    }
    if is_form {
        bodies.push((String::new(), form.clone()));
        bodies.push((String::new(), format!("({form}).toString()")));
        if let (true, Js::Object(fields)) = (is_flat, fields) {
            for form in ["FormData", "URLSearchParams"] {
                let appends: String = fields
                    .iter()
                    .map(|(name, value)| format!("form.append({}, {});\n", quoted(name), value.print()))
                    .collect();
                bodies.push((format!("const form = new {form}();\n{appends}"), "form".to_owned()));
            }
            let pairs: Vec<String> = fields
                .iter()
                .filter_map(|(name, value)| match value {
                    Js::Code(code) if code.starts_with('"') && !code.contains('\\') => {
                        Some(format!("{name}={}", code.trim_matches('"').replace('@', "%40")))
                    }
                    _ => None,
                })
                .collect();
            if pairs.len() == fields.len() {
                bodies.push((String::new(), quoted(&pairs.join("&"))));
                if http.body == Body::FormOrQuery {
                    let program = request(http, &format!("{path}?{}", pairs.join("&")), "''");
                    proof.check(api, "http query", rows, &program, filling.probe, filling.expected);
                }
            }
        }
    }
    for (before, body) in bodies {
        let program = format!("{before}{}", request(http, &path, &body));
        proof.check(api, "http", rows, &program, filling.probe, filling.expected);
    }
}

/// A request to the address of a row.
fn request(http: &HttpRow, path: &str, body: &str) -> String {
    let host = filled(&http.host.replace("{tld}", "com"));
    format!(
        "await fetch({}, {{ method: {}, body: {body} }});\n",
        quoted(&format!("https://{host}{path}")),
        quoted(&http.method)
    )
}

/// The rows, the URL's path, the request's body, and what it must give.
type EndpointMessage = (Vec<(&'static str, usize)>, String, Js, (&'static str, Expected));

/// Messages for the rows of `endpoint`: the row, the URL's path, the request's body, and what it must give.
pub(super) fn endpoint_messages(api: &Api) -> Vec<EndpointMessage> {
    let mut messages = Vec::new();
    for (index, endpoint) in api.endpoint.iter().enumerate() {
        for path in &endpoint.paths {
            let in_groups = |row: &RecipientRow| has_group(endpoint.groups.as_deref(), row.group());
            let rows = api.recipient.iter().enumerate().filter(|(_, row)| in_groups(row));
            if let Some(batch) = &endpoint.batch {
                let inner = api.endpoint.iter().position(|other| other.within.is_some());
                let Some(inner) = inner.map(|inner| &api.endpoint[inner]) else { continue };
                for row in api.recipient.iter().filter(|row| row.group().is_none()) {
                    for filling in fillings(row).into_iter().take(1) {
                        let mut fields = Js::Nothing;
                        filling.set(&mut fields, &row.path.0);
                        let body = Js::at(&inner.within.clone().unwrap_or_default().0, fields);
                        let mut item = Js::at(&batch.url.0, Js::text(&filled(&inner.paths[0])));
                        item.set(&batch.body.0, body);
                        let wanted = (filling.probe, filling.expected);
                        let rows = vec![("endpoint", index)];
                        messages.push((rows, filled(path), Js::at(&batch.items.0, item), wanted));
                    }
                }
                continue;
            }
            for (recipient, row) in rows {
                for filling in fillings(row) {
                    let mut fields = Js::Nothing;
                    filling.set(&mut fields, &row.path.0);
                    let rows = vec![("endpoint", index), ("recipient", recipient)];
                    let message = Js::at(&endpoint.within.clone().unwrap_or_default().0, fields);
                    messages.push((rows, filled(path), message, (filling.probe, filling.expected)));
                }
            }
        }
    }
    messages
}

pub(super) fn prove_endpoints(proof: &mut Proof, api: &Api) {
    for (rows, path, message, wanted) in endpoint_messages(api) {
        for host in &api.hosts {
            let body = match &message {
                Js::Code(code) => code.clone(),
                other => format!("JSON.stringify({})", other.print()),
            };
            let program = format!(
                "await fetch({}, {{ method: 'POST', body: {body} }});\n",
                quoted(&format!("https://{host}/v1.0{path}"))
            );
            proof.check(api, "endpoint", &rows, &program, wanted.0, wanted.1);
        }
    }
}

/// Rows that belong to no API: what names mean whatever the client, and what headers mean in a text.
pub(super) fn prove_generic(proof: &mut Proof) {
    let tables = Tables::embedded();
    let api = tables.mail.apis.iter().find(|api| api.id == "nodemailer").expect("nodemailer is in the table");
    for header in tables.mail.headers.iter().filter(|header| header.role.role().is_some()) {
        for name in &header.names {
            let program = format!(
                "const mailer = require('nodemailer');\nmailer.createTransport({{}}).sendMail({{ raw: {} }});\n",
                quoted(&mime(name))
            );
            proof.check(api, "header of a raw message", &[], &program, PROBE, expected(header.role));
        }
    }
    for row in tables.mail.raw_smtp.iter().filter(|row| row.verb.is_some()) {
        let verb = row.verb.clone().unwrap_or_default();
        for text in [format!("'{verb}:<{PROBE}>\\r\\n'"), format!("`{}: <${{'{PROBE}'}}>\\r\\n`", verb.to_lowercase())]
        {
            let program = format!(
                "const net = require('node:net');\nconst line = net.connect(25, 'mx.mole.example');\nline.write({text});\n"
            );
            proof.check_unlisted("raw smtp", &program, expected(row.role));
        }
    }
    let api = tables.mail.apis.iter().find(|api| api.id == "emailjs-service").expect("emailjs is in the table");
    for (name, child, role) in tables.mail.generic_names() {
        let value = match child {
            Some(child) => format!("{{ {}: {{ email: '{PROBE}' }} }}", quoted(child)),
            None => quoted(PROBE),
        };
        let program = format!(
            "const service = require('@emailjs/browser');\nservice.send('a', 'b', {{ {}: {value} }});\n",
            quoted(name)
        );
        proof.check(api, "generic name", &[], &program, PROBE, Expected::Role(role));
    }
}
