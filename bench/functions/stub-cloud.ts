import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** AWS's APIs as far as the program's functions call them, in a process of its own. */
export interface StubCloud {
    url: string;
    stop(): void;
}

/** What a signing secret is here. */
export const signingSecret = "whsec_bench_0123456789";
/** What the id of an event begins with that the ledger has already. */
export const knownEvent = "evt_known";

/** Starts what answers at once, with the same answers, and keeps nothing. */
export function startStubCloud(): Promise<StubCloud> {
    const execArgv = ["--require", "local-cloud/typescript.cjs"];
    const child = fork(__filename, { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`the stub cloud ended with ${code}`)));
        child.once("message", (url) => resolve({ url: url as string, stop: () => child.disconnect() }));
    });
}

interface Requests {
    GetSecretValue: { VersionStage?: string };
    BatchGetItem: { RequestItems: Record<string, { Keys: Record<string, { S: string }>[] }> };
    GetItem: { Key: Record<string, { S: string }> };
}

/** What the ledger holds of events that it knows; of other items there are none. */
function stored(key: Record<string, { S: string }> | undefined): object | undefined {
    return key?.eventId?.S.startsWith(knownEvent)
        ? {
              ...key,
              eventType: { S: "customer.subscription.created" },
              objectId: { S: "sub_bench" },
              outcome: { S: "applied" },
              reason: { S: "the first event of the object" },
              recordedAt: { S: "2026-11-01T00:00:00.000Z" },
              expiresAt: { N: "1800000000" },
          }
        : undefined;
}

const answers: { [Operation in keyof Requests]: (request: Requests[Operation]) => object | undefined } & Record<
    string,
    (request: never) => object | undefined
> = {
    PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: "11111111-2222-3333-4444-555555555555" }] }),
    // Undefined, of what is not there: a secret that was never rotated has no previous version.
    GetSecretValue: ({ VersionStage }) =>
        VersionStage === "AWSPREVIOUS"
            ? undefined
            : { ARN: "arn", Name: "secret", SecretString: signingSecret, CreatedDate: 1_790_000_000 },
    BatchGetItem: ({ RequestItems }) => ({
        Responses: Object.fromEntries(
            Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys.flatMap((key) => stored(key) ?? [])]),
        ),
        UnprocessedKeys: {},
    }),
    GetItem: ({ Key }) => ({ Item: stored(Key) }),
    PutItem: () => ({}),
    UpdateItem: () => ({}),
    DeleteItem: () => ({}),
    TransactWriteItems: () => ({}),
};

if (require.main === module) {
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.once("end", () => {
            const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
            const answer = answers[operation];
            const body = answer?.(JSON.parse(Buffer.concat(chunks).toString()) as never);
            const error = { __type: answer === undefined ? "UnknownOperationException" : "ResourceNotFoundException" };
            const text = JSON.stringify(body ?? error);
            response.writeHead(body === undefined ? 400 : 200, {
                "content-type": request.headers["content-type"],
                "content-length": Buffer.byteLength(text),
                "x-amzn-requestid": "99999999-8888-7777-6666-555555555555",
            });
            response.end(text);
        });
    });
    // Longer than a bench takes: a function of another measurement may pause between two calls.
    server.keepAliveTimeout = 600_000;
    process.once("disconnect", () => process.exit());
    server.listen(0, "127.0.0.1", () => {
        process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
}
