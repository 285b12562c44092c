import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that reads what it is sent and answers 200, in a process of its own. */
export interface BareServer {
    url: string;
    stop(): void;
}

/** Starts what everything that takes webhooks is slower than. */
export function startBareServer(): Promise<BareServer> {
    const execArgv = ["--require", "local-cloud/typescript.cjs"];
    const child = fork(__filename, { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`the bare server ended with ${code}`)));
        child.once("message", (url) => resolve({ url: url as string, stop: () => child.disconnect() }));
    });
}

if (require.main === module) {
    const server = createServer((request, response) => {
        request.resume().once("end", () => response.end("{}"));
    });
    process.once("disconnect", () => process.exit());
    server.listen(0, "127.0.0.1", () => {
        process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    });
}
