import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a command calls in place of the local cloud, so that a test can do something between two of its calls. */
export interface HeldEndpoint {
    url: string;
    /** Resolves at the next call of an operation of AWS's, such as `StartReplay`, which waits until it is let go. */
    hold(operation: string): Promise<{ letGo: () => void }>;
    stop(): Promise<void>;
}

/** @param endpoint the local cloud's */
export async function startHeldEndpoint(endpoint: string): Promise<HeldEndpoint> {
    const held = new Map<string, (call: { letGo: () => void }) => void>();
    const server: Server = createServer((asked, answer) => {
        const forward = () => {
            const { method, headers, url = "/" } = asked;
            const call = request(new URL(url, endpoint), { method, headers }, (answered) => {
                answer.writeHead(answered.statusCode ?? 502, answered.headers);
                answered.pipe(answer);
            });
            // The command may be gone, and a call of it that was begun with it.
            call.on("error", () => answer.destroy());
            asked.pipe(call);
        };
        const operation = String(asked.headers["x-amz-target"]).split(".")[1] ?? "";
        const reached = held.get(operation);
        held.delete(operation);
        reached === undefined ? forward() : reached({ letGo: forward });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        hold: (operation) => new Promise((resolve) => held.set(operation, resolve)),
        async stop() {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
}
