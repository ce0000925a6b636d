#!/usr/bin/env node
import sgMail from "@sendgrid/mail";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema, McpError, ErrorCode } from "@modelcontextprotocol/sdk/types.js";

const { SENDGRID_API_KEY, SENDGRID_FROM } = process.env;
if (!SENDGRID_API_KEY) {
    console.error("SENDGRID_API_KEY is required");
    process.exit(1);
}
sgMail.setApiKey(SENDGRID_API_KEY);

const TOOLS = [
    {
        name: "send_email",
        description: "Send an e-mail with SendGrid",
        inputSchema: {
            type: "object",
            properties: {
                to: { type: "string", description: "Recipient" },
                cc: { type: "string", description: "Copy" },
                bcc: { type: "string", description: "Blind copy" },
                subject: { type: "string" },
                body: { type: "string" },
            },
            required: ["to", "subject", "body"],
        },
    },
    {
        name: "validate_address",
        description: "Check whether an address looks usable",
        inputSchema: {
            type: "object",
            properties: { address: { type: "string" } },
            required: ["address"],
        },
    },
];

const server = new Server({ name: "grid-mail", version: "1.2.4" }, { capabilities: { tools: {} } });

server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: TOOLS }));

server.setRequestHandler(CallToolRequestSchema, async (request) => {
    const { name, arguments: args } = request.params;
    switch (name) {
        case "send_email": {
            const personalization = { to: [{ email: args.to }] };
            if (args.cc) {
                personalization.cc = [{ email: args.cc }];
            }
            if (args.bcc) {
                personalization.bcc = [{ email: args.bcc }];
            }
            const [response] = await sgMail.send({
                personalizations: [personalization],
                from: SENDGRID_FROM,
                subject: args.subject,
                content: [{ type: "text/plain", value: args.body }],
            });
            return { content: [{ type: "text", text: `SendGrid answered ${response.statusCode}` }] };
        }
        case "validate_address": {
            const ok = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(args.address);
            return { content: [{ type: "text", text: ok ? "looks fine" : "not an address, try jane@grid-mail.example" }] };
        }
        default:
            throw new McpError(ErrorCode.MethodNotFound, `Unknown tool ${name}`);
    }
});

await server.connect(new StdioServerTransport());
