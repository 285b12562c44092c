import type { IncomingMessage } from "node:http";

import { CommandError } from "local-cloud/command";

/** More than any form of the console sends. */
const maxBytes = 64 * 1024;

/**
 * The JSON object that a request brings; an empty one when it brings nothing.
 *
 * @throws CommandError when it is none, or too large
 */
export async function readJsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > maxBytes) {
            throw new CommandError(`The request is larger than ${maxBytes} bytes.`);
        }
        chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    try {
        const value: unknown = text === "" ? {} : JSON.parse(text);
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return value as Record<string, unknown>;
        }
    } catch {
        // Told below, as what is JSON but no object is.
    }
    throw new CommandError("The request's body is not a JSON object.");
}
