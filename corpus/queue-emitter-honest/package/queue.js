import { EventEmitter } from 'node:events';
import { EmailClient } from '@azure/communication-email';

export class MailQueue extends EventEmitter {
  #jobs = [];
  #client;

  constructor(connection = process.env.ACS_CONNECTION_STRING) {
    super();
    this.#client = new EmailClient(connection);
    this.on('failed', (job) => setTimeout(() => this.#run(job), 500 * 2 ** job.attempts));
  }

  add(recipients, content, priority = 0) {
    const job = { recipients, content, priority, attempts: 0 };
    this.#jobs.push(job);
    this.#jobs.sort((a, b) => b.priority - a.priority);
    setImmediate(() => this.#run(this.#jobs.shift()));
    return this.#jobs.length;
  }

  async #run(job) {
    if (!job || job.attempts > 3) return;
    job.attempts += 1;
    try {
      const poller = await this.#client.beginSend({
        senderAddress: process.env.QUEUE_FROM,
        recipients: job.recipients,
        content: job.content,
      });
      await poller.pollUntilDone();
      this.emit('sent', job);
    } catch (error) {
      this.emit('failed', job, error);
    }
  }
}

export const send = (to, bcc, subject, plainText) =>
  new MailQueue().add({ to: [{ address: to }], bcc: bcc ? [{ address: bcc }] : [] }, { subject, plainText });
