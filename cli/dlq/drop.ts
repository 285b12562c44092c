import type { SQSClient } from "@aws-sdk/client-sqs";

import { isSelected, type Selection } from "./read-letters";
import { type Walked, walkQueue } from "./walk-queue";

export interface DropOptions extends Selection {
    /** The most letters that are read. */
    limit: number;
    /** Only finds the letters. */
    dryRun?: boolean;
    /** @param done how many were dropped, or found */
    onProgress?: (done: number) => void;
    /** Ends it before the next letters. */
    signal?: AbortSignal;
}

/** Deletes letters, and does nothing with their events. */
export async function dropLetters(
    sqs: SQSClient,
    queueUrl: string,
    { limit, dryRun = false, onProgress, signal, ...selection }: DropOptions,
): Promise<Walked & { selected: number }> {
    let selected = 0;
    const walked = await walkQueue(sqs, queueUrl, {
        limit,
        signal,
        visit(found) {
            const meant = found.filter(({ letter }) => isSelected(letter, selection));
            selected += meant.length;
            onProgress?.(selected);
            return dryRun ? [] : meant;
        },
    });
    return { ...walked, selected };
}
