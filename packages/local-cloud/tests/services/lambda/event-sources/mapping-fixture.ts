import { randomUUID } from "node:crypto";

import { AwsError } from "../../../../src/aws-error";
import { Database } from "../../../../src/database";
import type { Observation } from "../../../../src/observation";
import { DynamoDb } from "../../../../src/services/dynamodb/dynamo-db";
import type { Outcome } from "../../../../src/services/lambda/environments/execution-environment";
import { EventSourceMappings } from "../../../../src/services/lambda/event-sources/event-source-mappings";
import type { RegisteredFunction } from "../../../../src/services/lambda/functions/function-registry";
import { Destinations } from "../../../../src/services/lambda/invocation/destinations";
import type { RecordStream } from "../../../../src/services/service";
import { Store } from "../../../../src/store";
import { declaredStreamLabel, streamArn } from "../../../../src/services/dynamodb/streams/stream-arn";
import { manualClock, type ManualClock } from "../../../../src/testing/manual-clock";
import { defaultSettings } from "../../../../src/services/lambda/event-sources/event-source-mapping";
import { tableWithId } from "../../dynamodb/dynamo-tables";
import { perform } from "../../dynamodb/perform";
import { account, functionSpec } from "../lambda-fixture";

const table = "things";
const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:f";
export const queueArn = "arn:aws:sqs:eu-west-1:123456789012:failed";

/** A record as a function of these tests gets it. */
export interface Change {
    eventName: string;
    eventSourceARN: string;
    dynamodb: { Keys: { id: { S: string } }; NewImage: { n: { N: string } }; SequenceNumber: string };
}

/** What a function does with a batch: returns a value, or throws. */
export type Handler = (changes: readonly Change[]) => unknown;

/** A table with a stream and what brings its records to a function, which is the test's own. */
export interface MappingFixture {
    mappings: EventSourceMappings;
    clock: ManualClock;
    streamArn: string;
    /** What the function was given, in order: `id=n` for each record. */
    batches: string[][];
    handler: Handler;
    /** The bodies of what the queue got. */
    letters: Letter[];
    metrics: Record<string, number[]>;
    /** How many records were read of the stream, in all. */
    readCount: number;
    observations: Observation[];
    /** Actions that the function's role must not do. */
    denied: Set<string>;
    create(settings?: object): Promise<string>;
    put(id: string, n: number): Promise<void>;
    /** Ends what brings the records, and begins again with what the store holds. */
    restart(): Promise<void>;
    stop(): Promise<void>;
}

/** The record of a batch that failed. */
export interface Letter {
    requestContext: { condition: string; approximateInvokeCount: number; functionArn: string; requestId: string };
    responseContext?: object;
    DDBStreamBatchInfo: { batchSize: number; startSequenceNumber: string; endSequenceNumber: string; shardId: string };
}

export async function startMappings(): Promise<MappingFixture> {
    const clock = manualClock();
    const database = Database.open(undefined);
    const store = new Store(database);
    const dynamo = new DynamoDb({ account, clock, database });
    await dynamo.start();
    const label = declaredStreamLabel(table, "NEW_AND_OLD_IMAGES");
    const stream = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" as const };
    await dynamo.putTable(tableWithId(table, { StreamSpecification: stream }), label);
    const { code: _, ...spec } = functionSpec("f", "");
    const definition = { ...spec, codeHash: "", codeBytes: 0, lastModified: "", revisionId: "" };
    const target: RegisteredFunction = { arn: functionArn, definition, permissions: {} };

    const create = () =>
        new EventSourceMappings({
            store,
            clock,
            metrics: {
                put: (_namespace, metric, _dimensions, value) => void (fixture.metrics[metric] ??= []).push(value),
            },
            observe: (observation) => void fixture.observations.push(observation),
            authorize,
            destinations: new Destinations({
                clock,
                metrics: { put: () => undefined },
                authorize,
                target: () => queue,
            }),
            registry: { find: () => target, get: () => target },
            findStream: (arn) => countReads(dynamo.findStream(arn)),
            run: async (_target, { payload }) => run(payload),
        });
    const countReads = (read: RecordStream | undefined): RecordStream | undefined =>
        read && {
            shards: read.shards,
            newest: (shard) => read.newest(shard),
            watch: (wake) => read.watch(wake),
            async read(...page) {
                const records = await read.read(...page);
                fixture.readCount += records.length;
                return records;
            },
        };
    const authorize = (_caller: unknown, action: string) => {
        if (fixture.denied.has(action)) {
            throw new AwsError("AccessDeniedException", `not authorized to perform: ${action}`, 403);
        }
    };
    const queue = {
        async handOver(_arn: string, body: string) {
            return { writes: [], done: () => void fixture.letters.push(JSON.parse(body) as Letter) };
        },
    };
    const run = async (payload: string): Promise<Outcome> => {
        const { Records: changes } = JSON.parse(payload) as { Records: Change[] };
        fixture.batches.push(changes.map(({ dynamodb: { Keys, NewImage } }) => `${Keys.id.S}=${NewImage.n.N}`));
        const rest = { logTail: "", durationMs: 1 };
        try {
            const value = await fixture.handler(changes);
            return { payload: JSON.stringify(value ?? null), ...rest };
        } catch (error) {
            if (error instanceof AwsError) {
                throw error;
            }
            const { message } = error as Error;
            return { functionError: "Unhandled", payload: JSON.stringify({ errorMessage: message }), ...rest };
        }
    };
    const fixture: MappingFixture = {
        mappings: create(),
        clock,
        streamArn: streamArn(account, table, label),
        batches: [],
        handler: () => undefined,
        letters: [],
        metrics: {},
        readCount: 0,
        observations: [],
        denied: new Set(),
        async create(settings = {}) {
            const mapping = await fixture.mappings.put(randomUUID(), "f", {
                ...defaultSettings,
                EventSourceArn: fixture.streamArn,
                StartingPosition: "TRIM_HORIZON",
                ...settings,
            });
            return mapping.uuid;
        },
        async put(id, n) {
            await perform(dynamo, "PutItem", { TableName: table, Item: { id: { S: id }, n: { N: String(n) } } });
        },
        async restart() {
            await fixture.mappings.stop();
            fixture.mappings = create();
            await fixture.mappings.load();
            fixture.mappings.start();
        },
        async stop() {
            await fixture.mappings.stop();
            await dynamo.stop();
            database.close();
        },
    };
    fixture.mappings.start();
    return fixture;
}
