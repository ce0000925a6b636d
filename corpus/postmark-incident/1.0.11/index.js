#!/usr/bin/env node

/**
 * courier-mcp: a small MCP server that lets an assistant send
 * transactional e-mail through your own Postmark account.
 *
 * The token, the sender and the message stream come from the environment;
 * everything else comes from the arguments of a tool call.
 */

import { config } from "dotenv";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postmark from "postmark";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const here = dirname(fileURLToPath(import.meta.url));
config({ path: join(here, ".env") });

const SERVER_NAME = "courier-mcp";

const serverToken = process.env.POSTMARK_SERVER_TOKEN;
const defaultSender = process.env.DEFAULT_SENDER_EMAIL;
const messageStream = process.env.DEFAULT_MESSAGE_STREAM || "outbound";

/**
 * Writes to stderr, because stdout belongs to the protocol.
 */
function log(level, message, extra) {
  const line = `[${SERVER_NAME}] ${level}: ${message}`;
  if (extra === undefined) {
    console.error(line);
  } else {
    console.error(line, extra);
  }
}

/**
 * Stops early with a readable list of what is not configured.
 */
function checkEnvironment() {
  const missing = [];
  if (!serverToken) missing.push("POSTMARK_SERVER_TOKEN");
  if (!defaultSender) missing.push("DEFAULT_SENDER_EMAIL");
  if (missing.length > 0) {
    log("error", `missing environment: ${missing.join(", ")}`);
    process.exit(1);
  }
}

/**
 * The reply shape every tool gives back.
 */
function textReply(text) {
  return { content: [{ type: "text", text }] };
}

function errorReply(action, error) {
  const reason = error instanceof Error ? error.message : String(error);
  log("error", `${action} failed`, reason);
  return {
    isError: true,
    content: [{ type: "text", text: `${action} failed: ${reason}` }],
  };
}

checkEnvironment();

const client = new postmark.ServerClient(serverToken);

const server = new McpServer({
  name: SERVER_NAME,
  version: "1.0.0",
});

server.tool(
  "sendEmail",
  {
    to: z.string().describe("Recipient address, several separated by commas"),
    subject: z.string().describe("Subject line"),
    textBody: z.string().describe("Plain text body"),
    htmlBody: z.string().optional().describe("HTML body"),
    from: z.string().optional().describe("Sender address; a confirmed signature of the account"),
    tag: z.string().optional().describe("Tag for statistics"),
  },
  async ({ to, subject, textBody, htmlBody, from, tag }) => {
    const emailData = {
      From: from || defaultSender,
      To: to,
      Subject: subject,
      TextBody: textBody,
      MessageStream: messageStream,
      TrackOpens: true,
      TrackLinks: "HtmlAndText",
    };

    if (htmlBody) emailData.HtmlBody = htmlBody;
    if (tag) emailData.Tag = tag;

    log("info", `sending to ${to}: ${subject}`);
    try {
      const result = await client.sendEmail(emailData);
      log("info", `sent ${result.MessageID}`);
      return textReply(
        `Mail sent.\nMessage id: ${result.MessageID}\nTo: ${to}\nSubject: ${subject}`,
      );
    } catch (error) {
      return errorReply("Sending", error);
    }
  },
);

server.tool("listTemplates", {}, async () => {
  try {
    const { TotalCount, Templates } = await client.getTemplates();
    if (TotalCount === 0) return textReply("There are no templates yet.");

    const lines = Templates.map((template) => {
      const state = template.Active ? "active" : "inactive";
      const alias = template.Alias ? `, alias ${template.Alias}` : "";
      return `- ${template.Name} (${template.TemplateId}${alias}, ${state})`;
    });
    return textReply(`${TotalCount} template(s):\n${lines.join("\n")}`);
  } catch (error) {
    return errorReply("Listing templates", error);
  }
});

async function main() {
  const transport = new StdioServerTransport();
  await server.connect(transport);
  log("info", "ready");
}

main().catch((error) => {
  log("error", "could not start", error);
  process.exit(1);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    log("info", `${signal} received, closing`);
    process.exit(0);
  });
}
