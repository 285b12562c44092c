import type {
    ArchiveState,
    DescribeEventBusResponse,
    ReplayState,
    RuleState,
    Target,
} from "@aws-sdk/client-eventbridge";

import type { DeliveryFailure } from "./delivery/delivery-failure";
import type { ExhaustedCondition } from "./delivery/retry-policy";

/** Instants in these records are milliseconds since the epoch. */

export interface BusRecord {
    name: string;
    description?: string | undefined;
    /** The bus's resource policy, JSON text. */
    policy?: string | undefined;
    /** The partner's event source that the bus is for. */
    eventSourceName?: string | undefined;
    /** What is told of the bus, and has no effect here. */
    settings?: BusSettings | undefined;
    createdAt: number;
    modifiedAt: number;
}

/** A bus's encryption, the log of what it does, and the queue of what it cannot encrypt or decrypt. */
export type BusSettings = Pick<DescribeEventBusResponse, "KmsKeyIdentifier" | "LogConfig" | "DeadLetterConfig">;

/** A bus as a program declares it. */
export type DeclaredBus = Pick<BusRecord, "name" | "description" | "eventSourceName" | "settings">;

export interface RuleRecord {
    bus: string;
    name: string;
    arn: string;
    /** At least one of this and `scheduleExpression`. */
    eventPattern?: string | undefined;
    scheduleExpression?: string | undefined;
    state: RuleState;
    description?: string | undefined;
    roleArn?: string | undefined;
    /** As they were put, each with an id of its own. */
    targets: readonly Target[];
}

/** When a scheduled rule of the default bus runs next. */
export interface ScheduleRecord {
    /** The expression that `dueAt` comes from. */
    expression: string;
    /** Undefined: never. */
    dueAt: number | undefined;
}

export interface ArchiveRecord {
    /** Tells apart the events of archives that had the same name one after the other. */
    id: string;
    name: string;
    arn: string;
    bus: string;
    description?: string | undefined;
    eventPattern?: string | undefined;
    /** Told, and without effect here. */
    kmsKeyIdentifier?: string | undefined;
    /** 0: for ever. */
    retentionDays: number;
    state: ArchiveState;
    createdAt: number;
}

/** An archive as a program declares it, with the ARN of its bus. */
export type DeclaredArchive = { name: string; eventSourceArn: string } & Partial<
    Pick<ArchiveRecord, "description" | "eventPattern" | "kmsKeyIdentifier" | "retentionDays">
>;

export interface ReplayRecord {
    name: string;
    arn: string;
    archive: string;
    /** The archive's `id` at the start: a later archive of the same name is another one. */
    archiveId: string;
    archiveArn: string;
    bus: string;
    destinationArn: string;
    /** ARNs of the only rules to replay to; all rules when empty. */
    filterArns: string[];
    description?: string | undefined;
    state: ReplayState;
    stateReason?: string | undefined;
    /** The span of event times: `from` is in it, `to` is not. */
    from: number;
    to: number;
    startedAt: number;
    /** What sorts after the ids of all that was archived when the replay began: it replays nothing behind it. */
    archivedBefore: string;
    endedAt?: number | undefined;
    /** The key of the last archived event that was replayed. */
    cursor?: string | undefined;
    /** That event's time. */
    lastReplayedTime?: number | undefined;
}

/** An event on its way to one target of a rule. The target is as it was when the event matched. */
export interface PendingDelivery {
    bus: string;
    rule: string;
    ruleArn: string;
    target: Target;
    /** The whole event, JSON text. */
    event: string;
    acceptedAt: number;
    traceHeader?: string | undefined;
    /** The event came from another bus, so it may not go to a third one. */
    forwarded?: boolean | undefined;
    /** How many attempts have failed. */
    attempts: number;
    /** When the last one failed, and how long to wait after it, in milliseconds. */
    failedAt?: number | undefined;
    retryAfter?: number | undefined;
    /** Why the target will not get the event: it waits for the target's dead-letter queue alone. */
    givenUp?: GivenUp | undefined;
}

export interface GivenUp {
    failure: DeliveryFailure;
    /** Undefined when the failure was none to retry. */
    exhausted?: ExhaustedCondition | undefined;
}
