/** An event that a bus took, once it is on disk. */
export interface EventAccepted {
    type: "event accepted";
    /** EventBridge's own id of it. */
    eventId: string;
    detailType: string;
    /** Parsed; to be read and never changed. */
    detail: Readonly<Record<string, unknown>>;
    /** X-Ray's `X-Amzn-Trace-Id` of the call that brought it. */
    traceHeader?: string;
    /** Whom it goes to: a target each, by the ARN that it has in the rule. */
    targets: readonly string[];
}

/** A target, or in its place its dead-letter queue, has an event. For a function: as an invocation that is to come. */
export interface EventDelivered {
    type: "event delivered";
    eventId: string | undefined;
    targetArn: string;
}

/** A target did not take an event. */
export interface DeliveryFailed {
    type: "delivery failed";
    eventId: string | undefined;
    targetArn: string;
    error: { type: string; message: string };
    /** How often it was tried. */
    attempt: number;
    /** When it is tried again, in milliseconds of the cloud's time; undefined when it has ended. */
    nextAttemptMs?: number;
    /** The dead-letter queue that has it now, or would get it. */
    deadLetterArn?: string;
    /** Why nobody has it. */
    lost?: string;
}

/** A line that a function wrote itself; one message may hold several. */
export interface FunctionLine {
    type: "function line";
    functionName: string;
    line: string;
}

/** A caller waits for a function. */
export interface InvocationStarted {
    type: "invocation started";
    functionName: string;
    traceHeader?: string;
}

/** A function has run. */
export interface InvocationEnded {
    type: "invocation ended";
    functionName: string;
    requestId: string;
    /** EventBridge's id of the event that it ran for. */
    eventId?: string;
    durationMs: number;
    attempt: number;
    /** Undefined when it runs until it succeeds, or its records are too old. */
    maxAttempts?: number;
    error?: FunctionError;
    /** When it runs again, in milliseconds of the cloud's time. */
    nextAttemptMs?: number;
    /** Where the record of the failure goes after the last attempt. */
    deadLetterArn?: string;
}

/** What a function failed with, as its runtime tells. */
export interface FunctionError {
    /** Such as `TypeError`. */
    type: string;
    message: string;
    /** The error's stack, a line each, where there is one. */
    trace: readonly string[];
}

type AlarmStateValue = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** An alarm has come into another state. */
export interface AlarmChanged {
    type: "alarm changed";
    alarmName: string;
    kind: "metric" | "composite";
    description: string | undefined;
    from: AlarmStateValue;
    to: AlarmStateValue;
    /** What the metric had in the latest periods, the oldest first; undefined where a person set the state. */
    values: readonly number[] | undefined;
}

/** Nobody was told by an alarm's action: what it names is not there, or does not let CloudWatch. */
export interface AlarmActionFailed {
    type: "alarm action failed";
    alarmName: string;
    /** The ARN that the alarm names. */
    action: string;
    error: { type: string; message: string };
}

/** A topic's message for an e-mail address. It stays here: nothing is sent. */
export interface MessageMailed {
    type: "message mailed";
    topicArn: string;
    to: string;
    subject: string | undefined;
    message: string;
}

/** What the local cloud tells of its work, as it happens. */
export type Observation =
    | EventAccepted
    | EventDelivered
    | DeliveryFailed
    | FunctionLine
    | InvocationStarted
    | InvocationEnded
    | AlarmChanged
    | AlarmActionFailed
    | MessageMailed;

/** Takes observations. It is called in the midst of the work: it must return at once, and not throw. */
export type Observe = (observation: Observation) => void;
