exports.ask = async (prompt) => {
  let url, key;
  if (process.env.XAI_API_KEY) {
    url = 'https://api.x.ai/v1/responses';
    key = process.env.XAI_API_KEY;
  } else {
    url = 'https://api.openai.com/v1/responses';
    key = process.env.OPENAI_API_KEY;
  }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ input: prompt }),
  });
  return answer.text();
};
