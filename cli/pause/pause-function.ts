import {
    DeleteFunctionConcurrencyCommand,
    GetFunctionConcurrencyCommand,
    type LambdaClient,
    ListEventSourceMappingsCommand,
    PutFunctionConcurrencyCommand,
    UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";

import type { StackFunction } from "../deployment";

/** Whether a function is paused, and how long what waits for it is kept. */
export interface PauseState {
    paused: boolean;
    /** Where what comes meanwhile waits. */
    backlog: "dead-letter queue" | "stream" | "Stripe";
    /** For how long each event, or change, is kept there, in seconds. */
    keptSeconds: number;
}

/** The longest that SQS keeps a message. */
const deadLetterSeconds = 1_209_600;
/** A table's stream keeps a change for a day. */
const streamSeconds = 86_400;
/** Stripe sends an event again for three days, in live mode. */
const stripeSeconds = 259_200;

/**
 * Whether a function is paused: a change subscription, when its mapping of the stream is not enabled; any other, when it
 * reserves a concurrency of 0.
 */
export async function readPause(lambda: LambdaClient, { role, functionName }: StackFunction): Promise<PauseState> {
    if (role === "change-subscription") {
        const mappings = await listMappings(lambda, functionName);
        const ages = mappings.map(({ maxAgeSeconds }) => maxAgeSeconds).filter((age) => age > 0);
        return {
            paused: mappings.some(({ enabled }) => !enabled),
            backlog: "stream",
            // What is older when it is resumed is given up.
            keptSeconds: Math.min(streamSeconds, ...ages),
        };
    }
    const { ReservedConcurrentExecutions: reserved } = await lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName: functionName }),
    );
    return {
        paused: reserved === 0,
        ...(role === "receiver"
            ? { backlog: "Stripe", keptSeconds: stripeSeconds }
            : { backlog: "dead-letter queue", keptSeconds: deadLetterSeconds }),
    };
}

/** Pauses a function: from now on it is not called. What it is doing, it finishes. */
export async function pauseFunction(lambda: LambdaClient, { role, functionName }: StackFunction): Promise<void> {
    if (role === "change-subscription") {
        await setEnabled(lambda, functionName, false);
    } else {
        await lambda.send(
            new PutFunctionConcurrencyCommand({ FunctionName: functionName, ReservedConcurrentExecutions: 0 }),
        );
    }
}

/** Lets a function be called again, with the concurrency that the program gives it. */
export async function resumeFunction(
    lambda: LambdaClient,
    { role, functionName, concurrency }: StackFunction,
): Promise<void> {
    if (role === "change-subscription") {
        await setEnabled(lambda, functionName, true);
    } else if (concurrency === undefined) {
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: functionName }));
    } else {
        await lambda.send(
            new PutFunctionConcurrencyCommand({
                FunctionName: functionName,
                ReservedConcurrentExecutions: concurrency,
            }),
        );
    }
}

async function setEnabled(lambda: LambdaClient, functionName: string, Enabled: boolean): Promise<void> {
    for (const { id } of await listMappings(lambda, functionName)) {
        await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled }));
    }
}

async function listMappings(lambda: LambdaClient, FunctionName: string) {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    return EventSourceMappings.map(({ UUID: id, State, MaximumRecordAgeInSeconds: maxAgeSeconds = -1 }) => ({
        id,
        enabled: State === "Enabled" || State === "Enabling" || State === "Creating",
        maxAgeSeconds,
    }));
}
