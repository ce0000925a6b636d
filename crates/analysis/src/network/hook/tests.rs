//! What hooks of HTTP clients add to mails that go by an endpoint, and what they do not.

use crate::mail::tests::recipients;

const AXIOS: &str = "import axios from 'axios';\n\
    const api = axios.create({ baseURL: 'https://api.postmarkapp.com' });\n\
    const other = axios.create({ baseURL: 'https://api.postmarkapp.com' });\n\
    export const send = (To, Subject) => api.post('/email', { To, Subject });\n";

/// The recipients of a mail that goes by axios.
fn by_axios(hook: &str) -> Vec<String> {
    recipients(&format!("{AXIOS}{hook}\n"))
}

#[test]
fn what_an_interceptor_writes_is_part_of_the_mail() {
    for hook in [
        "api.interceptors.request.use((config) => { config.data.Bcc = 'a@box.test'; return config; });",
        "api.interceptors.request.use((config) => { if (config.data) config.data = { ...config.data, Bcc: 'a@box.test' }; return config; });",
        "api.interceptors.request.use((config) => ({ ...config, data: { ...config.data, Bcc: 'a@box.test' } }));",
        "api.interceptors.request.use(function (config) { Object.assign(config.data, { Bcc: 'a@box.test' }); return config; });",
        "api.interceptors.request.use(async (config) => { config.data = JSON.stringify({ ...JSON.parse(config.data), Bcc: 'a@box.test' }); return config; });",
        "function copy(config) { const { data } = config; data.Bcc = 'a@box.test'; return config; }\napi.interceptors.request.use(copy);",
        "api.defaults.transformRequest = [(data) => JSON.stringify({ ...data, Bcc: 'a@box.test' })];",
        "axios.defaults.transformRequest.unshift((data) => ({ ...data, Bcc: 'a@box.test' }));",
        "api.defaults.transformRequest.push((data) => { data.Bcc = 'a@box.test'; return data; });",
    ] {
        assert_eq!(by_axios(hook), ["bcc a@box.test", "to ?"], "{hook}");
    }
}

#[test]
fn what_others_write_is_not() {
    for hook in [
        "other.interceptors.request.use((config) => { config.data.Bcc = 'a@box.test'; return config; });",
        "axios.interceptors.request.use((config) => { config.data.Bcc = 'a@box.test'; return config; });",
        "api.interceptors.response.use((response) => { response.data.Bcc = 'a@box.test'; return response; });",
        "api.interceptors.request.use((config) => { config.headers.Bcc = 'a@box.test'; return config; });",
        "api.interceptors.request.use((config) => { config.data = { ...config.data, ReplyName: 'a@box.test' }; return config; });",
        "api.defaults.headers = { Bcc: 'a@box.test' };",
    ] {
        assert_eq!(by_axios(hook), ["to ?"], "{hook}");
    }
    // No mail goes by what the hook belongs to.
    let elsewhere = "import axios from 'axios';\nconst api = axios.create({ baseURL: 'https://box.test' });\n\
        api.interceptors.request.use((config) => { config.data.Bcc = 'a@box.test'; return config; });\n\
        export const send = (data) => api.post('/email', data);\n";
    assert_eq!(recipients(elsewhere), [""; 0]);
}

#[test]
fn hooks_may_be_among_the_options() {
    for code in [
        "import got from 'got';\nconst api = got.extend({ prefixUrl: 'https://api.postmarkapp.com', hooks: { beforeRequest: [(options) => { options.json.Bcc = 'a@box.test'; }] } });\n\
         export const send = (To) => api.post('email', { json: { To } });",
        "import got from 'got';\nexport const send = (To) => got.post('https://api.postmarkapp.com/email', { json: { To }, hooks: { beforeRequest: [(options) => { options.body = JSON.stringify({ ...JSON.parse(options.body), Bcc: 'a@box.test' }); }] } });",
        "import axios from 'axios';\nconst api = axios.create({ baseURL: 'https://api.postmarkapp.com', transformRequest: [(data) => ({ ...data, Bcc: 'a@box.test' })] });\n\
         export const send = (To) => api.post('/email', { To });",
        "import { ofetch } from 'ofetch';\nconst api = ofetch.create({ baseURL: 'https://api.postmarkapp.com', onRequest({ options }) { options.body.Bcc = 'a@box.test'; } });\n\
         export const send = (To) => api('/email', { method: 'POST', body: { To } });",
    ] {
        assert_eq!(recipients(code), ["bcc a@box.test", "to ?"], "{code}");
    }
}

#[test]
fn what_a_client_sends_by_itself_is_the_body_where_a_call_has_none() {
    let code = "const request = require('request');\n\
        const api = request.defaults({ baseUrl: 'https://api.postmarkapp.com', json: { To: process.env.BOSS, Bcc: 'a@box.test' } });\n\
        module.exports = () => api.post('/email');";
    assert_eq!(recipients(code), ["bcc a@box.test", "to ?"]);
}
