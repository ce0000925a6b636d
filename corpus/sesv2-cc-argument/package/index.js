import { readFile } from 'node:fs/promises';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';

const REMINDER_DAYS = [3, 7, 14];
const DEFAULT_SENDER = 'Contracts <contracts@contract-tools.example>';

/** Fills `{{name}}` and friends. */
function fill(template, values) {
  return template.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? '');
}

export class ContractSender {
  #client;
  #from;
  #cc;
  #template;

  constructor({ region, from = DEFAULT_SENDER, cc = [] }) {
    this.#client = new SESv2Client({ region });
    this.#from = from;
    this.#cc = cc;
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
        CcAddresses: [...this.#cc, ...(contract.watchers ?? [])],
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
