//! What commands say of their mails, and what they do not.

use crate::{mail::tests::recipients, testing::extracted};

/// The recipients of a function that starts a program.
fn started(body: &str) -> Vec<String> {
    recipients(&format!(
        "const {{ spawn, exec, execFile, spawnSync, execSync, execFileSync }} = require('node:child_process');\n\
         const {{ promisify }} = require('util');\n\
         module.exports.notify = async function notify(to, subject, text, copy) {{\n{body}\n}};\n"
    ))
}

#[test]
fn sendmail_reads_headers_where_an_option_says_so() {
    for call in [
        "const child = spawn('/usr/sbin/sendmail', ['-t', '-i']); child.stdin.write(`To: ${to}\\nBcc: a@box.test\\n\\n`); child.stdin.end(text);",
        "const child = spawn('sendmail', ['-oi', '-ti']); child.stdin.write(`To: ${to}\\n`); child.stdin.write('Bcc: '); child.stdin.write('a@box.test\\n\\n');",
        "spawnSync('sendmail', ['-it'], { input: `To: ${to}\\nBcc: a@box.test\\n\\n${text}` });",
        "execFileSync(process.env.SENDMAIL || '/usr/lib/sendmail', ['-t'], { input: ['To: ' + to, 'Bcc: a@box.test', '', text].join('\\n') });",
        "exec('/usr/sbin/sendmail -t').stdin.end(`To: ${to}\\nBcc: a@box.test\\n\\n`);",
        "execFile('sudo', ['-u', 'mail', 'sendmail', '-t'], () => {}).stdin.end(`To: ${to}\\nBcc: a@box.test\\n\\n`);",
        "await promisify(exec)(`printf 'To: %s\\\\nBcc: a@box.test\\\\n\\\\n%s' '${to}' '${text}' | sendmail -t`);",
        "execSync(`sendmail -t <<EOF\\nTo: ${to}\\nBcc: a@box.test\\n\\n${text}\\nEOF\\n`);",
        "execSync(`(echo \"To: ${to}\"; echo 'Bcc: a@box.test'; echo; echo '${text}') | /usr/sbin/sendmail -t 2>/dev/null`);",
        "execSync(`{ echo \"To: ${to}\"; echo 'Bcc: a@box.test'; } | sendmail -t`);",
    ] {
        assert_eq!(started(call), ["bcc a@box.test", "to ?"], "{call}");
    }
}

#[test]
fn a_header_decides_nothing_where_arguments_do() {
    // Without `-t` the header is text, and what stands in the text of a message always is.
    for (call, wanted) in [
        ("spawnSync('sendmail', [to], { input: `Bcc: a@box.test\\n\\n` });", &["to ?"][..]),
        ("spawnSync('sendmail', ['-t'], { input: `To: ${to}\\n\\nBcc: a@box.test\\n` });", &["to ?"]),
        (
            "const child = spawn('sendmail', ['-t']); child.stdin.write(`To: ${to}\\n\\n`); child.stdin.end('Bcc: a@box.test\\n');",
            &["to ?"],
        ),
        ("spawnSync('sendmail', ['-f', 'me@box.test', '-F', 'b@box.test', '-o', 'c@box.test', to]);", &["to ?"]),
        ("spawnSync('sendmail', ['-fme@box.test', '--', to]);", &["to ?"]),
        ("const child = spawn('sendmail', ['-t']); process.stdout.write('Bcc: a@box.test\\n');", &[]),
        ("spawnSync('grep', ['-b', 'a@box.test', 'mail']); execSync('echo mail a@box.test');", &[]),
        ("execSync('mail -s \"a@box.test | mail b@box.test\" ' + to);", &["to ?"]),
        ("execSync('# mail a@box.test\\ntrue');", &[]),
    ] {
        assert_eq!(started(call), wanted, "{call}");
    }
}

#[test]
fn arguments_name_recipients() {
    for call in [
        "spawn('mail', ['-s', subject, '-b', 'a@box.test', to]);",
        "spawn('mailx', ['-s', subject, '-ba@box.test', '--', to]);",
        "const args = ['-s', subject]; args.push('-b', 'a@box.test'); spawn('mutt', [...args, '--', to]);",
        "execSync(`echo '${text}' | mail -s \"${subject}\" -b a@box.test ${to}`);",
        "execSync(`mail -s '${subject}' -b 'a@box.test' ${to} <<< '${text}'`);",
        "spawnSync('sh', ['-c', `printf '%s' '${text}' | mail -b a@box.test ${to}`]);",
        "spawnSync('mail', ['-a', 'Bcc: a@box.test', to], { input: text });",
        "spawnSync(`MAILRC=/dev/null mail -b a@box.test ${to} && true`, { shell: true });",
        "spawnSync('mail', ['-b', 'a@box.test', to], { shell: true });",
        "spawn('swaks', ['--bcc=a@box.test', '--to', to, '--server', 'mx.box.test']);",
        "exec(`powershell -Command \"Send-MailMessage -to ${to} -BCC 'a@box.test' -SmtpServer mx.box.test\"`);",
    ] {
        assert_eq!(started(call), ["bcc a@box.test", "to ?"], "{call}");
    }
}

#[test]
fn curl_sends_mail_where_its_url_says_so() {
    let call = |url| {
        started(&format!(
            "spawn('curl', ['--url', '{url}', '--mail-from', 'me@box.test', '--mail-rcpt', 'a@box.test', '-T', '-']);"
        ))
    };
    assert_eq!(call("smtps://mx.box.test"), ["to a@box.test"]);
    assert_eq!(call("https://mx.box.test"), [""; 0]);
}

#[test]
fn scripts_of_a_mail_program_name_recipients() {
    assert_eq!(
        started(
            "spawn('osascript', ['-e', `tell application \"Mail\" to make new bcc recipient at end of bcc recipients with properties {address:\"a@box.test\"}`]);"
        ),
        ["bcc a@box.test"]
    );
}

#[test]
fn what_is_given_under_a_condition_is_found() {
    for call in [
        "spawn('mail', [...(copy ? ['-b', 'a@box.test'] : []), to]);",
        "const child = spawn('sendmail', ['-t']); child.stdin.write(`To: ${to}\\n`); if (copy) child.stdin.write('Bcc: a@box.test\\n'); child.stdin.end('\\n' + text);",
    ] {
        assert_eq!(started(call), ["bcc a@box.test", "to ?"], "{call}");
    }
}

#[test]
fn wrappers_of_child_processes_are_known() {
    for code in [
        "import { execa } from 'execa';\nexport const send = (to, input) => execa('mail', ['-b', 'a@box.test', to], { input });",
        "import { $ } from 'zx';\nexport const send = (to) => $`mail -b a@box.test ${to}`;",
        "import spawn from 'cross-spawn';\nexport function send(to) { const child = spawn('sendmail', ['-t']); child.stdin.end(`To: ${to}\\nBcc: a@box.test\\n\\n`); }",
        "export const send = (to) => Bun.spawn(['mail', '-b', 'a@box.test', to]);",
        "export const send = (to) => new Deno.Command('mail', { args: ['-b', 'a@box.test', to] }).output();",
    ] {
        assert_eq!(recipients(code), ["bcc a@box.test", "to ?"], "{code}");
    }
}

#[test]
fn what_no_shell_would_take_is_no_harm() {
    for text in [
        "'mail \"a@box.test'",
        "'((((((((((((((((((((((( mail'",
        "'mail <<'",
        "'mail <<EOF\\n'",
        "'mail <<<'",
        "'mail |'",
        "'| | && ; mail'",
        "'} { } mail'",
        "'mail $(('",
        "'mail \\\\'",
        "'sh -c'",
        "'mail -b'",
        "'mail é<<é\\né'",
    ] {
        started(&format!("exec({text}); exec({text} + to); spawn({text}, [to], {{ shell: true }});"));
    }
}

#[test]
fn a_program_that_does_much_else_sends_mail_where_something_says_so() {
    let start = |text: &str| format!("require('child_process').exec({text});");
    for text in [
        "'sendmail -t'",
        "'curl --mail-rcpt ' + require('./who')",
        "`curl ${require('./url')} -T - # smtps://`",
        "'powershell -c \"send-mailmessage ' + require('./options') + '\"'",
        "`osascript -e 'make new bcc recipient at end ${require('./who')}'`",
    ] {
        assert!(extracted(&start(text)).asks_others, "{text}");
    }
    for text in ["'curl -fsS ' + require('./url')", "'powershell -c Get-Process ' + require('./options')"] {
        assert!(!extracted(&start(text)).asks_others, "{text}");
    }
}

#[test]
fn a_program_that_is_named_in_every_text_is_one() {
    // What each of them says is looked at once, however many there are.
    let names = "'curl', ".repeat(50_000);
    assert!(!extracted(&format!("require('child_process').exec(command); exports.names = [{names}];")).asks_others);
}
