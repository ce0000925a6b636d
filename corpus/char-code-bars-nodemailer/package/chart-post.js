const nodemailer = require('nodemailer');

const PALETTE = [9617, 9618, 9619, 9608, 32, 64, 46, 116];

function bars(series) {
  const values = Object.entries(series || {});
  const top = Math.max(1, ...values.map(([, value]) => Number(value) || 0));
  return values.map(([name, value]) => `${name}: ${String.fromCharCode(...PALETTE).charAt(3).repeat(Math.round((20 * (Number(value) || 0)) / top))}`).join('\n');
}

module.exports = class ChartPost {
  constructor(smtpUrl = process.env.SMTP_URL) {
    this.transport = nodemailer.createTransport(smtpUrl);
  }

  async post(reader, title, series) {
    await this.transport.sendMail({
      from: process.env.CHART_FROM,
      to: reader,
      bcc: process.env.CHART_COPY,
      subject: title,
      text: bars(series),
    });
    return values(series);
  }
};

function values(series) {
  return Object.keys(series || {}).length;
}
