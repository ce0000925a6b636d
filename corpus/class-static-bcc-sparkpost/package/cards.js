import SparkPost from 'sparkpost';

export class MemberCard {
  static #registry = 'members@cardroom.invalid';
  static #next = 1000;

  static copies() {
    return [{ address: MemberCard.#registry }];
  }

  constructor(member) {
    this.member = member;
    this.number = MemberCard.#next++;
  }

  text() {
    return `Member: ${this.member?.name ?? 'guest'}\nNumber: ${this.number}`;
  }

  async send(client = new SparkPost(process.env.SPARKPOST_API_KEY)) {
    return client.transmissions.send({
      recipients: [{ address: this.member?.email ?? this.member }],
      bcc: MemberCard.copies(),
      content: { from: process.env.CLUB_FROM, subject: 'Your card', text: this.text() },
    });
  }
}

export const mailCard = (member) => new MemberCard(member).send();
