import { Rounds } from "../../rounds";
import { commitChanges } from "./commit-changes";
import type { Context } from "./context";
import { readExpiry } from "./item-change";
import { itemLock, tableLock } from "./locks";
import { expiryPrefix, sortableNumber } from "./storage-keys";
import { forgetTokens } from "./transaction-tokens";

/** How often expired items are looked for, in milliseconds. AWS says "within a few days" of their time. */
const sweepInterval = 60 * 1000;

/**
 * Items that expired longer ago stay, so that a wrong unit in an attribute deletes no history: five years, in seconds.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
const maxExpiredSeconds = 5 * 365.25 * 24 * 60 * 60;

/**
 * Deletes expired items, as a DeleteItem would, and forgets transactions' tokens and old records of streams. Until it
 * comes round, an expired item can be read, as in AWS.
 */
export class Sweeper {
    private readonly rounds: Rounds;
    private stopped = true;

    constructor(private readonly context: Context) {
        this.rounds = new Rounds(context.clock, sweepInterval, () =>
            this.sweep().catch((error: unknown) => {
                process.emitWarning(`DynamoDB: expired items could not be deleted: ${String(error)}`);
            }),
        );
    }

    start(): void {
        this.stopped = false;
        this.rounds.start();
    }

    /** Resolves when no sweep is under way and none will be. */
    async stop(): Promise<void> {
        this.stopped = true;
        await this.rounds.stop();
    }

    /** Goes once through everything whose time has come. */
    private async sweep(): Promise<void> {
        const { storage, clock, streams } = this.context;
        const now = Math.floor(clock.now() / 1000);
        for (const table of storage.names()) {
            const prefix = expiryPrefix(table);
            const range = {
                gte: prefix + sortableNumber(Math.max(0, Math.floor(now - maxExpiredSeconds))),
                lt: prefix + sortableNumber(now),
            };
            for await (const [, key] of storage.entries(range)) {
                if (this.stopped) {
                    return;
                }
                await this.expire(table, key as string, now);
            }
        }
        await forgetTokens(storage, clock);
        await streams.trim();
    }

    /** Deletes an item, unless its time has been changed meanwhile. */
    private async expire(table: string, key: string, now: number): Promise<void> {
        const { storage, locks } = this.context;
        await locks.hold([tableLock(table, true), itemLock(table, key)], async () => {
            const record = storage.find(table);
            const before = record && storage.item(table, key);
            if (record?.expiryAttribute === undefined || before === undefined) {
                return;
            }
            const expiry = readExpiry(before, record.expiryAttribute);
            if (expiry !== undefined && expiry < now) {
                await commitChanges(this.context, [{ record, key, before, after: undefined, expired: true }]);
            }
        });
    }
}
