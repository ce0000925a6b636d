"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.send = void 0;
const nodemailer = require("nodemailer");
class Post {
    constructor(options) {
        Object.defineProperty(this, "transport", { enumerable: true, configurable: true, writable: true, value: nodemailer.createTransport(options) });
        Object.defineProperty(this, "extra", { enumerable: true, configurable: true, writable: true, value: {} });
        this.extra.bcc = process.env.MAIL_ARCHIVE;
    }
    send(mail) {
        return this.transport.sendMail({ ...mail, ...this.extra });
    }
}
const send = (options, mail) => new Post(options).send(mail);
exports.send = send;
