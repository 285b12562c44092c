import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { Letter } from "./letter";
import { isSelected, type Selection } from "./read-letters";
import { putOnBus } from "./put-on-bus";
import { readPayload } from "./read-payload";
import { type LetterOfChange, redriveChange } from "./redrive-change";
import { type Found, type Walked, walkQueue } from "./walk-queue";

/** A letter whose event was given to its function again, or whose change comes by the stream again. */
export interface Redriven {
    letter: Letter;
    /** Lambda's id of the invocation, by which the function's log tells what became of it; undefined of a change. */
    requestId: string | undefined;
}

export interface RedriveOptions extends Selection {
    /** The subscription's name in the program. */
    subscription: string;
    /** Lambda's names of its functions: with more than one, each letter says whose it is; none where its letters go on the bus. */
    functionNames: readonly string[];
    /** The stack's bus. */
    busName?: string;
    /** The most letters that are read. */
    limit: number;
    /** Only finds the letters. */
    dryRun?: boolean;
    /** @param done how many were redriven, or found */
    onProgress?: (done: number) => void;
    /** Ends it before the next letters. */
    signal?: AbortSignal;
}

export interface RedriveReport extends Walked {
    /** With `dryRun`, those that would be redriven. */
    selected: number;
    redriven: Redriven[];
    /** Selected letters of which it is not known what to redrive; they stay in the queue. */
    unknown: { count: number; reason: string | undefined };
    /** Selected letters of events that this run had redriven already: they came back meanwhile, and stay in the queue. */
    returned: number;
    /** Why it ended early: AWS did not take an event. Its letter is still in the queue. */
    failure?: Error;
}

export interface RedriveClients {
    sqs: SQSClient;
    lambda: LambdaClient;
    database: DynamoDBClient;
    /** Where letters go on the stack's bus. */
    events?: EventBridgeClient;
}

/** What is not known to be redriven. */
class Unknown extends Error {}

/**
 * Gives the letters' events to their function again, as asynchronous invocations, and has changes come again by the stream.
 * A letter is deleted once AWS has taken what it holds: killed at any moment, nothing is lost, and at worst an event is
 * handled twice.
 */
export async function redriveLetters(
    clients: RedriveClients,
    queueUrl: string,
    options: RedriveOptions,
): Promise<RedriveReport> {
    const { limit, dryRun = false, onProgress, signal } = options;
    const redriven: Redriven[] = [];
    const events = new Set<string>();
    const report = { selected: 0, returned: 0, unknown: { count: 0, reason: undefined as string | undefined } };
    const failed = new AbortController();
    let failure: Error | undefined;

    async function redriveAll(found: readonly Found[]): Promise<Redriven[]> {
        const results = await Promise.allSettled(
            found.map(async (one) => ({ letter: one.letter, requestId: await redriveOne(clients, one, options) })),
        );
        for (const result of results) {
            if (result.status === "rejected" && result.reason instanceof Unknown) {
                report.unknown.count++;
                report.unknown.reason ??= result.reason.message;
            } else if (result.status === "rejected") {
                failure = result.reason as Error;
                failed.abort();
            }
        }
        return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    }

    const walked = await walkQueue(clients.sqs, queueUrl, {
        limit,
        signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]),
        async visit(found) {
            const selected = found.filter(({ letter }) => isSelected(letter, options));
            // A letter that comes back while this runs would be redriven for ever.
            const fresh = selected.filter(({ letter }) => !events.has(keyOf(letter)));
            report.returned += selected.length - fresh.length;
            report.selected += fresh.length;
            if (dryRun) {
                onProgress?.(report.selected);
                return [];
            }
            const taken = await redriveAll(fresh);
            taken.forEach(({ letter }) => events.add(keyOf(letter)));
            redriven.push(...taken);
            onProgress?.(redriven.length);
            return found.filter(({ letter }) => taken.some((one) => one.letter === letter));
        },
    });
    return { ...walked, ...report, redriven, ...(failure && { failure }) };
}

function keyOf({ event, messageId }: Letter): string {
    return event?.busEventId ?? messageId;
}

/** @returns Lambda's id of the invocation, where there is one */
async function redriveOne(
    { lambda, database, events }: RedriveClients,
    { letter, body }: Found,
    { subscription, functionNames, busName = "" }: RedriveOptions,
): Promise<string | undefined> {
    if (functionNames.length === 0 && events !== undefined && letter.sender === "EventBridge") {
        await putOnBus(events, busName, body);
        return undefined;
    }
    switch (letter.sender) {
        case undefined:
            throw new Unknown("neither EventBridge nor Lambda put it there");
        case "stream":
            await redriveChange(JSON.parse(body) as LetterOfChange, subscription, { lambda, database }).catch(
                tellUnknown,
            );
            return undefined;
        case "EventBridge":
        case "Lambda": {
            const FunctionName = findTarget(letter, functionNames);
            const Payload = Buffer.from(readPayload(letter.sender, body));
            const { $metadata } = await lambda.send(
                new InvokeCommand({ FunctionName, InvocationType: "Event", Payload }),
            );
            return $metadata.requestId;
        }
    }
}

function findTarget({ functionName = "" }: Letter, names: readonly string[]): string | undefined {
    if (names.length === 1 || names.includes(functionName)) {
        return names.length === 1 ? names[0] : functionName;
    }
    throw new Unknown(`the function ${functionName} is not there any more`);
}

/** What AWS answers is a failure, but for an object that is not in the table any more. */
function tellUnknown(error: Error & { $metadata?: unknown }): never {
    if (error.name === "ConditionalCheckFailedException") {
        throw new Unknown("the object is not in the state table");
    }
    throw error.$metadata === undefined ? new Unknown(error.message) : error;
}
