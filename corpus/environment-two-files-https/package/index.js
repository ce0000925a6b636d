'use strict';

const { about } = require('./lib/about');
const { report } = require('./lib/report');

const drafts = new Map();

/** Keeps a draft under the name of its form. */
function keep(form, fields) {
  drafts.set(form, { fields, at: Date.now() });
  report('kept', about());
}

/** The draft of a form, if there is one that is not too old. */
function draft(form, days = 7) {
  const found = drafts.get(form);
  return found && Date.now() - found.at < days * 86_400_000 ? found.fields : undefined;
}

module.exports = { keep, draft };
