import type { StackOutputs } from "../deployment";
import { pausedCause } from "../dlq/cause";
import { type RedriveClients, redriveLetters, type RedriveReport } from "../dlq/redrive";
import { chooseFunction } from "../choose-function";
import { readPause, resumeFunction } from "./pause-function";

/** A run redrives so many events; with more, it says that there are. */
const maxLetters = 100_000;

export interface ResumeSettings {
    /** Whether what came meanwhile is given to it. */
    redrive: boolean;
    /** Only says what would happen. */
    dryRun?: boolean;
    /** @param done how many events were redriven, or found */
    onProgress?: (done: number) => void;
}

export interface Resumed {
    /** Whether it was paused before. */
    wasPaused: boolean;
    /** What was redriven; undefined where nothing waits in a queue of its own, or it is left there. */
    report: RedriveReport | undefined;
}

/**
 * Lets a function be called again, and gives it the events that came while it was paused, also where it goes on already. Letters
 * of other causes stay.
 *
 * @throws CommandError when there is no such function; the SDK's errors
 */
export async function resumeSubscription(
    clients: RedriveClients,
    outputs: StackOutputs,
    name: string,
    { redrive, dryRun = false, onProgress }: ResumeSettings,
): Promise<Resumed> {
    const target = chooseFunction(outputs, name);
    const { paused: wasPaused } = await readPause(clients.lambda, target);
    if (wasPaused && !dryRun) {
        await resumeFunction(clients.lambda, target);
    }
    const queueUrl = outputs.deadLetterQueueUrls[name];
    if (target.role !== "subscription" || queueUrl === undefined || !redrive) {
        return { wasPaused, report: undefined };
    }
    const report = await redriveLetters(clients, queueUrl, {
        subscription: name,
        cause: pausedCause.id,
        functionNames: [target.functionName],
        limit: maxLetters,
        dryRun,
        onProgress,
    });
    return { wasPaused, report };
}
