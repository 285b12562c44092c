import { createHash } from "node:crypto";

import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import type { Write } from "../../store";
import { prefixRange, sortableNumber, tokenAgePrefix, tokenPrefix } from "./storage-keys";
import type { TableStorage } from "./table-storage";

/** How long a token stands for its transaction: 10 minutes, in milliseconds (API_TransactWriteItems.html). */
const tokenLife = 10 * 60 * 1000;

/** How many tokens are removed at once. */
const removalStep = 500;

interface Token {
    digest: string;
    /** When its transaction was done, in milliseconds since the epoch. */
    doneAt: number;
}

/** What tells a transaction's request from another's: a digest in which the order of members does not count. */
export function computeDigest(request: object): string {
    return createHash("sha256").update(canonical(request)).digest("base64");
}

/**
 * Whether the transaction with `token` is done already.
 * @throws AwsError `IdempotentParameterMismatchException` when the token stands for another request
 */
export async function isDone(storage: TableStorage, clock: Clock, token: string, digest: string): Promise<boolean> {
    const done = storage.get(tokenPrefix + token) as Token | undefined;
    if (done === undefined || clock.since(done.doneAt) >= tokenLife) {
        return false;
    }
    if (done.digest !== digest) {
        throw new AwsError(
            "IdempotentParameterMismatchException",
            "DynamoDB rejected the request because you retried a request with a different payload but with an " +
                "idempotent token that was already used.",
        );
    }
    return true;
}

/** The writes that keep `token`, to go with its transaction's own. */
export function keep(clock: Clock, token: string, digest: string): Write[] {
    const doneAt = clock.now();
    return [
        { type: "put", key: tokenPrefix + token, value: { digest, doneAt } satisfies Token },
        { type: "put", key: `${tokenAgePrefix}${sortableNumber(doneAt)}~${token}`, value: token },
    ];
}

/** Removes the tokens that have had their time. */
export async function forgetTokens(storage: TableStorage, clock: Clock): Promise<void> {
    let writes: Write[] = [];
    for await (const [key, token] of storage.entries(prefixRange(tokenAgePrefix))) {
        if (clock.since(parseInt(key.slice(tokenAgePrefix.length), 10)) < tokenLife) {
            break;
        }
        writes.push({ type: "del", key });
        const done = storage.get(tokenPrefix + String(token)) as Token | undefined;
        if (done !== undefined && clock.since(done.doneAt) >= tokenLife) {
            writes.push({ type: "del", key: tokenPrefix + String(token) });
        }
        if (writes.length >= removalStep) {
            storage.write(writes);
            writes = [];
        }
    }
    storage.write(writes);
}

function canonical(value: unknown): string {
    if (typeof value !== "object" || value === null) {
        return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
        return `[${value.map(canonical).join()}]`;
    }
    const members = value as Record<string, unknown>;
    const names = Object.keys(members).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(members[name])}`).join()}}`;
}
