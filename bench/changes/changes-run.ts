import type { PutItemInput } from "@aws-sdk/client-dynamodb";
import path from "node:path";

import { Cloud, type FunctionLine, readProject, type Resource } from "local-cloud";
import { tap } from "../cost/tap";
import { evaluateOnce } from "../../tests/support/evaluate-once";

const root = path.resolve(__dirname, "../..");

/** Longer than any change takes, on a machine that has much else to do. */
const maxWaitMs = 180_000;

/** Which handler the program has: see program.ts. */
export type Handler = "none" | "log" | "log once" | "close accounts";

type StripeEvent = { id: string; type: string };

/** A call of a handler, as its log line tells. */
interface Told {
    handled: string;
    /** In milliseconds since the epoch. */
    at: number;
    closed?: string;
}

/** The bench's program on a local cloud in this process. */
export class ChangesRun {
    /** When the write of each event was in the state table, in milliseconds since the epoch, by the event's id. */
    readonly applied = new Map<string, number>();
    /** What each function told of its calls, by the name that it has in the program. */
    readonly told = new Map<string, Told[]>();
    /** How often each function has run. */
    readonly calls = new Map<string, number>();

    private readonly waiting = new Map<string, () => void>();

    private constructor(
        readonly cloud: Cloud,
        readonly resources: readonly Resource[],
        readonly outputs: { busName: string; stateTableName: string },
    ) {}

    /** Starts it on free ports, keeping nothing. */
    static async start(handler: Handler): Promise<ChangesRun> {
        let observer: ChangesRun | undefined;
        const cloud = await Cloud.start({
            folder: undefined,
            gatewayPort: 0,
            awsPort: 0,
            region: "us-east-1",
            observe: (observation) => {
                if (observation.type === "function line") {
                    observer?.hear(observation);
                } else if (observation.type === "invocation ended") {
                    observer?.countCall(observation.functionName);
                }
            },
        });
        try {
            const project = readProject(root, "dev", {
                "stripe-eventbridge:signingSecret": "whsec_changes_0123456789",
                "stripe-eventbridge:handler": handler,
            });
            const program = await evaluateOnce({ ...project, main: path.join(__dirname, "program.ts") }, cloud.place);
            await cloud.apply(program);
            observer = new ChangesRun(cloud, program.resources, program.outputs as unknown as ChangesRun["outputs"]);
            observer.watchWrites();
            return observer;
        } catch (error) {
            await cloud.stop();
            throw error;
        }
    }

    stop(): Promise<void> {
        return this.cloud.stop();
    }

    async put(events: readonly StripeEvent[]): Promise<void> {
        const Entries = events.map((event) => ({
            Source: "stripe.com",
            DetailType: event.type,
            Detail: JSON.stringify(event),
            EventBusName: this.outputs.busName,
        }));
        for (let from = 0; from < Entries.length; from += 10) {
            await this.cloud.call(this.cloud.events, "PutEvents", { Entries: Entries.slice(from, from + 10) });
        }
    }

    /**
     * Waits until a handler was called for each of these events.
     *
     * @throws Error when it is not
     */
    async handled(ids: readonly string[], name = "access"): Promise<void> {
        const told = new Set(this.told.get(name)?.map(({ handled }) => handled));
        const calls = ids
            .filter((id) => !told.has(id))
            .map((id) => new Promise<void>((resolve) => this.waiting.set(`${name} ${id}`, resolve)));
        let late: NodeJS.Timeout | undefined;
        const timeout = new Promise<void>((_, reject) => {
            const fail = () => reject(new Error(`${name} was not called for every event in ${maxWaitMs / 1000} s`));
            late = setTimeout(fail, maxWaitMs);
        });
        await Promise.race([Promise.all(calls), timeout]).finally(() => clearTimeout(late));
    }

    /** From when an event's write was in the table until the handler was called, in milliseconds. */
    delays(ids: readonly string[]): number[] {
        const called = new Map(this.told.get("access")?.map(({ handled, at }) => [handled, at]));
        return ids.map((id) => (called.get(id) ?? NaN) - (this.applied.get(id) ?? NaN));
    }

    private watchWrites(): void {
        tap(this.cloud.dynamodb, "PutItem", async (request: PutItemInput, run) => {
            const answer = await run();
            if (request.TableName === this.outputs.stateTableName) {
                this.applied.set(request.Item?.eventId?.S ?? "", performance.timeOrigin + performance.now());
            }
            return answer;
        });
    }

    private hear({ functionName, line }: FunctionLine): void {
        const begin = line.indexOf('{"handled":');
        if (begin >= 0) {
            const name = this.nameOf(functionName);
            const told = JSON.parse(line.slice(begin)) as Told;
            const all = this.told.get(name) ?? [];
            all.push(told);
            this.told.set(name, all);
            this.waiting.get(`${name} ${told.handled}`)?.();
        }
    }

    private countCall(functionName: string): void {
        const name = this.nameOf(functionName);
        this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    }

    private nameOf(functionName: string): string {
        return (
            this.resources.find(
                ({ type, outputs }) => type === "aws:lambda/function:Function" && outputs.name === functionName,
            )?.name ?? functionName
        );
    }
}
