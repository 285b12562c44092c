import type { IncomingMessage, ServerResponse } from "node:http";

import { CommandError } from "local-cloud/command";
import { FrontEnd } from "./front-end";
import { readJsonBody } from "./read-json-body";
import { findRoute } from "./route";
import type { Stack } from "./open-stack";
import { send, sendError, sendJson } from "./send";
import type { ConsoleOptions } from "./start-console";

/** Answers the requests of those who may use the console. */
export interface App {
    handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
    close(): Promise<void>;
}

export function createApp(options: Omit<ConsoleOptions, "port">): App {
    const frontEnd = new FrontEnd();
    let opened: { stack: Stack; key: string } | undefined;

    /** The stack as it is deployed: each page that is loaded asks anew, as a program that is saved has other outputs. */
    async function openCurrent(): Promise<Stack> {
        const deployment = await options.findDeployment();
        const key = JSON.stringify(deployment);
        const former = opened;
        if (former?.key === key) {
            return former.stack;
        }
        // The page is shown before AWS's clients are loaded. Not `import`, which is left to Node here.
        // oxlint-disable-next-line typescript/no-require-imports
        const { openStack } = require("./open-stack") as typeof import("./open-stack");
        // AWS's clients write into the credentials that they get, and the deployment would be another one the next time.
        const stack = openStack(structuredClone(deployment), options);
        opened = { stack, key };
        await former?.stack.close();
        return stack;
    }

    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://console");
        const [, area = "", ...rest] = pathname.split("/");
        if (area === "assets") {
            const asset = await frontEnd.asset(rest.join("/"));
            return asset === undefined
                ? sendError(response, 404, `There is no file ${pathname}.`)
                : send(response, 200, asset.type, asset.body);
        }
        if (area !== "api") {
            return send(response, 200, frontEnd.page.type, frontEnd.page.body);
        }
        const path = `/${rest.join("/")}`;
        const { routes, feed } = path === "/stack" ? await openCurrent() : (opened?.stack ?? (await openCurrent()));
        if (path === "/feed") {
            return feed.join(request, response);
        }
        const ofMethod = routes.filter(({ method }) => method === request.method);
        const { route, params } = findRoute(ofMethod, path) ?? {};
        if (route === undefined || params === undefined) {
            return sendError(response, 404, `The console has no ${request.method} ${pathname}.`);
        }
        if (route.method === "POST" && options.readOnly === true) {
            return sendError(
                response,
                403,
                "The console is read-only: start it without --read-only to change anything.",
            );
        }
        const body = route.method === "POST" ? await readJsonBody(request) : undefined;
        sendJson(response, 200, (await route.answer({ params, query, body })) ?? null);
    }

    return {
        async handle(request, response) {
            try {
                await answer(request, response);
            } catch (error) {
                const { name, message } = error as Error;
                if (!response.headersSent) {
                    const isTold = error instanceof CommandError;
                    sendError(response, isTold ? 400 : 500, isTold ? message : `${name}: ${message}`);
                }
            }
        },
        async close() {
            await opened?.stack.close();
        },
    };
}
