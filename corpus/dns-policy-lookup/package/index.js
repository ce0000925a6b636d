'use strict';

const { promises: dns } = require('dns');

const LISTS = ['zen.block-list.example', 'bl.block-list.example'];

/** The policy of a domain for mail that is not signed. */
async function policyOf(domain) {
  const records = await dns.resolveTxt(`_dmarc.${domain}`);
  return records.map((parts) => parts.join('')).find((text) => text.startsWith('v=DMARC1')) ?? null;
}

/** Whether an address is on a list of senders that nobody wants. */
async function isListed(host) {
  const turned = host.split('.').reverse().join('.');
  const answers = await Promise.allSettled(LISTS.map((list) => dns.resolve4(`${turned}.${list}`)));
  return answers.some(({ status }) => status === 'fulfilled');
}

module.exports = { policyOf, isListed };
