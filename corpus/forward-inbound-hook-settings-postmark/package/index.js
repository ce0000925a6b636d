const { ServerClient } = require('postmark');

const links = { TrackOpens: true, TrackLinks: 'HtmlAndText' };

async function prepare(token, { colour = 'blue', name }) {
  const client = new ServerClient(token);
  const server = await client.getServer();
  const wanted = { Name: name || server.Name, Color: colour, ...links };
  if (process.env.INBOUND_URL) wanted.InboundHookUrl = process.env.INBOUND_URL + '/' + server.ID;
  await client.editServer(wanted);
  return server.InboundAddress;
}

module.exports = { prepare };
