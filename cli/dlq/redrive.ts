import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { Letter } from "./letter";
import { isSelected, type Selection } from "./read-letters";
import { readPayload } from "./read-payload";
import { type Found, type Walked, walkQueue } from "./walk-queue";

/** An event that was given to its function again. */
export interface Redriven {
    letter: Letter;
    /** Lambda's id of the invocation, by which the function's log tells what became of it. */
    requestId: string;
}

export interface RedriveOptions extends Selection {
    /** Lambda's name of the function. */
    functionName: string;
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
    /** With `dryRun`, those that would be. */
    selected: number;
    redriven: Redriven[];
    /** Selected letters that hold no event to redrive. */
    withoutEvent: number;
    /** Selected letters of events that this run had redriven already: they came back meanwhile. */
    returned: number;
    /** Why it ended early: Lambda did not take an event. Its letter is still in the queue. */
    failure?: Error;
}

/**
 * Gives the letters' events to their function again, as asynchronous invocations. A letter is deleted once Lambda has taken
 * its event: killed at any moment, nothing is lost, and at worst an event is handled twice.
 */
export async function redriveLetters(
    { sqs, lambda }: { sqs: SQSClient; lambda: LambdaClient },
    queueUrl: string,
    options: RedriveOptions,
): Promise<RedriveReport> {
    const { functionName, limit, dryRun = false, onProgress, signal } = options;
    const redriven: Redriven[] = [];
    const events = new Set<string>();
    const report = { selected: 0, withoutEvent: 0, returned: 0 };
    const failed = new AbortController();
    let failure: Error | undefined;

    const walked = await walkQueue(sqs, queueUrl, {
        limit,
        signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]),
        async visit(found) {
            const selected = found.filter(({ letter }) => isSelected(letter, options));
            // A letter that comes back while this runs would be redriven for ever.
            const isNew = ({ letter }: Found) => !events.has(letter.event?.busEventId ?? letter.messageId);
            const fresh = selected.filter(isNew);
            const redrivable = fresh.filter(hasEvent);
            report.returned += selected.length - fresh.length;
            report.selected += fresh.length;
            report.withoutEvent += fresh.length - redrivable.length;
            if (dryRun) {
                onProgress?.(report.selected);
                return [];
            }
            const results = await Promise.allSettled(
                redrivable.map(async ({ letter, body }) => ({
                    letter,
                    requestId: await invoke(lambda, functionName, readPayload(letter.sender, body)),
                })),
            );
            const taken = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
            const refused = results.find((one) => one.status === "rejected");
            if (refused !== undefined) {
                failure = refused.reason as Error;
                failed.abort();
            }
            taken.forEach(({ letter }) => events.add(letter.event?.busEventId ?? letter.messageId));
            redriven.push(...taken);
            onProgress?.(redriven.length);
            return found.filter(({ letter }) => taken.some((one) => one.letter === letter));
        },
    });
    return { ...walked, ...report, redriven, ...(failure && { failure }) };
}

type WithEvent = Found & { letter: Letter & { sender: "EventBridge" | "Lambda" } };

function hasEvent(found: Found): found is WithEvent {
    return found.letter.sender === "EventBridge" || found.letter.sender === "Lambda";
}

/** @returns Lambda's id of the invocation */
async function invoke(lambda: LambdaClient, FunctionName: string, payload: string): Promise<string> {
    const { $metadata } = await lambda.send(
        new InvokeCommand({ FunctionName, InvocationType: "Event", Payload: Buffer.from(payload) }),
    );
    return $metadata.requestId ?? "";
}
