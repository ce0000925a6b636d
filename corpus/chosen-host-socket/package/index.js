import WebSocket from 'ws';

const HOST = process.env.PRICE_HOST;

/** Follows prices, and calls back with each. */
export function follow(symbols, onPrice) {
  const socket = new WebSocket('wss://' + HOST + '/prices');
  socket.on('open', () => socket.send(JSON.stringify({ symbols })));
  socket.on('message', (text) => onPrice(JSON.parse(text)));
  return () => socket.close();
}
