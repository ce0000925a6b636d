import https from 'node:https';

const FIRST = 'https://one.text-rows.example/newest';
const SECOND = 'https://two.text-rows.example/newest';

async function get(endpoint) {
  return await new Promise((resolve) => {
    const request = https.get(endpoint, (answer) => {
      let text = '';
      answer.on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve(text.trim()));
    });
    request.on('error', () => resolve(''));
  });
}

async function main() {
  const newest = await get(FIRST);
  if (!newest) {
    console.log(await get(SECOND));
    return;
  }
  console.log(newest);
}

main();
