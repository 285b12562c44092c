import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint as Stripe answers it. */
export interface FakeEndpoint {
    id: string;
    [member: string]: unknown;
}

/** Stripe's API for webhook endpoints, as far as the stack uses it. */
export interface FakeEndpoints {
    url: string;
    /** By id. */
    endpoints: Map<string, FakeEndpoint>;
    /** `METHOD PATH`, and the API key that asked. */
    calls: { call: string; key: string }[];
    close(): Promise<void>;
}

export const toldSecret = (id: string) => `whsec_told_at_creation_of_${id}`;

export async function startFakeEndpoints(): Promise<FakeEndpoints> {
    const endpoints = new Map<string, FakeEndpoint>();
    const calls: FakeEndpoints["calls"] = [];
    let made = 0;
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            const { method = "", url = "", headers } = request;
            calls.push({ call: `${method} ${url}`, key: headers.authorization?.replace("Bearer ", "") ?? "" });
            const [status, body] = answer(method, url.split("/")[3], readForm(Buffer.concat(chunks).toString()));
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
        });
    });

    function answer(method: string, id: string | undefined, form: Record<string, unknown>): [number, object] {
        if (id === undefined) {
            const endpoint = { id: `we_${++made}`, object: "webhook_endpoint", status: "enabled", ...form };
            endpoints.set(endpoint.id, endpoint);
            return [200, { ...endpoint, secret: toldSecret(endpoint.id) }];
        }
        const endpoint = endpoints.get(id);
        if (endpoint === undefined) {
            return [404, { error: { type: "invalid_request_error", code: "resource_missing", message: "no such" } }];
        }
        if (method === "DELETE") {
            endpoints.delete(id);
            return [200, { id, deleted: true }];
        }
        const { disabled, ...changes } = form;
        Object.assign(endpoint, changes, disabled === "false" ? { status: "enabled" } : {});
        return [200, endpoint];
    }

    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        endpoints,
        calls,
        close: () => new Promise((resolve) => server.close(() => resolve())),
    };
}

/** `a[0]=x&b[c]=y` → `{ a: ["x"], b: { c: "y" } }` */
function readForm(text: string): Record<string, unknown> {
    const form: Record<string, unknown> = {};
    for (const [name, value] of new URLSearchParams(text)) {
        const [, key = "", part] = /^([^[]+)(?:\[(.*)\])?$/.exec(name) ?? [];
        if (part === undefined) {
            form[key] = value;
        } else if (/^\d+$/.test(part)) {
            form[key] = [...((form[key] as string[] | undefined) ?? []), value];
        } else {
            form[key] = { ...(form[key] as object | undefined), [part]: value };
        }
    }
    return form;
}
