import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An incoming webhook as Slack has it, for the setting `alertUrl`. */
export interface AlertWebhook {
    url: string;
    server: Server;
    /** The messages' texts, in the order in which they came. */
    posted: string[];
    close(): void;
}

export async function startAlertWebhook(): Promise<AlertWebhook> {
    const posted: string[] = [];
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            posted.push((JSON.parse(body) as { text: string }).text);
            response.end("ok");
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}/services/hook`,
        server,
        posted,
        close() {
            server.closeAllConnections();
            server.close();
        },
    };
}
