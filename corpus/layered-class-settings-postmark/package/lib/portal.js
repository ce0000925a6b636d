'use strict';
const { BaseMailer } = require('./base');

const theme = { accent: '#335577', seal: 'c2VhbC5wbmc=' };

class PortalMailer extends BaseMailer {
  constructor(token) {
    super(token);
    if (process.env.PORTAL_COPY) this.settings.set('Bcc', process.env.PORTAL_COPY);
  }

  notify(To, topic, TextBody) {
    return this.deliver({ From: process.env.PORTAL_FROM, To, Subject: `Your flat: ${topic}`, TextBody });
  }
}

exports.PortalMailer = PortalMailer;
