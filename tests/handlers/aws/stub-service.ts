import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
    method: string;
    path: string;
    headers: IncomingHttpHeaders;
    body: string;
    /** The client's port: the same for what came over one connection. */
    connection: number;
}

export interface StubService {
    url: string;
    received: Received[];
    stop(): Promise<void>;
}

/** How a request is answered; `attempt` counts from 1. */
export type Answer = (response: ServerResponse, attempt: number) => void;

/** An HTTP server in place of an AWS service. */
export async function startStubService(answer: Answer): Promise<StubService> {
    const received: Received[] = [];
    const server: Server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.once("end", () => {
            const { method = "", url = "", headers, socket } = request;
            const body = Buffer.concat(chunks).toString();
            received.push({ method, path: url, headers, body, connection: socket.remotePort ?? 0 });
            answer(response, received.length);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        received,
        stop: () => {
            server.closeAllConnections();
            return new Promise((resolve) => server.close(() => resolve()));
        },
    };
}

/** Answers as AWS's JSON services do. */
export function reply(response: ServerResponse, statusCode: number, body: object): void {
    response.writeHead(statusCode, {
        "content-type": "application/x-amz-json-1.1",
        "x-amzn-requestid": "00000000-1111-2222-3333-444444444444",
    });
    response.end(JSON.stringify(body));
}

/**
 * The signature that a request must have, from what it says that it signed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function expectedSignature({ method, path, headers, body }: Received, secretAccessKey: string): string {
    const [, date = "", region = "", service = "", names = ""] =
        /Credential=[^/]+\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+),/.exec(
            headers.authorization ?? "",
        ) ?? [];
    const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
    const canonical = [method, path, "", lines.join(""), names, sha256(body)].join("\n");
    const scope = `${date}/${region}/${service}/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"] as string, scope, sha256(canonical)].join("\n");
    const key = [date, region, service, "aws4_request"].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
    return hmac(key, text).toString("hex");
}

/** The signature that a request has. */
export function readSignature({ headers }: Received): string | undefined {
    return /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? "")?.[1];
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer | string, text: string): Buffer {
    return createHmac("sha256", key).update(text).digest();
}
