import { randomUUID } from "node:crypto";

import { AwsError } from "../aws-error";
import type { ApiService, Call } from "./service";

/** Calls an operation of `service` as the account's owner. Throws `AwsError`. */
export async function callAsOwner<Output extends object>(
    service: ApiService,
    operation: string,
    input: object,
): Promise<Output> {
    const run = service.operations[operation];
    if (run === undefined) {
        throw new AwsError("UnknownOperationException", `${service.name} has no operation ${operation} here`);
    }
    const call: Call = {
        caller: { kind: "admin" },
        requestId: randomUUID(),
        headers: {},
        signal: new AbortController().signal,
        authorize: () => undefined,
    };
    // Undefined members are not there, as in a request that came over the wire.
    return (await run(JSON.parse(JSON.stringify(input)), call)) as Output;
}
