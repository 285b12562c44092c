import type { PutEventsRequest } from "@aws-sdk/client-eventbridge";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { sign, type StripeEvent } from "stripe-events";
import { Cloud, type Project, readProject, type Resource } from "local-cloud";
import { LogMeter } from "./log-meter";
import { compileRoutes, findAccessLogs, findFunctions, ofType, readArchiveDays, readLogDays } from "./parts";
import { pricedRegion } from "./prices";
import { TableMeter, type TableRequest } from "./table-meter";
import { tap } from "./tap";
import { bytesPerGigabyte, daysPerMonth, Usage } from "./usage";
import { evaluateOnce } from "../../tests/support/evaluate-once";

const root = path.resolve(__dirname, "../..");
/** Without a file, so that the program's defaults count. */
const stack = "costs";
const signingSecret = "whsec_cost_0123456789";
/** Of each of them an event is billed for. */
const chunkBytes = 64 * 1024;
/** Longer than any event takes, on a machine that has much else to do. */
const maxWaitMs = 60_000;

/** An event on its way to the bus. */
interface Entry {
    Source: string;
    DetailType: string;
    Detail: string;
}

export interface MeasureOptions {
    /** How long each call of a function is taken to last, in milliseconds. */
    callMs: number;
    /** How many requests come in a second, which decides how many of them are traced. */
    perSecond: number;
    /** What the events are signed with. @default the endpoint's own secret */
    secret?: string;
}

/** The program on a local cloud in this process, where what AWS would bill is written down. */
export class MeteredCloud {
    /** How many calls of DynamoDB the functions made since the last measurement began. */
    tableCalls = 0;
    private usage = new Usage();
    private entries: Entry[] = [];
    private readonly functions;
    private readonly routes;
    private readonly accessLogs;
    private readonly logs;

    private constructor(
        private readonly cloud: Cloud,
        readonly resources: readonly Resource[],
        private readonly webhookUrl: string,
        tables: TableMeter,
    ) {
        this.functions = findFunctions(resources);
        this.routes = compileRoutes(resources);
        this.accessLogs = findAccessLogs(resources);
        this.logs = new LogMeter(cloud, [...this.accessLogs, ...this.functions.map(({ logGroup }) => logGroup)]);
        tap(cloud.events, "PutEvents", (request: PutEventsRequest, run) => {
            this.entries.push(...(request.Entries as Entry[]));
            return run();
        });
        for (const operation of Object.keys(cloud.dynamodb.operations)) {
            tap(cloud.dynamodb, operation, (request: TableRequest, run) => {
                this.tableCalls++;
                return tables.meter(this.usage, operation, request, run);
            });
        }
    }

    /** Starts it with the settings that a new stack has, on free ports, keeping nothing. */
    static async start(): Promise<MeteredCloud> {
        const project = newStack();
        const cloud = await Cloud.start({ folder: undefined, gatewayPort: 0, awsPort: 0, region: pricedRegion });
        try {
            const program = await evaluateOnce(project, cloud.place);
            await cloud.apply(program);
            const { resources, outputs } = program;
            const tables = await TableMeter.create(cloud, ofType(resources, "aws:dynamodb/table:Table"));
            return new MeteredCloud(cloud, resources, outputs.webhookUrl as string, tables);
        } catch (error) {
            await cloud.stop();
            throw error;
        }
    }

    stop(): Promise<void> {
        return this.cloud.stop();
    }

    /** Posts events, each when all that comes of the one before has ended, and tells what they used. */
    async measure(events: readonly StripeEvent[], { callMs, perSecond, secret }: MeasureOptions): Promise<Usage> {
        const usage = (this.usage = new Usage());
        this.entries = [];
        this.tableCalls = 0;
        await this.logs.mark();
        usage.add("apiRequest", "requests to the webhook", events.length);
        for (const [index, event] of events.entries()) {
            const body = JSON.stringify(event);
            await fetch(this.webhookUrl, {
                method: "POST",
                headers: {
                    "content-type": "application/json",
                    "stripe-signature": sign(body, secret ?? signingSecret),
                },
                body,
            });
            await this.settled(index + 1);
        }
        await this.addCalls(usage, callMs);
        this.addBus(usage);
        await this.addLogs(usage);
        if (this.functions.some(({ isTraced }) => isTraced)) {
            usage.add("trace", "traces", events.length * tracedShare(perSecond));
        }
        return usage;
    }

    /** How many metrics of the program's own have had values. */
    async customMetrics(): Promise<number> {
        const { cloudwatch } = this.cloud;
        const { Metrics } = await this.cloud.call<{ Metrics: { Namespace: string }[] }>(cloudwatch, "ListMetrics", {});
        return Metrics.filter(({ Namespace }) => !Namespace.startsWith("AWS/")).length;
    }

    /** Waits until `requests` requests are answered and logged, and every call of a function has ended that they caused. */
    private async settled(requests: number): Promise<void> {
        const deadline = performance.now() + maxWaitMs;
        const routed = this.entries.flatMap((entry) => this.routes(busEvent(entry)));
        const expected = requests + routed.length;
        for (;;) {
            const calls = sum(
                await Promise.all(this.functions.map(({ logGroup }) => this.logs.since(logGroup))),
                "calls",
            );
            const lines = sum(await Promise.all(this.accessLogs.map((group) => this.logs.since(group))), "lines");
            if (calls === expected && lines === requests * this.accessLogs.length) {
                return;
            }
            if (performance.now() > deadline) {
                throw new Error(`${expected} calls of functions were due, and ${calls} have ended; see their logs`);
            }
            await wait(5);
        }
    }

    private async addCalls(usage: Usage, callMs: number): Promise<void> {
        for (const { name, logGroup, gigabytes } of this.functions) {
            const { calls } = await this.logs.since(logGroup);
            usage.add("lambdaRequest", "calls of functions", calls);
            usage.add("lambdaDuration", `${name}, ${callMs} ms a call`, (calls * gigabytes * callMs) / 1000);
        }
    }

    private addBus(usage: Usage): void {
        const days = readArchiveDays(this.resources);
        for (const { Source, DetailType, Detail } of this.entries) {
            const bytes = Buffer.byteLength(Source + DetailType + Detail);
            usage.add("busEvent", "events on the bus", Math.ceil(bytes / chunkBytes));
            for (const kept of days) {
                usage.add("archiveIntake", "events into the archive", bytes / bytesPerGigabyte);
                const months = kept / daysPerMonth;
                usage.add("archiveStorage", `archive, for ${kept} days`, (bytes / bytesPerGigabyte) * months);
            }
        }
    }

    private async addLogs(usage: Usage): Promise<void> {
        for (const group of this.logs.groups) {
            const { bytes } = await this.logs.since(group);
            const days = readLogDays(this.resources, group);
            usage.add("logIntake", "log lines", bytes / bytesPerGigabyte);
            const months = days / daysPerMonth;
            usage.add("logStorage", `log lines, for ${days} days`, (bytes / bytesPerGigabyte) * months);
        }
    }
}

/** The project with a stack that has set only what a stack must, in a region without a role for API Gateway's logs. */
function newStack(): Project {
    const { name } = readProject(root, stack);
    return readProject(root, stack, {
        "aws:region": pricedRegion,
        [`${name}:signingSecret`]: { secret: signingSecret },
        [`${name}:manageApiGatewayLogs`]: "true",
    });
}

/** What rules match of an entry. */
function busEvent({ Source, DetailType, Detail }: Entry): object {
    return { source: Source, "detail-type": DetailType, detail: JSON.parse(Detail) as unknown };
}

/**
 * How many of the requests X-Ray records: the first of each second, and one in twenty of the others.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function tracedShare(perSecond: number): number {
    return perSecond <= 1 ? 1 : (1 + (perSecond - 1) / 20) / perSecond;
}

function sum<Name extends string>(all: readonly Record<Name, number>[], name: Name): number {
    return all.reduce((total, one) => total + one[name], 0);
}
