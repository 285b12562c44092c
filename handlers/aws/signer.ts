import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

import type { HttpRequest } from "./http-handler";

export interface Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
}

export interface SignerDeps {
    credentials: Credentials;
    region: string;
    /** The service's name in signatures, such as `events`. */
    service: string;
    /** Now, in milliseconds since the epoch. */
    now: () => number;
}

/** Adds to a request's headers what proves who sends it. */
export type Signer = (request: HttpRequest) => void;

/**
 * Signs requests by AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html),
 * as AWS's JSON services take them: a POST to a path, all in the body. The key that is derived from the secret serves a day,
 * and is derived once.
 */
export function createSigner({ credentials, region, service, now }: SignerDeps): Signer {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const token = sessionToken === undefined ? "" : `x-amz-security-token:${sessionToken}\n`;
    const names = `content-type;host;x-amz-date;${token === "" ? "" : "x-amz-security-token;"}x-amz-target`;
    let day = "";
    let scope = "";
    let key: KeyObject | undefined;

    /** A KeyObject, since a Buffer would be made one for each signature. */
    function startDay(today: string): KeyObject {
        day = today;
        scope = `${today}/${region}/${service}/aws4_request`;
        const secret = [today, region, service, "aws4_request"].reduce(
            (derived, text) => createHmac("sha256", derived).update(text).digest(),
            Buffer.from(`AWS4${secretAccessKey}`),
        );
        return createSecretKey(secret);
    }

    return (request) => {
        const { headers, method, path, body = "" } = request;
        // 20261127T101500Z
        const date = new Date(now()).toISOString().replace(/[-:]|\.\d{3}/g, "");
        if (key === undefined || !date.startsWith(day)) {
            key = startDay(date.slice(0, 8));
        }
        headers["x-amz-date"] = date;
        if (sessionToken !== undefined) {
            headers["x-amz-security-token"] = sessionToken;
        }
        const { "content-type": type, host, "x-amz-target": target } = headers;
        const canonical =
            `${method}\n${path}\n\ncontent-type:${type}\nhost:${host}\nx-amz-date:${date}\n` +
            `${token}x-amz-target:${target}\n\n${names}\n${hash("sha256", body)}`;
        const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash("sha256", canonical)}`;
        const signature = createHmac("sha256", key).update(text).digest("hex");
        headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    };
}
