import { type Item, itemSize } from "local-cloud";
import { until } from "local-cloud/testing";
import { ofType } from "../cost/parts";
import { subscriptionLife } from "../cost/subscription";
import { TableMeter, type TableRequest } from "../cost/table-meter";
import { tap } from "../cost/tap";
import { Usage } from "../cost/usage";
import { ChangesRun, type Handler } from "./changes-run";

/** What an event takes that changes a subscription of 5 KB. */
export interface Units {
    handler: Handler;
    /** Of the handler's function. */
    functionCalls: number;
    /** Calls of DynamoDB by functions. */
    tableCalls: number;
    writeUnits: number;
    readUnits: number;
}

/** What the stream has of a change of a subscription of 5 KB. */
export interface Images {
    oldBytes: number;
    newBytes: number;
    /** Of keys and both images, as DynamoDB counts. */
    recordBytes: number;
    /** As Lambda gives it to the function, in JSON: a call takes 6 MB. */
    jsonBytes: number;
}

/** What a renewal takes with a handler and without one, each on a local cloud of its own, and its record in the stream. */
export async function measureUnits(): Promise<{ units: Units[]; images: Images }> {
    const units: Units[] = [];
    let images: Images | undefined;
    for (const handler of ["none", "log", "log once"] as const) {
        const run = await ChangesRun.start(handler);
        try {
            units.push(await measureRenewal(run, handler));
            images ??= handler === "none" ? undefined : await readImages(run);
        } finally {
            await run.stop();
        }
    }
    return { units, images: images as Images };
}

async function measureRenewal(run: ChangesRun, handler: Handler): Promise<Units> {
    const [created, renewed] = subscriptionLife().map(({ event }) => event);
    if (created === undefined || renewed === undefined) {
        throw new Error("the subscription is neither created nor renewed");
    }
    let usage = new Usage();
    let tableCalls = 0;
    let underWay = 0;
    const tables = await TableMeter.create(run.cloud, ofType(run.resources, "aws:dynamodb/table:Table"));
    for (const operation of Object.keys(run.cloud.dynamodb.operations)) {
        tap(run.cloud.dynamodb, operation, async (request: TableRequest, call) => {
            tableCalls++;
            underWay++;
            return tables.meter(usage, operation, request, call).finally(() => underWay--);
        });
    }
    const process = async (event: typeof created, functionCalls: number) => {
        await run.put([event]);
        // The recorder and the handler have run, once for each event.
        const names = handler === "none" ? ["billing-state"] : ["billing-state", "access"];
        const haveRun = () => underWay === 0 && names.every((name) => run.calls.get(name) === functionCalls);
        await until(`the calls for ${event.type}`, haveRun);
    };
    await process(created, 1);
    [usage, tableCalls] = [new Usage(), 0];
    await process(renewed, 2);
    const sum = (price: string) =>
        usage
            .list()
            .filter((used) => used.price === price)
            .reduce((total, { quantity }) => total + quantity, 0);
    return {
        handler,
        functionCalls: (run.calls.get("access") ?? 1) - 1,
        tableCalls,
        writeUnits: sum("tableWrite"),
        readUnits: sum("tableRead"),
    };
}

interface StreamRecord {
    dynamodb: { OldImage?: Item; NewImage?: Item; SizeBytes: number };
}

async function readImages({ cloud, resources }: ChangesRun): Promise<Images> {
    const table = ofType(resources, "aws:dynamodb/table:Table").find(({ name }) => name === "billing-state");
    const StreamArn = table?.outputs.streamArn as string;
    const api = cloud.dynamodb.streamsApi;
    const { StreamDescription } = await cloud.call<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
        api,
        "DescribeStream",
        { StreamArn },
    );
    for (const { ShardId } of StreamDescription.Shards) {
        const where = { StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" };
        const { ShardIterator } = await cloud.call<{ ShardIterator: string }>(api, "GetShardIterator", where);
        const { Records } = await cloud.call<{ Records: StreamRecord[] }>(api, "GetRecords", { ShardIterator });
        for (const record of Records) {
            const { OldImage, NewImage, SizeBytes } = record.dynamodb;
            if (OldImage !== undefined && NewImage !== undefined) {
                return {
                    oldBytes: itemSize(OldImage),
                    newBytes: itemSize(NewImage),
                    recordBytes: SizeBytes,
                    jsonBytes: Buffer.byteLength(JSON.stringify(record)),
                };
            }
        }
    }
    throw new Error("the stream has no change of an item that was there before");
}
