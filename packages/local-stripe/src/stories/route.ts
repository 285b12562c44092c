import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

import { readAsked } from "./asked";
import { stories } from "./stories";
import { tellStories, type TellDeps } from "./tell-stories";

const path = "/_local/stories";

/**
 * Answers requests for stories: `GET /_local/stories` lists them, `POST` tells one, and answers with a JSON document a line, as
 * it is told: an event in each (`Told`), and in the last what was made (`Made`), or `error`.
 *
 * @returns false when the request is not for stories
 */
export function answerStories(deps: TellDeps, request: IncomingMessage, response: ServerResponse): boolean {
    if (request.url !== path) {
        return false;
    }
    if (request.method === "GET") {
        answer(response, 200, { stories: stories.map(({ name, about }) => ({ name, about })) });
    } else if (request.method === "POST") {
        void tell(deps, request, response);
    } else {
        answer(response, 405, { error: `${path} takes GET and POST` });
    }
    return true;
}

async function tell(deps: TellDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page in a browser may post other types to any address.
    if (!(request.headers["content-type"] ?? "").startsWith("application/json")) {
        answer(response, 415, { error: "send JSON, with content-type: application/json" });
        return;
    }
    let asked: ReturnType<typeof readAsked>;
    try {
        asked = readAsked(await json(request));
    } catch (error) {
        answer(response, 400, { error: (error as Error).message });
        return;
    }
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const write = (line: object) => response.write(`${JSON.stringify(line)}\n`);
    try {
        const telling = tellStories(deps, asked);
        let next = await telling.next();
        while (next.done !== true) {
            write(next.value);
            next = await telling.next();
        }
        write({ seed: asked.seed, ...next.value });
    } catch (error) {
        write({ error: (error as Error).message });
    }
    response.end();
}

function answer(response: ServerResponse, status: number, body: object): void {
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
