import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ChangeHandler, ChangeKind, FilterLists } from "../handlers/changes";
import type * as functions from "../handlers/functions/change-subscriber";
import type { Telemetry } from "../handlers/telemetry";
import { changePatterns } from "./change-pattern";
import { createDeadLetterQueue } from "./dead-letter-queue";
import { ClosureFunction, type Grant } from "./function";
import { exported } from "./function-code";
import type { OnceTable } from "./once-table";

/** A handler of changes that needs more than a closure can carry: clients made once, settings, permissions. */
export interface ChangeSubscriber<K extends ChangeKind> {
    /**
     * Makes the handler, once for each execution environment.
     *
     * @param telemetry counts and logs for the subscriber; it is flushed after each call
     */
    factory: (telemetry: Telemetry) => ChangeHandler<K>;
    /** Environment variables for it. */
    environment?: Record<string, pulumi.Input<string>>;
    /** What it may do. */
    grants?: Grant[];
}

export interface ChangeOptions {
    /** After how long Lambda ends a call, in seconds: long enough for `batchSize` changes. @default 30 */
    timeoutSeconds?: number;
    /** @default 256 */
    memoryMegabytes?: number;
    /** How many calls may run at once for each shard of the stream, 1 to 10. One object's changes never do. @default 1 */
    concurrency?: number;
    /** The most changes that a call may get, 1 to 100. @default 10 */
    batchSize?: number;
    /** How often Lambda tries a change again, 0 to 10,000. Meanwhile, changes of its shard wait. @default 10 */
    maxRetries?: number;
    /** From which age on a change is given up, in seconds. The stream itself keeps it for a day. @default 72,000 */
    maxAgeSeconds?: number;
    /** Whether the handler runs once for a change, however often Lambda gives it. See `createOnce`. @default false */
    once?: boolean;
    /** Environment variables for the handler, besides those of a `ChangeSubscriber`. */
    environment?: Record<string, pulumi.Input<string>>;
    /** What the handler may do, besides what a `ChangeSubscriber` brings. */
    grants?: Grant[];
}

export interface ChangeSubscriptionArgs {
    table: aws.dynamodb.Table;
    kind: ChangeKind;
    filter: { status?: string | readonly string[]; changed?: string | readonly string[] };
    handler: ChangeHandler<never> | ChangeSubscriber<never>;
    options: ChangeOptions;
    logDays: number;
    /** Encrypts its queue and its log, and what it uses. */
    kmsKeyArn?: string | undefined;
    /** Remembers what failed, and what was done once. */
    changesTable: OnceTable;
}

/** The most keys that one call of DynamoDB's BatchGetItem reads. */
const maxBatchSize = 100;

/**
 * One handler's changes of the billing state: the function, the event source mapping that reads the table's stream for it,
 * and a dead-letter queue. Lambda puts there where in the stream the changes are that it gave up.
 */
export class ChangeSubscription extends pulumi.ComponentResource {
    readonly function: ClosureFunction;
    readonly deadLetterQueue: aws.sqs.Queue;

    constructor(name: string, args: ChangeSubscriptionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("stripe-eventbridge:index:ChangeSubscription", name, {}, opts);
        const { batchSize = 0 } = args.options;
        if (batchSize > maxBatchSize) {
            throw new pulumi.RunError(`"${name}" asks for ${batchSize} changes a call: batchSize is at most 100`);
        }
        this.deadLetterQueue = createDeadLetterQueue(name, { kmsKeyArn: args.kmsKeyArn, parent: this });
        this.function = this.createFunction(name, args);
        this.createMapping(name, args);
        this.registerOutputs({ functionArn: this.function.arn, deadLetterQueueUrl: this.deadLetterQueue.url });
    }

    private createFunction(name: string, args: ChangeSubscriptionArgs): ClosureFunction {
        const { kind, handler, options, changesTable } = args;
        const subscriber: ChangeSubscriber<never> =
            typeof handler === "function" ? { factory: () => handler } : handler;
        return new ClosureFunction(
            name,
            {
                factory: {
                    create: exported<typeof functions>(
                        "change-subscriber",
                        options.once ? "createOnceChangeSubscriber" : "createPlainChangeSubscriber",
                    ),
                    settings: { name, days: changesTable.days, filter: toLists(args.filter) },
                    part: subscriber.factory,
                },
                description: `Handles changes of ${kind} objects`,
                environment: {
                    CHANGES_TABLE: changesTable.table.name,
                    ...subscriber.environment,
                    ...options.environment,
                },
                grants: [
                    { actions: ["sqs:SendMessage"], resources: [this.deadLetterQueue.arn] },
                    ...grantRead(args.table),
                    grantRemember(changesTable, options.once === true),
                    ...(subscriber.grants ?? []),
                    ...(options.grants ?? []),
                ],
                timeoutSeconds: options.timeoutSeconds ?? 30,
                memoryMegabytes: options.memoryMegabytes,
                logDays: args.logDays,
                kmsKeyArn: args.kmsKeyArn,
            },
            { parent: this },
        );
    }

    private createMapping(name: string, { table, kind, filter, options }: ChangeSubscriptionArgs): void {
        const { batchSize = 10, maxRetries = 10, maxAgeSeconds = 72_000, concurrency = 1 } = options;
        new aws.lambda.EventSourceMapping(
            name,
            {
                eventSourceArn: table.streamArn,
                functionName: this.function.lambda.name,
                // The latest would leave out what changes before Lambda begins to read, which takes minutes.
                startingPosition: "TRIM_HORIZON",
                batchSize,
                parallelizationFactor: concurrency,
                maximumRetryAttempts: maxRetries,
                maximumRecordAgeInSeconds: maxAgeSeconds,
                bisectBatchOnFunctionError: true,
                functionResponseTypes: ["ReportBatchItemFailures"],
                filterCriteria: {
                    filters: changePatterns(name, kind, toLists(filter).status).map((pattern) => ({ pattern })),
                },
                destinationConfig: { onFailure: { destinationArn: this.deadLetterQueue.arn } },
            },
            // Lambda takes a stream and a destination only once the function's role may use them.
            { parent: this, dependsOn: [this.function.policy] },
        );
    }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
function grantRead({ arn, streamArn }: aws.dynamodb.Table): Grant[] {
    return [
        {
            actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            resources: [streamArn],
        },
        // It lists a table's streams, and so has none of its own as its resource.
        { actions: ["dynamodb:ListStreams"], resources: [pulumi.interpolate`${arn}/stream/*`] },
    ];
}

function grantRemember({ table, grant }: OnceTable, once: boolean): Grant {
    const actions = once ? grant.actions : ["dynamodb:PutItem", "dynamodb:DeleteItem"];
    return { actions: ["dynamodb:BatchGetItem", ...actions], resources: [table.arn] };
}

function toLists({ status, changed }: ChangeSubscriptionArgs["filter"]): FilterLists {
    return {
        ...(status !== undefined && { status: [status].flat() }),
        ...(changed !== undefined && { changed: [changed].flat() }),
    };
}
