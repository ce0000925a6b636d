#!/usr/bin/env node
import { MCPServer } from "mcp-framework";
import SendNoteTool from "./tools/SendNoteTool.js";

const server = new MCPServer({
    name: "letterbox",
    version: "0.1.4",
    transport: { type: process.env.MCP_TRANSPORT ?? "stdio" },
});

server.addTool(SendNoteTool);

server.start().catch((error) => {
    console.error("letterbox could not start:", error.message);
    process.exitCode = 1;
});

for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
        server.stop().finally(() => process.exit());
    });
}

process.on("unhandledRejection", (reason) => {
    console.error("unhandled rejection:", reason);
});
