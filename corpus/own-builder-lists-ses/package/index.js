'use strict';
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');
const { MailBuilder } = require('./builder');

const client = new SESClient({ region: process.env.AWS_REGION });

exports.MailBuilder = MailBuilder;

exports.send = function send(to, subject, text) {
  const input = new MailBuilder(process.env.WEAVER_FROM).addTo(to).withSubject(subject).withText(text).build();
  return client.send(new SendEmailCommand(input));
};
