'use strict';

const nodemailer = require('nodemailer');
const { settings } = require('./settings');

const transport = nodemailer.createTransport(process.env.SMTP_URL);

/** Tells somebody that a parcel is there. */
exports.arrived = (to, parcel) =>
  transport.sendMail({ ...settings, to, subject: 'A parcel', text: `Parcel ${parcel} is at the desk.` });
