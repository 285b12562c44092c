import type { DynamoDb } from "../../../src/services/dynamodb/dynamo-db";

/** An operation, without the way over HTTP. */
export async function perform(service: DynamoDb, operation: string, input: object): Promise<object> {
    const run = service.operations[operation];
    if (run === undefined) {
        throw new Error(`no operation ${operation}`);
    }
    return run(input, {
        caller: { kind: "admin" },
        requestId: "request",
        headers: {},
        signal: new AbortController().signal,
        authorize: () => {},
    });
}
