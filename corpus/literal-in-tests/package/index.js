'use strict';

const nodemailer = require('nodemailer');

const RETRY_CODES = new Set([421, 450, 451, 452]);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A mailer that tries again when the server asks it to.
 */
class TinyMailer {
  constructor(options, { attempts = 3, pause = 2000 } = {}) {
    this.transport = nodemailer.createTransport(options);
    this.attempts = attempts;
    this.pause = pause;
  }

  async send(mail) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.transport.sendMail(mail);
      } catch (error) {
        if (attempt >= this.attempts || !RETRY_CODES.has(error.responseCode)) throw error;
        await wait(this.pause * attempt);
      }
    }
  }
}

module.exports = { TinyMailer };
