import type { SQSClient } from "@aws-sdk/client-sqs";

import { type LetterGroup, LetterGroups } from "./group-letters";
import type { Letter } from "./letter";
import { type Walked, walkQueue } from "./walk-queue";

/** A subscription's dead letters, grouped by cause. */
export interface QueueSummary extends Walked {
    subscription: string;
    /** When the oldest that was read came, in milliseconds since the epoch; undefined without letters. */
    oldestAt: number | undefined;
    groups: LetterGroup[];
}

/**
 * Reads each queue, and groups what is in it.
 *
 * @param queueUrls by subscription
 * @param limit the most letters that are read of each queue
 */
export async function listLetters(
    sqs: SQSClient,
    queueUrls: Readonly<Record<string, string>>,
    limit: number,
): Promise<QueueSummary[]> {
    return Promise.all(
        Object.entries(queueUrls).map(async ([subscription, queueUrl]) => {
            const groups = new LetterGroups();
            const walked = await walkQueue(sqs, queueUrl, {
                limit,
                visit(found) {
                    found.forEach(({ letter }) => groups.add(letter));
                    return [];
                },
            });
            const list = groups.list();
            const oldestAt = list.length > 0 ? Math.min(...list.map(({ firstAt }) => firstAt)) : undefined;
            return { subscription, ...walked, oldestAt, groups: list };
        }),
    );
}

/** Which letters of a queue are meant; without a member, all. */
export interface Selection {
    /** Stripe's id of the event. */
    event?: string;
    /** A cause's id, as `LetterGroup.cause.id` has it. */
    cause?: string;
}

export function isSelected({ event, cause }: Letter, selection: Selection): boolean {
    return (
        (selection.event === undefined || event?.id === selection.event) &&
        (selection.cause === undefined || cause.id === selection.cause)
    );
}

/** A letter, with what its message holds. */
export interface WholeLetter extends Letter {
    body: string;
}

/**
 * Reads single letters of a queue.
 *
 * @param most how many letters are given
 * @param limit how many are read, to find them
 */
export async function findLetters(
    sqs: SQSClient,
    queueUrl: string,
    selection: Selection,
    { most, limit }: { most: number; limit: number },
): Promise<Walked & { letters: WholeLetter[] }> {
    const letters: WholeLetter[] = [];
    const enough = new AbortController();
    const walked = await walkQueue(sqs, queueUrl, {
        limit,
        signal: enough.signal,
        visit(found) {
            const selected = found.filter(({ letter }) => isSelected(letter, selection));
            letters.push(...selected.map(({ letter, body }) => ({ ...letter, body })));
            if (letters.length >= most) {
                enough.abort();
            }
            return [];
        },
    });
    return { ...walked, letters: letters.slice(0, most) };
}
