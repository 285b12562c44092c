import { randomUUID } from "node:crypto";

import type { CloudServices } from "../../cloud-services";
import type { Properties } from "../resource-type";
import { found } from "./found";

/** What Lambda's API answers to a GET of `path` (below `/…/functions/`), as the account's owner; undefined for a 404. */
export function lambdaAnswer(cloud: CloudServices, version: string, path: string): Promise<Properties | undefined> {
    return found(async () => {
        const { status, body } = await cloud.lambda.handle(
            {
                method: "GET",
                path: `/${version}/functions/${path}`,
                query: new URLSearchParams(),
                body: Buffer.alloc(0),
            },
            {
                caller: { kind: "admin" },
                requestId: randomUUID(),
                headers: {},
                signal: new AbortController().signal,
                authorize: () => undefined,
            },
        );
        return status === 404 ? undefined : (JSON.parse(body.toString()) as Properties);
    });
}
