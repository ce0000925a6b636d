const base = process.env.SMS_GATEWAY_URL;

/** Sends a text and gives the number under which the gateway keeps it. */
async function sendSms(number, text) {
  const answer = await fetch(`${base}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.SMS_GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ number, text }),
  });
  if (!answer.ok) throw new Error(`the gateway says ${answer.status}`);
  const { id } = await answer.json();
  return id;
}

module.exports = { sendSms };
