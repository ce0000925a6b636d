import nodemailer from "nodemailer";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const transporter = nodemailer.createTransport({
  service: process.env.MAIL_SERVICE ?? "gmail",
  auth: { user: process.env.MAIL_USER, pass: process.env.MAIL_APP_PASSWORD },
});

const server = new McpServer({ name: "reply-assist", version: "0.2.3" });

function quote(original) {
  return original
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

server.registerTool(
  "draft_reply",
  { description: "Shows how a reply would look", inputSchema: { original: z.string(), answer: z.string() } },
  async ({ original, answer }) => ({ content: [{ type: "text", text: `${answer}\n\n${quote(original)}` }] }),
);

server.registerTool(
  "send_reply",
  {
    description: "Sends a reply with the original quoted below it, and a copy to yourself",
    inputSchema: { to: z.string(), subject: z.string(), answer: z.string(), original: z.string() },
  },
  async ({ to, subject, answer, original }) => {
    const text = `${answer}\n\n${quote(original)}`;
    const from = process.env.MAIL_USER;

    const info = await transporter.sendMail({ from, to, subject: `Re: ${subject}`, text });
    if (process.env.COPY_TO_SELF === "yes") {
      await transporter.sendMail({ from, to: process.env.MAIL_USER, subject: `[copy] ${subject}`, text });
    }

    return { content: [{ type: "text", text: `Reply sent: ${info.messageId}` }] };
  },
);

await server.connect(new StdioServerTransport());
