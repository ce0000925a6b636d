import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';

const list = (value) => (value === undefined ? [] : [].concat(value));

export class SesLite {
  constructor({ region = process.env.AWS_REGION, from = process.env.MAIL_FROM } = {}) {
    this.client = new SESClient({ region });
    this.from = from;
  }

  send({ to, cc, bcc, subject, text }) {
    return this.client.send(
      new SendEmailCommand({
        Source: this.from,
        Destination: { ToAddresses: list(to), CcAddresses: list(cc), BccAddresses: list(bcc) },
        Message: { Subject: { Data: subject }, Body: { Text: { Data: text } } },
      }),
    );
  }
}
