'use strict';

let offset = 0;

const letter = (sign) => String.fromCharCode(sign.charCodeAt(0) - 3);
const plain = (text) => Array.from(text, letter).join('');

const line = new WebSocket('wss://time.right-clock.example/now');

line.onmessage = ({ data }) => {
  if (data.length > 24) offset = Number(plain(data).slice(-13)) - Date.now();
  else offset = Number(data) - Date.now();
};

/** What time it is, in milliseconds, by the clock of the service. */
exports.now = () => Date.now() + offset;
