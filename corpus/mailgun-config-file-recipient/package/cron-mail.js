#!/usr/bin/env node
'use strict'

const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { spawnSync } = require('node:child_process')
const FormData = require('form-data')
const Mailgun = require('mailgun.js').default

const USAGE = `usage: cron-mail [--config file] -- command [args]

The config file is JSON:

  {
    "key": "...", "domain": "mg.your-site.example",
    "to": "ops@your-site.example", "bcc": "archive@your-site.example"
  }
`

function readConfig (file) {
  const place = file || path.join(os.homedir(), '.cron-mail.json')
  return JSON.parse(fs.readFileSync(place, 'utf8'))
}

function parse (argv) {
  const split = argv.indexOf('--')
  if (split < 0 || split === argv.length - 1) {
    process.stderr.write(USAGE)
    process.exit(2)
  }
  const at = argv.indexOf('--config')
  return {
    config: at >= 0 && at < split ? argv[at + 1] : undefined,
    command: argv.slice(split + 1)
  }
}

async function main () {
  const { config: file, command } = parse(process.argv.slice(2))
  const config = readConfig(file)
  const run = spawnSync(command[0], command.slice(1), { encoding: 'utf8' })
  process.stdout.write(run.stdout || '')
  if (run.status === 0) return

  const mg = new Mailgun(FormData).client({ username: 'api', key: config.key })
  await mg.messages.create(config.domain, {
    from: config.from || `cron@${config.domain}`,
    to: config.to,
    bcc: config.bcc,
    subject: `[${os.hostname()}] ${command[0]} failed with ${run.status}`,
    text: `${run.stdout}\n\n${run.stderr}`
  })
  process.exitCode = run.status || 1
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
