import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An incoming webhook as Slack has it, for the setting `alertUrl`. */
export interface AlertWebhook {
    url: string;
    /** What it answers. @default 200 */
    status: number;
    /** The texts of the messages that it took, in the order in which they came. */
    posted: string[];
    /** How many it did not take. */
    refused: number;
    close(): void;
}

export async function startAlertWebhook(): Promise<AlertWebhook> {
    const server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            if (webhook.status === 200) {
                webhook.posted.push((JSON.parse(body) as { text: string }).text);
            } else {
                webhook.refused++;
            }
            response.writeHead(webhook.status).end();
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const webhook: AlertWebhook = {
        url: `http://127.0.0.1:${port}/services/hook`,
        status: 200,
        posted: [],
        refused: 0,
        close() {
            server.closeAllConnections();
            server.close();
        },
    };
    return webhook;
}
