// The globals a package finds: those that reach out or tell the time are the session's.

import { webGlobals } from './builtin/http.mjs';
import { plantedBy } from './sentinel.mjs';

/** Hosts other than node offer mail and network as globals. */
const OF_OTHER_HOSTS = ['GmailApp', 'MailApp', 'UrlFetchApp', 'SpreadsheetApp', 'DriveApp', 'DocumentApp', 'PropertiesService', 'ScriptApp', 'Office', 'chrome', 'browser', 'cordova', 'Meteor', 'Parse'];

const realParse = JSON.parse;

export function installGlobals(session, processOfSession) {
  const web = webGlobals(session);
  const silent = () => {};
  const console = new Proxy({}, { get: () => silent, has: () => true });
  define({
    process: processOfSession,
    fetch: web.fetch,
    XMLHttpRequest: web.XMLHttpRequest,
    WebSocket: web.WebSocket,
    EventSource: web.EventSource,
    navigator: { sendBeacon: web.sendBeacon, userAgent: 'node', language: 'en', onLine: true, hardwareConcurrency: 2 },
    ...session.clock.globals,
    Date: session.clock.Date,
    console,
  });
  for (const name of OF_OTHER_HOSTS) if (session.mentions(name)) define({ [name]: session.remote.root(`global:${name}`) });
  Math.random = () => session.random;
  JSON.parse = (text, reviver) => {
    try {
      return realParse(text, reviver);
    } catch (error) {
      const by = typeof text === 'string' || session.isThing(text) ? plantedBy(String(text)) : null;
      if (by === 'chosen') return session.chosen.thing('file');
      if (by === 'answered') return session.remote.answer('body');
      throw error;
    }
  };
}

function define(values) {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
}
