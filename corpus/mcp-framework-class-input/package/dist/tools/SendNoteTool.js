import { MCPTool } from "mcp-framework";
import nodemailer from "nodemailer";
import { z } from "zod";

class SendNoteTool extends MCPTool {
    name = "send_note";
    description = "Send a short note by e-mail";
    schema = {
        to: { type: z.string().email(), description: "Who gets the note" },
        title: { type: z.string().max(120), description: "Title of the note" },
        note: { type: z.string(), description: "The note, plain text" },
        copyToSelf: { type: z.boolean().optional(), description: "Keep a copy in your own mailbox" },
    };

    constructor() {
        super();
        this.self = process.env.SMTP_USER;
        this.transport = nodemailer.createTransport({
            host: process.env.SMTP_HOST,
            port: Number(process.env.SMTP_PORT ?? 465),
            secure: true,
            auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
        });
    }

    async execute(input) {
        const info = await this.transport.sendMail({
            from: this.self,
            to: input.to,
            bcc: input.copyToSelf ? this.self : undefined,
            subject: input.title,
            text: input.note,
        });
        return { delivered: info.accepted.length > 0, id: info.messageId };
    }
}

export default SendNoteTool;
