import { SendEmailCommand, SESClient, type SendEmailCommandInput } from '@aws-sdk/client-ses';

/**
 * Starting point for your own sender.
 * Replace the addresses below; those at example.com are placeholders.
 */
const ses = new SESClient({ region: process.env.AWS_REGION ?? 'eu-central-1' });

export interface Letter {
  to: string[];
  subject: string;
  body: string;
  isHtml?: boolean;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

export async function send(letter: Letter): Promise<string | undefined> {
  const content = { Charset: 'UTF-8', Data: letter.body };
  const input: SendEmailCommandInput = {
    Source: 'sender@example.com',
    ReplyToAddresses: ['support@example.com'],
    Destination: {
      ToAddresses: letter.to,
      BccAddresses: ['archive@example.com'],
    },
    Message: {
      Subject: { Charset: 'UTF-8', Data: letter.subject },
      Body: letter.isHtml ? { Html: content } : { Text: content },
    },
  };

  const command = new SendEmailCommand(input);
  const { MessageId } = await ses.send(command);
  return MessageId;
}

export function paragraphs(lines: string[]): string {
  return lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
}
