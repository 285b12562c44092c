import type { IncomingHttpHeaders } from "node:http";

import type { Write } from "../store";
import type { Schemas } from "./client-schemas";

/**
 * Who calls: a person or tool with any credentials (may do anything), a function's role (in a session that goes by the
 * function's name), or an AWS service.
 */
export type Caller =
    | { kind: "admin" }
    | { kind: "role"; roleArn: string; session?: string }
    | { kind: "service"; principal: string; sourceArn?: string };

/**
 * Returns when `caller` may do `action` (such as `events:PutEvents`) on the resource with ARN `resource`.
 *
 * @param context the request's values of the service's own condition keys, such as `cloudwatch:namespace`
 * @throws AwsError `AccessDeniedException` when its own policies do not allow it
 */
export type Authorize = (
    caller: Caller,
    action: string,
    resource: string,
    context?: Readonly<Record<string, string>>,
) => void;

/** One call of an operation. */
export interface Call {
    caller: Caller;
    requestId: string;
    headers: IncomingHttpHeaders;
    /** Aborts when the caller has gone away; long polls end on it. */
    signal: AbortSignal;
    /** `Authorize` for this call's caller. */
    authorize(action: string, resource: string, context?: Readonly<Record<string, string>>): void;
}

/** An operation of an AWS API: the request's input in, the output out, both as in JSON. Throws `AwsError`. */
// oxlint-disable-next-line typescript/no-explicit-any -- each operation names its own input type
export type Operation = (input: any, call: Call) => Promise<object>;

/** A service with an API. */
export interface ApiService {
    /** As AWS names it in messages: `EventBridge`. */
    readonly name: string;
    /** By name: `PutEvents`. */
    readonly operations: Readonly<Record<string, Operation>>;
    /** The forms of what operations take and answer. @default inputs are objects whose members are not checked */
    readonly schemas?: Schemas;
}

/** A service with AWS's JSON protocol, where the header `x-amz-target: PREFIX.Operation` names the operation. */
export interface JsonService extends ApiService {
    /** Before the dot in `x-amz-target`: `AWSEvents`. */
    readonly targetPrefix: string;
    readonly jsonVersion: "1.0" | "1.1";
    /** How it is told apart and answers in the query protocol, where it is spoken to in that too; needs `schemas`. */
    readonly query?: {
        /** The form's `Version`: `2012-11-05`. */
        readonly version: string;
        /** Of the answers' XML. */
        readonly namespace: string;
        /** The member of inputs that the URL is, for requests that go to a resource's own. */
        readonly urlMember?: string;
    };
}

/**
 * Something accepted for delivery, not yet on disk. The giver writes `writes` together with its own (the removal of
 * what it hands over), then calls `done`: so a message is in exactly one place at any instant.
 */
export interface Handover {
    readonly writes: readonly Write[];
    /** To be called once `writes` are on disk: wakes whoever waits for the message. */
    done(): void;
}

/** What comes with a message that a service hands to a target. */
export interface HandoverContext {
    /** The service that delivers, such as `events.amazonaws.com`. */
    principal: string;
    /** The ARN of what delivers: a rule's, for EventBridge. Resource policies decide by it. */
    sourceArn: string;
    /**
     * The role in whose name the service delivers, when it does so in one's: its own policies allow the delivery, so
     * that the target's policy need not.
     */
    roleArn?: string;
    /** X-Ray's `X-Amzn-Trace-Id`, passed on. */
    traceHeader?: string;
    /** EventBridge's id of the event that it is about, for observers. */
    eventId?: string;
    /** SQS message attributes with string values. */
    attributes?: Readonly<Record<string, string>>;
}

/** A service that takes messages from other services: a function's asynchronous invocation, a queue, a bus. */
export interface MessageTarget {
    /**
     * Takes `body` (text, usually JSON) for the resource with ARN `arn`.
     * @throws AwsError when the target is missing (`ResourceNotFoundException`), when its policy does not allow the
     * delivery (`AccessDeniedException`), or when it cannot take it now (`ThrottlingException`, status 429 or 5xx)
     */
    handOver(arn: string, body: string, context: HandoverContext): Promise<Handover>;
}

/** A change in a stream. */
export interface StreamRecord {
    /** Sorts in the order of its shard. */
    sequence: string;
    /** The same for records whose order must be kept; a number from 0. */
    partition: number;
    /** When it came, in milliseconds since the epoch. */
    at: number;
    /** As functions get it. */
    event: Readonly<Record<string, unknown>>;
}

/** A stream of records as event source mappings read it. */
export interface RecordStream {
    /** The ids of its parts: each has an order of its own. */
    readonly shards: readonly string[];
    /** The oldest records of a shard after the number `after`; all of them when that is empty. */
    read(shard: string, after: string, limit: number): Promise<StreamRecord[]>;
    /** The number of a shard's newest record; empty when it has none. */
    newest(shard: string): Promise<string>;
    /** Calls `wake` when a shard has got records, until the function is called that it returns. */
    watch(wake: (shard: string) => void): () => void;
}

/** What a value may say of itself, where it is not just of now and by the minute. */
export interface MetricTiming {
    /** Milliseconds since the epoch. */
    at?: number;
}

/** Where services put the metrics that AWS's own would: `AWS/Events`, `AWS/Lambda`, … */
export interface MetricSink {
    put(
        namespace: string,
        metric: string,
        dimensions: Readonly<Record<string, string>>,
        value: number,
        unit?: string,
        timing?: MetricTiming,
    ): void;
}

/** Where functions' log lines go. */
export interface LogSink {
    write(logGroup: string, logStream: string, message: string): void;
}

/** The account that the local cloud plays. */
export interface Account {
    accountId: string;
    region: string;
}

/** A service with AWS's REST protocol, where the schemas say which method and path ask for which operation. */
export interface RestService extends ApiService {
    readonly schemas: Schemas;
}

/** What the local cloud starts and stops. */
export interface Lifecycle {
    /** Reads what the store holds, where `start` is too late: before any service starts. */
    load?(): Promise<void>;
    /** Loads what the store holds and takes up what was left undone. */
    start(): Promise<void>;
    /** Ends work at a point from which `start` can go on; resolves when no timer or child process is left. */
    stop(): Promise<void>;
}

/** Credentials in the form functions get them. */
export interface Credentials {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
}
