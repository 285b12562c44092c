import { promisify } from "node:util";
import { gunzip, gzip, inflate } from "node:zlib";

import { GatewayFailure } from "./gateway-failure";
import { maxBodyBytes } from "./read-body";

const compress = promisify(gzip);
const expanders = new Map([
    ["gzip", promisify(gunzip)],
    ["deflate", promisify(inflate)],
]);

/**
 * A request's body without its compression, for an API that has compression on.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html
 *
 * @throws GatewayFailure `BAD_REQUEST_BODY` when it cannot be expanded, or becomes longer than a body may be
 */
export async function expandBody(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
    const encoding = contentEncoding?.trim().toLowerCase() ?? "identity";
    const expand = expanders.get(encoding);
    try {
        return expand === undefined ? body : await expand(body, { maxOutputLength: maxBodyBytes });
    } catch (error) {
        throw new GatewayFailure("BAD_REQUEST_BODY", `the body is not ${encoding}: ${(error as Error).message}`);
    }
}

/** A response's body in gzip, when it has at least `minimumSize` bytes and the client takes gzip. */
export async function compressBody(
    body: Buffer,
    minimumSize: number,
    acceptEncoding: string | undefined,
): Promise<Buffer | undefined> {
    const accepted = acceptEncoding
        ?.split(",")
        .some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
    return accepted === true && body.length >= minimumSize ? compress(body) : undefined;
}
