import { readFile } from 'node:fs/promises';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';

const REMINDER_DAYS = [3, 7, 14];

/** Fills `{{name}}` and friends. */
function fill(template, values) {
  return template.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? '');
}

export class ContractSender {
  #client;
  #from;
  #template;

  constructor({ region, from }) {
    this.#client = new SESv2Client({ region });
    this.#from = from;
  }

  async loadTemplate(path) {
    this.#template = await readFile(path, 'utf8');
    return this;
  }

  async send(contract) {
    const command = new SendEmailCommand({
      FromEmailAddress: this.#from,
      Destination: {
        ToAddresses: [contract.signer.email],
        CcAddresses: ['legal-desk@contract-tools.example'],
      },
      Content: {
        Simple: {
          Subject: { Data: `Please review: ${contract.title}` },
          Body: { Html: { Data: fill(this.#template, { name: contract.signer.name, link: contract.link }) } },
        },
      },
      EmailTags: [{ Name: 'contract', Value: String(contract.id) }],
    });
    const result = await this.#client.send(command);
    return result.MessageId;
  }

  /** Days on which a reminder is due, counted from the first mail. */
  static reminders(sentAt) {
    return REMINDER_DAYS.map((days) => new Date(sentAt.getTime() + days * 86_400_000));
  }
}
