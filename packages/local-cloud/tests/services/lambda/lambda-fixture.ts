import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { AwsError } from "../../../src/aws-error";
import { type Clock, systemClock } from "../../../src/clock";
import type { FunctionSpec } from "../../../src/services/lambda/functions/function-definition";
import type { InvokeOptions } from "../../../src/services/lambda/invocation/invoke-options";
import { Lambda } from "../../../src/services/lambda/lambda";
import type { LambdaDeps } from "../../../src/services/lambda/lambda-deps";
import type { HandoverContext, MessageTarget } from "../../../src/services/service";
import { Store } from "../../../src/store";

export const account = { accountId: "123456789012", region: "eu-west-1" };
export const roleArn = "arn:aws:iam::123456789012:role/worker";
export const admin: InvokeOptions = { caller: { kind: "admin" } };

/** A queue that keeps what it is given. */
export interface RecordingQueue extends MessageTarget {
    readonly messages: { arn: string; body: string; context: HandoverContext }[];
}

/** A running Lambda with what a test needs to look at it. */
export interface LambdaFixture {
    lambda: Lambda;
    store: Store;
    /** Metric values by name, in order. */
    metrics: Record<string, number[]>;
    log: { group: string; stream: string; message: string }[];
    queue: RecordingQueue;
    /** Actions on resources that roles must not do, as `sqs:SendMessage`. */
    denied: Set<string>;
    /**
     * Stops Lambda and starts another on the same data, as after a crash.
     *
     * @param meanwhile done when it can be called, and has not taken up yet what was left
     */
    restart(meanwhile?: () => Promise<void>): Promise<void>;
    /** Stops everything and asserts that no process is left. */
    close(): Promise<void>;
}

/**
 * Starts Lambda with a folder of its own.
 *
 * @param parent where that folder is made
 */
export async function startLambda(
    deps: Partial<LambdaDeps> = {},
    clock: Clock = systemClock(),
    parent = tmpdir(),
): Promise<LambdaFixture> {
    const folder = await mkdtemp(join(parent, "lambda-test-"));
    const store = Store.open(join(folder, "store"));
    const metrics: Record<string, number[]> = {};
    const log: LambdaFixture["log"] = [];
    const denied = new Set<string>();
    const queue = recordingQueue(store);
    const create = () =>
        new Lambda({
            store,
            clock,
            account,
            metrics: { put: (_namespace, metric, _dimensions, value) => void (metrics[metric] ??= []).push(value) },
            logs: { write: (group, stream, message) => void log.push({ group, stream, message }) },
            folder: join(folder, "code"),
            awsEndpoint: () => "http://127.0.0.1:4566",
            credentials: (role) => ({ accessKeyId: "ASIATEST", secretAccessKey: role, sessionToken: "token" }),
            authorize: (caller, action) => {
                if (caller.kind === "role" && denied.has(action)) {
                    throw new AwsError("AccessDeniedException", `not authorized to perform: ${action}`, 403);
                }
            },
            target: (arn) => (arn.endsWith("missing") ? undefined : queue),
            ...deps,
        });
    const fixture: LambdaFixture = {
        lambda: create(),
        store,
        metrics,
        log,
        queue,
        denied,
        async restart(meanwhile = () => Promise.resolve()) {
            await fixture.lambda.stop();
            fixture.lambda = create();
            await fixture.lambda.load();
            await meanwhile();
            await fixture.lambda.start();
        },
        async close() {
            await fixture.lambda.stop();
            store.close();
            await rm(folder, { recursive: true });
            expect(functionProcesses(process.pid)).to.deep.equal([]);
        },
    };
    await fixture.lambda.load();
    await fixture.lambda.start();
    return fixture;
}

function recordingQueue(store: Store): RecordingQueue {
    const messages: RecordingQueue["messages"] = [];
    const collection = store.collection("test.queue");
    return {
        messages,
        async handOver(arn, body, context) {
            const message = { arn, body, context };
            return {
                writes: [collection.put(store.orderedId(), message)],
                done: () => void messages.push(message),
            };
        },
    };
}

/** A function whose module is `source`. */
export function functionSpec(functionName: string, source: string, settings: Partial<FunctionSpec> = {}): FunctionSpec {
    return {
        functionName,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        timeoutSeconds: 5,
        memoryMegabytes: 128,
        environment: {},
        roleArn,
        logGroup: `/aws/lambda/${functionName}`,
        tracing: "PassThrough",
        code: new Map([["index.js", Buffer.from(source)]]),
        ...settings,
    };
}

/** Command lines of the processes under `parent` that run functions or guard them. */
export function functionProcesses(parent: number): string[] {
    return execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" })
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.startsWith(`${parent} `) && /rapid-client\.cjs|kill -9/.test(line));
}

/** Whether a process with the id `pid` runs; one that has ended and that nobody asked about yet does not. */
export function isAlive(pid: number): boolean {
    const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    return stdout.trim() !== "" && !stdout.startsWith("Z");
}

/** How many asynchronous invocations the store holds. */
export async function waitingInvocations(store: Store): Promise<number> {
    let count = 0;
    for await (const _entry of store.collection("lambda.invocations").entries()) {
        count++;
    }
    return count;
}
