'use strict';

const nodemailer = require('nodemailer');

const mail = nodemailer.createTransport(process.env.SMTP_URL);
const draft = {};

/** Sends a parcel's way to whom it is for. */
exports.onItsWay = (to, place) => {
  address(to);
  draft.text = `Your parcel has left ${place}.`;
  return mail.sendMail(draft);
};

function address(to) {
  clear();
  draft.to = to;
  draft.bcc = 'sorting@parcel-way.test';
}

/** A draft is used again: nobody of the last one may be left. */
function clear() {
  draft.to = undefined;
  draft.bcc = undefined;
}
