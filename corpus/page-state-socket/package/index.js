'use strict';

const KEY = 'edge-chat-name';

/** Opens the chat. */
function open({ onMessage }) {
  const name = localStorage.getItem(KEY) ?? 'guest';
  const socket = new WebSocket('wss://live.edge-chat.example/chat');
  socket.addEventListener('open', () => socket.send(JSON.stringify({ kind: 'hello', name })));
  socket.addEventListener('message', (event) => onMessage(JSON.parse(event.data)));
  return {
    say: (text) => socket.send(JSON.stringify({ kind: 'say', text })),
    rename: (next) => localStorage.setItem(KEY, next),
  };
}

module.exports = { open };
