import { request as httpRequest, type IncomingHttpHeaders } from "node:http";

import type { APIGatewayProxyEvent } from "aws-lambda";

import { ApiGateway } from "../../../src/services/apigateway/api-gateway";
import type { InvokeFunction } from "../../../src/services/apigateway/integration";
import { Store } from "../../../src/store";
import { manualClock, type ManualClock } from "../../../src/testing/manual-clock";

export const account = { accountId: "123456789012", region: "eu-west-1" };
/** The one role that API Gateway may write logs with. */
export const logRoleArn = "arn:aws:iam::123456789012:role/writes-logs";
export const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:receive";

/** A body as awsx.classic.apigateway.API writes it. @param routes `POST /path`, or `ANY /path` */
export function body(routes: readonly string[], more: object = {}): string {
    const paths: Record<string, Record<string, object>> = {};
    for (const route of routes) {
        const [method = "", path = ""] = route.split(" ");
        const key = method === "ANY" ? "x-amazon-apigateway-any-method" : method.toLowerCase();
        (paths[path] ??= {})[key] = { "x-amazon-apigateway-integration": integration() };
    }
    const notFound = { statusCode: 404, responseTemplates: { "application/json": '{"message": "404 Not found" }' } };
    return JSON.stringify({
        swagger: "2.0",
        info: { title: "api", version: "1.0" },
        paths,
        "x-amazon-apigateway-binary-media-types": ["*/*"],
        "x-amazon-apigateway-gateway-responses": { MISSING_AUTHENTICATION_TOKEN: notFound, ACCESS_DENIED: notFound },
        "x-amazon-apigateway-api-key-source": "HEADER",
        ...more,
    });
}

export function integration(arn = functionArn): Record<string, unknown> {
    return {
        uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
        passthroughBehavior: "when_no_match",
        httpMethod: "POST",
        type: "aws_proxy",
    };
}

export interface Invoked {
    functionArn: string;
    event: APIGatewayProxyEvent;
    options: Parameters<InvokeFunction>[2];
}

export interface Gateway {
    api: ApiGateway;
    clock: ManualClock;
    /** Calls of functions, in order. */
    invoked: Invoked[];
    metrics: { metric: string; dimensions: Readonly<Record<string, string>>; value: number }[];
    logLines: { group: string; message: string }[];
    /** What functions answer from now on. */
    answer(invoke: () => ReturnType<InvokeFunction>): void;
    /** What functions return from now on. */
    returns(value: unknown): void;
    send(
        route: string,
        options?: { headers?: Record<string, string | string[]>; body?: string | Buffer },
    ): Promise<Answer>;
}

export interface Answer {
    status: number;
    headers: IncomingHttpHeaders;
    body: Buffer;
    text: string;
}

/**
 * An API Gateway on a free port, whose functions are what the test says.
 *
 * @param store where it keeps the account's settings. @default nowhere
 */
export async function startGateway(store?: Store): Promise<Gateway> {
    store ??= Store.open(undefined);
    const clock = manualClock();
    const invoked: Invoked[] = [];
    const metrics: Gateway["metrics"] = [];
    const logLines: Gateway["logLines"] = [];
    let current = async () => ({ payload: JSON.stringify({ statusCode: 200, body: "ok" }) });
    const api = new ApiGateway({
        store,
        mayWriteLogs: (roleArn) => roleArn === logRoleArn,
        clock,
        account,
        metrics: { put: (_, metric, dimensions, value) => metrics.push({ metric, dimensions, value }) },
        logs: { write: (group, _, message) => logLines.push({ group, message }) },
        port: 0,
        host: "127.0.0.1",
        invoke: (arn, payload, options) => {
            invoked.push({ functionArn: arn, event: JSON.parse(payload) as APIGatewayProxyEvent, options });
            return current();
        },
    });
    await api.start();
    return {
        api,
        clock,
        invoked,
        metrics,
        logLines,
        answer: (invoke) => (current = invoke),
        returns: (value) => (current = async () => ({ payload: JSON.stringify(value) })),
        send: (route, options) => send(api.url(), route, options),
    };
}

function send(
    base: string,
    route: string,
    options: { headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<Answer> {
    const [method = "", path = ""] = route.split(" ");
    const { hostname, port } = new URL(base);
    return new Promise((resolve, reject) => {
        const request = httpRequest(
            { hostname, port, method, path, headers: options.headers, agent: false },
            (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("end", () => {
                    const received = Buffer.concat(chunks);
                    const { statusCode = 0, headers } = response;
                    resolve({ status: statusCode, headers, body: received, text: received.toString() });
                });
            },
        );
        request.on("error", reject);
        request.end(options.body);
    });
}
