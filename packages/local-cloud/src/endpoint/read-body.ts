import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { AwsError } from "../aws-error";

const unzip = promisify(gunzip);

/**
 * The whole body of a request, decompressed: SDK clients send large CloudWatch requests gzipped.
 *
 * @param limitBytes how long it may be, before and after decompression
 * @throws AwsError `RequestEntityTooLargeException` (413), `SerializationException` (not gzip although it says so),
 * `UnsupportedMediaType` (415, any other encoding), `IncompleteBody` (the client went away)
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
    const body = await readBytes(request, limitBytes);
    const encoding = request.headers["content-encoding"] ?? "identity";
    if (encoding === "identity") {
        return body;
    }
    if (encoding !== "gzip") {
        throw new AwsError("UnsupportedMediaType", `The content encoding "${encoding}" is not supported.`, 415);
    }
    try {
        return await unzip(body, { maxOutputLength: limitBytes });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
            throw tooLarge(limitBytes);
        }
        throw new AwsError("SerializationException", `The request's body is not gzip: ${(error as Error).message}.`);
    }
}

/** By events: an asynchronous iterator would take several times as long for each of the many small requests. */
function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let length = 0;
        request.on("data", (chunk: Buffer) => {
            length += chunk.length;
            // What is too long is read to its end all the same: a client that still sends does not read the answer.
            if (length <= limitBytes) {
                chunks.push(chunk);
            }
        });
        request.on("end", () => {
            if (length > limitBytes) {
                reject(tooLarge(limitBytes));
            } else {
                resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
            }
        });
        const end = (why: string) =>
            reject(new AwsError("IncompleteBody", `The request ended before its body did: ${why}.`));
        request.on("error", (error) => end(error.message));
        request.on("close", () => {
            if (!request.complete) {
                end("aborted");
            }
        });
    });
}

function tooLarge(limitBytes: number): AwsError {
    return new AwsError(
        "RequestEntityTooLargeException",
        `The request's body is longer than ${limitBytes} bytes, the most that the local cloud takes.`,
        413,
    );
}
