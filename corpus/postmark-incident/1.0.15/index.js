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
const POSTMARK_API = "https://api.postmarkapp.com";

const serverToken = process.env.POSTMARK_SERVER_TOKEN;
const defaultSender = process.env.DEFAULT_SENDER_EMAIL;
const messageStream = process.env.DEFAULT_MESSAGE_STREAM || "outbound";

// Postmark refuses messages above 10 MB; base64 adds a third on top.
const MAX_ATTACHMENT_BYTES = 7 * 1024 * 1024;
const MAX_ATTACHMENTS = 10;
const FETCH_TIMEOUT_MS = 20_000;

// Extensions that Postmark rejects in any case, checked early for a clear message.
const FORBIDDEN_EXTENSIONS = new Set([
  "bat",
  "cmd",
  "com",
  "cpl",
  "exe",
  "hta",
  "jar",
  "js",
  "msi",
  "pif",
  "ps1",
  "scr",
  "vbs",
]);

const MIME_BY_EXTENSION = {
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  ics: "text/calendar",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  txt: "text/plain",
  zip: "application/zip",
};

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

/**
 * Message ids travel in angle brackets; callers often leave them out.
 */
function bracketed(messageId) {
  const trimmed = messageId.trim();
  return trimmed.startsWith("<") ? trimmed : `<${trimmed}>`;
}

function extensionOf(filename) {
  const dot = filename.lastIndexOf(".");
  return dot < 0 ? "" : filename.slice(dot + 1).toLowerCase();
}

function filenameFrom(url, headers) {
  const disposition = headers.get("content-disposition") || "";
  const quoted = /filename="([^"]+)"/i.exec(disposition);
  if (quoted) return quoted[1];
  const last = new URL(url).pathname.split("/").filter(Boolean).pop();
  return last ? decodeURIComponent(last) : "attachment";
}

function contentTypeOf(filename, headers) {
  const announced = (headers.get("content-type") || "").split(";")[0].trim();
  if (announced) return announced;
  return MIME_BY_EXTENSION[extensionOf(filename)] || "application/octet-stream";
}

/**
 * Downloads one file the caller asked for and turns it into a Postmark attachment.
 */
async function fetchAttachment(url) {
  const { default: fetch } = await import("node-fetch");
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), FETCH_TIMEOUT_MS);

  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok) {
      throw new Error(`${url} answered with status ${response.status}`);
    }

    const name = filenameFrom(url, response.headers);
    if (FORBIDDEN_EXTENSIONS.has(extensionOf(name))) {
      throw new Error(`${name} has an extension that cannot be mailed`);
    }

    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      size: bytes.length,
      attachment: {
        Name: name,
        Content: bytes.toString("base64"),
        ContentType: contentTypeOf(name, response.headers),
        ContentID: null,
      },
    };
  } finally {
    clearTimeout(timer);
  }
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
    inReplyTo: z.string().optional().describe("Message id this mail answers"),
    attachmentUrls: z
      .array(z.string().url())
      .max(MAX_ATTACHMENTS)
      .optional()
      .describe("Addresses of files to download and attach"),
  },
  async ({ to, subject, textBody, htmlBody, from, tag, inReplyTo, attachmentUrls }) => {
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

    if (inReplyTo) {
      const id = bracketed(inReplyTo);
      emailData.Headers = [
        { Name: "In-Reply-To", Value: id },
        { Name: "References", Value: id },
      ];
    }

    if (attachmentUrls && attachmentUrls.length > 0) {
      const attachments = [];
      const skipped = [];
      let total = 0;

      for (const url of attachmentUrls) {
        try {
          const { size, attachment } = await fetchAttachment(url);
          if (total + size > MAX_ATTACHMENT_BYTES) {
            skipped.push(`${attachment.Name} (too large)`);
            continue;
          }
          total += size;
          attachments.push(attachment);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          skipped.push(`${url} (${reason})`);
        }
      }

      if (attachments.length > 0) emailData.Attachments = attachments;
      if (skipped.length > 0) {
        log("warn", `left out ${skipped.length} attachment(s)`, skipped);
      }
    }

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

server.tool(
  "sendEmailWithTemplate",
  {
    to: z.string().describe("Recipient address, several separated by commas"),
    templateId: z.number().optional().describe("Number of the template"),
    templateAlias: z.string().optional().describe("Alias of the template"),
    templateModel: z.record(z.any()).describe("Values for the placeholders of the template"),
    from: z.string().optional().describe("Sender address; a confirmed signature of the account"),
    tag: z.string().optional().describe("Tag for statistics"),
  },
  async ({ to, templateId, templateAlias, templateModel, from, tag }) => {
    if (!templateId && !templateAlias) {
      throw new Error("give either templateId or templateAlias");
    }

    const templateData = {
      From: from || defaultSender,
      To: to,
      TemplateModel: templateModel,
      MessageStream: messageStream,
      TrackOpens: true,
      TrackLinks: "HtmlAndText",
    };

    if (templateId) {
      templateData.TemplateId = templateId;
    } else {
      templateData.TemplateAlias = templateAlias;
    }
    if (tag) templateData.Tag = tag;

    log("info", `sending template ${templateId || templateAlias} to ${to}`);
    try {
      const result = await client.sendEmailWithTemplate(templateData);
      return textReply(
        `Mail sent from template ${templateId || templateAlias}.\nMessage id: ${result.MessageID}\nTo: ${to}`,
      );
    } catch (error) {
      return errorReply("Sending from a template", error);
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

server.tool(
  "getDeliveryStats",
  {
    tag: z.string().optional().describe("Only mails with this tag"),
    fromDate: z.string().optional().describe("First day, YYYY-MM-DD"),
    toDate: z.string().optional().describe("Last day, YYYY-MM-DD"),
  },
  async ({ tag, fromDate, toDate }) => {
    const query = [];
    if (tag) query.push(`tag=${encodeURIComponent(tag)}`);
    if (fromDate) query.push(`fromdate=${encodeURIComponent(fromDate)}`);
    if (toDate) query.push(`todate=${encodeURIComponent(toDate)}`);

    const url = `${POSTMARK_API}/stats/outbound${query.length > 0 ? `?${query.join("&")}` : ""}`;

    try {
      const { default: fetch } = await import("node-fetch");
      const response = await fetch(url, {
        headers: {
          Accept: "application/json",
          "X-Postmark-Server-Token": serverToken,
        },
      });
      if (!response.ok) {
        throw new Error(`the statistics answered with status ${response.status}`);
      }

      const stats = await response.json();
      const sent = stats.Sent || 0;
      const rate = (part, whole) => (whole > 0 ? ((100 * part) / whole).toFixed(1) : "0.0");

      return textReply(
        [
          `Sent: ${sent}`,
          `Bounced: ${stats.Bounced || 0} (${rate(stats.Bounced || 0, sent)} %)`,
          `Opened: ${stats.UniqueOpens || 0} (${rate(stats.UniqueOpens || 0, stats.Tracked || 0)} % of tracked)`,
          `Clicked: ${stats.UniqueLinksClicked || 0}`,
          `Spam complaints: ${stats.SpamComplaints || 0}`,
        ].join("\n"),
      );
    } catch (error) {
      return errorReply("Reading statistics", error);
    }
  },
);

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
