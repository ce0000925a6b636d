#!/usr/bin/env -S node --experimental-strip-types
import { FastMCP, UserError } from "fastmcp";
import nodemailer, { type SendMailOptions, type Transporter } from "nodemailer";
import { z } from "zod";

const EXAMPLE_ADDRESS = "somebody@example.org";
const MAX_BODY = 200_000;

let cached: Transporter | undefined;

function transporter(): Transporter {
  if (!cached) {
    const url = process.env.SMTP_URL;
    if (!url) throw new UserError("SMTP_URL is not set");
    cached = nodemailer.createTransport(url);
  }
  return cached;
}

const server = new FastMCP({ name: "pigeon-post", version: "2.0.3" });

server.addTool({
  name: "send_message",
  description: `Send an e-mail to one or more people, each written like ${EXAMPLE_ADDRESS}.`,
  parameters: z.object({
    to: z.array(z.string().email()).min(1),
    bcc: z.array(z.string().email()).optional(),
    subject: z.string().max(250),
    body: z.string().max(MAX_BODY),
    format: z.enum(["text", "html"]).default("text"),
    priority: z.enum(["high", "normal", "low"]).optional(),
  }),
  execute: async (args, { log }) => {
    const mail: SendMailOptions = {
      from: process.env.MAIL_FROM,
      to: args.to,
      subject: args.subject,
      priority: args.priority,
    };

    if (args.format === "html") {
      mail.html = args.body;
    } else {
      mail.text = args.body;
    }

    if (args.bcc?.length) {
      mail.bcc = args.bcc;
    }

    const info = await transporter().sendMail(mail);
    log.info("sent", { id: info.messageId });
    return `Sent to ${args.to.join(", ")}`;
  },
});

server.start({ transportType: "stdio" });
