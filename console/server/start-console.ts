import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import type { Deployment } from "../../cli/deployment";
import { Access } from "./access";
import type { App } from "./create-app";
import { sendError, setSecurityHeaders } from "./send";

export interface ConsoleOptions {
    /** 0 takes a free one. */
    port: number;
    /** Where the program runs. Asked at the first request. */
    findDeployment: () => Promise<Deployment>;
    /** The deployed stack's name; undefined for the local cloud. */
    stackName?: string;
    /** The local Stripe's address, where there is one. */
    stripeUrl?: string;
    /** Whether everything that writes is refused. @default false */
    readOnly?: boolean;
}

export interface Console {
    /** With the token in it: who has it may use the console. */
    url: string;
    close(): Promise<void>;
}

/**
 * Serves the web console on loopback. Its pages and AWS's clients are loaded at the first request.
 *
 * @throws Error with a code, such as EADDRINUSE, when it cannot listen
 */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
    const access = new Access(() => findPort(server));
    let app: App | undefined;
    const loadApp = () => {
        // Not `import`, which is left to Node here.
        // oxlint-disable-next-line typescript/no-require-imports
        const { createApp } = require("./create-app") as typeof import("./create-app");
        return (app ??= createApp(options));
    };
    const server = createServer((request, response) => serve(access, loadApp, request, response));
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(options.port, "127.0.0.1", () => resolve());
    });
    return {
        url: `http://127.0.0.1:${findPort(server)}/?token=${access.token}`,
        async close() {
            await app?.close();
            await new Promise<void>((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            });
        },
    };
}

function serve(access: Access, loadApp: () => App, request: IncomingMessage, response: ServerResponse): void {
    setSecurityHeaders(response);
    const admission = access.admit(request);
    switch (admission.kind) {
        case "refused":
            return sendError(response, admission.status, admission.message);
        case "entered":
            response.writeHead(303, { location: admission.location, "set-cookie": admission.cookie }).end();
            return;
        case "admitted":
            void loadApp().handle(request, response);
    }
}

function findPort(server: Server): number {
    return (server.address() as AddressInfo).port;
}
