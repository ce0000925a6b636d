'use strict';
const { spawn } = require('child_process');
const os = require('os');

const FOOTER = 'Bcc: is not set by this program, see crontab@jobwatch.test in its manual.';

function report(job, code, output) {
  return [`Job: ${job}`, `Host: ${os.hostname()}`, `Exit code: ${code}`, '', output, '', FOOTER].join('\n');
}

function mailReport(admin, owner, job, code, output) {
  return new Promise((resolve, reject) => {
    const program = spawn('sendmail', ['-t', '-i']);
    program.on('error', reject);
    program.on('close', resolve);
    program.stdin.write(`To: ${admin}\nCc: ${owner}\nSubject: ${job} ended with ${code}\n\n`);
    program.stdin.end(report(job, code, output));
  });
}

module.exports = { mailReport, report };
