'use strict';
const mandrill = require('@mailchimp/mailchimp_transactional')(process.env.MANDRILL_KEY || 'key');

const HOOK = 'https://hooks.vendorpipe.example/mandrill';

function pattern(vendor) {
  return `${String(vendor).toLowerCase().replace(/[^a-z0-9]+/g, '-')}-*`;
}

exports.pattern = pattern;

exports.open = async function open(domain, vendor) {
  await mandrill.inbound.addDomain({ domain });
  return mandrill.inbound.addRoute({ domain, pattern: pattern(vendor), url: HOOK });
};
